import { type Kysely, sql } from 'kysely'

/** Sellers, what they are asked on a customer's behalf, and sanctions (policy §5, §6). */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS: readonly string[] = []
