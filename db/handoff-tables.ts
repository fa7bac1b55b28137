import type { ColumnType, JSONColumnType } from 'kysely'
import type { Counted } from './column.ts'

/** An outside hub was asked for a person, has one with the customer, or has none. */
export type HubStanding = 'asked' | 'accepted' | 'failed'

/** A member is there to talk until an instant, prolonged while their page is open. */
export interface PresencesTable {
  member_id: string
  /** Talks at once. */
  capacity: number
  since: Date
  available_until: Date
}

/** A customer wants, has or had a person. No member: waiting. No end: open, at most one a conversation. */
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
  /** When it last came into the queue; its place counts from the request. */
  queued_at: Date
  place_at_request: number
  /** The place in the queue the customer was last told. */
  told_place: number
  member_id: string | null
  /** When the first member took it. */
  accepted_at: Date | null
  last_step: Counted<number>
  last_line: Counted<number>
  last_notice: Counted<number>
  customer_wrote_at: Date | null
  member_wrote_at: Date | null
  ended_at: Date | null
  outcome: string | null
  /** How it stands with an outside hub; null: it is our own queue's. */
  hub: ColumnType<HubStanding | null, HubStanding | null | undefined, HubStanding | null>
  /** Since when it stands so. */
  hub_at: ColumnType<Date | null, Date | null | undefined, Date | null>
}

/** Who did what with a handoff, and when. */
export interface HandoffStepsTable {
  handoff_id: string
  number: number
  kind: string
  actor_kind: string
  actor_id: string | null
  at: Date
  detail: JSONColumnType<object>
}

/** What was said between customer and member, in order. */
export interface HandoffLinesTable {
  handoff_id: string
  number: number
  message_id: string
}

/** What the customer's window is to be told; the agent takes it in order, once. */
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
