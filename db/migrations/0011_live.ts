import { type Kysely, sql } from 'kysely'

/** Creates the tables of viewing and typing, which last seconds, and of reading positions; indexes events by time. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS: readonly string[] = [
  `create table viewings (
    ticket_id uuid not null references tickets (id),
    member_id uuid not null references members (id),
    viewing_until timestamptz not null,
    typing_until timestamptz,
    primary key (ticket_id, member_id)
  )`,
  `create index viewings_until on viewings (viewing_until)`,

  // Only a member's typing: a customer's typing comes by the chat's own channel.
  `create table talk_typings (
    handoff_id uuid primary key references handoffs (id),
    member_id uuid not null references members (id),
    typed_at timestamptz not null,
    shown_at timestamptz
  )`,
  `create index talk_typings_recent on talk_typings (typed_at)`,

  `create table talk_readings (
    handoff_id uuid not null references handoffs (id),
    member_id uuid not null references members (id),
    line integer not null,
    primary key (handoff_id, member_id)
  )`,

  // The desk reads new events by their time.
  `create index events_recent on events (at)`,
]
