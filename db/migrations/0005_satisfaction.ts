import { type Kysely, sql } from 'kysely'

/** How satisfied customers say they are with a resolution (policy §3). */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS: readonly string[] = []
