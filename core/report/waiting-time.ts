import { type ExpressionBuilder, sql } from 'kysely'
import type { Database } from '../../db/schema.ts'
import { readableBy } from '../member/clearance.ts'
import { countedUntil, type ReportScope, type ReportSplit, SPLIT_COLUMN } from './scope.ts'

/**
 * SQL for when the round of a resolution began: its first contact (policy §4). For a query on both tables.
 * A ticket stores only that of its present round; the first round began with the first message.
 * Each other round began when the resolution before it was overturned.
 */
export const roundBegan = sql<Date>`case when resolutions.round = tickets.round then tickets.first_contact_at
  when resolutions.round = 1 then coalesce((select min(told.received_at) from messages as told
    where told.ticket_id = tickets.id and told.direction = 'in'), tickets.opened_at)
  else (select max(earlier.reopened_at) from resolutions as earlier
    where earlier.ticket_id = tickets.id and earlier.round = resolutions.round - 1) end`

/** Selects every resolution of the scope's period, with the seconds since its round began. */
export function resolutionTimes(scope: ReportScope, split: ReportSplit) {
  return resolutionsOf(scope).select([
    sql.ref<string>(SPLIT_COLUMN[split]).as('name'),
    sql<number | null>`greatest(0, extract(epoch from resolutions.at - ${roundBegan}))::double precision`.as(
      'seconds',
    ),
    sql<boolean>`true`.as('resolved'),
  ])
}

/** The input of duration figures: the split's value, the seconds (null for none), whether it is resolved. */
export interface WaitingTime {
  name: string
  seconds: number | null
  resolved: boolean
}

/** Selects every ticket opened within the scope's period, with the seconds until a person's first reply. */
export function firstReplyTimes(scope: ReportScope, split: ReportSplit) {
  return openedTickets(scope)
    .leftJoinLateral(firstReply, (join) => join.onTrue())
    .select([
      sql.ref<string>(SPLIT_COLUMN[split]).as('name'),
      // `greatest` ignores a null: without a reply it would return zero.
      sql<number | null>`case when answered.at is not null then greatest(0, extract(epoch from answered.at
        - case when tickets.round = 1 then tickets.first_contact_at else tickets.opened_at end))::double precision end`.as(
        'seconds',
      ),
      sql<boolean>`tickets.resolved_at is not null`.as('resolved'),
    ])
}

/** Selects the resolutions of the scope's period, on tickets its member may read. */
export function resolutionsOf(scope: ReportScope) {
  return scope.core.db
    .selectFrom('resolutions')
    .innerJoin('tickets', 'tickets.id', 'resolutions.ticket_id')
    .where('resolutions.at', '>=', scope.period.from)
    .where('resolutions.at', '<', countedUntil(scope))
    .where(readableBy(scope.viewer))
}

/**
 * Selects tickets opened within the scope's period that its member may read: no spam, backlog, set aside or
 * merged ones.
 */
export function openedTickets(scope: ReportScope) {
  return scope.core.db
    .selectFrom('tickets')
    .where('tickets.opened_at', '>=', scope.period.from)
    .where('tickets.opened_at', '<', countedUntil(scope))
    .where('tickets.quarantined_at', 'is', null)
    .where('tickets.set_aside_at', 'is', null)
    .where('tickets.merged_into_id', 'is', null)
    .where('tickets.backlog', '=', false)
    .where(readableBy(scope.viewer))
}

// A message to a seller in their own thread is no reply to the customer.
function firstReply(eb: ExpressionBuilder<Database, 'tickets'>) {
  return eb
    .selectFrom('messages')
    .innerJoin('conversations', 'conversations.id', 'messages.conversation_id')
    .whereRef('messages.ticket_id', '=', 'tickets.id')
    .where('messages.direction', '=', 'out')
    .where('messages.author_kind', '=', 'member')
    .where('conversations.audience', '=', 'customer')
    .select('messages.received_at as at')
    .orderBy('messages.received_at')
    .limit(1)
    .as('answered')
}
