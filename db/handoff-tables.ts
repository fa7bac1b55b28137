import type { ColumnType, JSONColumnType } from 'kysely'
import type { Counted } from './column.ts'

/** The state of a handoff to an outside hub: asked for a person, accepted by one, or failed. */
export type HubStanding = 'asked' | 'accepted' | 'failed'

/** A member is available for conversations until an instant, extended while their page is open. */
export interface PresencesTable {
  member_id: string
  /** Conversations at once. */
  capacity: number
  since: Date
  available_until: Date
}

/** A customer's wish for a person. No member: waiting. No end: open, at most one per conversation. */
export interface HandoffsTable {
  id: string
  conversation_id: string
  ticket_id: string
  language: string
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
  member_id: string | null
  /** When the first member accepted it. */
  accepted_at: Date | null
  last_step: Counted<number>
  last_line: Counted<number>
  last_notice: Counted<number>
  customer_wrote_at: Date | null
  member_wrote_at: Date | null
  ended_at: Date | null
  outcome: string | null
  /** The state at an outside hub; null for our own queue. */
  hub: ColumnType<HubStanding | null, HubStanding | null | undefined, HubStanding | null>
  /** Since when it has this state. */
  hub_at: ColumnType<Date | null, Date | null | undefined, Date | null>
}

/** The history of a handoff: who did what, and when. */
export interface HandoffStepsTable {
  handoff_id: string
  number: number
  kind: string
  actor_kind: string
  actor_id: string | null
  at: Date
  detail: JSONColumnType<object>
}

/** The messages between customer and member, in order. */
export interface HandoffLinesTable {
  handoff_id: string
  number: number
  message_id: string
}

/** Notices for the customer's window; the agent takes each once, in order. */
export interface HandoffNoticesTable {
  handoff_id: string
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
