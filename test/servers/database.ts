import { randomUUID } from 'node:crypto'
import type { PGlite } from '@electric-sql/pglite'
import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, inject } from 'vitest'
import { type OpenDatabase, openDatabase } from '../../db/database.ts'
import { migrate } from '../../db/migrate.ts'
import { openPglite } from '../../db/pglite.ts'
import type { Database } from '../../db/schema.ts'

/** The databases the product runs on, by the names shown in test titles. */
export const DATABASE_KINDS = ['PostgreSQL', 'PGlite'] as const
export type DatabaseKind = (typeof DATABASE_KINDS)[number]

/**
 * A migrated database of the test's own. Its members may be read inside tests and hooks, not while tests are described.
 */
export interface TestDatabase {
  readonly kind: DatabaseKind
  readonly db: Kysely<Database>
  readonly open: OpenDatabase
  /** Its URL on PostgreSQL, for other processes; throws on PGlite. */
  readonly url: string
  /** Restores the state after the migrations. */
  empty(): Promise<void>
}

/**
 * Describes the same tests twice, on PostgreSQL and on PGlite. Each time they have a migrated database of their own,
 * emptied before each test unless `keep` is set.
 *
 *     describeOnEachDatabase('Intake', (database) => {
 *       it('takes a redelivered mail in once', async () => {
 *         await receive({ db: database.db, ... })
 */
export function describeOnEachDatabase(
  name: string,
  tests: (database: TestDatabase) => void,
  { keep = false }: { keep?: boolean } = {},
): void {
  for (const kind of DATABASE_KINDS) {
    describe(`${name} (${kind})`, () => tests(useTestDatabase(kind, { keep })))
  }
}

/** Gives the surrounding `describe` a migrated database, removed at its end; emptied before each test unless `keep`. */
export function useTestDatabase(kind: DatabaseKind, { keep = false }: { keep?: boolean } = {}): TestDatabase {
  let opened: OpenedTestDatabase | undefined
  const here = () => {
    if (!opened) throw new Error('The test database is only there inside tests and hooks.')
    return opened
  }
  beforeAll(async () => {
    opened = await openTestDatabase(kind)
  })
  if (!keep) beforeEach(() => here().empty())
  afterAll(async () => {
    await opened?.close()
    opened = undefined
  })
  return {
    kind,
    get db() {
      return here().db
    },
    get open() {
      return here().open
    },
    get url() {
      return here().url
    },
    empty: () => here().empty(),
  }
}

/** A test database opened by hand; the caller closes it. */
export type OpenedTestDatabase = TestDatabase & { close(): Promise<void> }

/** Opens a migrated database: a clone of the template on PostgreSQL, a schema of this process's one PGlite. */
export function openTestDatabase(kind: DatabaseKind): Promise<OpenedTestDatabase> {
  return kind === 'PostgreSQL' ? cloneOnPostgres() : makeSchemaOnPglite()
}

async function cloneOnPostgres(): Promise<OpenedTestDatabase> {
  const server = inject('postgresUrl')
  const name = uniqueName()
  await runOn(server, `create database ${name} template ${inject('templateDatabase')}`)
  const url = new URL(`/${name}`, server).href
  const open = await openDatabase({ kind: 'postgres', url })
  const initial = await rememberInitialRows(open.db)
  return {
    ...describeOpen('PostgreSQL', open, initial),
    url,
    async close() {
      await open.close()
      await runOn(server, `drop database if exists ${name} with (force)`)
    },
  }
}

async function makeSchemaOnPglite(): Promise<OpenedTestDatabase> {
  const pglite = await onePglite()
  const schema = uniqueName()
  await pglite.exec(`create schema ${schema}`)
  const open = await openDatabase({ kind: 'pglite-instance', pglite, searchPath: schema })
  await migrate(open.db)
  const initial = await rememberInitialRows(open.db)
  return {
    ...describeOpen('PGlite', open, initial),
    get url(): string {
      throw new Error('PGlite has no address: only this process reaches it.')
    },
    async close() {
      await open.close()
      // The job queue uses a schema of its own, whatever the search path.
      await pglite.exec(
        `set search_path to public; drop schema ${schema} cascade; drop schema if exists pgboss cascade`,
      )
    },
  }
}

function describeOpen(kind: DatabaseKind, open: OpenDatabase, initial: InitialRows) {
  return { kind, db: open.db, open, empty: () => emptyDatabase(open.db, initial) }
}

// Stored on the process, not in this module, because every test file loads its modules anew.
const shared = globalThis as typeof globalThis & { onePglite?: Promise<PGlite> }

function onePglite(): Promise<PGlite> {
  shared.onePglite ??= openPglite(null).then(({ pglite }) => pglite)
  return shared.onePglite
}

async function runOn(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

function uniqueName(): string {
  return `test_${randomUUID().replaceAll('-', '')}`
}

/** The state after the migrations: every table's name, and the rows of the tables that are not empty. */
export interface InitialRows {
  readonly tables: readonly string[]
  readonly filled: readonly { readonly table: string; readonly rows: string }[]
}

const BOOKKEEPING = ['migrations', 'migration_lock']

/** Reads the content of a freshly migrated database, so that it can be restored. */
export async function rememberInitialRows(db: Kysely<Database>): Promise<InitialRows> {
  const found = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = current_schema() order by tablename`.execute(
    db,
  )
  const tables = found.rows.map(({ name }) => name).filter((name) => !BOOKKEEPING.includes(name))
  const filled: { table: string; rows: string }[] = []
  for (const table of tables) {
    const { rows } = await sql<{ rows: string | null }>`
      select jsonb_agg(to_jsonb(row_of))::text as rows from ${sql.table(table)} row_of`.execute(db)
    if (rows[0]?.rows) filled.push({ table, rows: rows[0].rows })
  }
  return { tables, filled }
}

/** Restores a database's initial rows, in milliseconds. */
export async function emptyDatabase(db: Kysely<Database>, { tables, filled }: InitialRows): Promise<void> {
  // As a replica no foreign key is checked, so the order of the tables does not matter. Deleting from small tables is
  // several times faster than truncating them.
  const statements = [
    'set local session_replication_role = replica',
    ...tables.map((table) => `delete from "${table}"`),
  ]
  await sql.raw(`do $$ begin ${statements.join('; ')}; end $$`).execute(db)
  for (const { table, rows } of filled) {
    const whole = sql.table(table)
    await sql`insert into ${whole} select * from jsonb_populate_recordset(null::${whole}, ${rows}::jsonb)`.execute(
      db,
    )
  }
}
