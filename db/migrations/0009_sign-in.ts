import { type Kysely, sql } from 'kysely'

/** Creates the tables of second factors, recovery codes, identities at a provider, and sign-in events. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS: readonly string[] = [
  // Earlier sessions have neither browser nor method; everyone signs in once more.
  `delete from sessions`,
  `alter table sessions
    add column id uuid not null unique,
    add column method text not null,
    add column strong boolean not null default false,
    add column origin text,
    add column browser text,
    add column last_used_at timestamptz not null`,
  `create index sessions_expired on sessions (expires_at)`,

  // Used to lift a member's lockouts for all origins.
  `alter table sign_in_failures add column subject text`,
  `create index sign_in_failures_subject on sign_in_failures (subject)`,
  `create index sign_in_failures_last on sign_in_failures (last_at)`,

  `create table second_factors (
    member_id uuid primary key references members (id),
    sealed_secret text not null,
    created_at timestamptz not null,
    confirmed_at timestamptz,
    last_step integer
  )`,
  `create table recovery_codes (
    member_id uuid not null references members (id),
    code_hash text not null,
    made_at timestamptz not null,
    used_at timestamptz,
    primary key (member_id, code_hash)
  )`,
  `create table pending_sign_ins (
    token_hash text primary key,
    member_id uuid not null references members (id),
    method text not null,
    tries_left integer not null,
    created_at timestamptz not null,
    expires_at timestamptz not null
  )`,
  `create index pending_sign_ins_expired on pending_sign_ins (expires_at)`,
  `create index pending_sign_ins_member on pending_sign_ins (member_id)`,
  `create table provider_requests (
    token_hash text primary key,
    sealed_checks text not null,
    next text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null
  )`,
  `create index provider_requests_expired on provider_requests (expires_at)`,
  `create table provider_identities (
    issuer text not null,
    subject text not null,
    member_id uuid not null references members (id),
    linked_at timestamptz not null,
    primary key (issuer, subject),
    unique (member_id, issuer)
  )`,
  `create table sign_in_events (
    id uuid primary key,
    member_id uuid references members (id),
    kind text not null,
    method text,
    origin text,
    browser text,
    actor_id uuid references members (id),
    at timestamptz not null
  )`,
  `create index sign_in_events_member on sign_in_events (member_id, at desc)`,
  `create index sign_in_events_at on sign_in_events (at)`,
]
