import type { Kysely } from 'kysely'

/** Who is looking at what, and typing, for a few seconds. */
export async function up(_db: Kysely<unknown>): Promise<void> {}
