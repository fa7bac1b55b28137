import { randomUUID } from 'node:crypto'
import { RESOLUTION_OUTCOMES } from '../../core/resolution.ts'
import type { TicketView } from '../../core/ticket-view.ts'
import { type Html, html } from '../html.ts'
import type { MemberVisit } from '../route.ts'
import { LONGEST_TEXT } from '../settings.ts'
import type { ToolName } from '../wording/tool-words.ts'
import { csrfField } from './desk-page.ts'

/** What was typed into a form that was refused, and why; it is shown again so that nothing is lost. */
export interface Refused {
  form: 'answer' | 'resolution' | ToolName
  why: string
  text: string
  outcome?: string
  /** Every field of a tool's form. */
  typed?: Readonly<Record<string, string>>
}

/** The answer, always at hand under the conversation, and the conclusion folded below it. */
export function answerForms(visit: MemberVisit, view: TicketView, refused: Refused | undefined): Html {
  const { wording } = visit
  const { ticket } = view
  if (ticket.quarantinedAt) {
    return html`<section class="answer" id="answer"><p>${wording.answer.quarantined}</p>
      <form method="post" action="/desk/tickets/${ticket.reference}/release">${csrfField(visit)}<button class="primary">${wording.actions.release}</button></form>
    </section>`
  }
  return html`${answerForm(visit, view, refused?.form === 'answer' ? refused : undefined)}
    ${!ticket.resolvedAt && resolutionForm(visit, view, refused?.form === 'resolution' ? refused : undefined)}`
}

function answerForm(
  visit: MemberVisit,
  { ticket, contacts }: TicketView,
  refused: Refused | undefined,
): Html {
  const { wording } = visit
  const address = contacts.find(
    ({ kind, role, standing }) => kind === 'email' && role === 'customer' && standing !== 'stated',
  )
  return html`<section class="answer" id="answer">
    <form method="post" action="/desk/tickets/${ticket.reference}/answers" enctype="multipart/form-data" data-once>
      ${csrfField(visit)}
      <input type="hidden" name="token" value="${randomUUID()}">
      <h2><label for="answer-text">${wording.answer.label}</label></h2>
      ${refused && html`<p class="warning warning-bad" role="alert">${refused.why} ${refused.text !== '' && wording.answer.kept}</p>`}
      <textarea id="answer-text" name="text" rows="7" maxlength="${LONGEST_TEXT}" required lang="${ticket.language}" placeholder="${wording.answer.placeholder}">${refused?.text}</textarea>
      <div class="answer-foot">
        <p><label for="answer-files">${wording.answer.files}</label> <input id="answer-files" type="file" name="files" multiple></p>
        <p class="answer-send">${address && html`<span class="faint">${wording.answer.goesTo(address.value)}</span>`}
        <button class="primary">${wording.answer.send}</button></p>
      </div>
    </form>
  </section>`
}

function resolutionForm(visit: MemberVisit, { ticket }: TicketView, refused: Refused | undefined): Html {
  const { wording } = visit
  const { resolve } = wording
  return html`<details class="resolution" id="resolution"${refused && html` open`}>
    <summary>${resolve.heading}</summary>
    <form method="post" action="/desk/tickets/${ticket.reference}/resolution" data-once>
      ${csrfField(visit)}
      ${refused && html`<p class="warning warning-bad" role="alert">${refused.why}</p>`}
      <p><label for="outcome">${resolve.outcome}</label>
      <select id="outcome" name="outcome">${RESOLUTION_OUTCOMES.map(
        (outcome) =>
          html`<option value="${outcome}"${refused?.outcome === outcome && html` selected`}>${resolve.outcomes[outcome]}</option>`,
      )}</select></p>
      <p><label for="resolution-text">${resolve.label}</label>
      <textarea id="resolution-text" name="text" rows="5" maxlength="${LONGEST_TEXT}" required lang="${ticket.language}" aria-describedby="resolution-hint">${refused?.text}</textarea></p>
      <p class="faint" id="resolution-hint">${resolve.hint}</p>
      <button class="primary">${resolve.submit}</button>
    </form>
  </details>`
}
