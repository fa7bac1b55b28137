import { type Kysely, sql } from 'kysely'

/** Creates the tables of macros and their history, drafts, mentions, and what undoing a merge or a split needs. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS: readonly string[] = [
  `create table macros (
    id uuid primary key,
    name text not null,
    category text,
    text_fr text not null,
    text_en text not null,
    created_at timestamptz not null,
    archived_at timestamptz
  )`,
  `create unique index macros_name on macros (lower(name)) where archived_at is null`,
  `create table macro_changes (
    macro_id uuid not null references macros (id),
    number integer not null,
    kind text not null check (kind in ('created', 'changed', 'archived', 'restored')),
    name text not null,
    category text,
    text_fr text not null,
    text_en text not null,
    member_id uuid references members (id),
    at timestamptz not null,
    primary key (macro_id, number)
  )`,

  `create table drafts (
    member_id uuid not null references members (id),
    ticket_id uuid not null references tickets (id),
    kind text not null check (kind in ('answer', 'note')),
    text text not null,
    saved_at timestamptz not null,
    primary key (member_id, ticket_id, kind)
  )`,
  `create index drafts_ticket on drafts (ticket_id)`,

  `create table mentions (
    message_id uuid not null references messages (id) on delete cascade,
    member_id uuid not null references members (id),
    at timestamptz not null,
    read_at timestamptz,
    primary key (message_id, member_id)
  )`,
  `create index mentions_member on mentions (member_id, at)`,
  `create index mentions_unread on mentions (member_id) where read_at is null`,

  `create table merges (
    id uuid primary key,
    into_ticket_id uuid not null references tickets (id),
    from_ticket_id uuid not null references tickets (id),
    into_round integer not null,
    ended_by_event integer not null,
    moved jsonb not null,
    member_id uuid not null references members (id),
    at timestamptz not null,
    undone_at timestamptz
  )`,
  `create index merges_into on merges (into_ticket_id)`,
  `create index merges_from on merges (from_ticket_id)`,
]
