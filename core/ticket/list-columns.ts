import type { Trx } from '../kernel/core.ts'
import type { TicketId } from '../kernel/id.ts'

/** Looks up anew when customers or members last wrote on these tickets, after messages moved or went; a note is no word. */
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
