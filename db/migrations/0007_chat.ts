import { type Kysely, sql } from 'kysely'

/** Creates the tables of the live chat: conversations with state and activities, uploads, handoffs to a person. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...STATEMENTS, ...HANDOFFS]) await sql.raw(statement).execute(db)
}

// What a foreign client sends is stored as json, not jsonb, because jsonb refuses a NUL and a lone surrogate.
const STATEMENTS: readonly string[] = [
  `create table chat_identity (
    id integer primary key check (id = 1),
    app_id uuid not null,
    key_id text not null,
    public_key jsonb not null,
    sealed_private_key text not null,
    created_at timestamptz not null
  )`,

  `create table direct_line_conversations (
    id text primary key,
    user_id text not null,
    language text not null check (language in ('fr', 'en')),
    last_number integer not null default 0,
    created_at timestamptz not null
  )`,
  `create table direct_line_activities (
    conversation_id text not null references direct_line_conversations (id),
    number integer not null,
    from_user boolean not null,
    shown boolean not null,
    unique_key text not null,
    activity json not null,
    at timestamptz not null,
    forwarded_at timestamptz,
    refused_at timestamptz,
    attempts integer not null default 0,
    next_attempt_at timestamptz,
    primary key (conversation_id, number),
    unique (conversation_id, unique_key)
  )`,
  `create index direct_line_activities_waiting on direct_line_activities (next_attempt_at)
    where next_attempt_at is not null`,
  `create table direct_line_files (
    id uuid primary key,
    conversation_id text not null references direct_line_conversations (id),
    name text not null,
    type text not null,
    size integer not null,
    sha256 text not null,
    created_at timestamptz not null
  )`,
  `create index direct_line_files_conversation on direct_line_files (conversation_id)`,

  `create table chat_conversations (
    id uuid primary key references conversations (id),
    channel text not null,
    external_id text not null,
    reference json not null,
    state json,
    language text not null check (language in ('fr', 'en')),
    last_number integer not null default 0,
    created_at timestamptz not null,
    last_inbound_at timestamptz not null,
    quiet_due_at timestamptz,
    quiet_long boolean not null default false,
    dead_at timestamptz,
    unique (channel, external_id)
  )`,
  `create index chat_conversations_quiet on chat_conversations (quiet_due_at) where quiet_due_at is not null`,
  `create table chat_activities (
    conversation_id uuid not null references chat_conversations (id),
    number integer not null,
    author_kind text not null check (author_kind in ('customer', 'bot', 'member', 'system')),
    member_id uuid references members (id),
    activity_id text,
    content json not null,
    at timestamptz not null,
    sent_at timestamptz,
    failed_at timestamptz,
    attempts integer not null default 0,
    next_attempt_at timestamptz,
    primary key (conversation_id, number),
    unique (conversation_id, activity_id)
  )`,
  `create index chat_activities_waiting on chat_activities (next_attempt_at) where next_attempt_at is not null`,

  `create table chat_codes (
    conversation_id uuid primary key references chat_conversations (id),
    ticket_id uuid references tickets (id),
    code_hash text not null,
    tries_left integer not null,
    asked integer not null default 1,
    created_at timestamptz not null,
    expires_at timestamptz not null
  )`,
]

const HANDOFFS: readonly string[] = [
  `create table presences (
    member_id uuid primary key references members (id),
    capacity integer not null check (capacity between 1 and 20),
    since timestamptz not null,
    available_until timestamptz not null
  )`,

  `create table handoffs (
    id uuid primary key,
    conversation_id uuid not null references conversations (id),
    ticket_id uuid not null references tickets (id),
    language text not null,
    reason text not null,
    urgent boolean not null,
    summary text not null,
    requested_at timestamptz not null,
    queued_at timestamptz not null,
    place_at_request integer not null,
    told_place integer not null,
    member_id uuid references members (id),
    accepted_at timestamptz,
    last_step integer not null default 0,
    last_line integer not null default 0,
    last_notice integer not null default 0,
    customer_wrote_at timestamptz,
    member_wrote_at timestamptz,
    ended_at timestamptz,
    outcome text check (outcome in ('nobody', 'left', 'returned', 'closed', 'customer-silent', 'waited-too-long'))
  )`,
  `create unique index handoffs_open on handoffs (conversation_id) where ended_at is null`,
  `create index handoffs_waiting on handoffs (urgent, requested_at) where ended_at is null and member_id is null`,
  `create index handoffs_held on handoffs (member_id) where ended_at is null and member_id is not null`,
  `create index handoffs_accepted on handoffs (accepted_at) where accepted_at is not null`,
  `create index handoffs_ticket on handoffs (ticket_id)`,

  `create table handoff_steps (
    handoff_id uuid not null references handoffs (id),
    number integer not null,
    kind text not null check (kind in ('requested', 'accepted', 'transferred', 'requeued', 'ended')),
    actor_kind text not null,
    actor_id uuid references members (id),
    at timestamptz not null,
    detail jsonb not null,
    primary key (handoff_id, number)
  )`,

  `create table handoff_lines (
    handoff_id uuid not null references handoffs (id),
    number integer not null,
    message_id uuid not null unique references messages (id),
    primary key (handoff_id, number)
  )`,

  // Notices for the customer's window, in order; the agent takes them under the conversation's lock.
  `create table handoff_notices (
    handoff_id uuid not null references handoffs (id),
    number integer not null,
    content json not null,
    at timestamptz not null,
    taken_at timestamptz,
    primary key (handoff_id, number)
  )`,
  `create index handoff_notices_waiting on handoff_notices (at) where taken_at is null`,
]
