import { sql } from 'kysely'
import type { Core, Queryable } from '../kernel/core.ts'
import { DAY, HOUR } from '../kernel/duration.ts'

/** A Prometheus metric: a family of values with its labels. */
export interface Metric {
  name: string
  help: string
  type: 'gauge' | 'counter'
  values: { labels: Readonly<Record<string, string>>; value: number }[]
}

/** How soon a promise falls due to count as at risk, in milliseconds: long enough for somebody to keep it. */
const AT_RISK_WITHIN = 4 * HOUR

/**
 * Returns the current metrics of promise keeping: mailbox lag, outbox age, open tickets and abstained
 * classifications.
 * Includes promises at risk, overdue and broken. Aggregates only: no data of any ticket.
 */
export async function readMetrics(core: Core): Promise<Metric[]> {
  const now = core.clock.now()
  const { db } = core
  return Promise.all([
    mailboxLag(db, now),
    outboxAge(db, now),
    failedMail(db),
    openPromises(db, now),
    endedPromises(db, now),
    openTickets(db),
    classifications(db),
  ])
}

async function mailboxLag(db: Queryable, now: Date): Promise<Metric> {
  const rows = await db
    .selectFrom('mailbox_health')
    .select(['mailbox', (eb) => eb.fn.coalesce('last_success_at', 'failing_since').as('since')])
    .orderBy('mailbox')
    .execute()
  return {
    name: 'agafort_mailbox_lag_seconds',
    help: 'Since a mailbox was last reached and emptied.',
    type: 'gauge',
    values: rows.map(({ mailbox, since }) => ({
      labels: { mailbox },
      value: since ? seconds(since, now) : 0,
    })),
  }
}

async function outboxAge(db: Queryable, now: Date): Promise<Metric> {
  const rows = await db
    .selectFrom('outbox')
    .select(['channel', sql<Date>`min(send_after)`.as('oldest')])
    .where('sent_at', 'is', null)
    .where('cancelled_at', 'is', null)
    .where('failed_at', 'is', null)
    .where('send_after', '<=', now)
    .groupBy('channel')
    .execute()
  return {
    name: 'agafort_outbox_age_seconds',
    help: 'How long the oldest of what is due to leave has been waiting.',
    type: 'gauge',
    values: (['mail', 'chat', 'webhook', 'subscription'] as const).map((channel) => {
      const oldest = rows.find((row) => row.channel === channel)?.oldest
      return { labels: { channel }, value: oldest ? seconds(oldest, now) : 0 }
    }),
  }
}

async function failedMail(db: Queryable): Promise<Metric> {
  const { count } = await db
    .selectFrom('outbox')
    .select(sql<number>`count(*)::integer`.as('count'))
    .where('failed_at', 'is not', null)
    .executeTakeFirstOrThrow()
  return {
    name: 'agafort_outbox_failed',
    help: 'What could not be sent and waits for a person.',
    type: 'gauge',
    values: [{ labels: {}, value: count }],
  }
}

async function openPromises(db: Queryable, now: Date): Promise<Metric> {
  const soon = new Date(now.getTime() + AT_RISK_WITHIN)
  const rows = await db
    .selectFrom('promises')
    .select([
      'kind',
      sql<number>`(count(*) filter (where due_at < ${now}))::integer`.as('overdue'),
      sql<number>`(count(*) filter (where due_at >= ${now}))::integer`.as('risk'),
    ])
    .where('ended_at', 'is', null)
    .where('due_at', '<=', soon)
    .groupBy('kind')
    .orderBy('kind')
    .execute()
  return {
    name: 'agafort_promises_owed',
    help: 'Promises overdue, or due within four hours.',
    type: 'gauge',
    values: rows.flatMap(({ kind, overdue, risk }) => [
      { labels: { kind, state: 'overdue' }, value: overdue },
      { labels: { kind, state: 'at-risk' }, value: risk },
    ]),
  }
}

// Of the last day only, so that the cost is the same however old the system is.
async function endedPromises(db: Queryable, now: Date): Promise<Metric> {
  const rows = await db
    .selectFrom('promises')
    .select(['kind', 'outcome', sql<number>`count(*)::integer`.as('count')])
    .where('ended_at', '>', new Date(now.getTime() - DAY))
    .where('outcome', 'is not', null)
    .groupBy(['kind', 'outcome'])
    .orderBy('kind')
    .orderBy('outcome')
    .execute()
  return {
    name: 'agafort_promises_ended_last_day',
    help: 'Promises that ended within the last day, by how.',
    type: 'gauge',
    values: rows.map(({ kind, outcome, count }) => ({
      labels: { kind, outcome: outcome ?? 'unknown' },
      value: count,
    })),
  }
}

// Those of the work queues, whose index holds them by team.
async function openTickets(db: Queryable): Promise<Metric> {
  const rows = await db
    .selectFrom('tickets')
    .select(['team_id', sql<number>`count(*)::integer`.as('count')])
    .where('resolved_at', 'is', null)
    .where('quarantined_at', 'is', null)
    .where('set_aside_at', 'is', null)
    .where('merged_into_id', 'is', null)
    .groupBy('team_id')
    .orderBy('team_id')
    .execute()
  return {
    name: 'agafort_tickets_open',
    help: 'Tickets that somebody has to act on, by the team that has them.',
    type: 'gauge',
    values: rows.map(({ team_id: team, count }) => ({ labels: { team }, value: count })),
  }
}

const RECENT = 1_000

// The newest by their index: as many rows however old the system is.
async function classifications(db: Queryable): Promise<Metric> {
  const { decided, abstained } = await db
    .selectFrom((eb) =>
      eb
        .selectFrom('events')
        .select('detail')
        .where('kind', '=', 'classified')
        .orderBy('at', 'desc')
        .limit(RECENT)
        .as('recent'),
    )
    .select([
      sql<number>`(count(*) filter (where not (detail ->> 'abstained')::boolean))::integer`.as('decided'),
      sql<number>`(count(*) filter (where (detail ->> 'abstained')::boolean))::integer`.as('abstained'),
    ])
    .executeTakeFirstOrThrow()
  return {
    name: 'agafort_classifications_recent',
    help: 'Of the last thousand classifications: how many were decided, and how many abstained from.',
    type: 'gauge',
    values: [
      { labels: { decision: 'decided' }, value: decided },
      { labels: { decision: 'abstained' }, value: abstained },
    ],
  }
}

function seconds(since: Date, now: Date): number {
  return Math.max(0, Math.round((now.getTime() - since.getTime()) / 1000))
}
