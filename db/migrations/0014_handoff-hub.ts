import { type Kysely, sql } from 'kysely'

/** Adds the state of handoffs at an outside hub: asked, accepted, failed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Finds the newest handoff of a conversation, open or not.
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
