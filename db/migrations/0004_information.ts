import { type Kysely, sql } from 'kysely'

/** Creates the tables of questions to the customer, conclusions, set-aside and merged tickets, and calls to make. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS: readonly string[] = [
  `create table information_requests (
    id uuid primary key,
    ticket_id uuid not null references tickets (id),
    round integer not null,
    message_id uuid not null references messages (id),
    outbox_id uuid not null references outbox (id),
    asked_by uuid not null references members (id),
    asked_at timestamptz not null,
    remind_at timestamptz not null,
    reply_by timestamptz not null,
    reminded_at timestamptz,
    ended_at timestamptz,
    ended_how text check (ended_how in ('answered', 'lapsed', 'closed')),
    answered_by_message_id uuid references messages (id),
    check ((ended_at is null) = (ended_how is null))
  )`,
  `create index information_requests_ticket on information_requests (ticket_id)`,
  // A newer question replaces the former one: the customer has one thing to answer, and gets one reminder.
  `create unique index information_requests_open on information_requests (ticket_id) where ended_at is null`,
  `create index information_requests_remind on information_requests (remind_at)
    where ended_at is null and reminded_at is null`,
  `create index information_requests_lapse on information_requests (reply_by) where ended_at is null`,

  `create table conclusions (
    id uuid primary key,
    ticket_id uuid not null references tickets (id),
    round integer not null,
    member_id uuid not null references members (id),
    message_id uuid references messages (id),
    at timestamptz not null
  )`,
  `create index conclusions_ticket on conclusions (ticket_id, round)`,

  `create table set_asides (
    id uuid primary key,
    ticket_id uuid not null references tickets (id),
    why text not null check (why in ('spam', 'thanks', 'not-a-complaint', 'sent-by-mistake')),
    member_id uuid not null references members (id),
    at timestamptz not null,
    by_event integer not null,
    taken_up_at timestamptz
  )`,
  `create index set_asides_ticket on set_asides (ticket_id)`,

  `create table call_backs (
    id uuid primary key,
    ticket_id uuid not null references tickets (id),
    round integer not null,
    why text not null check (why in ('answer', 'update', 'information', 'conclusion', 'resolution')),
    text text not null,
    unique_key text unique,
    created_at timestamptz not null,
    ended_at timestamptz,
    message_id uuid references messages (id)
  )`,
  `create index call_backs_ticket on call_backs (ticket_id)`,
  `create index call_backs_open on call_backs (created_at) where ended_at is null`,

  `create index tickets_merged on tickets (merged_into_id) where merged_into_id is not null`,
]
