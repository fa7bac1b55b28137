import { type Kysely, sql } from 'kysely'
import type { Database } from '../../db/schema.ts'

const BOOKKEEPING = ['migrations', 'migration_lock']

/**
 * Gives a freshly migrated database a function that brings it back to what it is now. The server keeps the plans of a
 * function's statements; sent anew before each test they took more of the run than most tests.
 */
export async function rememberInitialRows(db: Kysely<Database>): Promise<void> {
  const found = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = current_schema() order by tablename`.execute(
    db,
  )
  const tables = found.rows.map(({ name }) => name).filter((name) => !BOOKKEEPING.includes(name))
  const statements = [
    // As a replica no foreign key is checked, so that the order of the tables does not matter.
    'set local session_replication_role = replica',
    // Deleting from small tables is several times faster than truncating them.
    ...tables.map((table) => `delete from "${table}"`),
  ]
  const rows = await sql<Record<string, string | null>>`select ${sql.raw(
    tables
      .map((table) => `(select jsonb_agg(to_jsonb(row_of))::text from "${table}" row_of) as "${table}"`)
      .join(', '),
  )}`.execute(db)
  for (const [table, held] of Object.entries(rows.rows[0] ?? {})) {
    if (held === null) continue
    const literal = `'${held.replaceAll("'", "''")}'`
    statements.push(
      `insert into "${table}" select * from jsonb_populate_recordset(null::"${table}", ${literal}::jsonb)`,
    )
  }
  await sql
    .raw(`create or replace function empty_test_database() returns void language plpgsql as $function$
      begin ${statements.join('; ')}; end $function$`)
    .execute(db)
}

/** Brings a database back to its initial rows, in milliseconds. */
export async function emptyDatabase(db: Kysely<Database>): Promise<void> {
  await sql`select empty_test_database()`.execute(db)
}
