import { type Kysely, sql } from 'kysely'

/** Creates the tables of what supervisors and administrators set, and the audit log. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS: readonly string[] = [
  // The newest row is in force; without one, the configuration is.
  `create table policy_time_settings (
    number integer primary key,
    times jsonb not null,
    actor_id uuid not null references members (id),
    reason text not null,
    at timestamptz not null
  )`,
  // Overrides the configuration for the team address with that name.
  `create table address_settings (
    mailbox text primary key,
    category text not null,
    team_id text not null references teams (id),
    actor_id uuid not null references members (id),
    at timestamptz not null
  )`,
  `create table administration_changes (
    id uuid primary key,
    kind text not null,
    subject text not null,
    detail jsonb not null,
    reason text,
    actor_id uuid not null references members (id),
    at timestamptz not null
  )`,
]
