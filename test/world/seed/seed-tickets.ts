import { type Kysely, sql } from 'kysely'
import { mintReference, type Reference } from '../../../core/kernel/reference.ts'
import type { Database } from '../../../db/schema.ts'
import { SEED_FUNCTIONS, SEED_MEMBERS, SEED_STEPS } from './seed-rows.ts'
import { SEED_WORDS, seedVocabulary } from './seed-vocabulary.ts'

/** A database with tickets belongs to somebody: it is never seeded. */
export class HoldsTickets extends Error {}

/** Reports the seeding's progress: the share done, 0 to 1, and what is being written. */
export type SeedProgress = (what: string, share: number) => void

// One statement writes a batch of one table; larger ones gain nothing and approach the statement timeout.
const BATCH = 20_000

/**
 * Fills a migrated PostgreSQL database with the tickets of two years of work, as of `now`. 97 % are resolved, the rest
 * open of all ages, with customers, messages, history, promises and sent mail. The same call yields the same rows.
 * Throws HoldsTickets, changing nothing, when the database holds tickets.
 */
export async function seedTickets(
  db: Kysely<Database>,
  { tickets, now, progress = () => {} }: { tickets: number; now: Date; progress?: SeedProgress },
): Promise<void> {
  await db.connection().execute(async (connection) => {
    const first = await connection.selectFrom('tickets').select('id').limit(1).executeTakeFirst()
    if (first)
      throw new HoldsTickets('This database holds tickets already. Name an empty one, made for measuring.')
    // The rows are consistent by construction; a server that allows it can skip 15 checks a ticket.
    await sql`set session_replication_role = replica`.execute(connection).catch(() => {})
    await sql`set synchronous_commit = off`.execute(connection)
    // An index of a million tickets' words takes time.
    await sql`set statement_timeout = 0`.execute(connection)
    for (const statement of [...SEED_FUNCTIONS, ...SEED_MEMBERS]) await run(connection, statement, { now })
    await fillVocabulary(connection)
    const index = await dropWordsIndex(connection)
    for (let from = 0; from < tickets; from += BATCH) {
      const to = Math.min(tickets, from + BATCH) - 1
      const references = Array.from({ length: to - from + 1 }, (_, index) => seededReference(from + index))
      for (const [index, { table, statement }] of SEED_STEPS.entries()) {
        progress(`${from} tickets, ${table}`, (from + ((to - from) * index) / SEED_STEPS.length) / tickets)
        await run(connection, statement, { from, now, tickets, references, words: SEED_WORDS })
      }
      await sql`truncate seeded`.execute(connection)
    }
    progress('the index of words', 1)
    await sql.raw(index).execute(connection)
    await sql`drop table seeded, seeded_vocabulary`.execute(connection)
    await sql`set session_replication_role = default`.execute(connection).catch(() => {})
    await sql`set synchronous_commit = default`.execute(connection)
    await sql`set statement_timeout = default`.execute(connection)
  })
  progress('the statistics the planner goes by', 1)
  for (const table of analysed) await sql`vacuum analyze ${sql.table(table)}`.execute(db)
}

const analysed = [
  ...SEED_STEPS.map(({ table }) => table).filter((table) => table !== 'seeded'),
  'members',
  'sellers',
  'known_words',
]

async function fillVocabulary(connection: Kysely<Database>): Promise<void> {
  const vocabulary = seedVocabulary()
  const words = vocabulary.map(({ word }) => word)
  const stems = vocabulary.map(({ stem }) => stem)
  await sql`insert into seeded_vocabulary select rank, word, stem
    from unnest(${words}::text[], ${stems}::text[]) with ordinality as listed (word, stem, rank)`.execute(
    connection,
  )
  await sql`analyze seeded_vocabulary`.execute(connection)
  await sql`insert into known_words select word, stem from seeded_vocabulary on conflict do nothing`.execute(
    connection,
  )
}

// Building it in one go takes a fraction of the time. Returns the statement that creates it.
async function dropWordsIndex(connection: Kysely<Database>): Promise<string> {
  const { rows } = await sql<{ made: string }>`
    select indexdef as made from pg_indexes where indexname = 'ticket_words_words'`.execute(connection)
  await sql`drop index ticket_words_words`.execute(connection)
  return rows[0]?.made ?? ''
}

/** Returns the reference of a seeded ticket: valid, spread over the whole range, and unique. */
export function seededReference(n: number): Reference {
  // An odd factor permutes the 35 bits.
  let bits = (BigInt(n + 1) * 0x4_1c64_e6dbn) & 0x7_ffff_ffffn
  return mintReference(() => {
    const digit = Number(bits & 31n)
    bits >>= 5n
    return digit
  })
}

async function run(
  connection: Kysely<Database>,
  statement: string,
  values: Readonly<Record<string, unknown>>,
): Promise<void> {
  const parts = statement.split(/\$(from|now|tickets|references|words)\b/)
  const built = parts.map((part, index) => (index % 2 === 0 ? sql.raw(part) : sql`${values[part]}`))
  await sql.join(built, sql.raw('')).execute(connection)
}
