import type { ColumnType, JSONColumnType } from 'kysely'
import type { PromiseKind } from './column-values.ts'
import type { MemberId, SavedFilterId, TicketId } from './row-id.ts'

/** The columns lists are ordered by, derived from a ticket's promises and kept current by core/promise/promise.ts. */
export interface ListedPromiseColumns {
  /** The promise of the present round that is due first; null when none is open. */
  next_kind: ColumnType<PromiseKind | null, PromiseKind | null | undefined, PromiseKind | null>
  next_due_at: ColumnType<Date | null, Date | null | undefined, Date | null>
  /** When the last quarter of its time begins. */
  next_risk_at: ColumnType<Date | null, Date | null | undefined, Date | null>
  /** Of the present round. */
  broken_promises: ColumnType<number, number | undefined, number>
  /** A question to a seller is unanswered and not closed; kept current by core/ticket/list-columns.ts. */
  awaits_seller: ColumnType<boolean, boolean | undefined, boolean>
}

/** A named filter of one member. */
export interface SavedFiltersTable {
  id: SavedFilterId
  member_id: MemberId
  name: string
  queue: string
  filter: JSONColumnType<object>
  /** The search terms; null for a filter of a queue. */
  text: string | null
  created_at: Date
}

/** The search index entry of a ticket. */
export interface TicketWordsTable {
  ticket_id: TicketId
  /** Time of the last message when the ticket was indexed; results are ordered by it. */
  at: Date
  /** A tsvector, as text. */
  words: string
}

/** What kind of thing a customer's words named. */
export type DetailKind = 'order-number' | 'listing' | 'tracking-number' | 'email' | 'telephone' | 'name'

/** Whose a named thing is: the customer's own, another person's, the seller's, or of an earlier matter. */
export type DetailOwner = 'customer' | 'third-party' | 'seller' | 'earlier'

/** What was read of a ticket's words. The newest of the customer's own is the one that counts. */
export interface TicketDetailsTable {
  ticket_id: TicketId
  kind: DetailKind
  value: string
  owner: DetailOwner
  /** The customer said so when asked, or said yes to it. */
  confirmed: ColumnType<boolean, boolean | undefined, boolean>
  stated_at: Date
}

/** A ticket that waits for reindexing. */
export interface WordsToReadTable {
  ticket_id: TicketId
  /** New on each request, so that a change during the reindexing is not lost. */
  mark: string
}

/** Words as people write them with their stems, so that a prefix can be completed. */
export interface KnownWordsTable {
  word: string
  stem: string
}

export interface ListsTables {
  saved_filters: SavedFiltersTable
  ticket_words: TicketWordsTable
  words_to_read: WordsToReadTable
  ticket_details: TicketDetailsTable
  known_words: KnownWordsTable
}
