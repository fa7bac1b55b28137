import {
  filterQuery,
  QUEUES,
  type Queue,
  readTicketFilter,
  type TicketFilter,
} from '../../../core/ticket/queue.ts'
import type { SavedFilter } from '../../../core/ticket/saved-filter.ts'

/** Which list a page shows: a queue, narrowed or not, or what was found for some words; and from where on. */
export interface ListAddress {
  /** Null when none was named, and for a search. */
  queue: Queue | null
  filter: TicketFilter
  /** The saved filter it was opened by. */
  saved: string | null
  /** The words searched for; null for a queue. */
  text: string | null
  after: string | null
}

type Query = Readonly<Record<string, string | undefined>>

/** The list an address names; whatever is nothing of ours is left out. */
export function readListAddress(query: Query): ListAddress {
  return {
    queue: QUEUES.find((name) => name === query.queue) ?? null,
    filter: readTicketFilter(query),
    saved: /^[0-9a-f-]{36}$/.test(query.saved ?? '') ? (query.saved ?? null) : null,
    text: query.text?.slice(0, LONGEST_SEARCH) ?? null,
    after: query.after?.slice(0, 100) ?? null,
  }
}

/** Rows of one page: with them a first visit stays under 100 kB on the line, though pages are not compressed. */
export const ROWS = 30

/** Words to search for, together: characters. */
const LONGEST_SEARCH = 200

/** The list kept for this browser, from the query it was kept as. */
export function readListQuery(kept: string): ListAddress {
  return readListAddress(Object.fromEntries(new URLSearchParams(kept)))
}

/** The list's query, as an address or a cookie has it; without the leading question mark. */
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

/** The page of a list. */
export function listHref(address: Partial<ListAddress>): string {
  const query = listQuery(address)
  const page = address.text ? '/desk/search' : '/desk'
  return query === '' ? page : `${page}?${query}`
}

/** The page of a saved filter's list. */
export function savedFilterHref({ id, queue, filter }: SavedFilter): string {
  return listHref({ queue, filter, saved: id })
}
