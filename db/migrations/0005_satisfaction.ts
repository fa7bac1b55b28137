import { type Kysely, sql } from 'kysely'

/** Creates the tables of how satisfied customers are with a resolution (policy §3). */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS: readonly string[] = [
  // Team, category and channel at the time of the resolution: figures must not change when a ticket does.
  `create table satisfaction_requests (
    id uuid primary key,
    ticket_id uuid not null references tickets (id),
    round integer not null,
    team_id text not null references teams (id),
    category text not null,
    door text not null,
    language text not null,
    asked_at timestamptz not null,
    remind_at timestamptz,
    reminded_at timestamptz,
    answered_at timestamptz,
    ended_at timestamptz,
    unique (ticket_id, round)
  )`,
  `create index satisfaction_requests_remind on satisfaction_requests (remind_at)
    where reminded_at is null and ended_at is null`,
  `create index satisfaction_requests_asked on satisfaction_requests (asked_at)`,

  `create table satisfaction_answers (
    request_id uuid primary key references satisfaction_requests (id),
    score integer not null check (score between 1 and 5),
    comment text,
    via text not null check (via in ('page', 'mail', 'chat', 'desk')),
    message_id uuid references messages (id),
    at timestamptz not null,
    comment_added_at timestamptz,
    followed_up_by uuid references members (id),
    followed_up_at timestamptz,
    check ((followed_up_by is null) = (followed_up_at is null))
  )`,
  `create index satisfaction_answers_dissatisfied on satisfaction_answers (at)
    where score <= 2 and followed_up_at is null`,
]
