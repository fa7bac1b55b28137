import { CATEGORIES, isSensitive } from '../../../core/policy/category.ts'
import type { AskedSatisfaction } from '../../../core/satisfaction/satisfaction.ts'
import type { ContactView, PromiseView, RelatedTicket, TicketView } from '../../../core/ticket/view.ts'
import { dayAndTime } from '../../../core/wording/dates.ts'
import { wordingIn as customerWordingIn } from '../../../core/wording/wording.ts'
import { type Html, html } from '../../http/html.ts'
import type { MemberVisit } from '../../http/route.ts'
import { TICKET_STATUS_WORDS } from '../../wording/tool-words.ts'
import { csrfField } from '../desk-page.ts'
import { promiseBar } from './promise-bar.ts'
import { satisfactionFacts } from './satisfaction-facts.ts'
import { sellerFacts } from './seller-facts.ts'
import type { ToolView } from './tool-form.ts'
import { whyCategory } from './why-category.ts'

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
        <dt>${wording.ticket.door}</dt><dd>${wording.doors[view.ticket.door]}</dd>
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

function category(visit: MemberVisit, view: TicketView): Html {
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
  ${whyCategory(visit, view)}
  ${isSensitive(ticket.category) && html`<p class="warning">${wording.ticket.sensitive}</p>`}`
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
