import { type Kysely, sql } from 'kysely'

/** Creates the tables of identity, tickets, messages, promises, the outbox and the mailboxes' own state. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create table customers (
    id uuid primary key,
    name text,
    language text not null,
    created_at timestamptz not null
  )`,

  `create table addresses (
    id uuid primary key,
    kind text not null check (kind in ('email', 'telephone', 'channel')),
    value text not null,
    proven boolean not null,
    customer_id uuid references customers (id),
    proven_at timestamptz,
    proven_how text,
    created_at timestamptz not null,
    unique (kind, value, proven)
  )`,
  `create index addresses_customer on addresses (customer_id)`,

  `create table stated_contacts (
    customer_id uuid not null references customers (id),
    kind text not null check (kind in ('email', 'telephone')),
    value text not null,
    stated_at timestamptz not null,
    primary key (customer_id, kind, value)
  )`,

  `create table teams (
    id text primary key,
    level text not null check (level in ('customer-service', 'resolution', 'customer-experience')),
    name_fr text not null,
    name_en text not null
  )`,
  `insert into teams (id, level, name_fr, name_en) values
    ('customer-service', 'customer-service', 'Service client', 'Customer service'),
    ('account', 'customer-service', 'Comptes', 'Accounts'),
    ('fraud', 'customer-service', 'Sécurité et fraude', 'Security and fraud'),
    ('privacy', 'customer-service', 'Confidentialité des données', 'Data privacy'),
    ('legal', 'customer-service', 'Affaires juridiques', 'Legal'),
    ('product', 'customer-service', 'Produits', 'Products'),
    ('resolution', 'resolution', 'Résolution des problèmes', 'Issue resolution'),
    ('customer-experience', 'customer-experience', 'Expérience client', 'Customer experience')`,

  `create table members (
    id uuid primary key,
    name text not null,
    email text not null unique,
    password_hash text,
    role text not null check (role in ('agent', 'investigator', 'supervisor', 'administrator')),
    language text not null,
    created_at timestamptz not null,
    deactivated_at timestamptz
  )`,
  `create table memberships (
    team_id text not null references teams (id),
    member_id uuid not null references members (id),
    joined_at timestamptz not null,
    primary key (team_id, member_id)
  )`,
  `create index memberships_member on memberships (member_id)`,
  `create table clearances (
    member_id uuid not null references members (id),
    lane text not null check (lane in ('fraud', 'legal', 'privacy')),
    granted_by uuid references members (id),
    granted_at timestamptz not null,
    primary key (member_id, lane)
  )`,
  `create table sessions (
    token_hash text primary key,
    member_id uuid not null references members (id),
    csrf_token text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz
  )`,
  `create index sessions_member on sessions (member_id)`,
  `create table invitations (
    token_hash text primary key,
    member_id uuid not null references members (id),
    purpose text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz
  )`,
  `create table sign_in_failures (
    key text primary key,
    count integer not null,
    last_at timestamptz not null
  )`,

  `create table tickets (
    id uuid primary key,
    reference text not null unique,
    customer_id uuid not null references customers (id),
    category text not null,
    team_id text not null references teams (id),
    level text not null check (level in ('customer-service', 'resolution', 'customer-experience')),
    language text not null,
    subject text not null,
    door text not null,
    round integer not null default 1,
    first_contact_at timestamptz not null,
    opened_at timestamptz not null,
    last_message_at timestamptz not null,
    last_event integer not null default 0,
    assignee_id uuid references members (id),
    resolved_at timestamptz,
    quarantined_at timestamptz,
    backlog boolean not null,
    related_ticket_id uuid references tickets (id)
  )`,
  `create index tickets_customer on tickets (customer_id, last_message_at desc)`,
  `create index tickets_open on tickets (last_message_at desc) where resolved_at is null and quarantined_at is null`,
  `create index tickets_team_open on tickets (team_id, last_message_at desc)
    where resolved_at is null and quarantined_at is null`,
  `create index tickets_recent on tickets (last_message_at desc)`,
  `create index tickets_quarantined on tickets (quarantined_at desc) where quarantined_at is not null`,

  `create table participants (
    id uuid primary key,
    ticket_id uuid not null references tickets (id),
    address_id uuid not null references addresses (id),
    role text not null check (role in ('customer', 'seller', 'member', 'stranger')),
    name text,
    joined_at timestamptz not null,
    unique (ticket_id, address_id)
  )`,
  `create index participants_address on participants (address_id)`,

  `create table conversations (
    id uuid primary key,
    kind text not null check (kind in ('mail', 'chat', 'form', 'call', 'api')),
    audience text not null check (audience in ('customer', 'seller')),
    created_at timestamptz not null
  )`,
  `create table conversation_tickets (
    conversation_id uuid not null references conversations (id),
    ticket_id uuid not null references tickets (id),
    primary key (conversation_id, ticket_id)
  )`,
  `create index conversation_tickets_ticket on conversation_tickets (ticket_id)`,

  `create table messages (
    id uuid primary key,
    ticket_id uuid not null references tickets (id),
    conversation_id uuid not null references conversations (id),
    direction text not null check (direction in ('in', 'out', 'note')),
    door text not null,
    author_kind text not null check (author_kind in ('customer', 'seller', 'member', 'stranger', 'system')),
    address_id uuid references addresses (id),
    member_id uuid references members (id),
    author_name text,
    author_address text,
    standing text not null check (standing in ('proven', 'unproven', 'failed')),
    automatic text,
    subject text not null,
    text text not null,
    new_text text not null,
    html text,
    language text not null,
    raw_sha256 text,
    mail jsonb,
    kept_apart text,
    warnings jsonb not null,
    unique_key text not null unique,
    received_at timestamptz not null,
    created_at timestamptz not null
  )`,
  `create index messages_ticket on messages (ticket_id, received_at)`,

  `create table message_mailboxes (
    message_id uuid not null references messages (id),
    mailbox text not null,
    received_at timestamptz not null,
    primary key (message_id, mailbox)
  )`,

  `create table attachments (
    id uuid primary key,
    message_id uuid not null references messages (id),
    position integer not null,
    name text not null,
    type text not null,
    size bigint not null,
    sha256 text not null,
    inline boolean not null,
    content_id text
  )`,
  `create index attachments_message on attachments (message_id)`,

  `create table files (
    sha256 text not null,
    part integer not null,
    size bigint not null,
    bytes bytea not null,
    created_at timestamptz not null,
    primary key (sha256, part)
  )`,

  // Mails and photos hardly compress, and trying would be the most expensive work of PostgreSQL on them.
  `alter table files alter column bytes set storage external`,

  `create table events (
    ticket_id uuid not null references tickets (id),
    number integer not null,
    kind text not null,
    actor_kind text not null check (actor_kind in ('customer', 'seller', 'member', 'stranger', 'system')),
    actor_id uuid,
    at timestamptz not null,
    detail jsonb not null,
    primary key (ticket_id, number)
  )`,

  `create table promises (
    id uuid primary key,
    ticket_id uuid not null references tickets (id),
    customer_id uuid not null references customers (id),
    round integer not null,
    kind text not null check (kind in ('acknowledge', 'update', 'investigate', 'conclude', 'escalate', 'resolve')),
    number integer not null,
    due_at timestamptz not null,
    created_at timestamptz not null,
    ended_at timestamptz,
    outcome text check (outcome in ('kept', 'broken', 'no-longer-owed')),
    ended_by_event integer,
    unique (ticket_id, round, kind, number),
    check ((ended_at is null) = (outcome is null))
  )`,
  `create index promises_due on promises (due_at) where ended_at is null`,

  `create table resolutions (
    id uuid primary key,
    ticket_id uuid not null references tickets (id),
    round integer not null,
    outcome text not null check (outcome in ('solved', 'refused', 'withdrawn', 'out-of-scope')),
    reason text,
    actor_kind text not null,
    actor_id uuid,
    at timestamptz not null,
    reopened_at timestamptz,
    reopened_by_message_id uuid references messages (id)
  )`,
  `create index resolutions_ticket on resolutions (ticket_id)`,

  `create table outbox (
    id uuid primary key,
    channel text not null check (channel in ('mail', 'chat', 'webhook')),
    kind text not null,
    recipient_kind text not null check (recipient_kind in ('customer', 'seller', 'member', 'system')),
    recipient text not null,
    ticket_id uuid references tickets (id),
    message_id uuid references messages (id),
    mailbox text,
    automatic boolean not null,
    content jsonb not null,
    coalesce_key text,
    fingerprint text,
    send_after timestamptz not null,
    attempts integer not null default 0,
    lease_holder text,
    lease_until timestamptz,
    last_error text,
    created_at timestamptz not null,
    sent_at timestamptz,
    cancelled_at timestamptz,
    failed_at timestamptz
  )`,
  `create index outbox_due on outbox (channel, send_after)
    where sent_at is null and cancelled_at is null and failed_at is null`,
  `create index outbox_ticket on outbox (ticket_id)`,
  `create index outbox_recipient on outbox (recipient, created_at) where automatic`,
  `create index outbox_fingerprint on outbox (fingerprint, created_at) where automatic`,
  `create index outbox_mailbox on outbox (mailbox, created_at) where automatic`,
  `create index outbox_failed on outbox (failed_at) where failed_at is not null`,

  `create table bounces (
    id uuid primary key,
    outbox_id uuid references outbox (id),
    ticket_id uuid references tickets (id),
    message_id uuid not null references messages (id),
    recipient text,
    status text,
    permanent boolean not null,
    at timestamptz not null
  )`,
  `create index bounces_ticket on bounces (ticket_id)`,

  `create table parse_failures (
    message_id uuid primary key references messages (id),
    error text not null,
    attempts integer not null,
    last_attempt_at timestamptz not null,
    recovered_at timestamptz
  )`,

  `create table mailbox_cursors (
    mailbox text not null,
    folder text not null,
    uid_validity text not null,
    last_uid bigint not null,
    connected_at timestamptz not null,
    history_end bigint,
    updated_at timestamptz not null,
    primary key (mailbox, folder)
  )`,
  `create table leases (
    name text primary key,
    holder text not null,
    expires_at timestamptz not null
  )`,
  `create table mailbox_health (
    mailbox text primary key,
    last_success_at timestamptz,
    failing_since timestamptz,
    last_error text,
    alerted_at timestamptz
  )`,
  `create table oauth_tokens (
    account text primary key,
    refresh_token text not null,
    refused_at timestamptz,
    updated_at timestamptz not null
  )`,
]
