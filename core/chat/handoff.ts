import type { Core, Queryable, Trx } from '../kernel/core.ts'
import { type ConversationId, type HandoffId, type MemberId, newId, type TicketId } from '../kernel/id.ts'
import { availableMembers } from '../member/presence.ts'
import { isSensitive } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import { SYSTEM } from '../ticket/event.ts'
import {
  type HandoffNotice,
  type HandoffOutcome,
  isTheHubs,
  lockHandoffOf,
  notify,
  recordStep,
} from './handoff-lock.ts'
import { expectedWait, mayTakeHandoff, placeOf, RECENT, type WaitingHandoff } from './handoff-queue.ts'

interface HandoffRequest {
  conversationId: ConversationId
  ticketId: TicketId
  /** Why a person is needed, as a code: `asked`, `not-understood`, `despair`, … */
  reason: string
  urgent: boolean
  language: Language
  /** What the member should know at once. */
  summary: string
  /** An outside hub has the people of this channel and is asked first. */
  toHub?: boolean
}

/**
 * The result of a request: a place in the queue, a person already there, an outside hub asked, or nobody who
 * could accept it.
 */
type Requested =
  | { kind: 'queued'; handoffId: HandoffId; place: number; waitMinutes: number | null }
  | { kind: 'held'; handoffId: HandoffId }
  | { kind: 'passed-on'; handoffId: HandoffId }
  | { kind: 'nobody' }

/**
 * Requests a handoff in a conversation, in the caller's transaction. Idempotent while one is open.
 * When nobody present has the clearance, the skill and the language, records that and returns `nobody`.
 * The ticket then gets its reply by e-mail. An outside hub is never asked for a sensitive lane: its readers
 * are ours to choose.
 */
export async function requestHandoff(trx: Trx, core: Core, request: HandoffRequest): Promise<Requested> {
  const now = core.clock.now()
  const open = await lockHandoffOf(trx, request.conversationId)
  if (open && request.urgent && !open.urgent) {
    // Despair expressed while waiting moves the handoff to the front, whatever was asked before.
    await trx.updateTable('handoffs').set({ urgent: true }).where('id', '=', open.id).execute()
    open.urgent = true
  }
  if (open?.memberId) return { kind: 'held', handoffId: open.id }
  if (open && isTheHubs(open)) return { kind: 'passed-on', handoffId: open.id }
  if (open) return { kind: 'queued', handoffId: open.id, ...(await whereInQueue(trx, open, now)) }
  const ticket = await trx
    .selectFrom('tickets')
    .select(['category', 'reference'])
    .where('id', '=', request.ticketId)
    .executeTakeFirstOrThrow()
  const category = ticket.category
  const toHub = request.toHub === true && !isSensitive(category)
  const id = newId<'handoff'>(now)
  const waiting: WaitingHandoff = {
    id,
    category,
    language: request.language,
    urgent: request.urgent,
    requestedAt: now,
  }
  const present = await availableMembers(trx, now)
  const somebody = toHub || present.some((member) => mayTakeHandoff(member, waiting))
  const { place, waitMinutes } = await whereInQueue(trx, waiting, now)
  await trx
    .insertInto('handoffs')
    .values({
      id,
      conversation_id: request.conversationId,
      ticket_id: request.ticketId,
      language: request.language,
      reason: request.reason,
      urgent: request.urgent,
      summary: request.summary,
      requested_at: now,
      queued_at: now,
      place_at_request: place,
      told_place: place,
      member_id: null,
      accepted_at: null,
      customer_wrote_at: null,
      member_wrote_at: null,
      ended_at: somebody ? null : now,
      outcome: somebody ? null : 'nobody',
      hub: toHub ? 'asked' : null,
      hub_at: toHub ? now : null,
    })
    .execute()
  const detail = { reason: request.reason, urgent: request.urgent, somebody, ...(toHub && { hub: true }) }
  const handoff = { id, ticketId: request.ticketId }
  await recordStep(trx, handoff, { kind: 'requested', actor: { kind: 'customer' }, at: now, detail })
  if (toHub) {
    const { language, reason, summary } = request
    const urgency = request.urgent ? 'urgent' : 'normal'
    const reference = ticket.reference
    const context = { skill: category, category, language, urgency, reason, summary, reference } as const
    await notify(trx, id, { kind: 'hub-asked', context }, now)
    return { kind: 'passed-on', handoffId: id }
  }
  return somebody ? { kind: 'queued', handoffId: id, place, waitMinutes } : { kind: 'nobody' }
}

/** Ends the customer's request or handoff at their wish. Returns false when there was nothing to leave. */
export async function leaveHandoff(trx: Trx, core: Core, conversationId: ConversationId): Promise<boolean> {
  const handoff = await lockHandoffOf(trx, conversationId)
  if (!handoff) return false
  await endHandoff(trx, core, handoff, 'left', null)
  return true
}

/** Ends a locked handoff with any outcome, recorded in its steps and in the ticket's history. */
export async function endHandoff(
  trx: Trx,
  core: Core,
  handoff: { id: HandoffId; ticketId: TicketId; memberId: MemberId | null },
  outcome: HandoffOutcome,
  notice: HandoffNotice | null,
): Promise<void> {
  const now = core.clock.now()
  await trx
    .updateTable('handoffs')
    .set({ ended_at: now, outcome })
    .where('id', '=', handoff.id)
    .where('ended_at', 'is', null)
    .execute()
  const byMember = (outcome === 'returned' || outcome === 'closed') && handoff.memberId
  const actor = byMember
    ? ({ kind: 'member', id: byMember } as const)
    : outcome === 'left'
      ? ({ kind: 'customer' } as const)
      : SYSTEM
  await recordStep(trx, handoff, {
    kind: 'ended',
    actor,
    at: now,
    detail: { outcome },
    ...(outcome === 'returned' ? { eventKind: 'handoff-returned' as const } : {}),
  })
  if (notice) await notify(trx, handoff.id, notice, now)
}

/** Returns every handoff waiting for one of our members, unordered; without those an outside hub handles. */
export async function everyoneWaiting(db: Queryable): Promise<(WaitingHandoff & { toldPlace: number })[]> {
  const rows = await db
    .selectFrom('handoffs')
    .innerJoin('tickets', 'tickets.id', 'handoffs.ticket_id')
    .select([
      'handoffs.id',
      'tickets.category',
      'handoffs.language',
      'handoffs.urgent',
      'handoffs.requested_at',
      'handoffs.told_place',
    ])
    .where('handoffs.ended_at', 'is', null)
    .where('handoffs.member_id', 'is', null)
    .where((eb) => eb.or([eb('handoffs.hub', 'is', null), eb('handoffs.hub', '=', 'failed')]))
    .execute()
  return rows.map((row) => ({
    id: row.id,
    category: row.category,
    language: row.language,
    urgent: row.urgent,
    requestedAt: row.requested_at,
    toldPlace: row.told_place,
  }))
}

/** Returns a customer's place in the queue and the expected wait in minutes, null when unknown. */
export async function whereInQueue(
  db: Queryable,
  one: WaitingHandoff,
  now: Date,
): Promise<{ place: number; waitMinutes: number | null }> {
  const place = placeOf(one, await everyoneWaiting(db), await availableMembers(db, now))
  const recent = await db
    .selectFrom('handoffs')
    .select(['requested_at', 'accepted_at', 'place_at_request'])
    .where('accepted_at', '>', new Date(now.getTime() - RECENT))
    .orderBy('accepted_at', 'desc')
    .limit(20)
    .execute()
  const waits = recent.flatMap((row) =>
    row.accepted_at
      ? [{ waitedMs: row.accepted_at.getTime() - row.requested_at.getTime(), place: row.place_at_request }]
      : [],
  )
  return { place, waitMinutes: expectedWait(place, waits) }
}
