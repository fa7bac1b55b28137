import type { ColumnType, JSONColumnType } from 'kysely'

/** A text members put into their replies, in both languages; archived rather than deleted. */
export interface MacrosTable {
  id: string
  name: string
  /** The category it is offered for; null for all. */
  category: string | null
  text_fr: string
  text_en: string
  created_at: Date
  archived_at: Date | null
}

/** A macro after each change, with who changed it and when; numbered per macro. */
export interface MacroChangesTable {
  macro_id: string
  number: number
  kind: string
  name: string
  category: string | null
  text_fr: string
  text_en: string
  /** Null for a change made by the program. */
  member_id: string | null
  at: Date
}

/** A member's unsent text on a ticket. */
export interface DraftsTable {
  member_id: string
  ticket_id: string
  kind: string
  text: string
  saved_at: Date
}

/** A member named in a note; the ticket is the note's. */
export interface MentionsTable {
  message_id: string
  member_id: string
  at: Date
  read_at: ColumnType<Date | null, Date | null | undefined, Date | null>
}

/** A merge and everything it moved, so that it can be undone. */
export interface MergesTable {
  id: string
  into_ticket_id: string
  from_ticket_id: string
  into_round: number
  /** The event of the merged ticket that ended its promises. */
  ended_by_event: number
  moved: JSONColumnType<object>
  member_id: string
  at: Date
  undone_at: ColumnType<Date | null, Date | null | undefined, Date | null>
}

export interface DeskTables {
  macros: MacrosTable
  macro_changes: MacroChangesTable
  drafts: DraftsTable
  mentions: MentionsTable
  merges: MergesTable
}
