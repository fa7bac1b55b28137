import { randomUUID } from 'node:crypto'
import type { Collision } from '../../../core/correspondence/collision.ts'
import { findCollisions } from '../../../core/correspondence/collision.ts'
import { RESOLUTION_OUTCOMES } from '../../../core/policy/resolution-outcome.ts'
import type { Draft, DraftKind } from '../../../core/ticket/draft.ts'
import type { TicketHead, TicketView } from '../../../core/ticket/view.ts'
import type { Macro } from '../../../core/ticket-actions/macro.ts'
import { unfilledVariables } from '../../../core/ticket-actions/macro-variable.ts'
import { dayAndTime } from '../../../core/wording/dates.ts'
import { type Html, html } from '../../http/html.ts'
import type { MemberVisit } from '../../http/route.ts'
import { LONGEST_FORM_TEXT } from '../../web-settings.ts'
import { TICKET_WORK_WORDS } from '../../wording/ticket-work-words.ts'
import { timeAgo } from '../../wording/time-format.ts'
import type { ToolName } from '../../wording/tool-words.ts'
import { csrfField } from '../desk-page.ts'
import type { TicketWork } from './ticket-work.ts'

/** What was typed into a form that was refused, and why; it is shown again so that nothing is lost. */
export interface RefusedForm {
  form: 'answer' | 'resolution' | ToolName
  why: Html | string
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
type WorkView = TicketView & { work: TicketWork }

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

/** How the matter ends, and what its customer is told of it; folded until it is wanted or was refused. */
function resolutionForm(
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

/** What came in while an answer was written, so that two people never answer one customer differently. */
function replyNews({ wording, now }: MemberVisit, news: readonly Collision[]): Html {
  const words = TICKET_WORK_WORDS[wording.language].news
  const said = ({ kind, memberName }: Collision) => {
    if (memberName === null) return words.wrote
    return kind === 'resolved' ? words.resolved(memberName) : words.answered(memberName)
  }
  return html`<div class="warning" role="alert"><p>${words.heading}</p>
    <ul>${news.map(
      (one) =>
        html`<li>${said(one)} ${timeAgo(wording.language, one.at, now)} ${one.messageId !== null && html`<a href="#m-${one.messageId}">${words.read}</a>`}</li>`,
    )}</ul></div>`
}

/** The macros for this ticket: one is put behind what has been typed, by the form itself or, with script, in its place. */
function macroChoice({ wording }: MemberVisit, reference: string, macros: readonly Macro[]): Html | false {
  if (macros.length === 0) return false
  const words = TICKET_WORK_WORDS[wording.language].macro
  const path = `/desk/tickets/${reference}/macro`
  return html`<p class="answer-macro"><label for="answer-macro">${words.label}</label>
    <select id="answer-macro" name="macro"><option value="">${words.none}</option>${macros.map((macro) => html`<option value="${macro.id}">${macro.name}</option>`)}</select>
    <button formaction="${path}" formnovalidate hx-post="${path}" hx-params="text,macro,csrf" hx-target="#answer-words" hx-select="#answer-words" hx-swap="outerHTML">${words.insert}</button></p>`
}

/** What makes a text keep itself while one types: every pause saves it. Its form brings the token and the csrf field. */
export function autosaveAttributes(reference: string, kind: DraftKind): Html {
  return html` hx-post="/desk/tickets/${reference}/draft" hx-trigger="keyup changed delay:800ms" hx-params="text,token,csrf,of" hx-vals="${JSON.stringify({ of: kind })}" hx-target="#draft-${kind}" hx-sync="this:queue last"`
}

/** Since when what stands in the box is only a draft; empty when there is none, to be filled while one types. */
export function draftStatusLine(visit: MemberVisit, kind: DraftKind, draft: Draft | undefined): Html {
  return html`<span class="draft faint" id="draft-${kind}" role="status">${draft && draftSavedWords(visit, draft.savedAt)}</span>`
}

/** `Brouillon du 24 novembre à 9 h 05`. */
export function draftSavedWords({ wording, now }: MemberVisit, savedAt: Date): string {
  return TICKET_WORK_WORDS[wording.language].draft.of(dayAndTime(wording.language, savedAt, now))
}

/** The last event the form's page knew of, to be checked as it is sent; nothing when it is to be sent all the same. */
export function lastSeenEvent({ form }: MemberVisit): { lastEvent?: number } {
  const seen = Number(form.seen)
  const known = form.seen !== undefined && form.seen !== '' && Number.isSafeInteger(seen) && seen >= 0
  return known && form.anyway !== '1' ? { lastEvent: seen } : {}
}

/** What holds back words to the customer: what came in since the form's page was made. */
export async function newsBeforeSending(
  visit: MemberVisit,
  ticket: TicketHead,
): Promise<readonly Collision[] | undefined> {
  const { core, member } = visit
  const { lastEvent } = lastSeenEvent(visit)
  if (lastEvent === undefined) return undefined
  const news = await findCollisions(core.db, { ticketId: ticket.id, memberId: member.id, lastEvent })
  return news.length > 0 ? news : undefined
}
