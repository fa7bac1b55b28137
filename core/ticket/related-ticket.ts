import { sql } from 'kysely'
import type { Queryable } from '../kernel/core.ts'
import type { MemberId, TicketId } from '../kernel/id.ts'
import type { Reference } from '../kernel/reference.ts'
import { readableBy } from '../member/clearance.ts'

export interface RelatedTicket {
  reference: Reference
  subject: string
  /** The other ticket quoted this one's reference, or this one the other's; `split` when they were one. */
  direction: 'quotes-this' | 'quoted-by-this' | 'split'
}

/**
 * The tickets whose references a ticket's messages quote, those that quote its own, and what it was split into or from, as
 * this member may see them.
 */
export async function relatedTo(
  db: Queryable,
  viewer: MemberId,
  ticketId: TicketId,
): Promise<RelatedTicket[]> {
  const rows = await db
    .selectFrom('tickets')
    .select(['reference', 'subject'])
    .select(sql<boolean>`tickets.related_ticket_id = ${ticketId}::uuid`.as('quotes_this'))
    .select(
      sql<boolean>`exists (select from events where events.ticket_id = tickets.id and events.kind = 'split'
        and ${ticketId}::text in (events.detail ->> 'fromTicketId', events.detail ->> 'intoTicketId'))`.as(
        'split',
      ),
    )
    .where(readableBy(viewer))
    .where((eb) =>
      eb.or([
        eb('tickets.related_ticket_id', '=', ticketId),
        eb('tickets.id', '=', (inner) =>
          inner.selectFrom('tickets as own').select('own.related_ticket_id').where('own.id', '=', ticketId),
        ),
      ]),
    )
    .orderBy('opened_at', 'desc')
    .limit(20)
    .execute()
  return rows.map((row) => ({
    reference: row.reference as Reference,
    subject: row.subject,
    direction: row.split === true ? 'split' : row.quotes_this === true ? 'quotes-this' : 'quoted-by-this',
  }))
}
