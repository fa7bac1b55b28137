import type { ColumnType } from 'kysely'
import type { HandoffId, MemberId, TicketId } from './row-id.ts'

/** A member views a ticket until an instant, and may be typing; seconds, extended while the page is open. */
export interface ViewingsTable {
  ticket_id: TicketId
  member_id: MemberId
  viewing_until: Date
  typing_until: ColumnType<Date | null, Date | null | undefined, Date | null>
}

/** A member types in a conversation; brought to the customer's window once each time. */
export interface TalkTypingsTable {
  handoff_id: HandoffId
  member_id: MemberId
  typed_at: Date
  shown_at: ColumnType<Date | null, Date | null | undefined, Date | null>
}

/** The last line of a conversation a member has seen. */
export interface TalkReadingsTable {
  handoff_id: HandoffId
  member_id: MemberId
  line: number
}

export interface LiveTables {
  viewings: ViewingsTable
  talk_typings: TalkTypingsTable
  talk_readings: TalkReadingsTable
}
