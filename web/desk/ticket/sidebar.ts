import type { Reason } from '../../../core/classify/classify.ts'
import { CATEGORIES, type Category, isCategory, isSensitive } from '../../../core/policy/category.ts'
import type { AskedSatisfaction } from '../../../core/satisfaction/satisfaction.ts'
import { inForce } from '../../../core/seller/sanction.ts'
import type { ContactView, PromiseView, RelatedTicket, TicketView } from '../../../core/ticket/view.ts'
import { dayAndTime } from '../../../core/wording/dates.ts'
import { wordingIn as customerWordingIn } from '../../../core/wording/wording.ts'
import { type Html, html } from '../../http/html.ts'
import type { MemberVisit } from '../../http/route.ts'
import { SATISFACTION_DESK_WORDS } from '../../wording/satisfaction-desk-words.ts'
import { SELLER_DESK_WORDS } from '../../wording/seller-desk-words.ts'
import { RULE_WORDS, TICKET_WORK_WORDS } from '../../wording/ticket-work-words.ts'
import { TICKET_STATUS_WORDS } from '../../wording/tool-words.ts'
import { csrfField } from '../desk-page.ts'
import { promiseBar } from './promise-bar.ts'
import type { ToolView } from './tool-form.ts'

/** What stands beside the conversation: what we owe, who follows it, what it is about, how to reach the customer. */
export function sidebar(
  visit: MemberVisit,
  view: ToolView,
  satisfaction: readonly AskedSatisfaction[],
): Html {
  const { wording, now } = visit
  return html`<aside class="facts">
    ${promises(visit, view)}
    <section><h2>${wording.ticket.facts}</h2>
      ${assignee(visit, view)}
      ${category(visit, view)}
      <dl>
        <dt>${wording.ticket.team}</dt><dd>${view.ticket.team.name[wording.language]}</dd>
        <dt>${wording.ticket.channel}</dt><dd>${wording.channels[view.ticket.channel]}</dd>
        <dt>${wording.ticket.language}</dt><dd>${wording.languages[view.ticket.language]}</dd>
      </dl>
      <p class="faint">${wording.ticket.firstContact(dayAndTime(wording.language, view.ticket.firstContactAt, now))}</p>
    </section>
    <section><h2>${wording.ticket.customer}</h2>
      <p>${view.ticket.customer.name ?? wording.list.noName}</p>
      ${contacts(visit, view.contacts)}
    </section>
    ${satisfactionFacts(visit, satisfaction)}
    ${sellerFacts(visit, view)}
    ${view.related.length > 0 && related(visit, view.related)}
  </aside>`
}

function promises(visit: MemberVisit, { ticket, promises }: TicketView): Html {
  const { wording } = visit
  const present = promises.filter((promise) => promise.round === ticket.round)
  const kept = present.filter(({ outcome }) => outcome === 'kept')
  const open = present.filter(({ outcome }) => outcome !== 'kept')
  const listed = (promise: PromiseView) => html`<li>${owed(visit, promise, ticket.firstContactAt)}</li>`
  return html`<section><h2>${wording.promise.heading}</h2>
    ${present.length === 0 && html`<p class="faint">${wording.promise.none}</p>`}
    <ul class="promises">${open.map(listed)}</ul>
    ${kept.length > MOST_KEPT_SHOWN ? html`<details><summary>${wording.promise.keptSoFar(kept.length)}</summary><ul class="promises">${kept.map(listed)}</ul></details>` : html`<ul class="promises">${kept.map(listed)}</ul>`}
  </section>`
}

// A matter that takes days is owed an update a day: what is kept must not push what is owed out of sight.
const MOST_KEPT_SHOWN = 3

function owed(visit: MemberVisit, promise: PromiseView, firstContactAt: Date): Html {
  const { wording, now } = visit
  if (promise.outcome === null) return promiseBar(visit, promise, firstContactAt)
  return html`<p class="promise-ended promise-${promise.outcome}"><span>${wording.promises[promise.kind]}</span>
    <span title="${dayAndTime(wording.language, promise.dueAt, now)}">${wording.promise.outcomes[promise.outcome]}</span></p>`
}

function assignee(visit: MemberVisit, { ticket }: TicketView): Html {
  const { wording, member } = visit
  const mine = ticket.assignee?.id === member.id
  return html`<form class="inline" method="post" action="/desk/tickets/${ticket.reference}/assignment">
    ${csrfField(visit)}<input type="hidden" name="to" value="${mine ? 'nobody' : 'me'}">
    <p><span class="label">${wording.ticket.assignee}</span> ${ticket.assignee?.name ?? html`<span class="faint">${wording.list.nobody}</span>`}</p>
    <button>${mine ? wording.actions.unassign : wording.actions.assignToMe}</button>
  </form>`
}

function category(visit: MemberVisit, view: ToolView): Html {
  const { wording } = visit
  const { ticket } = view
  const names = customerWordingIn(wording.language).categories
  return html`<form class="inline" method="post" action="/desk/tickets/${ticket.reference}/category">
    ${csrfField(visit)}
    <p><label class="label" for="category">${wording.ticket.category}</label>
    <select id="category" name="category">${CATEGORIES.map(
      (one) =>
        html`<option value="${one}"${one === ticket.category && html` selected`}>${names[one].name}</option>`,
    )}</select></p>
    <button>${wording.actions.recategorise}</button>
  </form>
  ${view.work.proposal && customerSays(visit, view, view.work.proposal)}
  ${whyCategory(visit, view)}
  ${isSensitive(ticket.category) && html`<p class="warning">${wording.ticket.sensitive}</p>`}`
}

/** The category the customer chose in the chat, which trains the model only once a member has confirmed it. */
function customerSays(visit: MemberVisit, { ticket }: TicketView, proposal: Category): Html {
  const { wording } = visit
  const words = TICKET_WORK_WORDS[wording.language].why
  const { name } = customerWordingIn(wording.language).categories[proposal]
  return html`<form class="inline" method="post" action="/desk/tickets/${ticket.reference}/category-confirmation" data-once>
    ${csrfField(visit)}<p>${words.customerSays(name)}</p>
    <button class="quiet" name="category" value="${proposal}">${words.confirm}</button>
  </form>`
}

function contacts({ wording }: MemberVisit, all: readonly ContactView[]): Html {
  if (all.length === 0) return html`<p class="faint">${wording.ticket.noContacts}</p>`
  return html`<ul class="contacts">${all.map(
    (contact) =>
      html`<li><span>${contact.value}</span> <span class="faint">${contact.role === 'stranger' ? wording.message.notCustomer : wording.ticket.contactStandings[contact.standing]}</span></li>`,
  )}</ul>`
}

function related({ wording }: MemberVisit, tickets: readonly RelatedTicket[]): Html {
  return html`<section><h2>${wording.ticket.related}</h2><ul class="contacts">${tickets.map(
    (ticket) =>
      html`<li><a class="reference" href="/desk/tickets/${ticket.reference}">${ticket.reference}</a> <span>${ticket.subject}</span>
      <span class="faint">${relation(wording, ticket)}</span></li>`,
  )}</ul></section>`
}

function relation({ ticket: words, events }: MemberVisit['wording'], { direction }: RelatedTicket): string {
  if (direction === 'split') return events.split
  return direction === 'quotes-this' ? words.quotesThis : words.quotedByThis
}

/** How the ticket stands when it is not simply open: resolved, in quarantine, from before. */
export function ticketStatus(visit: MemberVisit, { ticket }: TicketView): Html {
  const { wording, now } = visit
  const words = TICKET_STATUS_WORDS[wording.language]
  return html`${ticket.quarantinedAt && html`<p class="warning">${wording.ticket.quarantined}</p>`}
    ${
      ticket.resolvedAt &&
      html`<div class="notice"><p>${wording.ticket.resolved(dayAndTime(wording.language, ticket.resolvedAt, now))} ${wording.ticket.reopens}</p>
      <form method="post" action="/desk/tickets/${ticket.reference}/reopening">${csrfField(visit)}<button>${wording.actions.reopen}</button></form></div>`
    }
    ${ticket.setAsideAt && html`<p class="notice">${words.setAside(dayAndTime(wording.language, ticket.setAsideAt, now))}</p>`}
    ${ticket.mergedInto && html`<p class="notice">${words.merged} <a class="reference" href="/desk/tickets/${ticket.mergedInto}">${ticket.mergedInto}</a></p>`}
    ${ticket.waitingSince && !ticket.resolvedAt && html`<p class="notice">${words.waiting(dayAndTime(wording.language, ticket.waitingSince, now))}</p>`}
    ${ticket.backlog && html`<p class="warning">${wording.ticket.backlog}</p>`}`
}

// More than these a reader no longer weighs.
const MOST_REASONS = 3
const MOST_WORDS = 4

/** Why the ticket was classified so, in the words that decided, and the likely other categories one click away. */
function whyCategory(visit: MemberVisit, { ticket, events }: TicketView): Html | false {
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

/** What the customer was asked about the resolution (policy §3), and what they said; nothing before it was asked. */
function satisfactionFacts({ wording, now }: MemberVisit, asked: readonly AskedSatisfaction[]): Html | false {
  if (asked.length === 0) return false
  const words = SATISFACTION_DESK_WORDS[wording.language]
  const when = (at: Date) => dayAndTime(wording.language, at, now)
  return html`<section><h2>${words.title}</h2><ul class="contacts">${asked.map(({ askedAt, rating }) =>
    rating === null
      ? html`<li>${words.asked(when(askedAt))}</li>`
      : html`<li><strong>${words.unhappy.score(rating.score)}</strong> <span class="faint">${when(rating.at)}</span>
        ${rating.comment !== null && html`<div class="message-text" dir="auto">${rating.comment}</div>`}</li>`,
  )}</ul></section>`
}

/** Who the seller is, what they were asked and by when, and what was decided on them. */
function sellerFacts({ wording, now }: MemberVisit, { seller: matter }: ToolView): Html | false {
  const { seller, requests, contactRequests, sanctions } = matter
  if (!seller) return false
  const words = SELLER_DESK_WORDS[wording.language]
  const when = (at: Date) => dayAndTime(wording.language, at, now)
  return html`<section><h2>${words.heading}</h2>
    <p>${seller.name} ${seller.externalId !== null && html`<span class="faint">${seller.externalId}</span>`}</p>
    <ul class="contacts">${[seller.email, seller.telephone].map((value) => value !== null && html`<li>${value}</li>`)}
    ${requests.map((request) => {
      const state = request.repliedAt ? 'answered' : request.silentAt ? 'silent' : 'asked'
      return html`<li>${words.requests[state](when(request.repliedAt ?? request.dueAt))}
        ${request.cooperated !== null && html`<span class="faint">${words.cooperated[request.cooperated ? 'yes' : 'no']}</span>`}</li>`
    })}
    ${contactRequests.map(({ decided, askedAt }) => html`<li>${words.contact[decided?.outcome ?? 'asked'](when(decided?.at ?? askedAt))}</li>`)}
    ${sanctions.map((sanction) => {
      const state = inForce(sanction)
        ? 'inForce'
        : sanction.lifted
          ? 'lifted'
          : sanction.decision
            ? 'refused'
            : 'proposed'
      return html`<li>${words.kinds[sanction.kind]} <span class="faint">${words.states[state]}</span></li>`
    })}</ul>
  </section>`
}
