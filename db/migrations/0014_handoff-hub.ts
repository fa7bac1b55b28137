import { type Kysely, sql } from 'kysely'

/** Hand-offs an outside hub is asked to take, has taken over, or has failed to. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // The newest of a conversation, open or not.
  await sql.raw('create index handoffs_conversation on handoffs (conversation_id, requested_at)').execute(db)
  await sql
    .raw(
      `alter table handoffs
        add column hub text check (hub in ('asked', 'accepted', 'failed')),
        add column hub_at timestamptz,
        add constraint handoffs_hub_at check ((hub is null) = (hub_at is null))`,
    )
    .execute(db)
}
