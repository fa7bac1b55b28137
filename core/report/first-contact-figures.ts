import { sql } from 'kysely'
import type { Channel } from '../ticket/message.ts'
import { type ReportScope, stepOf } from './scope.ts'
import { resolutionsOf, roundBegan } from './waiting-time.ts'

/** How many tickets were resolved, and how directly. */
export interface FirstContactTally {
  /** All resolutions, whatever their outcome. */
  resolved: number
  /** Solved with one contact of the customer, without an escalation, and not reopened since. */
  atFirstContact: number
  /** Of those, the ones the customer confirmed as solved in the chat, without a person. */
  byTheChat: number
  /** Resolved by the first team, without an escalation (policy §4). */
  withoutEscalation: number
  /** Reopened since. */
  reopened: number
}

export interface FirstContactFigures {
  whole: FirstContactTally
  /** By channel of origin, most resolved first. */
  channels: ({ channel: Channel } & FirstContactTally)[]
  /** One entry per step of the period, in order. */
  steps: FirstContactTally[]
}

/**
 * Returns how much is solved at the first contact (policy §3), of the resolutions within the period.
 * A whole chat counts as one contact; by mail, form or telephone a second message of the customer is a second
 * contact.
 */
export async function firstContactFigures(scope: ReportScope): Promise<FirstContactFigures> {
  const rows = await scope.core.db
    .with('settled', () =>
      resolutionsOf(scope).select([
        stepOf('resolutions.at', scope.period.steps).as('step'),
        'tickets.door',
        'resolutions.outcome',
        sql<boolean>`resolutions.reopened_at is not null`.as('reopened'),
        sql<boolean>`resolutions.actor_kind = 'customer'`.as('by_chat'),
        wasEscalated.as('climbed'),
        cameBack.as('came_back'),
      ]),
    )
    .selectFrom('settled')
    .select(['step', 'door', 'by_chat', 'climbed', 'reopened'])
    .select(
      sql<boolean>`outcome = 'solved' and not reopened and not climbed and (by_chat or not came_back)`.as(
        'first',
      ),
    )
    .select(sql<number>`count(*)::integer`.as('count'))
    .groupBy(['step', 'door', 'by_chat', 'climbed', 'reopened', 'first'])
    .execute()
  const channels = [...new Set(rows.map(({ door }) => door))]
  return {
    whole: tally(rows),
    channels: channels
      .map((channel) => ({ channel, ...tally(rows.filter(({ door }) => door === channel)) }))
      .sort((a, b) => b.resolved - a.resolved || (a.channel < b.channel ? -1 : 1)),
    steps: scope.period.steps.map((_, step) => tally(rows.filter((row) => row.step === step))),
  }
}

const wasEscalated = sql<boolean>`exists (select from escalations where escalations.ticket_id = resolutions.ticket_id
  and escalations.round = resolutions.round)`

// The message that opened the round came at its very beginning; any later message of the customer is another
// contact.
const cameBack = sql<boolean>`exists (select from messages where messages.ticket_id = tickets.id
  and messages.direction = 'in' and messages.author_kind = 'customer' and messages.kept_apart is null
  and messages.automatic is null and messages.received_at > ${roundBegan} and messages.received_at <= resolutions.at
  and not (tickets.door = 'chat' and messages.door = 'chat'))`

interface Counted {
  by_chat: boolean
  climbed: boolean
  reopened: boolean
  first: boolean
  count: number
}

function tally(rows: readonly Counted[]): FirstContactTally {
  const sum = (counts: (row: Counted) => boolean) =>
    rows.reduce((whole, row) => (counts(row) ? whole + row.count : whole), 0)
  return {
    resolved: sum(() => true),
    atFirstContact: sum(({ first }) => first),
    byTheChat: sum((row) => row.first && row.by_chat),
    withoutEscalation: sum((row) => !row.climbed),
    reopened: sum((row) => row.reopened),
  }
}
