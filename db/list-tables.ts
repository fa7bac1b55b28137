import type { ColumnType, JSONColumnType } from 'kysely'

/** What the lists are ordered by, on every ticket: what its promises say, kept true by core/next-promise.ts. */
export interface ListedPromiseColumns {
  /** The promise of the present round that falls due first; null when none is owed. */
  next_kind: ColumnType<string | null, string | null | undefined, string | null>
  next_due_at: ColumnType<Date | null, Date | null | undefined, Date | null>
  /** When the last quarter of its time begins. */
  next_risk_at: ColumnType<Date | null, Date | null | undefined, Date | null>
  /** Of the present round. */
  broken_promises: ColumnType<number, number | undefined, number>
  /** A question to a seller is unanswered and not closed; kept true by core/seller-wait.ts. */
  awaits_seller: ColumnType<boolean, boolean | undefined, boolean>
}

/** A list a member looks at often, under a name of theirs. */
export interface SavedFiltersTable {
  id: string
  member_id: string
  name: string
  queue: string
  filter: JSONColumnType<object>
  /** The words searched for; null for a filter of a queue. */
  text: string | null
  created_at: Date
}

/** The words of a ticket as the search finds them. */
export interface TicketWordsTable {
  ticket_id: string
  /** Of the last message when the words were read: what the found are ordered by. */
  at: Date
  /** A tsvector, as text. */
  words: string
}

/** A ticket whose words have changed and are to be read again. */
export interface WordsToReadTable {
  ticket_id: string
  /** A new one each time it is asked for, so that a change during the reading is not lost. */
  mark: string
}

/** Words as people write them and the stem they are found by: what a word's beginning may mean. */
export interface KnownWordsTable {
  word: string
  stem: string
}

export interface ListsTables {
  saved_filters: SavedFiltersTable
  ticket_words: TicketWordsTable
  words_to_read: WordsToReadTable
  known_words: KnownWordsTable
}
