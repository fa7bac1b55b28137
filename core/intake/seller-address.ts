import type { Trx } from '../kernel/core.ts'
import type { TicketId } from '../kernel/id.ts'

/**
 * The e-mail addresses a ticket's sellers may answer from: those we wrote to on that ticket, and the present ones of the
 * sellers we wrote to. Only tickets a seller was written to about have any.
 */
export async function sellerAddresses(
  trx: Trx,
  ticketIds: readonly TicketId[],
): Promise<Map<TicketId, string[]>> {
  const addresses = new Map<TicketId, string[]>()
  if (ticketIds.length === 0) return addresses
  const asked = await trx
    .selectFrom('seller_requests')
    .innerJoin('sellers', 'sellers.id', 'seller_requests.seller_id')
    .select(['ticket_id', 'recipient', 'sellers.email'])
    .where('ticket_id', 'in', ticketIds)
    .execute()
  const told = await trx
    .selectFrom('sanctions')
    .innerJoin('outbox', 'outbox.id', 'sanctions.notice_id')
    .innerJoin('sellers', 'sellers.id', 'sanctions.seller_id')
    .select(['sanctions.ticket_id', 'outbox.recipient', 'sellers.email'])
    .where('sanctions.ticket_id', 'in', ticketIds)
    .execute()
  for (const { ticket_id, recipient, email } of [...asked, ...told]) {
    const known = addresses.get(ticket_id as TicketId) ?? []
    const found = [recipient, email].filter((value) => value !== null && !known.includes(value))
    addresses.set(ticket_id as TicketId, [...known, ...new Set(found as string[])])
  }
  return addresses
}
