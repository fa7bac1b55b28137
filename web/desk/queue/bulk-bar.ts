import { parseReference, type Reference } from '../../../core/kernel/reference.ts'
import { listMembers } from '../../../core/member/member.ts'
import { CATEGORIES } from '../../../core/policy/category.ts'
import { RESOLUTION_OUTCOMES } from '../../../core/policy/resolution-outcome.ts'
import type { Queue } from '../../../core/ticket/queue.ts'
import { wordingIn as customerWordingIn } from '../../../core/wording/wording.ts'
import { type Html, html } from '../../http/html.ts'
import type { MemberVisit } from '../../http/route.ts'
import { LONGEST_FORM_TEXT } from '../../web-settings.ts'
import { BULK_WORDS } from '../../wording/bulk-words.ts'

/** A refused form about several tickets: why, and what to show again. */
export interface BulkRefused {
  act: string
  why: string
}

/** Returns the actions on the ticked rows; the bar appears once a row is ticked. */
export async function bulkBar(visit: MemberVisit, queue: Queue, refused?: BulkRefused): Promise<Html> {
  const words = BULK_WORDS[visit.wording.language]
  return html`<fieldset class="bulk${refused && ' bulk-shown'}"><legend class="hidden">${words.legend}</legend>
    <p class="bulk-chosen"><span data-ticked></span> ${words.chosen}</p>
    ${queue === 'spam' ? release(visit) : html`${await assignment(visit, refused)}${category(visit)}${resolution(visit, refused)}${spam(visit)}`}
  </fieldset>`
}

function release({ wording }: MemberVisit): Html {
  return html`<button class="primary" name="act" value="release">${BULK_WORDS[wording.language].release}</button>`
}

function spam({ wording }: MemberVisit): Html {
  const words = BULK_WORDS[wording.language]
  return html`<button name="act" value="quarantine" title="${words.quarantineHint}">${words.quarantine}</button>`
}

async function assignment(
  { core, member, wording, form }: MemberVisit,
  refused?: BulkRefused,
): Promise<Html> {
  const { assign: words } = BULK_WORDS[wording.language]
  const others = (await listMembers(core.db)).filter(({ id }) => id !== member.id)
  const option = (value: string, label: string) =>
    html`<option value="${value}"${form.assignee === value && html` selected`}>${label}</option>`
  return html`<details name="bulk" data-bulk="assign"${refused?.act === 'assign' && html` open`}><summary>${words.heading}</summary><div class="bulk-form">
    <p><label for="bulk-assignee">${words.label}</label>
    <select id="bulk-assignee" name="assignee">${option(member.id, words.me)}${option('nobody', words.nobody)}${others.map(({ id, name }) => option(id, name))}</select></p>
    <button class="primary" name="act" value="assign">${words.submit}</button></div></details>`
}

function category({ wording, form }: MemberVisit): Html {
  const { category: words } = BULK_WORDS[wording.language]
  const { categories } = customerWordingIn(wording.language)
  return html`<details name="bulk"><summary>${words.heading}</summary><div class="bulk-form">
    <p><label for="bulk-category">${words.label}</label>
    <select id="bulk-category" name="category">${CATEGORIES.map((one) => html`<option value="${one}"${form.category === one && html` selected`}>${categories[one].name}</option>`)}</select></p>
    <button class="primary" name="act" value="category">${words.submit}</button></div></details>`
}

function resolution({ wording, form }: MemberVisit, refused?: BulkRefused): Html {
  const { resolve: words } = BULK_WORDS[wording.language]
  const { outcomes } = wording.resolve
  return html`<details name="bulk"${refused?.act === 'resolve' && html` open`}><summary>${words.heading}</summary><div class="bulk-form">
    <p><label for="bulk-outcome">${words.outcome}</label>
    <select id="bulk-outcome" name="outcome">${RESOLUTION_OUTCOMES.map((one) => html`<option value="${one}"${form.outcome === one && html` selected`}>${outcomes[one]}</option>`)}</select></p>
    <p><label for="bulk-text">${words.label}</label>
    <textarea id="bulk-text" name="text" rows="4" maxlength="${LONGEST_FORM_TEXT}" aria-describedby="bulk-hint">${form.text}</textarea></p>
    <p class="faint" id="bulk-hint">${words.hint}</p>
    <button class="primary" name="act" value="resolve">${words.submit}</button></div></details>`
}

/** Returns the result for several tickets: what was done, what was refused and why, if the URL has one. */
export function bulkNotice({ query, wording }: MemberVisit): Html | false {
  const words = BULK_WORDS[wording.language]
  const { bulk: act = '', count = '', refused = '' } = query
  if (!Object.hasOwn(words.done, act) || !/^\d{1,3}$/.test(count)) return false
  const left = readRefusals(refused, words.why)
  return html`<div class="notice${left.length > 0 && ' notice-mixed'}" role="status"><p>${words.done[act as keyof typeof words.done](Number(count))}</p>
    ${
      left.length > 0 &&
      html`<p>${words.refused(left.length)}</p><ul>${left.map(
        ({ reference, why }) =>
          html`<li><a class="reference" href="/desk/tickets/${reference}">${reference}</a> : ${words.why[why]}</li>`,
      )}</ul>`
    }</div>`
}

type Why = keyof (typeof BULK_WORDS)['fr']['why']

function readRefusals(text: string, known: Record<Why, string>): { reference: Reference; why: Why }[] {
  return text.split(',').flatMap((part) => {
    const [typed = '', why = ''] = part.split('~')
    const found = parseReference(typed)
    return found?.kind === 'valid' && Object.hasOwn(known, why)
      ? [{ reference: found.reference, why: why as Why }]
      : []
  })
}
