import { randomUUID } from 'node:crypto'
import type { Collision } from '../../../core/correspondence/collision.ts'
import type { TicketView } from '../../../core/ticket/view.ts'
import { unfilledVariables } from '../../../core/ticket-actions/macro-variable.ts'
import { type Html, html } from '../../http/html.ts'
import type { MemberVisit } from '../../http/route.ts'
import { LONGEST_FORM_TEXT } from '../../web-settings.ts'
import { TICKET_WORK_WORDS } from '../../wording/ticket-work-words.ts'
import type { ToolName } from '../../wording/tool-words.ts'
import { csrfField } from '../desk-page.ts'
import { autosaveAttributes, draftStatusLine } from './draft-line.ts'
import { macroChoice } from './macro-choice.ts'
import { replyNews } from './reply-news.ts'
import { resolutionForm } from './resolution-form.ts'
import type { TicketWork } from './ticket-work.ts'

/** What was typed into a form that was refused, and why; it is shown again so that nothing is lost. */
export interface RefusedForm {
  form: 'answer' | 'resolution' | ToolName
  why: string
  text: string
  outcome?: string
  /** Every field of a tool's form. */
  typed?: Readonly<Record<string, string>>
  /** What happened while it was written; it can be sent all the same. */
  news?: readonly Collision[]
  /** Nothing is wrong: the form only comes back with more in it. */
  changed?: boolean
}

/** A ticket with what the member works with on it. */
export type WorkView = TicketView & { work: TicketWork }

/** The answer, always at hand under the conversation, and the conclusion folded below it. */
export function replyForms(visit: MemberVisit, view: WorkView, refused: RefusedForm | undefined): Html {
  const { wording } = visit
  const { ticket } = view
  if (ticket.quarantinedAt) {
    return html`<section class="answer" id="answer"><p>${wording.answer.quarantined}</p>
      <form method="post" action="/desk/tickets/${ticket.reference}/release">${csrfField(visit)}<button class="primary">${wording.actions.release}</button></form>
    </section>`
  }
  return html`${replyForm(visit, view, refused?.form === 'answer' ? refused : undefined)}
    ${!ticket.resolvedAt && resolutionForm(visit, view, refused?.form === 'resolution' ? refused : undefined)}`
}

function replyForm(visit: MemberVisit, view: WorkView, refused: RefusedForm | undefined): Html {
  const { wording } = visit
  const { ticket, work } = view
  const draft = work.drafts.answer
  const text = refused?.text ?? draft?.text ?? ''
  const words = TICKET_WORK_WORDS[wording.language]
  return html`<section class="answer" id="answer">
    <form method="post" action="/desk/tickets/${ticket.reference}/answers" enctype="multipart/form-data" data-once>
      ${csrfField(visit)}
      <input type="hidden" name="token" value="${randomUUID()}"><input type="hidden" name="seen" value="${work.lastEvent}">
      <h2><label for="answer-text">${wording.answer.label}</label></h2>
      ${refused?.news && replyNews(visit, refused.news)}
      ${refused && refused.why !== '' && html`<p class="warning warning-bad" role="alert">${refused.why} ${refused.text !== '' && wording.answer.kept}</p>`}
      <div class="answer-text" id="answer-words">${replyTextarea(view, text)}${unfilled(visit, text)}</div>
      ${macroChoice(visit, ticket.reference, work.macros)}
      <p class="answer-draft">${draftStatusLine(visit, 'answer', refused ? undefined : draft)}
        <button class="quiet" formaction="/desk/tickets/${ticket.reference}/draft-kept" formnovalidate>${words.draft.keep}</button>
        ${draft && html`<button class="quiet" formaction="/desk/tickets/${ticket.reference}/draft-discarded" formnovalidate>${words.draft.discard}</button>`}</p>
      <div class="answer-foot">
        <p><label for="answer-files">${wording.answer.files}</label> <input id="answer-files" type="file" name="files" multiple></p>
        <p class="answer-send">${goesTo(visit, work)}
        <button class="primary">${words.send(work.ways)}</button>
        ${work.ways.email !== null && !ticket.resolvedAt && html`<button name="next" value="wait">${words.sendAndWait}</button>`}
        ${refused?.news && html`<button name="anyway" value="1">${words.news.anyway}</button>`}</p>
      </div>
      ${preview(visit, view)}
    </form>
  </section>`
}

function replyTextarea({ ticket }: WorkView, text: string): Html {
  return html`<textarea id="answer-text" name="text" rows="7" maxlength="${LONGEST_FORM_TEXT}" required lang="${ticket.language}" aria-describedby="draft-answer"${autosaveAttributes(ticket.reference, 'answer')}>${text}</textarea>`
}

function unfilled({ wording }: MemberVisit, text: string): Html | false {
  const left = unfilledVariables(text)
  if (left.length === 0) return false
  return html`<p class="warning">${TICKET_WORK_WORDS[wording.language].unfilled} ${left.map((one) => html`<mark>${one}</mark> `)}</p>`
}

function goesTo({ wording }: MemberVisit, { ways }: TicketWork): Html {
  const words = TICKET_WORK_WORDS[wording.language]
  if (ways.email !== null) {
    return html`<span class="faint">${wording.answer.goesTo(ways.email)} ${ways.chat && words.alsoInChat}</span>`
  }
  return html`<span class="faint">${ways.chat ? words.onlyInChat : words.callOwed}</span>`
}

// The frame is a place a form can be shown in, without script; the mail in it can do nothing.
function preview({ wording }: MemberVisit, { ticket, work }: WorkView): Html | false {
  if (work.ways.email === null) return false
  const words = TICKET_WORK_WORDS[wording.language].preview
  return html`<details class="preview"><summary>${words.summary}</summary>
    <p><button formaction="/desk/tickets/${ticket.reference}/preview" formtarget="preview" formnovalidate>${words.show}</button></p>
    <iframe class="mail-frame" name="preview" title="${words.frame}" sandbox="allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer"></iframe>
  </details>`
}
