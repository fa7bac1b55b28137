import { type SqlBool, sql } from 'kysely'
import type { Core, Queryable } from '../kernel/core.ts'
import type { MemberId, TicketId } from '../kernel/id.ts'
import { type PagePosition, readPosition, writePosition } from '../kernel/page-position.ts'
import { parseReference, type Reference } from '../kernel/reference.ts'
import { readableBy } from '../member/clearance.ts'
import { PAGE_SIZE, rowsOf, type TicketRow } from '../ticket/list.ts'
import { weekOf, weekWord } from './indexer.ts'
import { readWordQuery, type WordQuery } from './search-query.ts'

/** A search and its page. */
interface SearchRequest {
  text: string
  /** The `next` of the last page; an invalid one starts over. */
  after?: string | null
  size?: number
}

/** A page of results. */
interface SearchPage {
  /** Latest message first. */
  tickets: TicketRow[]
  /** Pass it as `after` for the next page; null on the last. */
  next: string | null
  /** References the text may have meant, when it looks mistyped. */
  suggestions: Reference[]
}

/**
 * Finds tickets by reference, by text (subjects, messages, notes) in French or English, and by names and
 * numbers.
 * Names and numbers are those of customers, orders and sellers, and e-mail addresses.
 * See `readWordQuery` for the syntax. Tickets this member may not read are neither found nor suggested.
 */
export async function searchTickets(
  core: Core,
  viewer: MemberId,
  { text, after = null, size = PAGE_SIZE }: SearchRequest,
): Promise<SearchPage> {
  const { db } = core
  const named = await namedTicket(db, viewer, text)
  if (named) return { tickets: await rowsOf(db, viewer, [named]), next: null, suggestions: [] }
  const query = await readWordQuery(db, text)
  const from = readInstant(after)
  const found = query === null ? [] : await findMatching(db, viewer, { query, from, wanted: size + 1 })
  const page = found.slice(0, size)
  const last = found.length > size ? page.at(-1) : undefined
  return {
    tickets: await rowsOf(
      db,
      viewer,
      page.map(({ id }) => id),
    ),
    next: last ? writePosition(last) : null,
    suggestions: from ? [] : await suggestReferences(db, viewer, text),
  }
}

async function namedTicket(db: Queryable, viewer: MemberId, text: string): Promise<TicketId | null> {
  const named = parseReference(text)
  if (named?.kind !== 'valid') return null
  const row = await db
    .selectFrom('tickets')
    .select('id')
    .where('reference', '=', named.reference)
    .where(readableBy(viewer))
    .executeTakeFirst()
  return row?.id ?? null
}

type Found = PagePosition & { id: TicketId }

/**
 * Returns the newest matching tickets, scanning the newest week first, then spans of more and more weeks.
 * A few weeks hold enough of a common word, and a rare one soon scans all: neither is ever read whole.
 */
async function findMatching(
  db: Queryable,
  viewer: MemberId,
  { query, from, wanted }: { query: WordQuery; from: PagePosition | null; wanted: number },
): Promise<Found[]> {
  const written = await weeksWritten(db)
  if (!written) return []
  const found: Found[] = []
  let position = from
  let week = Math.min(written.newest, from ? weekOf(new Date(from.key)) : written.newest)
  for (const weeks of spans()) {
    for (;;) {
      const matching = await matchingWithin(db, {
        query,
        from: position,
        first: week - weeks + 1,
        last: week,
      })
      found.push(...(await readableAmong(db, viewer, matching)))
      position = matching.at(-1) ?? position
      if (found.length >= wanted) return found.slice(0, wanted)
      if (matching.length < LOOKED_AT) break
    }
    week -= weeks
    if (week < written.oldest) return found
  }
  return found
}

// The number of rows read at a time: the member may not read some of them.
const LOOKED_AT = 300
const YEAR = 52
const DECADE = 520

// Narrow spans are for common words; none is common that did not fill a page within years.
function* spans(): Generator<number> {
  yield* [1, 4, 16]
  for (let years = 0; years < 4; years++) yield YEAR
  for (;;) yield DECADE
}

async function weeksWritten(db: Queryable): Promise<{ oldest: number; newest: number } | null> {
  const last = (order: 'asc' | 'desc') =>
    db
      .selectFrom('tickets')
      .select('last_message_at')
      .orderBy('last_message_at', order)
      .limit(1)
      .executeTakeFirst()
  const [oldest, newest] = await Promise.all([last('asc'), last('desc')])
  if (!oldest || !newest) return null
  return { oldest: weekOf(oldest.last_message_at), newest: weekOf(newest.last_message_at) }
}

// Work queues end at infinity; a search does not.
function readInstant(after: string | null): PagePosition | null {
  const position = readPosition(after)
  return position?.key === 'infinity' ? null : position
}

async function matchingWithin(
  db: Queryable,
  { query, from, first, last }: { query: WordQuery; from: PagePosition | null; first: number; last: number },
): Promise<Found[]> {
  const weeks = Array.from({ length: last - first + 1 }, (_, index) => `'${weekWord(last - index)}'`)
  const words = `(${query}) & (${weeks.join(' | ')})`
  const matching = db
    .selectFrom('ticket_words')
    .select('ticket_id as id')
    .select(sql<string>`at::text`.as('key'))
    .where(sql<SqlBool>`words @@ ${words}::tsquery`)
    .orderBy('at', 'desc')
    .orderBy('ticket_id', 'desc')
    .limit(LOOKED_AT)
    .$castTo<Found>()
  const beyond = sql<SqlBool>`(at, ticket_id) < (${from?.key}::timestamptz, ${from?.id}::uuid)`
  return (from ? matching.where(beyond) : matching).execute()
}

async function readableAmong(db: Queryable, viewer: MemberId, matching: readonly Found[]): Promise<Found[]> {
  if (matching.length === 0) return []
  const rows = await db
    .selectFrom('tickets')
    .select('id')
    .where(
      'id',
      'in',
      matching.map(({ id }) => id),
    )
    .where('merged_into_id', 'is', null)
    .where(readableBy(viewer))
    .execute()
  const readable = new Set<string>(rows.map(({ id }) => id))
  return matching.filter(({ id }) => readable.has(id))
}

const CHARACTERS = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ']
const LENGTH = 8
const MOST_SUGGESTED = 5

/**
 * Returns existing references the member may read that are one edit from a mistyped one.
 * An edit is a wrong, missing, added or swapped character. Returns none for text that does not look like a
 * reference.
 */
async function suggestReferences(db: Queryable, viewer: MemberId, typed: string): Promise<Reference[]> {
  const meant = meantBy(typed)
  if (meant.length === 0) return []
  const rows = await db
    .selectFrom('tickets')
    .select('reference')
    .where('reference', 'in', meant)
    .where(readableBy(viewer))
    .orderBy('last_message_at', 'desc')
    .limit(MOST_SUGGESTED)
    .execute()
  return rows.map(({ reference }) => reference)
}

/** Returns the valid references one edit away from what was typed; O and 0, and I, L and 1 are equal. */
export function meantBy(typed: string): Reference[] {
  const letters = lettersOf(typed)
  if (!letters) return []
  const meant = new Set<Reference>()
  for (const edited of editsOf(letters)) {
    const read = edited.length === LENGTH ? parseReference(edited) : undefined
    if (read?.kind === 'valid') meant.add(read.reference)
  }
  return [...meant]
}

// Without "AGF" before it, only text with a digit counts as a reference.
function lettersOf(typed: string): string | null {
  const signs = typed.toUpperCase().replace(/[\s\p{Pd}_.:#]/gu, '')
  const letters = signs.replace(/^AGF/, '').replace(/O/g, '0').replace(/[IL]/g, '1')
  if (Math.abs(letters.length - LENGTH) > 1 || !/^[0-9A-Z]+$/.test(letters)) return null
  return /^AGF|\d/.test(signs) ? letters : null
}

function* editsOf(letters: string): Generator<string> {
  for (let at = 0; at <= letters.length; at++) {
    const before = letters.slice(0, at)
    const after = letters.slice(at)
    yield before + after.slice(1)
    if (after.length > 1) yield before + after.charAt(1) + after.charAt(0) + after.slice(2)
    for (const character of CHARACTERS) {
      yield before + character + after.slice(1)
      yield before + character + after
    }
  }
}
