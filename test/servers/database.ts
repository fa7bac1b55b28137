import { randomUUID } from 'node:crypto'
import type { PGlite } from '@electric-sql/pglite'
import type { Kysely } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, inject } from 'vitest'
import { type OpenDatabase, openDatabase } from '../../db/database.ts'
import { migrate } from '../../db/migrate.ts'
import { openPglite } from '../../db/pglite.ts'
import type { Database } from '../../db/schema.ts'
import { emptyDatabase, rememberInitialRows } from './empty-database.ts'

/** The databases the product runs on, by the names shown in test titles. */
export const DATABASE_KINDS = ['PostgreSQL', 'PGlite'] as const
export type DatabaseKind = (typeof DATABASE_KINDS)[number]

/** A migrated database of one's own. Its members may be read inside tests and hooks, not while tests are described. */
export interface TestDatabase {
  readonly kind: DatabaseKind
  readonly db: Kysely<Database>
  readonly open: OpenDatabase
  /** Where PostgreSQL has it, for other processes; fails on PGlite. */
  readonly url: string
  /** Brings it back to what it was after the migrations. */
  empty(): Promise<void>
}

/**
 * Describes the same tests twice, on PostgreSQL and on PGlite, because they hold what the two may do differently. Each
 * time they have a migrated database of their own, emptied before each test unless `keep` is set.
 *
 *     describeOnEachDatabase('Intake', (database) => {
 *       it('takes a redelivered mail in once', async () => {
 *         await receive({ db: database.db, ... })
 */
export function describeOnEachDatabase(
  name: string,
  tests: (database: TestDatabase) => void,
  options: { keep?: boolean } = {},
): void {
  for (const kind of DATABASE_KINDS) describeOn(kind, name, tests, options)
}

/**
 * Describes tests on PostgreSQL: others run the same statements on PGlite. `npm test -- --every-database` runs these on
 * PGlite too.
 */
export function describeOnDatabase(
  name: string,
  tests: (database: TestDatabase) => void,
  options: { keep?: boolean } = {},
): void {
  describeOn('PostgreSQL', name, tests, options)
  if (process.env.EVERY_DATABASE) describeOn('PGlite', name, tests, options)
}

function describeOn(
  kind: DatabaseKind,
  name: string,
  tests: (database: TestDatabase) => void,
  options: { keep?: boolean },
): void {
  describe(`${name} (${kind})`, () => tests(useTestDatabase(kind, options)))
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

/** A test database opened by hand; who opens it closes it. */
export type OpenedTestDatabase = TestDatabase & { close(): Promise<void> }

/** Opens a migrated database: a clone of the template on PostgreSQL, a schema of this process's one PGlite. */
export function openTestDatabase(kind: DatabaseKind): Promise<OpenedTestDatabase> {
  return kind === 'PostgreSQL' ? cloneOnPostgres(inject('templateDatabase')) : takeSchemaOnPglite()
}

/** Opens a clone of a database of the run's PostgreSQL to which nothing is connected. */
export async function cloneOnPostgres(template: string): Promise<OpenedTestDatabase> {
  const server = inject('postgresUrl')
  const name = uniqueName()
  await runOn(server, `create database ${name} template ${template}`)
  const url = new URL(`/${name}`, server).href
  const open = await openDatabase({ kind: 'postgres', url })
  return {
    ...describeOpen('PostgreSQL', open),
    url,
    async close() {
      await open.close()
      await runOn(server, `drop database if exists ${name} with (force)`)
    },
  }
}

async function takeSchemaOnPglite(): Promise<OpenedTestDatabase> {
  const pglite = await onePglite()
  const { schema, asMigrated } = shared.freeSchemas?.pop() ?? (await makeSchemaOnPglite(pglite))
  const open = await openDatabase({ kind: 'pglite-instance', pglite, searchPath: schema })
  return {
    ...describeOpen('PGlite', open),
    get url(): string {
      throw new Error('PGlite has no address: only this process reaches it.')
    },
    async close() {
      await open.close()
      await pglite.exec(`set search_path to ${schema}`)
      const reusable = await bringBack(pglite, open, asMigrated)
      await pglite.exec(`set search_path to public${reusable ? '' : `; drop schema ${schema} cascade`}`)
      if (reusable) shared.freeSchemas = [...(shared.freeSchemas ?? []), { schema, asMigrated }]
    },
  }
}

async function makeSchemaOnPglite(pglite: PGlite): Promise<MigratedSchema> {
  const schema = uniqueName()
  await pglite.exec(`create schema ${schema}`)
  const { db } = await openDatabase({ kind: 'pglite-instance', pglite, searchPath: schema })
  await migrate(db)
  await rememberInitialRows(db)
  return { schema, asMigrated: await shapeOf(pglite) }
}

// Migrating a schema takes most of a second. One that is in shape and small is handed on, its numbers starting anew.
async function bringBack(pglite: PGlite, open: OpenDatabase, asMigrated: string): Promise<boolean> {
  if ((await shapeOf(pglite)) !== asMigrated || (await sizeOf(pglite)) > LARGEST_HANDED_ON) return false
  await emptyDatabase(open.db)
  await pglite.exec(RESTART_SEQUENCES)
  return true
}

const LARGEST_HANDED_ON = 30_000_000
const RESTART_SEQUENCES = `do $$ declare name text; begin
  for name in select sequencename from pg_sequences where schemaname = current_schema()
  loop execute format('alter sequence %I restart', name); end loop; end $$`

/** What the current schema consists of, and which migrations it had, as one text. */
async function shapeOf(pglite: PGlite): Promise<string> {
  const { rows } = await pglite.query<{ shape: string }>(`
    select md5(concat(
      (select string_agg(concat(c.relname, a.attname, a.atttypid, a.attnotnull, a.atthasdef), ',' order by c.relname, a.attnum)
        from pg_class c join pg_attribute a on a.attrelid = c.oid where c.relnamespace = current_schema()::regnamespace),
      (select string_agg(concat(conname, pg_get_constraintdef(oid)), ',' order by conname)
        from pg_constraint where connamespace = current_schema()::regnamespace),
      (select string_agg(concat(number, name), ',' order by number) from migrations)
    )) as shape`)
  return rows[0]?.shape ?? ''
}

async function sizeOf(pglite: PGlite): Promise<number> {
  const { rows } = await pglite.query<{ size: number }>(
    `select sum(pg_total_relation_size(oid))::float8 as size from pg_class
      where relnamespace = current_schema()::regnamespace and relkind = 'r'`,
  )
  return rows[0]?.size ?? 0
}

function describeOpen(kind: DatabaseKind, open: OpenDatabase) {
  return { kind, db: open.db, open, empty: () => emptyDatabase(open.db) }
}

// Kept on the process, not in this module: every test file loads its modules anew.
const shared = globalThis as typeof globalThis & {
  onePglite?: Promise<PGlite>
  freeSchemas?: MigratedSchema[]
}

interface MigratedSchema {
  readonly schema: string
  /** Its shape when it was migrated: one that was changed since is not handed on. */
  readonly asMigrated: string
}

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
