import type { Kysely } from 'kysely'

/** What agents work with: macros, drafts, mentions. */
export async function up(_db: Kysely<unknown>): Promise<void> {}
