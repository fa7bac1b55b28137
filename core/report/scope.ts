import { sql } from 'kysely'
import type { Core, Queryable } from '../kernel/core.ts'
import type { MemberId } from '../kernel/id.ts'
import { clearancesOf } from '../member/clearance.ts'
import { SENSITIVE_LANES, type SensitiveLane } from '../policy/category.ts'
import type { ReportPeriod, ReportStep } from './period.ts'

/** What a report counts: the past part of a period, of the tickets one member may read. */
export interface ReportScope {
  core: Core
  viewer: MemberId
  period: ReportPeriod
}

/** What figures can be split by; each is the ticket's present value. */
export const REPORT_SPLITS = ['team', 'category', 'door', 'level'] as const
export type ReportSplit = (typeof REPORT_SPLITS)[number]

/** The column of `tickets` behind a split. */
export const SPLIT_COLUMN = {
  team: 'tickets.team_id',
  category: 'tickets.category',
  door: 'tickets.door',
  level: 'tickets.level',
} as const satisfies Record<ReportSplit, string>

/** Returns the sensitive lanes left out of this member's reports. */
export async function lanesLeftOut(db: Queryable, viewer: MemberId): Promise<SensitiveLane[]> {
  const cleared = await clearancesOf(db, viewer)
  return SENSITIVE_LANES.filter((lane) => !cleared.includes(lane))
}

/** Returns the exclusive end of counting: the period's, or while it lasts the first instant after now. */
export function countedUntil({ core, period }: ReportScope): Date {
  const now = core.clock.now()
  return now < period.to ? new Date(now.getTime() + 1) : period.to
}

/**
 * Returns the SQL for the step an instant of this column falls into, from 0; only for instants within the
 * period.
 */
export function stepOf(column: string, steps: readonly ReportStep[]) {
  // As one value, in PostgreSQL's array syntax: both drivers pass it on unchanged.
  const starts = `{${steps.map(({ from }) => `"${from.toISOString()}"`).join(',')}}`
  return sql<number>`width_bucket(${sql.ref(column)}, ${starts}::timestamptz[]) - 1`
}
