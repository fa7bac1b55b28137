import type { ExpressionBuilder, SqlBool } from 'kysely'
import { sql } from 'kysely'
import type { Database } from '../../db/schema.ts'
import type { Core } from '../kernel/core.ts'
import { isUuid, type MemberId, type TeamId } from '../kernel/id.ts'
import { type Category, isCategory, isTeamId } from '../policy/category.ts'
import { LANGUAGES, type Language } from '../policy/language.ts'
import type { Level } from '../policy/level.ts'
import { LEVELS } from '../policy/level.ts'
import { CHANNELS, type Channel } from './message.ts'

/**
 * The desk's queues of tickets. All but the last three hold work: tickets not resolved, not set aside, not merged.
 * - `at-risk`: the time of the next promise is in its last quarter and not over. The share fits all promises: of the
 *   five days to resolve it leaves 30 hours to act, of the quarter of an hour to acknowledge nearly four minutes.
 * - `breached`: a promise of the present round is late or was broken.
 * - `waiting-customer`: a question to the customer is open.
 * - `waiting-seller`: a question to a seller is unanswered.
 * - `spam`: the ticket is in quarantine, and in no other queue.
 * - `all`: every ticket but spam and merged ones, which continue in another. It alone has those set aside.
 */
export const QUEUES = [
  'mine',
  'team',
  'unassigned',
  'at-risk',
  'breached',
  'waiting-customer',
  'waiting-seller',
  'open',
  'resolved',
  'spam',
  'all',
] as const
export type Queue = (typeof QUEUES)[number]

const HISTORY: readonly Queue[] = ['resolved', 'spam', 'all']

/** Returns true for queues of history, ordered by latest message first. Work queues are ordered by next promise. */
export function isHistoryQueue(queue: Queue): boolean {
  return HISTORY.includes(queue)
}

/** Returns the condition on `tickets` for being in this queue of this member, now. */
export function inQueue(core: Core, viewer: MemberId, queue: Queue) {
  return (eb: ExpressionBuilder<Database, 'tickets'>) => {
    if (queue === 'spam') return eb('tickets.quarantined_at', 'is not', null)
    const real = [eb('tickets.quarantined_at', 'is', null), eb('tickets.merged_into_id', 'is', null)]
    if (queue === 'all') return eb.and(real)
    if (queue === 'resolved') return eb.and([...real, eb('tickets.resolved_at', 'is not', null)])
    const open = [...real, eb('tickets.resolved_at', 'is', null), eb('tickets.set_aside_at', 'is', null)]
    return queue === 'open' ? eb.and(open) : eb.and([...open, narrowed(core, viewer, queue)(eb)])
  }
}

function narrowed(core: Core, viewer: MemberId, queue: Exclude<Queue, 'open' | 'resolved' | 'spam' | 'all'>) {
  const now = core.clock.now()
  return (eb: ExpressionBuilder<Database, 'tickets'>) => {
    switch (queue) {
      case 'mine':
        return eb('tickets.assignee_id', '=', viewer)
      case 'team':
        return eb('tickets.team_id', 'in', (of) =>
          of.selectFrom('memberships').select('team_id').where('member_id', '=', viewer),
        )
      case 'unassigned':
        return eb('tickets.assignee_id', 'is', null)
      case 'at-risk':
        return eb.and([eb('tickets.next_risk_at', '<=', now), notBefore(now), isNextClockRunning(core)(eb)])
      case 'breached':
        return eb.or([
          eb('tickets.broken_promises', '>', 0),
          eb.and([eb('tickets.next_due_at', '<', now), isSomeClockRunning(core, now)(eb)]),
        ])
      case 'waiting-customer':
        return eb('tickets.waiting_since', 'is not', null)
      case 'waiting-seller':
        return eb('tickets.awaits_seller', '=', true)
    }
  }
}

/** The order of work queues: when the next promise is due; tickets without one are last. */
export const BY_DUE = sql<Date>`coalesce(tickets.next_due_at, 'infinity'::timestamptz)`

function notBefore(now: Date) {
  return sql<SqlBool>`${BY_DUE} >= ${now}::timestamptz`
}

// Where the clock stops while a question is open (a setting), a stopped promise is not late.
function isNextClockRunning({ settings: { stopsWhileWaiting } }: Core) {
  return (eb: ExpressionBuilder<Database, 'tickets'>) =>
    stopsWhileWaiting.length === 0
      ? eb.lit(true)
      : eb.or([
          eb('tickets.waiting_since', 'is', null),
          eb('tickets.next_kind', 'not in', stopsWhileWaiting),
          eb('tickets.next_due_at', '<', eb.ref('tickets.waiting_since')),
        ])
}

function isSomeClockRunning({ settings: { stopsWhileWaiting } }: Core, now: Date) {
  return (eb: ExpressionBuilder<Database, 'tickets'>) =>
    stopsWhileWaiting.length === 0
      ? eb.lit(true)
      : eb.or([
          eb('tickets.waiting_since', 'is', null),
          eb.exists((of) =>
            of
              .selectFrom('promises')
              .select('promises.id')
              .whereRef('promises.ticket_id', '=', 'tickets.id')
              .whereRef('promises.round', '=', 'tickets.round')
              .where('promises.ended_at', 'is', null)
              .where('promises.due_at', '<', now)
              .where((late) =>
                late.or([
                  late('promises.kind', 'not in', stopsWhileWaiting),
                  late('promises.due_at', '<', late.ref('tickets.waiting_since')),
                ]),
              ),
          ),
        ])
}

/** The conditions a list is filtered by; all of them must hold. */
export interface TicketFilter {
  category?: Category
  teamId?: TeamId
  /** `nobody` means unassigned. */
  assigneeId?: MemberId | 'nobody'
  language?: Language
  door?: Channel
  level?: Level
}

/** A filter as a URL's query: `?category=fraud&team=resolution&assignee=nobody`. */
export type FilterQuery = Partial<
  Record<'category' | 'team' | 'assignee' | 'language' | 'door' | 'level', string>
>

/** Returns the filter in a URL or a form; empty and unknown values are ignored. */
export function readTicketFilter(query: Readonly<Record<string, string | undefined>>): TicketFilter {
  const { category = '', team = '', assignee = '' } = query
  const language = LANGUAGES.find((one) => one === query.language)
  const door = CHANNELS.find((one) => one === query.door)
  const level = LEVELS.find((one) => one === query.level)
  return {
    ...(isCategory(category) && { category }),
    ...(isTeamId(team) && { teamId: team }),
    ...((assignee === 'nobody' || isUuid<MemberId>(assignee)) && { assigneeId: assignee }),
    ...(language && { language }),
    ...(door && { door }),
    ...(level && { level }),
  }
}

/** Returns a filter as a URL or a form has it; `readTicketFilter` reads it back. */
export function filterQuery(filter: TicketFilter): FilterQuery {
  const { category, teamId, assigneeId, language, door, level } = filter
  return {
    ...(category && { category }),
    ...(teamId && { team: teamId }),
    ...(assigneeId && { assignee: assigneeId }),
    ...(language && { language }),
    ...(door && { door }),
    ...(level && { level }),
  }
}

/** Returns true when a filter excludes anything. */
export function isNarrowing(filter: TicketFilter): boolean {
  return Object.keys(filterQuery(filter)).length > 0
}

/** Returns the condition on `tickets` of a filter. */
export function filteredBy({ category, teamId, assigneeId, language, door, level }: TicketFilter) {
  return (eb: ExpressionBuilder<Database, 'tickets'>) =>
    eb.and([
      ...(category ? [eb('tickets.category', '=', category)] : []),
      ...(teamId ? [eb('tickets.team_id', '=', teamId)] : []),
      ...(assigneeId === 'nobody' ? [eb('tickets.assignee_id', 'is', null)] : []),
      ...(assigneeId && assigneeId !== 'nobody' ? [eb('tickets.assignee_id', '=', assigneeId)] : []),
      ...(language ? [eb('tickets.language', '=', language)] : []),
      ...(door ? [eb('tickets.door', '=', door)] : []),
      ...(level ? [eb('tickets.level', '=', level)] : []),
    ])
}
