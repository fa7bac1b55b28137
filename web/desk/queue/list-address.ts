import {
  filterQuery,
  QUEUES,
  type Queue,
  readTicketFilter,
  type TicketFilter,
} from '../../../core/ticket/queue.ts'
import type { SavedFilter } from '../../../core/ticket/saved-filter.ts'

/** Which list a page shows: a queue, filtered or not, or search results; and the position it starts after. */
export interface ListAddress {
  /** Null when none was named, and for a search. */
  queue: Queue | null
  filter: TicketFilter
  /** The saved filter it was opened by. */
  saved: string | null
  /** The search text; null for a queue. */
  text: string | null
  after: string | null
}

type Query = Readonly<Record<string, string | undefined>>

/** Returns the list a URL names; unknown values are dropped. */
export function readListAddress(query: Query): ListAddress {
  return {
    queue: QUEUES.find((name) => name === query.queue) ?? null,
    filter: readTicketFilter(query),
    saved: /^[0-9a-f-]{36}$/.test(query.saved ?? '') ? (query.saved ?? null) : null,
    text: query.text?.slice(0, LONGEST_SEARCH) ?? null,
    after: query.after?.slice(0, 100) ?? null,
  }
}

/** Rows of one page: with them a first visit transfers under 100 kB, although pages are not compressed. */
export const ROWS = 30

/** Longest search text, in characters. */
const LONGEST_SEARCH = 200

/** Returns the list stored for this browser, from its query. */
export function readListQuery(query: string): ListAddress {
  return readListAddress(Object.fromEntries(new URLSearchParams(query)))
}

/** Returns the list's query, as in a URL or a cookie, without the leading question mark. */
export function listQuery({ queue, filter, saved, text, after }: Partial<ListAddress>): string {
  const parts: Query = {
    ...(queue ? { queue } : {}),
    ...filterQuery(filter ?? {}),
    ...(saved ? { saved } : {}),
    ...(text ? { text } : {}),
    ...(after ? { after } : {}),
  }
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parts)) if (value) query.set(name, value)
  return query.toString()
}

/** Returns the URL of a list. */
export function listHref(address: Partial<ListAddress>): string {
  const query = listQuery(address)
  const page = address.text ? '/desk/search' : '/desk'
  return query === '' ? page : `${page}?${query}`
}

/** Returns the URL of a saved filter's list. */
export function savedFilterHref({ id, queue, filter }: SavedFilter): string {
  return listHref({ queue, filter, saved: id })
}
