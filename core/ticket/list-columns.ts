import { sql } from 'kysely'
import type { Trx } from '../kernel/core.ts'
import type { TicketId } from '../kernel/id.ts'

/** Recomputes the time of the last message of these tickets, after messages were moved or removed. Excludes notes. */
export async function recountLastMessages(trx: Trx, ticketIds: readonly TicketId[]): Promise<void> {
  await trx
    .updateTable('tickets')
    .set((eb) => ({
      last_message_at: eb.fn.coalesce(
        eb
          .selectFrom('messages')
          .whereRef('messages.ticket_id', '=', 'tickets.id')
          .where('messages.direction', '!=', 'note')
          .select((inner) => inner.fn.max('messages.received_at').as('newest')),
        'last_message_at',
      ),
    }))
    .where('id', 'in', ticketIds)
    .execute()
}

/**
 * Recomputes whether each of these tickets has an unanswered, open question to a seller; the lists read the column.
 * Writers of questions to sellers call it afterwards in the same transaction.
 */
export async function refreshSellerWait(trx: Trx, ticketIds: readonly TicketId[]): Promise<void> {
  if (ticketIds.length === 0) return
  const ids = sql.join([...new Set(ticketIds)].map((id) => sql`${id}::uuid`))
  await sql`
    update tickets set awaits_seller = not awaits_seller
    where id in (${ids}) and awaits_seller <> exists (
      select from seller_requests
      where ticket_id = tickets.id and answered_at is null and closed_at is null
    )`.execute(trx)
}
