import type { Kysely } from 'kysely'
import { HOUR, MINUTE } from '../core/kernel/duration.ts'
import type { TeamId } from '../core/kernel/id.ts'
import { CATEGORIES, type Category } from '../core/policy/category.ts'
import {
  type PolicyTimes,
  PROMISE_KINDS,
  type PromiseKind,
  type PromiseOutcome,
} from '../core/policy/policy-times.ts'
import { lastMoment } from '../core/promise/promise.ts'
import type { Database } from '../db/schema.ts'
import type { Staffing } from './workers.ts'

/** Outcomes of promises of one kind, category or team. */
export interface Tally {
  name: string
  kept: number
  /** Ended late, or late and still open. */
  broken: number
  noLongerOwed: number
  /** Not due yet when the rehearsal ended. */
  stillOwed: number
  /** Minutes late, of the broken ones; null when there are none. */
  medianLate: number | null
  worstLate: number | null
}

/** The results of a rehearsal; the same for the same seed. */
export interface RehearsalFigures {
  days: number
  tickets: number
  seed: number
  staffing: Staffing
  /** In hours. */
  times: PolicyTimesInHours
  matters: {
    opened: number
    quarantined: number
    setAside: number
    resolved: number
    reopened: number
    open: number
    /** Resolved while still with customer service. */
    atFirstLevel: number
    atResolution: number
    atCustomerExperience: number
    /** Hours from first contact to resolution, of resolved tickets. */
    medianHours: number | null
    slowestHours: number | null
  }
  /** Ratings from 1 to 5; the mean is null when nobody answered. */
  satisfaction: { asked: number; rated: number; mean: number | null }
  mails: { name: string; sent: number }[]
  promises: Tally[]
  categories: Tally[]
  teams: Tally[]
}

type PolicyTimesInHours = Record<PromiseKind, number>

/** Returns the figures from the database as it is at the end of a rehearsal. */
export async function readFigures(
  db: Kysely<Database>,
  given: {
    rehearsal: { days: number; tickets: number; seed: number; times: PolicyTimes }
    staffing: Staffing
    end: number
  },
): Promise<RehearsalFigures> {
  const { days, tickets, seed, times } = given.rehearsal
  const rows = await db
    .selectFrom('promises')
    .innerJoin('tickets', 'tickets.id', 'promises.ticket_id')
    .select(['promises.kind', 'promises.due_at', 'promises.ended_at', 'promises.outcome'])
    .select(['tickets.category', 'tickets.team_id'])
    .execute()
  const ended = rows.map((row) => endingOf(row, given.end))
  const teams = await db.selectFrom('teams').select('id').orderBy('level').orderBy('id').execute()
  return {
    days,
    tickets,
    seed,
    staffing: given.staffing,
    times: Object.fromEntries(PROMISE_KINDS.map((kind) => [kind, times[kind] / HOUR])) as PolicyTimesInHours,
    matters: await readTicketFigures(db),
    satisfaction: await readSatisfaction(db),
    mails: await readMails(db),
    promises: PROMISE_KINDS.map((kind) =>
      tally(
        kind,
        ended.filter((one) => one.kind === kind),
      ),
    ),
    categories: CATEGORIES.map((name) =>
      tally(
        name,
        ended.filter((one) => one.category === name),
      ),
    ),
    teams: teams.map(({ id }) =>
      tally(
        id,
        ended.filter((one) => one.team === id),
      ),
    ),
  }
}

interface Ended {
  kind: string
  category: string
  team: string
  outcome: 'kept' | 'broken' | 'no-longer-owed' | 'still-owed'
  lateMinutes: number
}

function endingOf(
  row: {
    kind: PromiseKind
    due_at: Date
    ended_at: Date | null
    outcome: PromiseOutcome | null
    category: Category
    team_id: TeamId
  },
  end: number,
): Ended {
  const { kind, category, team_id: team } = row
  const at = row.ended_at?.getTime() ?? end
  const overdue = row.outcome === null && at > lastMoment(kind, row.due_at).getTime()
  const outcome = overdue ? 'broken' : ((row.outcome ?? 'still-owed') as Ended['outcome'])
  return { kind, category, team, outcome, lateMinutes: (at - row.due_at.getTime()) / MINUTE }
}

function tally(name: string, ended: readonly Ended[]): Tally {
  const count = (outcome: Ended['outcome']) => ended.filter((one) => one.outcome === outcome).length
  const late = ended.filter(({ outcome }) => outcome === 'broken').map(({ lateMinutes }) => lateMinutes)
  return {
    name,
    kept: count('kept'),
    broken: count('broken'),
    noLongerOwed: count('no-longer-owed'),
    stillOwed: count('still-owed'),
    medianLate: rounded(median(late), 1),
    worstLate: rounded(late.length === 0 ? null : Math.max(...late), 1),
  }
}

async function readTicketFigures(db: Kysely<Database>): Promise<RehearsalFigures['matters']> {
  const rows = await db
    .selectFrom('tickets')
    .select(['level', 'round', 'first_contact_at', 'resolved_at', 'quarantined_at', 'set_aside_at'])
    .execute()
  const resolved = rows.filter(({ resolved_at }) => resolved_at !== null)
  const at = (level: string) => resolved.filter((row) => row.level === level).length
  const hours = resolved.map(
    ({ resolved_at, first_contact_at }) =>
      ((resolved_at?.getTime() ?? 0) - first_contact_at.getTime()) / HOUR,
  )
  const quarantined = rows.filter(({ quarantined_at }) => quarantined_at !== null).length
  const setAside = rows.filter(({ set_aside_at }) => set_aside_at !== null).length
  return {
    opened: rows.length,
    quarantined,
    setAside,
    resolved: resolved.length,
    reopened: rows.filter(({ round }) => round > 1).length,
    open: rows.length - resolved.length - quarantined - setAside,
    atFirstLevel: at('customer-service'),
    atResolution: at('resolution'),
    atCustomerExperience: at('customer-experience'),
    medianHours: rounded(median(hours), 1),
    slowestHours: rounded(hours.length === 0 ? null : Math.max(...hours), 1),
  }
}

async function readSatisfaction(db: Kysely<Database>): Promise<RehearsalFigures['satisfaction']> {
  const requests = await db.selectFrom('satisfaction_requests').select('id').execute()
  const ratings = await db.selectFrom('satisfaction_answers').select('score').execute()
  const sum = ratings.reduce((whole, { score }) => whole + score, 0)
  return {
    asked: requests.length,
    rated: ratings.length,
    mean: rounded(ratings.length === 0 ? null : sum / ratings.length, 2),
  }
}

async function readMails(db: Kysely<Database>): Promise<RehearsalFigures['mails']> {
  const rows = await db
    .selectFrom('outbox')
    .select((eb) => ['kind', eb.fn.countAll<number>().as('sent')])
    .where('sent_at', 'is not', null)
    .groupBy('kind')
    .orderBy('kind')
    .execute()
  return rows.map(({ kind, sent }) => ({ name: kind, sent: Number(sent) }))
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? null
}

function rounded(value: number | null, digits: number): number | null {
  return value === null ? null : Number(value.toFixed(digits))
}
