import type { Kysely } from 'kysely'

/** What supervisors and administrators changed, with its history. */
export async function up(_db: Kysely<unknown>): Promise<void> {}
