import { type Selectable, sql } from 'kysely'
import type { HandoffOutcome, HandoffStepKind, HandoffsTable, HubStanding } from '../../db/handoff-tables.ts'
import type { Trx } from '../kernel/core.ts'
import type { ConversationId, HandoffId, MemberId, MessageId, TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import type { Reference } from '../kernel/reference.ts'
import type { Category } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import type { Actor, EventKind } from '../ticket/event.ts'
import { recordEvents } from '../ticket/event-log.ts'

export type { HandoffOutcome }

/** A handoff about to be changed; its row is locked until the transaction ends. */
export interface LockedHandoff {
  id: HandoffId
  conversationId: ConversationId
  ticketId: TicketId
  /** The ticket's present category: a correction opens and closes access at once. */
  category: Category
  language: Language
  urgent: boolean
  requestedAt: Date
  queuedAt: Date
  memberId: MemberId | null
  acceptedAt: Date | null
  customerWroteAt: Date | null
  memberWroteAt: Date | null
  /** The state at an outside hub, and since when; null when it is in our own queue. */
  hub: { standing: HubStanding; since: Date } | null
}

/** What the customer's window displays about a handoff. */
export type HandoffNotice =
  | { kind: 'queued'; place: number; waitMinutes: number | null }
  | { kind: 'nobody' }
  | { kind: 'accepted'; memberId: MemberId; memberFirstName: string }
  /** No name: back in the queue, the next free member accepts it. */
  | { kind: 'transferred'; memberFirstName: string | null }
  | {
      kind: 'line'
      messageId: MessageId
      memberId: MemberId
      memberFirstName: string
      text: string
      files: { name: string; type: string; size: number; sha256: string }[]
    }
  /** For the hub: the customer asks for a person. */
  | { kind: 'hub-asked'; context: HubContext }
  | { kind: 'hub-accepted' }
  /** What happens to the request follows: the queue, or nobody. */
  | { kind: 'hub-failed' }
  | { kind: 'ended'; by: 'member' | 'customer' | 'timeout'; summary: string | null }

/** What an outside hub gets with a request for a person, to choose and to brief one. */
export interface HubContext {
  /** What the person must know about. */
  skill: Category
  category: Category
  language: Language
  urgency: 'urgent' | 'normal'
  reason: string
  summary: string
  /** The reference of our ticket. */
  reference: Reference
}

const EVENT_OF = {
  requested: 'handoff-requested',
  accepted: 'handoff-accepted',
  transferred: 'handoff-transferred',
  requeued: 'handoff-transferred',
  ended: 'handoff-ended',
} as const satisfies Record<HandoffStepKind, EventKind>

/** Locks an open handoff. Throws `not-found` when there is none, `already-done` when it is over. */
export async function lockHandoff(trx: Trx, id: HandoffId): Promise<LockedHandoff> {
  const row = await trx.selectFrom('handoffs').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row) throw new Problem('not-found', 'There is no such talk.')
  if (row.ended_at) throw new Problem('already-done', 'This talk is over.')
  return toLocked(trx, row)
}

/** Locks the open handoff of a conversation; returns undefined when there is none. */
export async function lockHandoffOf(
  trx: Trx,
  conversationId: ConversationId,
): Promise<LockedHandoff | undefined> {
  const row = await trx
    .selectFrom('handoffs')
    .selectAll()
    .where('conversation_id', '=', conversationId)
    .where('ended_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  return row && toLocked(trx, row)
}

async function toLocked(trx: Trx, row: Selectable<HandoffsTable>): Promise<LockedHandoff> {
  const ticket = await trx
    .selectFrom('tickets')
    .select('category')
    .where('id', '=', row.ticket_id)
    .executeTakeFirstOrThrow()
  return {
    id: row.id,
    conversationId: row.conversation_id,
    ticketId: row.ticket_id,
    category: ticket.category,
    language: row.language,
    urgent: row.urgent,
    requestedAt: row.requested_at,
    queuedAt: row.queued_at,
    memberId: row.member_id,
    acceptedAt: row.accepted_at,
    customerWroteAt: row.customer_wrote_at,
    memberWroteAt: row.member_wrote_at,
    hub: row.hub && row.hub_at ? { standing: row.hub, since: row.hub_at } : null,
  }
}

/**
 * Returns whether an outside hub looks for a person or has one: none of our members may accept the handoff
 * then.
 */
export function isTheHubs({ hub }: Pick<LockedHandoff, 'hub'>): boolean {
  return hub !== null && hub.standing !== 'failed'
}

/**
 * Records an act in the handoff's own steps and in the ticket's history. `eventKind` overrides the usual
 * event.
 */
export async function recordStep(
  trx: Trx,
  handoff: Pick<LockedHandoff, 'id' | 'ticketId'>,
  step: {
    kind: HandoffStepKind
    actor: Actor
    at: Date
    detail: Record<string, unknown>
    eventKind?: EventKind
  },
): Promise<void> {
  const number = await nextNumber(trx, handoff.id, 'last_step')
  await trx
    .insertInto('handoff_steps')
    .values({
      handoff_id: handoff.id,
      number,
      kind: step.kind,
      actor_kind: step.actor.kind,
      actor_id: step.actor.kind === 'member' ? step.actor.id : null,
      at: step.at,
      detail: JSON.stringify(step.detail),
    })
    .execute()
  await recordEvents(trx, [
    {
      ticketId: handoff.ticketId,
      kind: step.eventKind ?? EVENT_OF[step.kind],
      actor: step.actor,
      at: step.at,
      detail: { handoffId: handoff.id, ...step.detail },
    },
  ])
}

/** Appends a notice for the customer's window. */
export async function notify(trx: Trx, handoffId: HandoffId, notice: HandoffNotice, at: Date): Promise<void> {
  const number = await nextNumber(trx, handoffId, 'last_notice')
  await trx
    .insertInto('handoff_notices')
    .values({ handoff_id: handoffId, number, content: JSON.stringify(notice), at })
    .execute()
}

/**
 * Returns the next number of a handoff's steps, lines or notices; without gaps, in the order of the row lock.
 */
export async function nextNumber(
  trx: Trx,
  handoffId: HandoffId,
  counter: 'last_step' | 'last_line' | 'last_notice',
): Promise<number> {
  const row = await trx
    .updateTable('handoffs')
    .set({ [counter]: sql<number>`${sql.ref(counter)} + 1` })
    .where('id', '=', handoffId)
    .returning(counter)
    .executeTakeFirstOrThrow()
  return row[counter]
}
