import type { ExpressionBuilder, SqlBool } from 'kysely'
import { sql } from 'kysely'
import type { Database } from '../../db/schema.ts'
import type { Core } from '../kernel/core.ts'
import type { MemberId, TeamId } from '../kernel/id.ts'
import { type Category, isCategory } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import type { Level } from '../policy/level.ts'
import { LEVELS } from '../policy/level.ts'
import type { Channel } from './message.ts'

/**
 * The desk's queues of tickets. All but the last three hold what somebody has to do something about: not resolved, not
 * set aside, not merged.
 * - `at-risk`: the time of the next promise is in its last quarter and not over. A quarter, not a number of hours: of the
 *   five days to resolve it leaves 30 hours to act in, of the quarter of an hour to acknowledge nearly four minutes.
 * - `breached`: a promise of the present round is late or was broken.
 * - `waiting-customer`: a question to the customer is open; `waiting-seller`: one to a seller is unanswered.
 * - `spam` is what stands in quarantine; it is in no other queue. What is set aside is in `all` only; a merged ticket is in
 *   none, for it went on in another.
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

/** True for the queues of history, newest word first; in the others whom we owe something soonest stands first. */
export function isHistoryQueue(queue: Queue): boolean {
  return HISTORY.includes(queue)
}

/** The condition on `tickets` that one stands in this queue of this member, now. */
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
        return eb.and([eb('tickets.next_risk_at', '<=', now), notBefore(now), clockOfNextRuns(core)(eb)])
      case 'breached':
        return eb.or([
          eb('tickets.broken_promises', '>', 0),
          eb.and([eb('tickets.next_due_at', '<', now), someClockRuns(core, now)(eb)]),
        ])
      case 'waiting-customer':
        return eb('tickets.waiting_since', 'is not', null)
      case 'waiting-seller':
        return eb('tickets.awaits_seller', '=', true)
    }
  }
}

/** What tickets of work queues are ordered by: when the next promise falls due; where nothing is owed, last. */
export const BY_DUE = sql<Date>`coalesce(tickets.next_due_at, 'infinity'::timestamptz)`

function notBefore(now: Date) {
  return sql<SqlBool>`${BY_DUE} >= ${now}::timestamptz`
}

// Where the clock stands still while a question is open (a setting), what has stopped is not late.
function clockOfNextRuns({ settings: { stopsWhileWaiting } }: Core) {
  return (eb: ExpressionBuilder<Database, 'tickets'>) =>
    stopsWhileWaiting.length === 0
      ? eb.lit(true)
      : eb.or([
          eb('tickets.waiting_since', 'is', null),
          eb('tickets.next_kind', 'not in', stopsWhileWaiting),
          eb('tickets.next_due_at', '<', eb.ref('tickets.waiting_since')),
        ])
}

function someClockRuns({ settings: { stopsWhileWaiting } }: Core, now: Date) {
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

/** What a list is narrowed to; all that is named must hold. */
export interface TicketFilter {
  category?: Category
  teamId?: TeamId
  /** `nobody`: no member has it. */
  assigneeId?: MemberId | 'nobody'
  language?: Language
  door?: Channel
  level?: Level
}

/** How a filter stands in an address: `?category=fraud&team=resolution&assignee=nobody`. */
export type FilterQuery = Partial<
  Record<'category' | 'team' | 'assignee' | 'language' | 'door' | 'level', string>
>

const LANGUAGES: readonly Language[] = ['fr', 'en']
export const CHANNELS: readonly Channel[] = ['mail', 'chat', 'form', 'call', 'api']
const TEAM_ID = /^[a-z0-9-]{1,60}$/
const MEMBER_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Reads the filter of an address or a form; what is empty or nothing of ours narrows nothing. */
export function readTicketFilter(query: Readonly<Record<string, string | undefined>>): TicketFilter {
  const { category = '', team = '', assignee = '' } = query
  const language = LANGUAGES.find((one) => one === query.language)
  const door = CHANNELS.find((one) => one === query.door)
  const level = LEVELS.find((one) => one === query.level)
  return {
    ...(isCategory(category) && { category }),
    ...(TEAM_ID.test(team) && { teamId: team as TeamId }),
    ...((assignee === 'nobody' || MEMBER_ID.test(assignee)) && { assigneeId: assignee as MemberId }),
    ...(language && { language }),
    ...(door && { door }),
    ...(level && { level }),
  }
}

/** The same filter as an address or a form has it; `readTicketFilter` reads it back. */
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

/** True when it narrows anything. */
export function isNarrowing(filter: TicketFilter): boolean {
  return Object.keys(filterQuery(filter)).length > 0
}

/** The condition on `tickets` that a filter stands for. */
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
