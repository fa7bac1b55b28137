import { type SqlBool, sql } from 'kysely'
import type { Core, Queryable, Trx } from '../kernel/core.ts'
import { DAY } from '../kernel/duration.ts'
import type { TicketId } from '../kernel/id.ts'
import { valuesTable } from '../kernel/values-table.ts'
import { searchTextOf } from './search-words.ts'

// Tokenizing blocks the event loop: a few tickets at a time.
const BATCH = 40
const MOST = 2_000

/**
 * Reindexes at most 2,000 queued tickets; returns how many. Tickets that change meanwhile stay in the queue.
 */
export async function indexTickets(core: Core): Promise<number> {
  let all = 0
  for (;;) {
    const done = await readBatch(core)
    all += done.read
    if (done.found < BATCH || all >= MOST) return all
  }
}

async function readBatch(core: Core): Promise<{ found: number; read: number }> {
  const { db } = core
  const asked = await db.selectFrom('words_to_read').selectAll().limit(BATCH).execute()
  if (asked.length === 0) return { found: 0, read: 0 }
  const read = await wordsOfTickets(
    db,
    asked.map(({ ticket_id }) => ticket_id),
  )
  await storeKnownWords(db, read)
  const done = await db.transaction().execute(async (trx) => {
    // Skips rows another process requeues meanwhile: it holds them, and they are reindexed once more.
    const held = await trx
      .selectFrom('words_to_read')
      .select('words_to_read.ticket_id')
      .where(
        sql<SqlBool>`(ticket_id, mark) in (${sql.join(asked.map(({ ticket_id, mark }) => sql`(${ticket_id}::uuid, ${mark}::uuid)`))})`,
      )
      .forUpdate()
      .skipLocked()
      .execute()
    const ids = held.map(({ ticket_id }) => ticket_id)
    if (ids.length === 0) return 0
    await storeVectors(
      trx,
      read.filter(({ ticketId }) => ids.includes(ticketId)),
    )
    await trx.deleteFrom('words_to_read').where('ticket_id', 'in', ids).execute()
    return ids.length
  })
  return { found: done === 0 ? 0 : asked.length, read: done }
}

interface ReadTicket {
  ticketId: TicketId
  at: Date
  /** A tsvector, as text. */
  vector: string
  /** Each word with its stem. */
  known: ReadonlyMap<string, string>
}

async function wordsOfTickets(db: Queryable, ids: readonly TicketId[]): Promise<ReadTicket[]> {
  const tickets = await db
    .selectFrom('tickets')
    .innerJoin('customers', 'customers.id', 'tickets.customer_id')
    .leftJoin('sellers', 'sellers.id', 'tickets.seller_id')
    .select(['tickets.id', 'tickets.reference', 'tickets.subject', 'tickets.last_message_at'])
    .select(['customers.name as customer', 'sellers.name as seller'])
    .where('tickets.id', 'in', ids)
    .execute()
  const people = await db
    .selectFrom('participants')
    .innerJoin('addresses', 'addresses.id', 'participants.address_id')
    .select(['participants.ticket_id', 'participants.name', 'addresses.value'])
    .where('participants.ticket_id', 'in', ids)
    .execute()
  const stated = await db
    .selectFrom('stated_contacts')
    .innerJoin('tickets', 'tickets.customer_id', 'stated_contacts.customer_id')
    .select(['tickets.id as ticket_id', 'stated_contacts.value'])
    .where('tickets.id', 'in', ids)
    .execute()
  const messages = await newestMessages(db, ids)
  return tickets.map((ticket) => {
    const of = <Row extends { ticket_id: string }>(rows: readonly Row[]) =>
      rows.filter((row) => row.ticket_id === ticket.id)
    const texts = [
      ticket.reference,
      ticket.subject,
      ticket.customer,
      ticket.seller,
      ...of(people).flatMap(({ name, value }) => [name, value]),
      ...of(stated).map(({ value }) => value),
      ...of(messages).flatMap((row) => [row.author_name, row.author_address, row.subject, row.text]),
    ]
    const { vector, known } = vectorOf(texts, ticket.last_message_at)
    return { ticketId: ticket.id, at: ticket.last_message_at, vector, known }
  })
}

const MOST_MESSAGES = 200
const LONGEST_TEXT = 30_000

// Of a reply only the new text counts, of the first message all of it: a forward is the whole complaint.
function newestMessages(db: Queryable, ids: readonly TicketId[]) {
  return db
    .selectFrom((eb) =>
      eb
        .selectFrom('messages')
        .select(['ticket_id', 'author_name', 'author_address', 'subject'])
        .select(
          sql<string>`left(case when new_text = '' or lag(id) over conversation is null then text else new_text end, ${sql.lit(LONGEST_TEXT)})`.as(
            'text',
          ),
        )
        .select(
          sql<number>`row_number() over (partition by ticket_id order by received_at desc, id desc)`.as(
            'age',
          ),
        )
        .where('ticket_id', 'in', ids)
        .modifyEnd(sql`window conversation as (partition by ticket_id order by received_at, id)`)
        .as('spoken'),
    )
    .selectAll()
    .where('age', '<=', MOST_MESSAGES)
    .execute()
}

const MOST_WORDS = 20_000
const MOST_PLACES = 16
const LAST_PLACE = 16_000
// Separates two texts, so that no phrase reaches from one into the next.
const GAP = 8

/** Returns the vector of several texts, and the words in it. */
function vectorOf(texts: readonly (string | null)[], at: Date) {
  const places = new Map<string, number[]>([[weekWord(weekOf(at)), []]])
  const known = new Map<string, string>()
  let offset = 0
  for (const text of new Set(texts)) {
    if (text === null || text === '' || places.size > MOST_WORDS) continue
    const { words, names } = searchTextOf(text)
    for (const { lexeme, place } of [...words, ...names]) {
      const stand = places.get(lexeme) ?? []
      if (stand.length < MOST_PLACES && offset + place < LAST_PLACE) stand.push(offset + place)
      places.set(lexeme, stand)
    }
    for (const { word, lexeme } of words) if (word !== null && isCompletable(word)) known.set(word, lexeme)
    offset += (words.at(-1)?.place ?? 0) + GAP
  }
  const vector = [...places].map(([lexeme, stand]) => {
    const quoted = `'${lexeme.replace(/[\\']/g, '\\$&')}'`
    return stand.length === 0 ? quoted : `${quoted}:${stand.join(',')}`
  })
  return { vector: vector.join(' '), known }
}

// Longer ones are no words: nobody starts typing them.
function isCompletable(word: string): boolean {
  return word.length >= 3 && word.length <= 30
}

const WEEK = 7 * DAY

/** Returns the number of weeks since 1970: a search scans the newest first, week by week. */
export function weekOf(at: Date): number {
  return Math.floor(at.getTime() / WEEK)
}

/** Returns the word that every vector of a week contains. */
export function weekWord(week: number): string {
  return `#${week}`
}

async function storeVectors(trx: Trx, read: readonly ReadTicket[]): Promise<void> {
  if (read.length === 0) return
  const rows = read.map(({ ticketId, at, vector }) => ({ ticketId, at, vector }))
  await trx
    .insertInto('ticket_words')
    .columns(['ticket_id', 'at', 'words'])
    .expression((eb) =>
      eb
        .selectFrom(
          valuesTable<{ ticketId: string; at: Date; vector: string }>(
            sql`"ticketId" uuid, at timestamptz, vector text`,
            rows,
          ),
        )
        .select(['listed.ticketId', 'listed.at', sql<string>`listed.vector::tsvector`.as('words')]),
    )
    .onConflict((conflict) =>
      conflict
        .column('ticket_id')
        .doUpdateSet((eb) => ({ at: eb.ref('excluded.at'), words: eb.ref('excluded.words') })),
    )
    .execute()
}

// People use the same words: most are stored already.
const REMEMBERED = 100_000
const remembered = new WeakMap<Queryable, Set<string>>()

async function storeKnownWords(db: Queryable, read: readonly ReadTicket[]): Promise<void> {
  let cached = remembered.get(db)
  if (!cached || cached.size > REMEMBERED) {
    cached = new Set()
    remembered.set(db, cached)
  }
  const fresh = new Map<string, string>()
  for (const { known } of read)
    for (const [word, lexeme] of known) if (!cached.has(word)) fresh.set(word, lexeme)
  if (fresh.size === 0) return
  const rows = [...fresh].sort(([a], [b]) => (a < b ? -1 : 1)).map(([word, stem]) => ({ word, stem }))
  await db
    .insertInto('known_words')
    .columns(['word', 'stem'])
    .expression((eb) =>
      eb
        .selectFrom(valuesTable<{ word: string; stem: string }>(sql`word text, stem text`, rows))
        .select(['listed.word', 'listed.stem'])
        .orderBy('listed.word'),
    )
    .onConflict((conflict) => conflict.column('word').doNothing())
    .execute()
  for (const word of fresh.keys()) cached.add(word)
}
