import { type ExpressionBuilder, sql } from 'kysely'
import type { Database } from '../../db/schema.ts'
import { readableBy } from '../member/clearance.ts'
import { countedUntil, type ReportScope, type ReportSplit, SPLIT_COLUMN } from './scope.ts'

/**
 * When the round of a resolution began: its first contact (policy §4). A ticket keeps that of its present round; the first
 * round began with the first message, each other when the resolution before it was overturned. For a query on both tables.
 */
export const roundBegan = sql<Date>`case when resolutions.round = tickets.round then tickets.first_contact_at
  when resolutions.round = 1 then coalesce((select min(told.received_at) from messages as told
    where told.ticket_id = tickets.id and told.direction = 'in'), tickets.opened_at)
  else (select max(earlier.reopened_at) from resolutions as earlier
    where earlier.ticket_id = tickets.id and earlier.round = resolutions.round - 1) end`

/** Every resolution of the scope's time, with the seconds since its round began. */
export function resolutionTimes(scope: ReportScope, split: ReportSplit) {
  return resolutionsOf(scope).select([
    sql.ref<string>(SPLIT_COLUMN[split]).as('name'),
    sql<number | null>`greatest(0, extract(epoch from resolutions.at - ${roundBegan}))::double precision`.as(
      'seconds',
    ),
    sql<boolean>`true`.as('resolved'),
  ])
}

/** What the figures on durations are read from: what it is split by, the seconds (null for none), whether it is resolved. */
export interface WaitingTime {
  name: string
  seconds: number | null
  resolved: boolean
}

/** Every ticket opened within the scope's time, with the seconds until a person first answered its customer. */
export function firstReplyTimes(scope: ReportScope, split: ReportSplit) {
  return openedTickets(scope)
    .leftJoinLateral(firstReply, (join) => join.onTrue())
    .select([
      sql.ref<string>(SPLIT_COLUMN[split]).as('name'),
      // `greatest` passes over a null: without an answer it would say none was waited for.
      sql<number | null>`case when answered.at is not null then greatest(0, extract(epoch from answered.at
        - case when tickets.round = 1 then tickets.first_contact_at else tickets.opened_at end))::double precision end`.as(
        'seconds',
      ),
      sql<boolean>`tickets.resolved_at is not null`.as('resolved'),
    ])
}

/** The resolutions of the scope's time, on tickets its member may read. */
export function resolutionsOf(scope: ReportScope) {
  return scope.core.db
    .selectFrom('resolutions')
    .innerJoin('tickets', 'tickets.id', 'resolutions.ticket_id')
    .where('resolutions.at', '>=', scope.period.from)
    .where('resolutions.at', '<', countedUntil(scope))
    .where(readableBy(scope.viewer))
}

/** Tickets opened within the scope's time that its member may read: no spam, no history, nothing set aside or merged. */
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

// What is said to a seller in their own thread is no answer to the customer.
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
