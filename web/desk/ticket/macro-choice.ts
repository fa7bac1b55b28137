import type { Macro } from '../../../core/ticket-actions/macro.ts'
import { type Html, html } from '../../http/html.ts'
import type { MemberVisit } from '../../http/route.ts'
import { TICKET_WORK_WORDS } from '../../wording/ticket-work-words.ts'

/** The macros for this ticket: one is put behind what has been typed, by the form itself or, with script, in its place. */
export function macroChoice(
  { wording }: MemberVisit,
  reference: string,
  macros: readonly Macro[],
): Html | false {
  if (macros.length === 0) return false
  const words = TICKET_WORK_WORDS[wording.language].macro
  const path = `/desk/tickets/${reference}/macro`
  return html`<p class="answer-macro"><label for="answer-macro">${words.label}</label>
    <select id="answer-macro" name="macro"><option value="">${words.none}</option>${macros.map((macro) => html`<option value="${macro.id}">${macro.name}</option>`)}</select>
    <button formaction="${path}" formnovalidate hx-post="${path}" hx-params="text,macro,csrf" hx-target="#answer-words" hx-select="#answer-words" hx-swap="outerHTML">${words.insert}</button></p>`
}
