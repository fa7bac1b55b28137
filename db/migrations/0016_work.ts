import { type Kysely, sql } from 'kysely'

/** Adds order and deferred consequences to the outbox, and the sweeps' own rows. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    // Rows with one key leave one at a time, in order. Consequences that a lock was in the way of are due again.
    `alter table outbox
      add column ordering_key text,
      add column consequences_due_at timestamptz,
      add column last_code text`,
    `create index outbox_ordering on outbox (ordering_key, id)
      where ordering_key is not null and sent_at is null and cancelled_at is null and failed_at is null`,
    `create index outbox_consequences on outbox (consequences_due_at) where consequences_due_at is not null`,
    // All instants of this table are the database's own.
    `create table sweeps (
      name text primary key,
      lease_holder text,
      lease_until timestamptz,
      last_done_at timestamptz
    )`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
