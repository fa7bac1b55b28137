import type { Core, Trx } from '../kernel/core.ts'
import type { TicketId } from '../kernel/id.ts'
import { endPromises } from '../promise/promise.ts'
import { type Actor, SYSTEM } from '../ticket/event.ts'
import { recordEvents } from '../ticket/event-log.ts'

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

/**
 * The customer was given the reference in so many words, by telephone or in the chat: that keeps the promise to
 * acknowledge, while it is owed. The caller holds the ticket's lock.
 */
export async function acknowledgeInWords(
  trx: Trx,
  core: Core,
  ticketId: TicketId,
  { by, actor = SYSTEM }: { by: 'telephone' | 'chat'; actor?: Actor },
): Promise<void> {
  const owed = await trx
    .selectFrom('promises')
    .select('id')
    .where('ticket_id', '=', ticketId)
    .where('kind', '=', 'acknowledge')
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  if (!owed) return
  const at = core.clock.now()
  const [event] = await recordEvents(trx, [{ ticketId, kind: 'acknowledged', actor, at, detail: { by } }])
  await endPromises(trx, ticketId, { kinds: ['acknowledge'], release: [], at, byEvent: event?.number ?? 0 })
}
