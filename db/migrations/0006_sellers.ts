import { type Kysely, sql } from 'kysely'

/** Creates the tables of sellers, of questions to them on a customer's behalf, and of sanctions (policy §5, §6). */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS: readonly string[] = [
  `create table sellers (
    id uuid primary key,
    external_id text unique,
    name text not null,
    email text,
    telephone text,
    postal_address text,
    language text not null,
    source text not null check (source in ('csv', 'api', 'typed')),
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  `create index sellers_name on sellers (lower(name) text_pattern_ops)`,
  `create index sellers_email on sellers (email) where email is not null`,

  `alter table tickets add column seller_id uuid references sellers (id)`,
  `create index tickets_seller on tickets (seller_id) where seller_id is not null`,

  `create table seller_requests (
    id uuid primary key,
    ticket_id uuid not null references tickets (id),
    round integer not null,
    seller_id uuid not null references sellers (id),
    member_id uuid not null references members (id),
    message_id uuid not null references messages (id),
    outbox_id uuid not null references outbox (id),
    recipient text not null,
    asked_at timestamptz not null,
    due_at timestamptz not null,
    remind_at timestamptz not null,
    reminded_at timestamptz,
    answered_at timestamptz,
    answered_by_message_id uuid references messages (id),
    silent_at timestamptz,
    closed_at timestamptz,
    cooperated boolean,
    judged_by uuid references members (id),
    judged_at timestamptz,
    judgement text,
    check ((cooperated is null) = (judged_by is null))
  )`,
  `create index seller_requests_ticket on seller_requests (ticket_id)`,
  `create index seller_requests_seller on seller_requests (seller_id, asked_at)`,
  `create index seller_requests_remind on seller_requests (remind_at)
    where reminded_at is null and answered_at is null and silent_at is null and closed_at is null`,
  `create index seller_requests_due on seller_requests (due_at)
    where answered_at is null and silent_at is null and closed_at is null`,

  `create table seller_contact_requests (
    id uuid primary key,
    ticket_id uuid not null references tickets (id),
    asked_by text not null check (asked_by in ('customer', 'member')),
    asked_by_member_id uuid references members (id),
    asked_at timestamptz not null,
    seller_id uuid references sellers (id),
    outcome text check (outcome in ('released', 'refused')),
    decided_by uuid references members (id),
    decided_at timestamptz,
    reason text,
    message_id uuid references messages (id),
    check ((outcome is null) = (decided_by is null))
  )`,
  `create index seller_contact_requests_ticket on seller_contact_requests (ticket_id)`,
  `create index seller_contact_requests_open on seller_contact_requests (asked_at) where outcome is null`,

  `create table sanctions (
    id uuid primary key,
    seller_id uuid not null references sellers (id),
    ticket_id uuid not null references tickets (id),
    kind text not null check (kind in ('warning', 'restriction', 'termination')),
    reason_code text not null,
    reason text not null,
    proposed_by uuid not null references members (id),
    proposed_at timestamptz not null,
    decision text check (decision in ('yes', 'no')),
    decided_by uuid references members (id),
    decided_at timestamptz,
    decision_reason text,
    notice_id uuid references outbox (id),
    appeal_by timestamptz,
    lifted_by uuid references members (id),
    lifted_at timestamptz,
    lift_reason text,
    replaced_by_id uuid references sanctions (id),
    check (decided_by is null or decided_by <> proposed_by),
    check ((decision is null) = (decided_by is null)),
    check ((lifted_by is null) = (lifted_at is null))
  )`,
  `create index sanctions_seller on sanctions (seller_id, proposed_at)`,
  `create index sanctions_ticket on sanctions (ticket_id)`,
  `create index sanctions_notice on sanctions (notice_id) where notice_id is not null`,
  `create index sanctions_undecided on sanctions (proposed_at) where decision is null`,
  // One open proposal at a time, so that two supervisors never decide two different ones about a seller concurrently.
  `create unique index sanctions_one_undecided on sanctions (seller_id) where decision is null`,

  `create table sanction_appeals (
    id uuid primary key,
    sanction_id uuid not null references sanctions (id),
    message_id uuid references messages (id),
    text text not null,
    typed_by uuid references members (id),
    at timestamptz not null,
    outcome text check (outcome in ('upheld', 'lifted')),
    answered_by uuid references members (id),
    answered_at timestamptz,
    answer text,
    check ((outcome is null) = (answered_by is null))
  )`,
  `create unique index sanction_appeals_one_open on sanction_appeals (sanction_id) where outcome is null`,
  `create index sanction_appeals_sanction on sanction_appeals (sanction_id, at)`,
]
