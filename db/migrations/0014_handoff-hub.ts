import type { Kysely } from 'kysely'

/** Hand-offs an outside hub has taken over. */
export async function up(_db: Kysely<unknown>): Promise<void> {}
