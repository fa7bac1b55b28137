import { type Kysely, sql } from 'kysely'
import type { Database } from '../../db/schema.ts'

/** What the migrations left: every table's name, and the rows of those that are not empty. */
export interface InitialRows {
  readonly tables: readonly string[]
  readonly filled: readonly { readonly table: string; readonly rows: string }[]
}

const BOOKKEEPING = ['migrations', 'migration_lock']

/** Reads what a freshly migrated database holds, so that it can be brought back to it. */
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

/** Brings a database back to its initial rows, in milliseconds. */
export async function emptyDatabase(db: Kysely<Database>, { tables, filled }: InitialRows): Promise<void> {
  // As a replica no foreign key is checked, so that the order of the tables does not matter. Deleting from small
  // tables is several times faster than truncating them.
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
