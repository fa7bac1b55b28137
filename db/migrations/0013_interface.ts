import { type Kysely, sql } from 'kysely'

/** Creates the tables of other systems: tokens with scopes, webhook subscriptions, and attempts to deliver to them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS: readonly string[] = [
  `create table api_tokens (
    id uuid primary key,
    name text not null,
    token_hash text not null unique,
    scopes jsonb not null,
    lanes jsonb not null,
    created_by uuid references members (id),
    created_at timestamptz not null,
    last_used_at timestamptz,
    revoked_by uuid references members (id),
    revoked_at timestamptz
  )`,

  `create table webhook_subscriptions (
    id uuid primary key,
    name text not null,
    url text not null,
    sealed_secret text not null,
    events jsonb not null,
    lanes jsonb not null,
    created_by uuid references members (id),
    created_at timestamptz not null,
    paused_at timestamptz,
    removed_at timestamptz
  )`,

  `create table webhook_attempts (
    id uuid primary key,
    subscription_id uuid not null references webhook_subscriptions (id),
    outbox_id uuid not null references outbox (id),
    at timestamptz not null,
    status integer,
    error text,
    milliseconds integer not null
  )`,
  `create index webhook_attempts_subscription on webhook_attempts (subscription_id, id)`,
  `create index webhook_attempts_outbox on webhook_attempts (outbox_id)`,

  // The outbox channel of subscribed systems; the marketplace's own notices stay beside it.
  `alter table outbox drop constraint if exists outbox_channel_check`,
  `alter table outbox add constraint outbox_channel_check check (channel in ('mail', 'chat', 'webhook', 'subscription'))`,
  `create index outbox_subscription on outbox (recipient, send_after)
    where channel = 'subscription' and sent_at is null and cancelled_at is null and failed_at is null`,
]
