import { type Kysely, sql } from 'kysely'

/** Questions to the customer, conclusions, matters set aside and merged, and calls to make. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS: readonly string[] = []
