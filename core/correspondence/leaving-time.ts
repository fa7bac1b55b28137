import type { Core, Trx } from '../kernel/core.ts'
import type { TicketId } from '../kernel/id.ts'

/**
 * When words to a ticket's customer leave that are to wait `heldFor` milliseconds: not before what was written earlier and
 * still waits to be taken back (see withdrawal.ts), so that whoever reads both reads them in their order.
 */
export async function earliestSendTime(
  trx: Trx,
  core: Core,
  ticketId: TicketId,
  heldFor: number,
): Promise<Date> {
  const earliest = new Date(core.clock.now().getTime() + heldFor)
  const { last } = await trx
    .selectFrom('outbox')
    .select((eb) => eb.fn.max('send_after').as('last'))
    .where('ticket_id', '=', ticketId)
    .where('kind', 'in', ['answer', 'chat-copy'])
    .where('send_after', '>', earliest)
    .where('sent_at', 'is', null)
    .where('cancelled_at', 'is', null)
    .where('failed_at', 'is', null)
    // Not one that could not be delivered and is tried again hours later.
    .where('attempts', '=', 0)
    .executeTakeFirstOrThrow()
  return last === null ? earliest : new Date(last.getTime() + 1)
}
