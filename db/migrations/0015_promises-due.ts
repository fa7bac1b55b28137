import { type Kysely, sql } from 'kysely'

/**
 * Drops the index of open promises by due time. `promises_owed` begins with the kind, so a sweep that asks for one kind
 * reads only what is due; beside this index the planner passed over it and read the promises of every kind.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('drop index promises_due').execute(db)
}
