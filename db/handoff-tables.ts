import type { ColumnType, JSONColumnType } from 'kysely'

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
  position_at_request: number
  /** The place in the queue the customer was last told. */
  told_position: number
  member_id: string | null
  /** When the first member took it. */
  accepted_at: Date | null
  last_line: ColumnType<number, number | undefined, number>
  customer_wrote_at: Date | null
  member_wrote_at: Date | null
  ended_at: Date | null
  outcome: string | null
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

export interface HandoffTables {
  presences: PresencesTable
  handoffs: HandoffsTable
  handoff_steps: HandoffStepsTable
  handoff_lines: HandoffLinesTable
}
