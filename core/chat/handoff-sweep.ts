import type { Core, Trx } from '../kernel/core.ts'
import { MINUTE } from '../kernel/duration.ts'
import type { HandoffId, MemberId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { findMember } from '../member/member.ts'
import { abilitiesOf, availableMembers } from '../member/presence.ts'
import { isSensitive } from '../policy/category.ts'
import { SYSTEM } from '../ticket/event.ts'
import { endHandoff, everyoneWaiting, whereInQueue } from './handoff.ts'
import { giveUpHub, HUB_ANSWERS_WITHIN, HUB_HOLDS_AT_MOST } from './handoff-hub.ts'
import { isTheHubs, type LockedHandoff, lockHandoff, notify, recordStep } from './handoff-lock.ts'
import { mayTakeHandoff } from './handoff-queue.ts'
import { backInQueue } from './handoff-session.ts'
/**
 * How long a customer waits for a reply before another member gets the handoff: being forgotten is the worse
 * mistake.
 */
export const MEMBER_SILENT_AFTER = 5 * MINUTE
/** How long a customer may be silent before the handoff ends; the ticket stays open. */
export const CUSTOMER_SILENT_AFTER = 15 * MINUTE
/** How long anybody waits in the queue at most: the reply then comes by e-mail. */
export const LONGEST_WAIT = 20 * MINUTE

type Due =
  | 'nobody'
  | 'waited-too-long'
  | 'member-silent'
  | 'member-gone'
  | 'customer-silent'
  | 'hub-silent'
  | 'hub-forgot'

/** Returns what is due on a handoff, or null. Pure; a member's silence precedes the customer's. */
function handoffDue(
  handoff: Pick<LockedHandoff, 'memberId' | 'queuedAt' | 'customerWroteAt' | 'memberWroteAt' | 'hub'>,
  able: { somebody: boolean; holder: boolean },
  now: Date,
): Due | null {
  const since = (at: Date) => now.getTime() - at.getTime()
  const { hub } = handoff
  if (hub?.standing === 'asked') return since(hub.since) >= HUB_ANSWERS_WITHIN ? 'hub-silent' : null
  if (hub?.standing === 'accepted') return since(hub.since) >= HUB_HOLDS_AT_MOST ? 'hub-forgot' : null
  if (!handoff.memberId) {
    if (!able.somebody) return 'nobody'
    return since(handoff.queuedAt) >= LONGEST_WAIT ? 'waited-too-long' : null
  }
  if (!able.holder) return 'member-gone'
  const { customerWroteAt, memberWroteAt } = handoff
  if (customerWroteAt && (!memberWroteAt || memberWroteAt < customerWroteAt)) {
    return since(customerWroteAt) >= MEMBER_SILENT_AFTER ? 'member-silent' : null
  }
  return memberWroteAt && since(memberWroteAt) >= CUSTOMER_SILENT_AFTER ? 'customer-silent' : null
}

/**
 * Handles everything due on open handoffs and returns how many it changed. Safe to run in several processes.
 * Ends hopeless waits and silent handoffs, and reclaims those an outside hub abandons.
 * Gives a forgotten customer to the next member, and notifies waiting customers of a better place.
 */
export async function sweepHandoffs(core: Core): Promise<number> {
  const now = core.clock.now()
  const rows = await core.db.selectFrom('handoffs').select('id').where('ended_at', 'is', null).execute()
  let acted = 0
  for (const row of rows) {
    const did = await core.db
      .transaction()
      .execute((trx) => sweepOne(trx, core, row.id, now))
      .catch((error) => {
        // It ended between the two reads.
        if (error instanceof Problem) return false
        throw error
      })
    if (did) acted++
  }
  if (acted > 0) core.wakeDelivery()
  return acted
}

async function sweepOne(trx: Trx, core: Core, id: HandoffId, now: Date): Promise<boolean> {
  if (!(await isFree(trx, id))) return false
  const handoff = await lockHandoff(trx, id)
  const somebody = (await availableMembers(trx, now)).some((member) => mayTakeHandoff(member, handoff))
  const holder = handoff.memberId !== null && (await mayStillHold(trx, handoff.memberId, handoff))
  const due = handoffDue(handoff, { somebody, holder }, now)
  if (due === null) return notifyNewPlace(trx, core, handoff, now)
  switch (due) {
    case 'nobody':
    case 'waited-too-long':
      await endHandoff(trx, core, handoff, due, { kind: 'nobody' })
      break
    case 'customer-silent':
      await endHandoff(trx, core, handoff, due, { kind: 'ended', by: 'timeout', summary: null })
      break
    case 'hub-silent':
      await giveUpHub(trx, core, handoff, { why: due, message: null })
      break
    case 'hub-forgot':
      await endHandoff(trx, core, handoff, 'closed', { kind: 'ended', by: 'member', summary: null })
      break
    case 'member-silent':
    case 'member-gone':
      await backInQueue(trx, handoff, now)
      await recordStep(trx, handoff, {
        kind: 'requeued',
        actor: SYSTEM,
        at: now,
        detail: { from: handoff.memberId, reason: due },
      })
      await notify(trx, handoff.id, { kind: 'transferred', memberFirstName: null }, now)
  }
  await core.enqueueDelivery(trx)
  return true
}

// One that somebody acts on now is looked at by the next sweep; the others do not wait for it.
async function isFree(trx: Trx, id: HandoffId): Promise<boolean> {
  const row = await trx
    .selectFrom('handoffs')
    .select('id')
    .where('id', '=', id)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()
  return row !== undefined
}

// Deactivated, or the ticket was corrected to a lane they are not cleared for; a missing skill ends no
// handoff.
async function mayStillHold(trx: Trx, memberId: MemberId, handoff: LockedHandoff): Promise<boolean> {
  if (!(await findMember(trx, memberId))) return false
  const { lanes } = await abilitiesOf(trx, memberId)
  return !isSensitive(handoff.category) || lanes.includes(handoff.category)
}

// Good news only: a place lost to an urgent handoff would look like a step back.
async function notifyNewPlace(trx: Trx, core: Core, handoff: LockedHandoff, now: Date): Promise<boolean> {
  if (handoff.memberId || isTheHubs(handoff)) return false
  const lastNotified = (await everyoneWaiting(trx)).find(({ id }) => id === handoff.id)?.toldPlace
  const where = await whereInQueue(trx, handoff, now)
  if (lastNotified === undefined || where.place >= lastNotified) return false
  await trx.updateTable('handoffs').set({ told_place: where.place }).where('id', '=', handoff.id).execute()
  await notify(trx, handoff.id, { kind: 'queued', ...where }, now)
  await core.enqueueDelivery(trx)
  return true
}
