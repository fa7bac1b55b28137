import type { Reason } from '../../../core/classify/classify.ts'
import { type Category, isCategory } from '../../../core/policy/category.ts'
import type { TicketView } from '../../../core/ticket/view.ts'
import { wordingIn as customerWordingIn } from '../../../core/wording/wording.ts'
import { type Html, html } from '../../http/html.ts'
import type { MemberVisit } from '../../http/route.ts'
import { RULE_WORDS } from '../../wording/rule-words.ts'
import { TICKET_WORK_WORDS } from '../../wording/ticket-work-words.ts'
import { csrfField } from '../desk-page.ts'

// More than these a reader no longer weighs.
const MOST_REASONS = 3
const MOST_WORDS = 4

/** Why the ticket was classified so, in the words that decided, and the likely other categories one click away. */
export function whyCategory(visit: MemberVisit, { ticket, events }: TicketView): Html | false {
  const classified = events.findLast(({ kind }) => kind === 'classified')?.detail
  if (!classified) return false
  const { wording } = visit
  const words = TICKET_WORK_WORDS[wording.language].why
  const { confidence, abstained, urgent } = classified
  const reasons = (Array.isArray(classified.reasons) ? (classified.reasons as Reason[]) : [])
    .map((reason) => reasonMarkup(visit, reason))
    .filter((one) => one !== null)
    .slice(0, MOST_REASONS)
  return html`<details class="why"><summary>${words.heading}</summary>
    <p>${abstained === true && html`${words.abstained} `}${typeof confidence === 'number' && html`<span class="faint">${words.sure(Math.round(confidence * 100))}</span>`}
      ${urgent === true && html`<span class="tag tag-warn">${words.urgent}</span>`}</p>
    ${reasons.length > 0 && html`<p>${words.wordsFor}</p><ul>${reasons.map((reason) => html`<li>${reason}</li>`)}</ul>`}
  </details>
  ${categoryCorrections(visit, ticket, likelyCategories(classified, ticket.category))}`
}

function reasonMarkup({ wording }: MemberVisit, reason: Reason): Html | null {
  const words = TICKET_WORK_WORDS[wording.language].why
  if ('words' in reason) {
    const decisive = reason.words.slice(0, MOST_WORDS).map((one) => `«\u00a0${one}\u00a0»`)
    return decisive.length > 0 ? html`<span class="why-words">${words.by(decisive.join(', '))}</span>` : null
  }
  return html`${RULE_WORDS[wording.language][reason.rule] ?? reason.rule}`
}

/** What it may be instead: what was decided first, and what came next; never what it is. */
function likelyCategories(classified: Readonly<Record<string, unknown>>, present: Category): Category[] {
  const runnerUp = (classified.runnerUp as { category?: unknown } | null)?.category
  const found = [classified.category, runnerUp].flatMap((one) =>
    typeof one === 'string' && isCategory(one) && one !== present ? [one] : [],
  )
  return [...new Set(found)]
}

function categoryCorrections(
  visit: MemberVisit,
  { reference }: TicketView['ticket'],
  categories: readonly Category[],
): Html | false {
  if (categories.length === 0) return false
  const { wording } = visit
  const words = TICKET_WORK_WORDS[wording.language].why
  const names = customerWordingIn(wording.language).categories
  return html`<form class="inline" method="post" action="/desk/tickets/${reference}/category" aria-label="${words.correct}" data-once>
    ${csrfField(visit)}${categories.map((one) => html`<button class="quiet" name="category" value="${one}">${words.rather(names[one].name)}</button>`)}
  </form>`
}
