import { type Kysely, sql } from 'kysely'

/** Creates the tables of corrections, of the models learned from them, and of which model was in use when. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create table corrections (
    id uuid primary key,
    ticket_id uuid not null references tickets (id),
    message_id uuid references messages (id),
    from_category text not null,
    to_category text not null,
    proposed_by text not null check (proposed_by in ('member', 'customer')),
    at timestamptz not null,
    confirmed_by uuid references members (id),
    confirmed_at timestamptz,
    check ((confirmed_by is null) = (confirmed_at is null))
  )`,
  `create index corrections_ticket on corrections (ticket_id, at)`,
  `create index corrections_confirmed on corrections (confirmed_at) where confirmed_at is not null`,

  `create table learned_models (
    id uuid primary key,
    bytes bytea not null,
    sha256 text not null unique,
    examples integer not null,
    corrections integer not null,
    figures jsonb not null,
    learned_at timestamptz not null,
    refused_because text
  )`,
  // A null model is the shipped one. The newest row is the model in use.
  `create table model_choices (
    number integer primary key,
    model_id uuid references learned_models (id),
    actor_kind text not null check (actor_kind in ('system', 'member')),
    actor_id uuid references members (id),
    reason text not null,
    at timestamptz not null
  )`,
]
