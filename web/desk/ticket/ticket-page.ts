import { satisfactionOfTicket } from '../../../core/satisfaction/satisfaction.ts'
import { sellerRecordOf } from '../../../core/seller/seller-record.ts'
import { readMentions } from '../../../core/ticket/mention.ts'
import type { TicketView } from '../../../core/ticket/view.ts'
import { viewTicket } from '../../../core/ticket/view.ts'
import { html } from '../../http/html.ts'
import { page, type RouteResponse } from '../../http/response.ts'
import { EVERY_ROLE, type MemberRoute, type MemberVisit } from '../../http/route.ts'
import { deskPage } from '../desk-page.ts'
import { ticketLiveElements } from '../live/ticket-viewers.ts'
import { notice } from '../notice.ts'
import { listHref } from '../queue/list-address.ts'
import { listBehind } from '../queue/list-pane.ts'
import { type RefusedForm, replyForms } from './reply-form.ts'
import { sidebar, ticketStatus } from './sidebar.ts'
import { ticketTools } from './ticket-tools.ts'
import { ticketWork } from './ticket-work.ts'
import { timeline } from './timeline.ts'
import { undoBar } from './undo-bar.ts'

/** One ticket. */
export const TICKET_ROUTES: readonly MemberRoute[] = [
  {
    method: 'GET',
    url: '/desk/tickets/:reference',
    allow: EVERY_ROLE,
    handle: async (visit) =>
      ticketPage(visit, await viewTicket(visit.core, visit.member.id, visit.params.reference ?? '')),
  },
]

/**
 * The ticket's page; with `refused`, as the answer to a form that could not be taken (400), or was held back by what came
 * in meanwhile (409), its text kept.
 */
export async function ticketPage(
  visit: MemberVisit,
  view: TicketView,
  refused?: RefusedForm,
): Promise<RouteResponse> {
  const { wording } = visit
  const { ticket } = view
  const [seller, work, satisfaction] = await Promise.all([
    sellerRecordOf(visit.core.db, ticket.id),
    ticketWork(visit, view),
    satisfactionOfTicket(visit.core.db, ticket.id),
    readMentions(visit.core, visit.member.id, ticket.id),
  ])
  const subject = ticket.subject || wording.list.noSubject
  const body = html`<div class="ticket">
    <header class="ticket-head">
      <p class="ticket-place"><a class="to-list" href="${listHref(listBehind(visit))}">${wording.ticket.back}</a>
        <button type="button" class="reference copy" data-copy="${ticket.reference}" data-copied="${wording.ticket.copied}" title="${wording.ticket.copy}">${ticket.reference}</button>
        <a class="to-answer" href="#answer">${wording.answer.heading}</a></p>
      <h1 dir="auto">${subject}</h1>
    </header>
    <div class="ticket-main">
      ${notice(visit)}
      ${await ticketLiveElements(visit, view)}
      ${ticketStatus(visit, view)}
      ${timeline(visit, view)}
      ${undoBar(visit, ticket, work.withdrawable)}
      ${replyForms(visit, { ...view, work }, refused)}
      ${ticketTools(visit, { ...view, seller, work }, refused)}
    </div>
    ${sidebar(visit, { ...view, seller, work }, satisfaction)}
  </div>`
  const title = `${ticket.reference} · ${subject}`
  return page(await deskPage(visit, { title, place: 'ticket', body }), statusOf(refused))
}

function statusOf(refused: RefusedForm | undefined): number {
  if (!refused || refused.changed) return 200
  return refused.news ? 409 : 400
}
