import { parseReference } from '../../core/reference.ts'
import { listTickets, QUEUES, type Queue, type TicketRow } from '../../core/ticket-list.ts'
import { wordingIn as customerWordingIn } from '../../core/wording/wording.ts'
import { type Answer, page, redirect } from '../answer.ts'
import { type Html, html } from '../html.ts'
import { EVERY_ROLE, type MemberRoute, type MemberVisit } from '../route.ts'
import { agoShort } from '../when.ts'
import { deskPage } from './desk-page.ts'
import { notice } from './notice.ts'
import { promiseBar } from './promise-bar.ts'

/** The queues of tickets, and the way to one by its reference. */
export const QUEUE_ROUTES: readonly MemberRoute[] = [
  { method: 'GET', url: '/desk', allow: EVERY_ROLE, handle: showQueue },
  { method: 'GET', url: '/desk/find', allow: EVERY_ROLE, handle: findTicket },
]

async function showQueue(visit: MemberVisit): Promise<Answer> {
  const { core, member, query, wording } = visit
  const queue: Queue = QUEUES.find((name) => name === query.queue) ?? 'open'
  const { tickets, next } = await listTickets(core, member.id, { queue, after: query.after ?? null })
  const title = wording.queues[queue]
  const body = html`<div class="queue">
    <div class="head"><h1>${title}</h1></div>
    ${notice(visit)}
    ${tickets.length === 0 ? emptyQueue(visit, queue) : ticketList(visit, tickets)}
    <nav class="pages">
      ${query.after !== undefined && html`<a href="/desk?queue=${queue}">${wording.list.first}</a>`}
      ${next !== null && html`<a rel="next" href="/desk?queue=${queue}&after=${encodeURIComponent(next)}">${wording.list.next}</a>`}
    </nav>
  </div>`
  return page(await deskPage(visit, { title, place: queue, body }))
}

async function findTicket({ query }: MemberVisit): Promise<Answer> {
  const found = parseReference(query.reference ?? '')
  if (found?.kind !== 'valid')
    return redirect(`/desk/tickets/${encodeURIComponent(query.reference?.trim() || '-')}`)
  return redirect(`/desk/tickets/${found.reference}`)
}

function emptyQueue({ wording }: MemberVisit, queue: Queue): Html {
  return empty(wording.empty[queue])
}

/** An empty list: why it is empty and what comes next. */
export function empty({ title, next }: { title: string; next: string }): Html {
  return html`<div class="empty"><p class="empty-title">${title}</p><p>${next}</p></div>`
}

function ticketList(visit: MemberVisit, tickets: readonly TicketRow[]): Html {
  const { wording } = visit
  return html`<div class="columns" aria-hidden="true">
    <span>${wording.list.subject}</span><span>${wording.list.promise}</span><span>${wording.list.category}</span><span>${wording.list.reference}</span>
  </div>
  <ol class="tickets">${tickets.map((ticket) => row(visit, ticket))}</ol>`
}

function row(visit: MemberVisit, ticket: TicketRow): Html {
  const { wording, now } = visit
  const categories = customerWordingIn(wording.language).categories
  const who = ticket.customer ?? ticket.customerAddress ?? wording.list.noName
  return html`<li class="row${ticket.awaitsAnswer && ' row-waiting'}">
    <div class="row-what">
      <a class="row-link" href="/desk/tickets/${ticket.reference}"><span class="row-who">${who}</span> <span class="row-subject">${ticket.subject || wording.list.noSubject}</span></a>
      ${ticket.awaitsAnswer && html`<span class="hidden">${wording.list.awaitsAnswer}</span>`}
      <span class="row-when">${agoShort(wording, ticket.lastMessageAt, now)}</span>
    </div>
    <div class="row-promise">${owed(visit, ticket)}</div>
    <div class="row-category"><p>${categories[ticket.category].name}</p>
      <p class="faint"><span class="hidden">${wording.list.owner}</span> ${ticket.assignee?.name ?? ticket.teamName[wording.language]}</p></div>
    <div class="row-reference"><p class="reference">${ticket.reference}</p><p class="faint">${wording.doors[ticket.door]}</p></div>
  </li>`
}

function owed(visit: MemberVisit, ticket: TicketRow): Html {
  const { wording } = visit
  if (ticket.quarantinedAt) return html`<span class="tag">${wording.list.quarantined}</span>`
  const broken =
    ticket.brokenPromises > 0 &&
    html`<span class="broken">${wording.list.broken(ticket.brokenPromises)}</span>`
  if (ticket.resolvedAt) return html`<span class="tag tag-done">${wording.list.resolved}</span> ${broken}`
  if (!ticket.promise) return html`<span class="faint">${wording.list.nothingOwed}</span> ${broken}`
  return html`${promiseBar(visit, ticket.promise, ticket.firstContactAt)}${broken}`
}
