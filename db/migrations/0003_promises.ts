import { type Kysely, sql } from 'kysely'

/** Creates the tables of policy §4: measures, investigations, escalations, and the skills and absences of members. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `alter table tickets add column set_aside_at timestamptz`,
  `alter table tickets add column merged_into_id uuid references tickets (id)`,
  `alter table tickets add column waiting_since timestamptz`,
  `create index tickets_related on tickets (related_ticket_id) where related_ticket_id is not null`,
  `alter table promises add column overdue_noted_at timestamptz`,
  `alter table outbox add column round integer`,
  `create index promises_ended on promises (ended_at) where ended_at is not null`,

  `create index promises_owed on promises (kind, due_at) where ended_at is null`,
  `create index promises_late on promises (due_at) where ended_at is null and overdue_noted_at is null`,
  `create index outbox_coalesced on outbox (coalesce_key) where coalesce_key is not null and sent_at is null`,

  `create table measures (
    id uuid primary key,
    ticket_id uuid not null references tickets (id),
    round integer not null,
    kind text not null,
    detail jsonb not null,
    at timestamptz not null,
    told_at timestamptz,
    told_by uuid references outbox (id),
    dropped_at timestamptz
  )`,
  `create index measures_untold on measures (at) where told_at is null and told_by is null and dropped_at is null`,
  `create index measures_ticket on measures (ticket_id, at)`,
  `create index measures_told_by on measures (told_by) where told_by is not null`,

  `create table investigations (
    id uuid primary key,
    ticket_id uuid not null references tickets (id),
    round integer not null,
    investigator_id uuid not null references members (id),
    named_at timestamptz not null,
    begun_at timestamptz,
    begun_by_event integer,
    ended_at timestamptz
  )`,
  `create index investigations_ticket on investigations (ticket_id, round)`,

  `create table escalations (
    id uuid primary key,
    ticket_id uuid not null references tickets (id),
    round integer not null,
    from_level text not null,
    to_level text not null,
    because text not null check (because in ('time', 'by-hand', 'dissatisfied')),
    reason text,
    actor_kind text not null,
    actor_id uuid references members (id),
    at timestamptz not null
  )`,
  `create index escalations_ticket on escalations (ticket_id, round)`,

  `create table skills (
    member_id uuid not null references members (id),
    kind text not null check (kind in ('category', 'language')),
    value text not null,
    primary key (member_id, kind, value)
  )`,
  `create table absences (
    id uuid primary key,
    member_id uuid not null references members (id),
    from_at timestamptz not null,
    until_at timestamptz,
    noted_by uuid references members (id),
    noted_at timestamptz not null
  )`,
  `create index absences_member on absences (member_id, from_at)`,
  `create index tickets_first_level on tickets (first_contact_at)
    where level = 'customer-service' and resolved_at is null and quarantined_at is null and set_aside_at is null`,
  // The desk counts open work on every page, quarantine included.
  `create index tickets_unresolved on tickets (team_id) where resolved_at is null`,
  `create index tickets_assignee_open on tickets (assignee_id) where resolved_at is null and assignee_id is not null`,
]
