import { type Kysely, sql } from 'kysely'

/** Adds what was read of a ticket's words: order numbers, listings, telephones …, each with whose it is. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create table ticket_details (
        ticket_id uuid not null references tickets (id),
        kind text not null
          check (kind in ('order-number', 'listing', 'tracking-number', 'email', 'telephone', 'name')),
        value text not null,
        owner text not null check (owner in ('customer', 'third-party', 'seller', 'earlier')),
        confirmed boolean not null default false,
        stated_at timestamptz not null,
        primary key (ticket_id, kind, value)
      )`,
    )
    .execute(db)
  // Which other tickets name this order.
  await sql.raw('create index ticket_details_value on ticket_details (kind, value)').execute(db)
}
