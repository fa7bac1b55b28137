import { searchTickets } from '../../../core/search/search.ts'
import { listTickets, type TicketPage } from '../../../core/ticket/list.ts'
import { type Html, html } from '../../http/html.ts'
import type { MemberVisit } from '../../http/route.ts'
import { LIST_WORDS } from '../../wording/list-words.ts'
import { emptyList } from '../empty-list.ts'
import { type ListAddress, listHref, ROWS, readListAddress, readListQuery } from './list-address.ts'
import { ticketRows } from './ticket-rows.ts'

/**
 * Returns the list a ticket was opened from: the one its URL names (`?queue=`), or the one this browser viewed last.
 */
export function listBehind({ query, list }: MemberVisit): ListAddress {
  const named = query.queue !== undefined || query.text !== undefined
  const address = named ? readListAddress(query) : readListQuery(list)
  return address.queue || address.text ? address : { ...address, queue: 'open' }
}

/** Returns that list beside the ticket, with the ticket marked. */
export async function listPane(visit: MemberVisit, current: string): Promise<Html> {
  const { wording } = visit
  const words = LIST_WORDS[wording.language]
  const address = listBehind(visit)
  const { tickets, next } = await pageOf(visit, address)
  return html`<section class="beside" aria-label="${words.besides}">
    <p class="beside-head"><a href="${listHref(address)}">${titleOf(visit, address)}</a></p>
    ${tickets.length === 0 ? emptyList(address.queue ? words.empty[address.queue] : words.search.nothingAsked) : ticketRows(visit, tickets, { current })}
    ${next !== null && html`<p class="pages"><a rel="next" href="${listHref({ ...address, after: next })}">${wording.list.next}</a></p>`}
  </section>`
}

function pageOf(
  { core, member }: MemberVisit,
  { queue, text, filter, after }: ListAddress,
): Promise<TicketPage> {
  if (text !== null) return searchTickets(core, member.id, { text, after, size: ROWS })
  return listTickets(core, member.id, { queue: queue ?? 'open', filter, after, size: ROWS })
}

function titleOf({ wording }: MemberVisit, { queue, text }: ListAddress): string {
  const words = LIST_WORDS[wording.language]
  return text === null ? words.queues[queue ?? 'open'] : words.search.found(text)
}
