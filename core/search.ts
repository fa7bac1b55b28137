import { readableBy } from './clearance.ts'
import type { Core } from './core.ts'
import type { MemberId, TicketId } from './id.ts'
import { parseReference, type Reference } from './reference.ts'
import { PAGE_SIZE } from './ticket-list.ts'
import { rowsOf, type TicketRow } from './ticket-row.ts'

/** What a search is asked by. */
export interface SearchRequest {
  text: string
  /** The last page's `next`; a garbled one starts over. */
  after?: string | null
  size?: number
}

/** What a search found. */
export interface SearchPage {
  /** Newest word first. */
  tickets: TicketRow[]
  /** Give it back as `after` for the next page; null on the last. */
  next: string | null
  /** References the text may have meant, when it is a mistyped one. */
  suggestions: Reference[]
}

/** Finds tickets by what was written on them, as this member may see them. */
export async function searchTickets(
  core: Core,
  viewer: MemberId,
  { text, size = PAGE_SIZE }: SearchRequest,
): Promise<SearchPage> {
  const named = parseReference(text)
  if (named?.kind !== 'valid') return { tickets: [], next: null, suggestions: [] }
  const found = await core.db
    .selectFrom('tickets')
    .select('id')
    .where('reference', '=', named.reference)
    .where(readableBy(viewer))
    .limit(size)
    .$castTo<{ id: TicketId }>()
    .execute()
  const ids = found.map(({ id }) => id)
  return { tickets: await rowsOf(core.db, viewer, ids), next: null, suggestions: [] }
}
