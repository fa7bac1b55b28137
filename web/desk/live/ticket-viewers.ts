import type { TicketId } from '../../../core/kernel/id.ts'
import { newsAfterEvent } from '../../../core/ticket/live-feed.ts'
import { findTicket, type TicketView } from '../../../core/ticket/view.ts'
import { endViewing, noteViewing, viewersOf } from '../../../core/ticket/viewers.ts'
import { type Html, html } from '../../http/html.ts'
import { page, type RouteResponse } from '../../http/response.ts'
import { EVERY_ROLE, type MemberRoute, type MemberVisit } from '../../http/route.ts'
import { LIVE_WORDS } from '../../wording/live-words.ts'

/** Who else views a ticket, and whether it has changed since it was displayed. */
export const VIEWER_ROUTES: readonly MemberRoute[] = [
  { method: 'GET', url: '/desk/tickets/:reference/viewers', allow: EVERY_ROLE, handle: showViewers },
  { method: 'POST', url: '/desk/tickets/:reference/viewers', allow: EVERY_ROLE, handle: recordViewing },
  { method: 'GET', url: '/desk/tickets/:reference/news', allow: EVERY_ROLE, handle: showNews },
]

/** Returns the live elements of a ticket's page: who else is viewing or typing, and a notice of new entries. */
export async function ticketLiveElements(
  visit: MemberVisit,
  { ticket, events }: Pick<TicketView, 'ticket' | 'events'>,
): Promise<Html> {
  const { reference } = ticket
  const path = `/desk/tickets/${reference}`
  const last = Math.max(0, ...events.map(({ number }) => number))
  return html`<div class="ticket-live" data-viewing="${path}/viewers" data-gone="${LIVE_WORDS[visit.wording.language].gone}">
    <p class="viewers" role="status" hx-get="${path}/viewers" hx-trigger="desk:viewers-${reference} from:document, desk:all from:document">${await viewersLine(visit, ticket.id)}</p>
    <div class="ticket-news" id="ticket-news" role="status" hx-get="${path}/news?after=${last}" hx-trigger="desk:ticket-${reference} from:document, desk:all from:document" hx-sync="this:queue last"></div>
  </div>`
}

/** Returns a sentence about who else is viewing a ticket or typing on it; nothing when nobody is. */
async function viewersLine(visit: MemberVisit, ticketId: TicketId): Promise<Html> {
  const { core, member, wording, now } = visit
  const words = LIVE_WORDS[wording.language]
  const others = (await viewersOf(core.db, ticketId, now)).filter(({ memberId }) => memberId !== member.id)
  const names = (doing: string) => others.filter((one) => one.doing === doing).map(({ name }) => name)
  const [typing, looking] = [names('typing'), names('viewing')]
  return html`${typing.length > 0 && html`<span class="viewers-typing">${words.types(typing)}</span> `}${looking.length > 0 && html`<span>${words.looks(looking)}</span>`}`
}

async function showViewers(visit: MemberVisit): Promise<RouteResponse> {
  const ticket = await findTicket(visit.core.db, visit.member.id, visit.params.reference ?? '')
  return page(await viewersLine(visit, ticket.id))
}

async function recordViewing(visit: MemberVisit): Promise<RouteResponse> {
  const { core, member, params, form } = visit
  const ticket = await findTicket(core.db, member.id, params.reference ?? '')
  const who = { ticketId: ticket.id, memberId: member.id }
  if (form.doing === 'leaving') await endViewing(core, who)
  else await noteViewing(core, { ...who, typing: form.doing === 'typing' })
  return page(await viewersLine(visit, ticket.id))
}

async function showNews(visit: MemberVisit): Promise<RouteResponse> {
  const { core, member, params, query, wording } = visit
  const ticket = await findTicket(core.db, member.id, params.reference ?? '')
  const after = Math.max(0, Math.trunc(Number(query.after)) || 0)
  const news = await newsAfterEvent(core.db, { ticketId: ticket.id, memberId: member.id, after })
  if (news === 'nothing') return page(html``)
  const words = LIVE_WORDS[wording.language]
  return page(
    html`<a class="news" href="/desk/tickets/${ticket.reference}" data-show-news>${news === 'message' ? words.newMessage : words.news} · ${words.show}</a>`,
  )
}
