import type { Trx } from './core.ts'
import type { TicketId } from './id.ts'

/**
 * What to release of the promise to acknowledge when a matter ends early: nothing while the acknowledgement is on its
 * way, for it ends the promise itself by leaving; else the promise, which nothing would end any more.
 */
export async function owedAcknowledgement(trx: Trx, ticketId: TicketId): Promise<readonly 'acknowledge'[]> {
  const onItsWay = await trx
    .selectFrom('outbox')
    .select('id')
    .where('ticket_id', '=', ticketId)
    .where('kind', '=', 'acknowledgement')
    .where('sent_at', 'is', null)
    .where('cancelled_at', 'is', null)
    .where('failed_at', 'is', null)
    .executeTakeFirst()
  return onItsWay ? [] : ['acknowledge']
}
