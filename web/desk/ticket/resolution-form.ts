import { RESOLUTION_OUTCOMES } from '../../../core/policy/resolution-outcome.ts'
import { type Html, html } from '../../http/html.ts'
import type { MemberVisit } from '../../http/route.ts'
import { LONGEST_FORM_TEXT } from '../../web-settings.ts'
import { TICKET_WORK_WORDS } from '../../wording/ticket-work-words.ts'
import { csrfField } from '../desk-page.ts'
import type { RefusedForm, WorkView } from './reply-form.ts'
import { replyNews } from './reply-news.ts'

/** How the matter ends, and what its customer is told of it; folded until it is wanted or was refused. */
export function resolutionForm(
  visit: MemberVisit,
  { ticket, work }: WorkView,
  refused: RefusedForm | undefined,
): Html {
  const { wording } = visit
  const { resolve } = wording
  return html`<details class="resolution" id="resolution"${refused && html` open`}>
    <summary>${resolve.heading}</summary>
    <form method="post" action="/desk/tickets/${ticket.reference}/resolution" data-once>
      ${csrfField(visit)}<input type="hidden" name="seen" value="${work.lastEvent}">
      ${refused?.news && replyNews(visit, refused.news)}
      ${refused && refused.why !== '' && html`<p class="warning warning-bad" role="alert">${refused.why}</p>`}
      <p><label for="outcome">${resolve.outcome}</label>
      <select id="outcome" name="outcome">${RESOLUTION_OUTCOMES.map(
        (outcome) =>
          html`<option value="${outcome}"${refused?.outcome === outcome && html` selected`}>${resolve.outcomes[outcome]}</option>`,
      )}</select></p>
      <p><label for="resolution-text">${resolve.label}</label>
      <textarea id="resolution-text" name="text" rows="5" maxlength="${LONGEST_FORM_TEXT}" required lang="${ticket.language}" aria-describedby="resolution-hint">${refused?.text}</textarea></p>
      <p class="faint" id="resolution-hint">${resolve.hint}</p>
      <p class="answer-send"><button class="primary">${resolve.submit}</button>
      ${refused?.news && html`<button name="anyway" value="1">${TICKET_WORK_WORDS[wording.language].news.anyway}</button>`}</p>
    </form>
  </details>`
}
