import type { Reference } from '../../../core/kernel/reference.ts'
import type { TicketRow } from '../../../core/ticket/list.ts'
import { wordingIn as customerWordingIn } from '../../../core/wording/wording.ts'
import { type Html, html } from '../../http/html.ts'
import type { MemberVisit } from '../../http/route.ts'
import { BULK_WORDS } from '../../wording/bulk-words.ts'
import { timeAgoShort } from '../../wording/time-format.ts'
import { promiseBar } from '../ticket/promise-bar.ts'

/** How rows are displayed. */
interface RowsShown {
  /** The ticket open beside the list. */
  current?: string
  /** The ticked rows; without it no row can be ticked. */
  ticked?: ReadonlySet<string>
}

/** Returns the field name of one row's tick in the form around the list. */
function tickName(reference: Reference): string {
  return `ticket.${reference}`
}

/** Returns one row per ticket: customer and subject, the next promise and its due time, category and assignee. */
export function ticketRows(visit: MemberVisit, tickets: readonly TicketRow[], display: RowsShown = {}): Html {
  return html`<ol class="tickets">${tickets.map((ticket) => row(visit, ticket, display))}</ol>`
}

function row(visit: MemberVisit, ticket: TicketRow, { current, ticked }: RowsShown): Html {
  const { wording, now } = visit
  const { list } = wording
  const categories = customerWordingIn(wording.language).categories
  const who = ticket.customer ?? ticket.customerAddress ?? list.noName
  const isCurrent = ticket.reference === current
  return html`<li class="row${ticket.awaitsReply && ' row-waiting'}${isCurrent && ' row-current'}">
    ${ticked && tick(visit, ticket, who, ticked.has(ticket.reference))}
    <div class="row-what">
      <a class="row-link" href="/desk/tickets/${ticket.reference}"${isCurrent && html` aria-current="true"`}><span class="row-who">${who}</span> <span class="row-subject">${ticket.subject || list.noSubject}</span></a>
      ${ticket.awaitsReply && html`<span class="hidden">${list.awaitsReply}</span>`}
      <span class="row-when">${timeAgoShort(wording, ticket.lastMessageAt, now)}</span>
    </div>
    <div class="row-promise">${owed(visit, ticket)}</div>
    <div class="row-category"><p>${categories[ticket.category].name}</p>
      <p class="faint"><span class="hidden">${list.owner}</span> ${ticket.assignee?.name ?? ticket.teamName[wording.language]}</p></div>
    <div class="row-reference"><p class="reference">${ticket.reference}</p><p class="faint">${wording.channels[ticket.channel]}</p></div>
  </li>`
}

function tick({ wording }: MemberVisit, { reference }: TicketRow, who: string, ticked: boolean): Html {
  const { one } = BULK_WORDS[wording.language]
  return html`<input type="checkbox" class="tick" name="${tickName(reference)}"${ticked && html` checked`} aria-label="${one(reference, who)}">`
}

function owed(visit: MemberVisit, ticket: TicketRow): Html {
  const { list } = visit.wording
  if (ticket.quarantinedAt) return html`<span class="tag">${list.quarantined}</span>`
  const broken =
    ticket.brokenPromises > 0 && html`<span class="broken">${list.broken(ticket.brokenPromises)}</span>`
  if (ticket.resolvedAt) return html`<span class="tag tag-done">${list.resolved}</span> ${broken}`
  if (!ticket.promise) return html`<span class="faint">${list.nothingOwed}</span> ${broken}`
  return html`${promiseBar(visit, ticket.promise, ticket.firstContactAt)}${broken}`
}
