import type { ColumnType, JSONColumnType } from 'kysely'
import type { Category } from './column-values.ts'
import type {
  AddressId,
  CallBackId,
  ConclusionId,
  ConversationId,
  InformationRequestId,
  MacroId,
  MemberId,
  MergeId,
  MessageId,
  SanctionId,
  SellerContactRequestId,
  SellerId,
  SellerRequestId,
  TicketId,
} from './row-id.ts'

/** What a change did to a macro. */
export type MacroChangeKind = 'created' | 'changed' | 'archived' | 'restored'

/** What a member may be writing on a ticket: to its customer, or to colleagues. */
export type DraftKind = 'answer' | 'note'

/** A text members put into their replies, in both languages; archived rather than deleted. */
export interface MacrosTable {
  id: MacroId
  name: string
  /** The category it is offered for; null for all. */
  category: Category | null
  text_fr: string
  text_en: string
  created_at: Date
  archived_at: Date | null
}

/** A macro after each change, with who changed it and when; numbered per macro. */
export interface MacroChangesTable {
  macro_id: MacroId
  number: number
  kind: MacroChangeKind
  name: string
  category: Category | null
  text_fr: string
  text_en: string
  /** Null for a change made by the program. */
  member_id: MemberId | null
  at: Date
}

/** A member's unsent text on a ticket. */
export interface DraftsTable {
  member_id: MemberId
  ticket_id: TicketId
  kind: DraftKind
  text: string
  saved_at: Date
}

/** A member named in a note; the ticket is the note's. */
export interface MentionsTable {
  message_id: MessageId
  member_id: MemberId
  at: Date
  read_at: ColumnType<Date | null, Date | null | undefined, Date | null>
}

/** What a merge moved, as ids and instants only, so that the merge can be undone. */
export interface MovedRecords {
  messages: MessageId[]
  /** Conversations the surviving ticket had no part in. */
  conversations: ConversationId[]
  /** Addresses that were no participants of the surviving ticket. */
  addresses: AddressId[]
  /** Tickets merged into this one before. */
  tickets: TicketId[]
  questions: { id: InformationRequestId; ticketId: TicketId; round: number }[]
  callBacks: CallBackId[]
  conclusions: ConclusionId[]
  sellerRequests: SellerRequestId[]
  contactRequests: SellerContactRequestId[]
  sanctions: SanctionId[]
  fromRound: number
  fromWaitingSince: string | null
  intoWaitingSince: string | null
  intoFirstContactAt: string
  intoSellerId: SellerId | null
}

/** A merge and everything it moved, so that it can be undone. */
export interface MergesTable {
  id: MergeId
  into_ticket_id: TicketId
  from_ticket_id: TicketId
  into_round: number
  /** The event of the merged ticket that ended its promises. */
  ended_by_event: number
  moved: JSONColumnType<MovedRecords>
  member_id: MemberId
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
