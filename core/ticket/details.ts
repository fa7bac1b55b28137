import type { DetailKind, DetailOwner } from '../../db/list-tables.ts'
import type { Queryable, Trx } from '../kernel/core.ts'
import type { TicketId } from '../kernel/id.ts'

export type { DetailKind, DetailOwner }

/** Something a customer's words named, and whose it is. */
export interface StatedDetail {
  kind: DetailKind
  /** As it is compared and shown: an order number in capitals, an address in lower case. */
  value: string
  owner: DetailOwner
  /** The customer said so when asked, or said yes to it. */
  confirmed: boolean
}

/**
 * Records what was read of a ticket's words. The same thing named again takes the newer owner and the later time: a
 * customer who corrects themself is right.
 */
export async function recordTicketDetails(
  trx: Trx,
  ticketId: TicketId,
  details: readonly StatedDetail[],
  now: Date,
): Promise<void> {
  const once = new Map(details.map((detail) => [`${detail.kind} ${detail.value}`, detail]))
  if (once.size === 0) return
  await trx
    .insertInto('ticket_details')
    .values([...once.values()].map((detail) => ({ ...detail, ticket_id: ticketId, stated_at: now })))
    .onConflict((conflict) =>
      conflict.columns(['ticket_id', 'kind', 'value']).doUpdateSet(({ ref }) => ({
        owner: ref('excluded.owner'),
        confirmed: ref('excluded.confirmed'),
        stated_at: ref('excluded.stated_at'),
      })),
    )
    .execute()
}

/** Returns what the words of tickets named, the newest first. */
export async function detailsOfTickets(
  db: Queryable,
  ticketIds: readonly TicketId[],
): Promise<(StatedDetail & { ticketId: TicketId; statedAt: Date })[]> {
  if (ticketIds.length === 0) return []
  const rows = await db
    .selectFrom('ticket_details')
    .selectAll()
    .where('ticket_id', 'in', ticketIds)
    .orderBy('stated_at', 'desc')
    .orderBy('kind')
    .orderBy('value')
    .execute()
  return rows.map(({ ticket_id, stated_at, ...detail }) => ({
    ...detail,
    ticketId: ticket_id,
    statedAt: stated_at,
  }))
}
