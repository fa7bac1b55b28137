import { SET_ASIDE_REASONS, type SetAsideReason } from '../../db/information-tables.ts'
import { owedAcknowledgement } from '../correspondence/acknowledgement.ts'
import { closeRequest } from '../correspondence/information-request.ts'
import type { Core, Trx } from '../kernel/core.ts'
import { type MemberId, newId, type TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { PROMISE_KINDS } from '../policy/policy-times.ts'
import { endCallBacks } from '../promise/call-back.ts'
import { cancelPendingUpdates } from '../promise/measure.ts'
import { endPromises, restorePromises } from '../promise/promise.ts'
import { recordEvents } from '../ticket/event-log.ts'
import { lockOpenTicket, lockTicket } from '../ticket/lock.ts'

export { SET_ASIDE_REASONS, type SetAsideReason }

/**
 * Sets aside a ticket that is no complaint: all its promises end, late ones too, and no more mail is written.
 * Spam goes into quarantine, with what a mail server marked as spam.
 * Throws a Problem for an unknown reason, and for a ticket that is resolved, merged, in quarantine or set
 * aside already.
 */
export async function setAside(
  core: Core,
  given: { ticketId: TicketId; memberId: MemberId; why: SetAsideReason },
): Promise<void> {
  const { memberId, why } = given
  if (!SET_ASIDE_REASONS.includes(why)) {
    throw new Problem('invalid-input', `Say why it is no complaint: ${SET_ASIDE_REASONS.join(', ')}.`)
  }
  const now = core.clock.now()
  await core.db.transaction().execute(async (trx) => {
    const { setAsideAt } = await lockTicket(trx, given.ticketId)
    if (setAsideAt) throw new Problem('already-done', 'This ticket was set aside already.')
    const ticket = await lockOpenTicket(trx, given.ticketId)
    const { id: ticketId } = ticket
    const actor = { kind: 'member', id: memberId } as const
    const [event] = await recordEvents(trx, [
      { ticketId, kind: 'set-aside', actor, at: now, detail: { why } },
    ])
    const byEvent = event?.number ?? 0
    await closeRequest(trx, core, ticket)
    await trx
      .updateTable('tickets')
      .set({ set_aside_at: now, quarantined_at: why === 'spam' ? now : null })
      .where('id', '=', ticketId)
      .execute()
    await trx
      .insertInto('set_asides')
      .values({
        id: newId<'set-aside'>(now),
        ticket_id: ticketId,
        why,
        member_id: memberId,
        at: now,
        by_event: byEvent,
        taken_up_at: null,
      })
      .execute()
    const acknowledge = await owedAcknowledgement(trx, ticketId)
    const release = [...PROMISE_KINDS.filter((kind) => kind !== 'acknowledge'), ...acknowledge]
    await endPromises(trx, ticketId, { kinds: [], release, excused: true, at: now, byEvent })
    await endCallBacks(trx, ticketId, { at: now })
    await cancelPendingUpdates(trx, core, ticketId)
  })
}

/**
 * Takes up a ticket again: exactly the promises that setting it aside ended are open again, with their due
 * times.
 * Throws a Problem when the ticket was not set aside.
 */
export async function takeUp(core: Core, given: { ticketId: TicketId; memberId: MemberId }): Promise<void> {
  const { ticketId } = given
  await core.db.transaction().execute(async (trx) => {
    const ticket = await lockTicket(trx, ticketId)
    if (!ticket.setAsideAt) throw new Problem('already-done', 'This ticket was not set aside.')
    const actor = { kind: 'member', id: given.memberId } as const
    await recordEvents(trx, [{ ticketId, kind: 'taken-up', actor, at: core.clock.now(), detail: {} }])
    await endSetAsides(trx, core, [ticketId])
  })
}

/** Takes up tickets whose locks the caller holds, and whose events the caller writes. */
export async function endSetAsides(trx: Trx, core: Core, ticketIds: readonly TicketId[]): Promise<void> {
  if (ticketIds.length === 0) return
  await trx
    .updateTable('tickets')
    .set({ set_aside_at: null, quarantined_at: null })
    .where('id', 'in', ticketIds)
    // Leaves out tickets in quarantine since they came.
    .where('set_aside_at', 'is not', null)
    .execute()
  const ended = await trx
    .updateTable('set_asides')
    .set({ taken_up_at: core.clock.now() })
    .where('ticket_id', 'in', ticketIds)
    .where('taken_up_at', 'is', null)
    .returning(['ticket_id', 'by_event'])
    .execute()
  for (const { ticket_id, by_event } of ended) await restorePromises(trx, ticket_id, by_event)
}
