import { randomUUID } from 'node:crypto'
import type { Problem } from '../../../core/kernel/problem.ts'
import type { Role } from '../../../core/policy/role.ts'
import type { SellerRecord } from '../../../core/seller/seller-record.ts'
import type { TicketHead, TicketView } from '../../../core/ticket/view.ts'
import { type Html, html } from '../../http/html.ts'
import type { MemberVisit } from '../../http/route.ts'
import { LONGEST_FORM_TEXT } from '../../web-settings.ts'
import { TOOL_WORDS, type ToolName, type ToolWords } from '../../wording/tool-words.ts'
import { csrfField } from '../desk-page.ts'
import type { RefusedForm } from './reply-form.ts'
import type { TicketWork } from './ticket-work.ts'

/** A ticket with what its tools need to know beside. */
export interface ToolView extends TicketView {
  seller: SellerRecord
  work: TicketWork
}

/** One thing that can be done to a ticket: its form below the conversation, and the verb it calls. */
export interface TicketTool {
  /** Its form's id, and the last part of its URL. */
  name: ToolName
  allow: readonly Role[]
  /** Whether it makes sense for the ticket as it stands. */
  offered(view: ToolView, visit: MemberVisit): boolean
  fields(form: ToolForm): Html
  /** Whether its form stands open, because something was begun in it. */
  begun?(view: ToolView): boolean
  /** Calls the verb. Its `invalid-input` and `not-allowed` show the form again, with what was typed. */
  act(visit: MemberVisit, ticket: TicketHead): Promise<unknown>
  /** Why it was refused, where its words have more than one answer. */
  why?(problem: Problem, visit: MemberVisit): Html | string | undefined
}

/** What a tool's fields are drawn from. */
export interface ToolForm {
  tool: ToolName
  visit: MemberVisit
  view: ToolView
  words: ToolWords
  /** What was typed into a form that was refused. */
  typed: Readonly<Record<string, string>>
}

/** A form folded under its name; open when it was refused. */
export function toolForm(visit: MemberVisit, view: ToolView, tool: TicketTool, refused?: RefusedForm): Html {
  const words = TOOL_WORDS[visit.wording.language][tool.name]
  const typed = refused?.form === tool.name ? (refused.typed ?? {}) : {}
  const wrong = refused?.form === tool.name
  return html`<details class="tool" id="${tool.name}"${(wrong || tool.begun?.(view) === true) && html` open`}>
    <summary>${words.heading}</summary>
    <form method="post" action="/desk/tickets/${view.ticket.reference}/${tool.name}" data-once>
      ${csrfField(visit)}<input type="hidden" name="token" value="${typed.token ?? randomUUID()}">
      ${wrong && html`<p class="warning warning-bad" role="alert">${refused.why}</p>`}
      ${tool.fields({ tool: tool.name, visit, view, words, typed })}
      ${words.hint !== '' && html`<p class="faint">${words.hint}</p>`}
      <button class="primary">${words.submit}</button>
    </form>
  </details>`
}

/** A text to be written, as tall as what is expected; it may be left empty when it is not `needed`. */
export function textField(form: ToolForm, name: string, label: string, rows = 5, needed = true): Html {
  const id = `${form.tool}-${name}`
  return html`<p><label for="${id}">${label}</label>
    <textarea id="${id}" name="${name}" rows="${rows}" maxlength="${LONGEST_FORM_TEXT}"${needed && html` required`} lang="${form.view.ticket.language}">${form.typed[name]}</textarea></p>`
}

/** A short text on one line; one that may be left empty says so. */
export function lineField(form: ToolForm, name: string, label: string, needed = true): Html {
  const id = `${form.tool}-${name}`
  return html`<p><label for="${id}">${label}</label>
    <input id="${id}" name="${name}" maxlength="300" autocomplete="off"${needed && html` required`} value="${form.typed[name]}"></p>`
}

/** One of several. */
export function choiceField(
  form: ToolForm,
  name: string,
  label: string,
  choices: readonly { value: string; label: string }[],
): Html {
  const id = `${form.tool}-${name}`
  return html`<p><label for="${id}">${label}</label> <select id="${id}" name="${name}">${choices.map(
    (choice) =>
      html`<option value="${choice.value}"${form.typed[name] === choice.value && html` selected`}>${choice.label}</option>`,
  )}</select></p>`
}

/** A text as a form sent it, with plain line ends. */
export function typedText(visit: MemberVisit, name: string): string {
  return (visit.form[name] ?? '').replace(/\r\n?/g, '\n').slice(0, LONGEST_FORM_TEXT)
}

/** The form's own token, so that a double click does a thing once. */
export function formToken({ form }: MemberVisit): string {
  return form.token?.slice(0, 64) || randomUUID()
}

/** True while people work on it: neither resolved nor set aside, merged or in quarantine. */
export function isTicketActive({ ticket }: TicketView): boolean {
  return !ticket.resolvedAt && !ticket.setAsideAt && !ticket.mergedInto && !ticket.quarantinedAt
}
