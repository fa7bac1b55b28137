import { parseReference } from '../../../core/kernel/reference.ts'
import type { TicketRow } from '../../../core/ticket/list.ts'
import { countTickets, listTickets } from '../../../core/ticket/list.ts'
import type { Queue } from '../../../core/ticket/queue.ts'
import { isNarrowing } from '../../../core/ticket/queue.ts'
import { type Html, html } from '../../http/html.ts'
import { page, type RouteResponse, redirect } from '../../http/response.ts'
import { EVERY_ROLE, type MemberRoute, type MemberVisit } from '../../http/route.ts'
import { BULK_WORDS } from '../../wording/bulk-words.ts'
import { LIST_WORDS } from '../../wording/list-words.ts'
import { csrfField, deskPage } from '../desk-page.ts'
import { emptyList } from '../empty-list.ts'
import { notice } from '../notice.ts'
import { type BulkRefused, bulkBar, bulkNotice } from './bulk-bar.ts'
import { filterBar } from './filter-bar.ts'
import { type ListAddress, listHref, listQuery, ROWS, readListAddress } from './list-address.ts'
import { ticketRows } from './ticket-rows.ts'

/** The queues of tickets, and the search by reference. */
export const QUEUE_ROUTES: readonly MemberRoute[] = [
  { method: 'GET', url: '/desk', allow: EVERY_ROLE, handle: showQueue },
  { method: 'GET', url: '/desk/find', allow: EVERY_ROLE, handle: findTicket },
]

/** A refused form about the list: the same rows are ticked again. */
interface ListRefused extends BulkRefused {
  ticked: ReadonlySet<string>
}

async function showQueue(visit: MemberVisit): Promise<RouteResponse> {
  return listPage(visit, readListAddress(visit.query))
}

async function findTicket({ query }: MemberVisit): Promise<RouteResponse> {
  const found = parseReference(query.reference ?? '')
  if (found?.kind !== 'valid')
    return redirect(`/desk/tickets/${encodeURIComponent(query.reference?.trim() || '-')}`)
  return redirect(`/desk/tickets/${found.reference}`)
}

/**
 * Returns the page of one queue; without a name, of the first that has work for this member. `refused` is a refused
 * form about its tickets, `unkept` one about a filter to save; both respond with 400.
 */
export async function listPage(
  visit: MemberVisit,
  address: ListAddress,
  refused?: ListRefused,
  unkept?: string,
): Promise<RouteResponse> {
  const { core, member, wording } = visit
  const words = LIST_WORDS[wording.language]
  const counts = await countTickets(core, member.id)
  const queue = address.queue ?? firstWithWork(counts)
  const list = { ...address, queue }
  const { tickets, next } = await listTickets(core, member.id, {
    queue,
    filter: list.filter,
    after: list.after,
    size: ROWS,
  })
  const count = isNarrowing(list.filter) ? undefined : counts[queue as keyof typeof counts]
  const body = html`<div class="queue">
    <div class="head"><h1>${words.queues[queue]}</h1>${count !== undefined && count > 0 && html`<p class="head-count">${count > 999 ? words.manyTickets : words.tickets(count)}</p>`}
      ${await filterBar(visit, list, unkept)}</div>
    ${notice(visit)}${bulkNotice(visit)}
    ${refused && html`<p class="warning warning-bad" role="alert">${refused.why}</p>`}
    ${tickets.length === 0 ? emptyQueue(visit, list) : await tickList(visit, list, tickets, refused)}
    <nav class="pages" aria-label="${words.pages}">
      ${list.after !== null && html`<a href="${listHref({ ...list, after: null })}">${wording.list.first}</a>`}
      ${next !== null && html`<a rel="next" href="${listHref({ ...list, after: next })}">${wording.list.next}</a>`}
    </nav>
  </div>`
  const place = list.saved === null ? queue : (`filter-${list.saved}` as const)
  const listBody = await deskPage(visit, { title: words.queues[queue], place, body, counted: counts })
  return page(listBody, refused || unkept !== undefined ? 400 : 200, listQuery(list))
}

// The day begins with work: the member's own, else their team's, else everybody's.
function firstWithWork(counts: Partial<Record<Queue, number>>): Queue {
  const [first] = (['mine', 'team'] as const).filter((queue) => (counts[queue] ?? 0) > 0)
  return first ?? 'open'
}

function emptyQueue({ wording }: MemberVisit, { queue, filter }: ListAddress): Html {
  const words = LIST_WORDS[wording.language]
  if (isNarrowing(filter)) {
    return emptyList(words.emptyFiltered, html`<a href="${listHref({ queue })}">${words.filter.clear}</a>`)
  }
  const elsewhere =
    queue === 'mine'
      ? html`<a href="/desk?queue=team">${words.seeTeam}</a>`
      : queue === 'team' && html`<a href="/desk?queue=open">${words.seeOpen}</a>`
  return emptyList(words.empty[queue ?? 'open'], elsewhere)
}

// Enter on a ticked box presses the form's first button, so the first one is disabled.
const NOTHING_BY_ENTER = html`<button disabled hidden></button>`

/** Returns the rows in a form: an action applies to all ticked ones. */
async function tickList(
  visit: MemberVisit,
  list: ListAddress & { queue: Queue },
  tickets: readonly TicketRow[],
  refused?: ListRefused,
): Promise<Html> {
  const { wording } = visit
  const references = tickets.map(({ reference }) => reference)
  return html`<form class="list" method="post" action="/desk/bulk" data-once>
    ${csrfField(visit)}<input type="hidden" name="list" value="${listQuery(list)}"><input type="hidden" name="page" value="${references.join(' ')}">
    ${NOTHING_BY_ENTER}
    <div class="columns"><label class="columns-all"><input type="checkbox" class="tick tick-all" name="all"><span class="hidden">${BULK_WORDS[wording.language].all}</span></label>
      <span>${wording.list.subject}</span><span>${wording.list.promise}</span><span>${wording.list.category}</span><span>${wording.list.reference}</span></div>
    ${ticketRows(visit, tickets, { ticked: refused?.ticked ?? new Set() })}
    ${await bulkBar(visit, list.queue, refused)}
  </form>`
}
