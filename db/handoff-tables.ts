import type { ColumnType, JSONColumnType } from 'kysely'
import type { Counted } from './column.ts'
import type { ActorKind, Language } from './column-values.ts'
import type { ConversationId, HandoffId, MemberId, MessageId, TicketId } from './row-id.ts'

/** A step in the history of a handoff. */
export type HandoffStepKind = 'requested' | 'accepted' | 'transferred' | 'requeued' | 'ended'

/** How a handoff ended. */
export type HandoffOutcome = 'nobody' | 'left' | 'returned' | 'closed' | 'customer-silent' | 'waited-too-long'

/** The state of a handoff to an outside hub: asked for a person, accepted by one, or failed. */
export type HubStanding = 'asked' | 'accepted' | 'failed'

/** A member is available for conversations until an instant, extended while their page is open. */
export interface PresencesTable {
  member_id: MemberId
  /** Conversations at once. */
  capacity: number
  since: Date
  available_until: Date
}

/** A customer's wish for a person. No member: waiting. No end: open, at most one per conversation. */
export interface HandoffsTable {
  id: HandoffId
  conversation_id: ConversationId
  ticket_id: TicketId
  language: Language
  reason: string
  urgent: boolean
  /** What the member should know at once. */
  summary: string
  requested_at: Date
  /** When it last entered the queue; its place counts from the request. */
  queued_at: Date
  place_at_request: number
  /** The place in the queue the customer last saw. */
  told_place: number
  member_id: MemberId | null
  /** When the first member accepted it. */
  accepted_at: Date | null
  last_step: Counted<number>
  last_line: Counted<number>
  last_notice: Counted<number>
  customer_wrote_at: Date | null
  member_wrote_at: Date | null
  ended_at: Date | null
  outcome: HandoffOutcome | null
  /** The state at an outside hub; null for our own queue. */
  hub: ColumnType<HubStanding | null, HubStanding | null | undefined, HubStanding | null>
  /** Since when it has this state. */
  hub_at: ColumnType<Date | null, Date | null | undefined, Date | null>
}

/** The history of a handoff: who did what, and when. */
export interface HandoffStepsTable {
  handoff_id: HandoffId
  number: number
  kind: HandoffStepKind
  actor_kind: ActorKind
  actor_id: MemberId | null
  at: Date
  detail: JSONColumnType<object>
}

/** The messages between customer and member, in order. */
export interface HandoffLinesTable {
  handoff_id: HandoffId
  number: number
  message_id: MessageId
}

/** Notices for the customer's window; the agent takes each once, in order. */
export interface HandoffNoticesTable {
  handoff_id: HandoffId
  number: number
  content: JSONColumnType<object>
  at: Date
  taken_at: ColumnType<Date | null, Date | null | undefined, Date | null>
}

export interface HandoffTables {
  presences: PresencesTable
  handoffs: HandoffsTable
  handoff_steps: HandoffStepsTable
  handoff_lines: HandoffLinesTable
  handoff_notices: HandoffNoticesTable
}
