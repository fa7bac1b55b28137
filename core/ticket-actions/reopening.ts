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
 * Opens a resolved ticket again by hand: a new round of promises from now, at the level it had reached. Refuses a ticket
 * that is open, merged, set aside or in quarantine.
 */
export async function reopen(core: Core, given: { ticketId: TicketId; memberId: MemberId }): Promise<void> {
  await core.db.transaction().execute((trx) => reopenBy(trx, core, given))
}

/** The same inside the caller's transaction. */
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
  // Nobody wrote to us, so there is nothing to acknowledge.
  const byEvent = event?.number ?? 0
  await endPromises(trx, ticketId, { kinds: [], release: ['acknowledge'], at: now, byEvent })
}

/**
 * What the rounds before a reopening still owe (a resolution nobody was called about, say) is owed no more; what was late
 * is broken. Nobody is reminded of how satisfied they were with what is open again. Before the promises of the new round are made; `reopened` are the events that say so.
 */
export async function endEarlierRounds(trx: Trx, reopened: readonly NumberedEvent[]): Promise<void> {
  for (const { ticketId, at, number } of reopened) {
    await endPromises(trx, ticketId, { kinds: [], release: PROMISE_KINDS, at, byEvent: number })
    await endCallBacks(trx, ticketId, { at })
    await endSatisfaction(trx, [ticketId], at)
  }
  // What was broken counts in its own round only, whether or not the new one owes anything.
  await refreshNextPromises(
    trx,
    reopened.map(({ ticketId }) => ticketId),
  )
}
