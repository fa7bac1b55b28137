import { keepNote } from '../correspondence/note.ts'
import type { Core, Queryable, Trx } from '../kernel/core.ts'
import type { HandoffId, MemberId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { findMember } from '../member/member.ts'
import { abilitiesOf } from '../member/presence.ts'
import { isSensitive } from '../policy/category.ts'
import { lockTicket } from '../ticket/lock.ts'
import { endHandoff, everyoneWaiting } from './handoff.ts'
import { isTheHubs, type LockedHandoff, lockHandoff, notify, recordStep } from './handoff-lock.ts'
import { mayTakeHandoff, nextFor } from './handoff-queue.ts'

/**
 * Accepts a waiting handoff: from now on member and customer speak and the bot is silent. An unassigned
 * ticket becomes theirs.
 * Throws a Problem for a handoff another member holds, and for a lane or a skill the member lacks.
 * Throws one too when the member holds the most handoffs allowed.
 */
export async function acceptHandoff(
  core: Core,
  given: { handoffId: HandoffId; memberId: MemberId },
): Promise<void> {
  const now = core.clock.now()
  await core.db.transaction().execute(async (trx) => {
    const handoff = await lockHandoff(trx, given.handoffId)
    if (handoff.memberId === given.memberId) return
    if (handoff.memberId || isTheHubs(handoff)) {
      throw new Problem('already-done', 'Someone else has taken this talk.')
    }
    await checkMayHold(trx, given.memberId, handoff)
    await hold(trx, handoff, given.memberId, now)
    const memberFirstName = await firstNameOf(trx, given.memberId)
    const actor = { kind: 'member', id: given.memberId } as const
    const detail = { waitedMs: now.getTime() - handoff.requestedAt.getTime() }
    await recordStep(trx, handoff, { kind: 'accepted', actor, at: now, detail })
    await notify(trx, handoff.id, { kind: 'accepted', memberId: given.memberId, memberFirstName }, now)
    await core.enqueueDelivery(trx)
  })
  core.wakeDelivery()
}

/**
 * Accepts the first waiting handoff a member may accept: urgent first, then the longest waiting.
 * Returns undefined when there is none.
 */
export async function acceptNext(core: Core, memberId: MemberId): Promise<HandoffId | undefined> {
  const passed = new Set<HandoffId>()
  for (;;) {
    const waiting = (await everyoneWaiting(core.db)).filter(({ id }) => !passed.has(id))
    const next = nextFor(await abilitiesOf(core.db, memberId), waiting)
    if (!next) return undefined
    try {
      await acceptHandoff(core, { handoffId: next.id, memberId })
      return next.id
    } catch (error) {
      // Another member accepted it concurrently, or the customer left: continue with the next one.
      if (!(error instanceof Problem) || error.code !== 'already-done') throw error
      passed.add(next.id)
    }
  }
}

/**
 * Transfers a handoff to another member, who must have clearance and capacity, or back into the queue (`to`
 * null).
 * In the queue it keeps its waiting time. The reason is for colleagues, never for the customer.
 */
export async function transferHandoff(
  core: Core,
  given: { handoffId: HandoffId; memberId: MemberId; to: MemberId | null; reason: string },
): Promise<void> {
  const now = core.clock.now()
  await core.db.transaction().execute(async (trx) => {
    const handoff = await lockHeld(trx, given)
    if (given.to === given.memberId) throw new Problem('invalid-input', 'This talk is yours already.')
    if (given.to) await checkMayHold(trx, given.to, handoff)
    await (given.to ? hold(trx, handoff, given.to, now) : backInQueue(trx, handoff, now))
    const actor = { kind: 'member', id: given.memberId } as const
    const detail = { to: given.to, reason: given.reason.trim() || null }
    await recordStep(trx, handoff, {
      kind: given.to ? 'transferred' : 'requeued',
      actor,
      at: now,
      detail,
    })
    const memberFirstName = given.to && (await firstNameOf(trx, given.to))
    await notify(trx, handoff.id, { kind: 'transferred', memberFirstName }, now)
    await core.enqueueDelivery(trx)
  })
  core.wakeDelivery()
}

/**
 * Returns the conversation to the bot; the customer gets the summary and continues where they were.
 * The summary is stored as a note for colleagues.
 */
export async function returnToBot(
  core: Core,
  given: { handoffId: HandoffId; memberId: MemberId; summary: string },
): Promise<void> {
  const summary = given.summary.trim()
  if (summary === '') throw new Problem('invalid-input', 'Write in a sentence what was agreed.')
  await finish(core, given, 'returned', summary)
}

/** Ends the handoff and asks the customer to rate it. The ticket's promises stay open. */
export async function closeHandoff(
  core: Core,
  given: { handoffId: HandoffId; memberId: MemberId },
): Promise<void> {
  await finish(core, given, 'closed', null)
}

async function finish(
  core: Core,
  given: { handoffId: HandoffId; memberId: MemberId },
  outcome: 'returned' | 'closed',
  summary: string | null,
): Promise<void> {
  await core.db.transaction().execute(async (trx) => {
    const handoff = await lockHeld(trx, given)
    await endHandoff(trx, core, handoff, outcome, { kind: 'ended', by: 'member', summary })
    if (summary !== null) {
      const ticket = await lockTicket(trx, handoff.ticketId)
      const { memberId } = given
      await keepNote(trx, core, ticket, { memberId, text: summary, key: `talk:${handoff.id}` })
    }
    await core.enqueueDelivery(trx)
  })
  core.wakeDelivery()
}

/** Locks a handoff for the member who holds it; throws `not-allowed` when another member or nobody does. */
export async function lockHeld(
  trx: Trx,
  given: { handoffId: HandoffId; memberId: MemberId },
): Promise<LockedHandoff & { memberId: MemberId }> {
  const handoff = await lockHandoff(trx, given.handoffId)
  if (handoff.memberId !== given.memberId) {
    throw new Problem('not-allowed', 'This talk is not yours. Take it first.')
  }
  if (!(await findMember(trx, given.memberId))) {
    throw new Problem('not-allowed', 'This member works here no longer.')
  }
  // Corrected meanwhile to a lane they are not cleared for: access ended with it.
  const { lanes } = await abilitiesOf(trx, given.memberId)
  if (isSensitive(handoff.category) && !lanes.includes(handoff.category)) {
    throw new Problem('not-allowed', 'This matter now needs a clearance you do not have. Give the talk on.')
  }
  return { ...handoff, memberId: given.memberId }
}

/** Returns a locked, held handoff to the queue; its waiting time stays. */
export async function backInQueue(trx: Trx, handoff: { id: HandoffId }, now: Date): Promise<void> {
  await trx
    .updateTable('handoffs')
    .set({ member_id: null, member_wrote_at: null, queued_at: now })
    .where('id', '=', handoff.id)
    .execute()
}

/** Returns the first name a customer knows a member by, including one who has left since. */
export async function firstNameOf(db: Queryable, memberId: MemberId): Promise<string> {
  const member = await db.selectFrom('members').select('name').where('id', '=', memberId).executeTakeFirst()
  if (!member) throw new Problem('not-found', 'This member does not exist.')
  return member.name.trim().split(/\s+/)[0] ?? member.name
}

async function checkMayHold(trx: Trx, memberId: MemberId, handoff: LockedHandoff): Promise<void> {
  // Under the member's row lock, so that two handoffs accepted concurrently do not both count the same
  // capacity.
  await trx.selectFrom('members').select('id').where('id', '=', memberId).forUpdate().executeTakeFirst()
  if (!(await findMember(trx, memberId))) throw new Problem('not-found', 'This member does not exist.')
  const member = await abilitiesOf(trx, memberId)
  if (!mayTakeHandoff(member, handoff)) {
    throw new Problem('not-allowed', 'This talk needs a clearance, a skill or a language this member lacks.')
  }
  if (member.talks >= member.capacity) {
    throw new Problem('too-many-requests', 'All talks at once are taken. End one first, or take on more.')
  }
}

async function hold(trx: Trx, handoff: LockedHandoff, memberId: MemberId, now: Date): Promise<void> {
  await trx
    .updateTable('handoffs')
    // The accepting member owes the first message from then on.
    .set({
      member_id: memberId,
      accepted_at: handoff.acceptedAt ?? now,
      member_wrote_at: null,
      customer_wrote_at: now,
    })
    .where('id', '=', handoff.id)
    .execute()
  await trx
    .updateTable('tickets')
    .set({ assignee_id: memberId })
    .where('id', '=', handoff.ticketId)
    .where('assignee_id', 'is', null)
    .execute()
}
