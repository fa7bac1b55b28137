import type { Core, Trx } from '../kernel/core.ts'
import type { MemberId, TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { PROMISE_KINDS } from '../policy/policy-times.ts'
import { endCallBacks } from '../promise/call-back.ts'
import { endPromises, promiseRounds, refreshNextPromises } from '../promise/promise.ts'
import { endSatisfaction } from '../satisfaction/satisfaction.ts'
import type { NumberedEvent } from '../ticket/event.ts'
import { recordEvents } from '../ticket/event-log.ts'
import { lockLiveTicket } from '../ticket/lock.ts'

/**
 * Reopens a resolved ticket by hand: a new round of promises starts now, at the level it had reached.
 * Throws a Problem for a ticket that is open, merged, set aside or in quarantine.
 */
export async function reopen(core: Core, given: { ticketId: TicketId; memberId: MemberId }): Promise<void> {
  await core.db.transaction().execute((trx) => reopenBy(trx, core, given))
}

/** Does the same in the caller's transaction. */
async function reopenBy(
  trx: Trx,
  core: Core,
  given: { ticketId: TicketId; memberId: MemberId },
): Promise<void> {
  const now = core.clock.now()
  const ticket = await lockLiveTicket(trx, given.ticketId)
  if (!ticket.resolvedAt) throw new Problem('already-done', 'This ticket is open already.')
  const { id: ticketId, customerId } = ticket
  const round = ticket.round + 1
  await trx
    .updateTable('tickets')
    .set({ resolved_at: null, round, first_contact_at: now })
    .where('id', '=', ticketId)
    .execute()
  await trx
    .updateTable('resolutions')
    .set({ reopened_at: now })
    .where('ticket_id', '=', ticketId)
    .where('reopened_at', 'is', null)
    .execute()
  const actor = { kind: 'member', id: given.memberId } as const
  const [event] = await recordEvents(trx, [{ ticketId, kind: 'reopened', actor, at: now, detail: { round } }])
  if (event) await endEarlierRounds(trx, [event])
  await promiseRounds(trx, core, [{ ticketId, customerId, round, firstContact: now }], now)
  // No customer wrote, so there is nothing to acknowledge.
  const byEvent = event?.number ?? 0
  await endPromises(trx, ticketId, { kinds: [], release: ['acknowledge'], at: now, byEvent })
}

/**
 * Ends the open promises, call-backs and satisfaction questions of the rounds before a reopening; late
 * promises are broken.
 * `reopened` are the reopening events. Called before the promises of the new round are made.
 */
export async function endEarlierRounds(trx: Trx, reopened: readonly NumberedEvent[]): Promise<void> {
  for (const { ticketId, at, number } of reopened) {
    await endPromises(trx, ticketId, { kinds: [], release: PROMISE_KINDS, at, byEvent: number })
    await endCallBacks(trx, ticketId, { at })
    await endSatisfaction(trx, [ticketId], at)
  }
  // A broken promise counts in its own round only, whether or not the new one has promises.
  await refreshNextPromises(
    trx,
    reopened.map(({ ticketId }) => ticketId),
  )
}
