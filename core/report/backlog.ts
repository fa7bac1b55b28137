import { sql } from 'kysely'
import { DAY } from '../kernel/duration.ts'
import type { MemberId, TeamId } from '../kernel/id.ts'
import { readableBy } from '../member/clearance.ts'
import type { PolicyTimes } from '../policy/policy-times.ts'
import { isActive } from '../promise/sweep-batch.ts'
import { countedUntil, type ReportScope, stepOf } from './scope.ts'
import { openedTickets, resolutionsOf } from './waiting-time.ts'

/** Open tickets by age. */
export interface AgeLine {
  open: number
  /** Counts between each bound of `ageBounds` and the one before, then those beyond the last. */
  ages: number[]
  /** Age of the oldest since its first contact, in milliseconds; null when there is none. */
  oldest: number | null
}

export interface Backlog {
  /** Bounds of the ages, in milliseconds, ascending. */
  bounds: number[]
  whole: AgeLine
  /** Most open first. */
  teams: ({ team: TeamId } & AgeLine)[]
  /** Null for unassigned tickets. */
  owners: ({ owner: { id: MemberId; name: string } | null } & AgeLine)[]
  /** One entry per step of the period, in order. */
  flow: { opened: number; reopened: number; resolved: number }[]
}

/** Returns the bounds for ages of open tickets: the policy's times (§4), and some far beyond. */
function ageBounds(times: PolicyTimes): number[] {
  const { investigate, conclude, resolve } = times
  return [...new Set([investigate, conclude, resolve, 2 * resolve, 30 * DAY])].sort((a, b) => a - b)
}

/**
 * Returns the open tickets by the time since their first contact, and what was opened and resolved within the
 * period.
 * Open means active: not resolved, spam, backlog, set aside or merged.
 */
export async function reportBacklog(scope: ReportScope): Promise<Backlog> {
  const bounds = ageBounds(scope.core.settings.policyTimes)
  const [open, flow] = await Promise.all([openNow(scope, bounds), flowOf(scope)])
  const by = <Key extends string | null>(key: (row: Open) => Key) =>
    [...new Set(open.map(key))]
      .map((value) => ({
        value,
        line: agesOf(
          open.filter((row) => key(row) === value),
          bounds,
        ),
      }))
      .sort((a, b) => b.line.open - a.line.open || (String(a.value) < String(b.value) ? -1 : 1))
  const nameOf = (id: string) => open.find((row) => row.assignee_id === id)?.owner ?? ''
  return {
    bounds,
    whole: agesOf(open, bounds),
    teams: by((row) => row.team_id).map(({ value, line }) => ({ team: value, ...line })),
    owners: by((row) => row.assignee_id).map(({ value, line }) => ({
      owner: value === null ? null : { id: value, name: nameOf(value) },
      ...line,
    })),
    flow,
  }
}

interface Open {
  team_id: TeamId
  assignee_id: MemberId | null
  owner: string | null
  age: number
  count: number
  oldest: number
}

function openNow(scope: ReportScope, bounds: readonly number[]): Promise<Open[]> {
  const now = scope.core.clock.now()
  const age = sql<number>`greatest(0, extract(epoch from ${now}::timestamptz - tickets.first_contact_at))::double precision`
  const listed = sql.raw(`'{${bounds.map((bound) => bound / 1000).join(',')}}'::double precision[]`)
  return scope.core.db
    .selectFrom('tickets')
    .leftJoin('members', 'members.id', 'tickets.assignee_id')
    .where(isActive)
    .where(readableBy(scope.viewer))
    .select(['tickets.team_id', 'tickets.assignee_id', 'members.name as owner'])
    .select([
      sql<number>`width_bucket(${age}, ${listed})`.as('age'),
      sql<number>`count(*)::integer`.as('count'),
      sql<number>`max(${age})`.as('oldest'),
    ])
    .groupBy(['tickets.team_id', 'tickets.assignee_id', 'members.name', 'age'])
    .execute()
}

function agesOf(rows: readonly Open[], bounds: readonly number[]): AgeLine {
  const sum = (of: readonly Open[]) => of.reduce((whole, { count }) => whole + count, 0)
  return {
    open: sum(rows),
    ages: Array.from({ length: bounds.length + 1 }, (_, age) => sum(rows.filter((row) => row.age === age))),
    oldest: rows.length === 0 ? null : Math.round(Math.max(...rows.map(({ oldest }) => oldest)) * 1000),
  }
}

async function flowOf(scope: ReportScope): Promise<Backlog['flow']> {
  const { core, viewer, period } = scope
  const count = sql<number>`count(*)::integer`.as('count')
  const [opened, resolved, reopened] = await Promise.all([
    openedTickets(scope)
      .select([stepOf('tickets.opened_at', period.steps).as('step'), count])
      .groupBy('step')
      .execute(),
    resolutionsOf(scope)
      .select([stepOf('resolutions.at', period.steps).as('step'), count])
      .groupBy('step')
      .execute(),
    core.db
      .selectFrom('resolutions')
      .innerJoin('tickets', 'tickets.id', 'resolutions.ticket_id')
      .where('resolutions.reopened_at', '>=', period.from)
      .where('resolutions.reopened_at', '<', countedUntil(scope))
      .where(readableBy(viewer))
      .select([stepOf('resolutions.reopened_at', period.steps).as('step'), count])
      .groupBy('step')
      .execute(),
  ])
  const at = (rows: readonly { step: number; count: number }[], step: number) =>
    rows.find((row) => row.step === step)?.count ?? 0
  return period.steps.map((_, step) => ({
    opened: at(opened, step),
    reopened: at(reopened, step),
    resolved: at(resolved, step),
  }))
}
