import type { Kysely } from 'kysely'

/** What the desk's lists and its search are read from. */
export async function up(_db: Kysely<unknown>): Promise<void> {}
