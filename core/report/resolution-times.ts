import { type Expression, sql } from 'kysely'
import { DAY, HOUR } from '../kernel/duration.ts'
import type { PolicyTimes } from '../policy/policy-times.ts'
import type { ReportScope, ReportSplit } from './scope.ts'
import { firstReplyTimes, resolutionTimes, type WaitingTime } from './waiting-time.ts'

/** The policy's times that waiting is measured by (policy §4). */
export const MEASURED_BY = ['investigate', 'conclude', 'resolve'] as const

/** Statistics of durations in milliseconds: count, median and the 90th percentile. */
export interface TimeLine {
  count: number
  median: number | null
  ninth: number | null
  /** How many did not exceed each time of `MEASURED_BY`, in its order. */
  within: number[]
}

export interface TimeFigures extends TimeLine {
  /** Counts between the bounds: first those below the first bound, last those from the last on. */
  bins: number[]
  groups: ({ name: string } & TimeLine)[]
  /** Tickets without such a duration: resolved without one (in the chat, say), or still waiting. */
  without: { resolved: number; waiting: number }
}

/** Times from the first contact (policy §4) to the resolution, and to a person's first reply. */
export interface ReportTimes {
  /** Bounds of the bins, in milliseconds, ascending; the policy's times are among them. */
  bounds: number[]
  resolution: TimeFigures
  reply: TimeFigures
}

/** Returns the bounds of the bins: a fixed scale plus the policy's times. */
function timeBounds(times: PolicyTimes): number[] {
  const fixed = [1, 4, 12, 24, 36, 48].map((hours) => hours * HOUR)
  const days = [3, 4, 5, 10].map((many) => many * DAY)
  return [...new Set([...fixed, ...days, ...MEASURED_BY.map((kind) => times[kind])])].sort((a, b) => a - b)
}

/**
 * Returns how long customers waited for the resolution, of all resolved within the period.
 * Also for a person's first reply, of all tickets opened within it. Spam, non-complaints and merged tickets
 * do not wait.
 */
export async function reportTimes(scope: ReportScope, split: ReportSplit): Promise<ReportTimes> {
  const [resolution, reply] = await Promise.all([
    timeFigures(scope, resolutionTimes(scope, split)),
    timeFigures(scope, firstReplyTimes(scope, split)),
  ])
  return { bounds: timeBounds(scope.core.settings.policyTimes), resolution, reply }
}

async function timeFigures(scope: ReportScope, durations: Expression<WaitingTime>): Promise<TimeFigures> {
  const { policyTimes } = scope.core.settings
  const bounds = timeBounds(policyTimes)
  const listed = sql.raw(`'{${bounds.map((bound) => bound / 1000).join(',')}}'::double precision[]`)
  const within = (kind: (typeof MEASURED_BY)[number]) =>
    sql<number>`(count(*) filter (where seconds <= ${policyTimes[kind] / 1000}))::integer`
  const rows = await scope.core.db
    .with('lasted', () => durations)
    .with('sorted', (db) =>
      db
        .selectFrom('lasted')
        .select(['name', 'seconds', 'resolved', sql<number>`width_bucket(seconds, ${listed})`.as('bin')]),
    )
    .selectFrom('sorted')
    // One scan for the whole, each group and each bin; `about` holds which of them a row is.
    .select(sql<number>`grouping(name, bin)`.as('about'))
    .select(['name', 'bin'])
    .select(sql<number>`count(seconds)::integer`.as('count'))
    .select(sql<number | null>`percentile_cont(0.5) within group (order by seconds)`.as('median'))
    .select(sql<number | null>`percentile_cont(0.9) within group (order by seconds)`.as('ninth'))
    .select([within('investigate').as('investigate'), within('conclude').as('conclude')])
    .select(within('resolve').as('resolve'))
    .select(without(true).as('resolved'))
    .select(without(false).as('waiting'))
    .groupBy(sql`grouping sets ((), (name), (bin))`)
    .execute()
  const whole = rows.find(({ about }) => about === ABOUT.whole)
  const inBin = (bin: number) => rows.find((row) => row.about === ABOUT.bin && row.bin === bin)?.count ?? 0
  return {
    ...toStatistics(whole),
    bins: Array.from({ length: bounds.length + 1 }, (_, bin) => inBin(bin)),
    groups: rows
      .filter(({ about }) => about === ABOUT.group)
      .map((row) => ({ name: row.name, ...toStatistics(row) }))
      .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)),
    without: { resolved: whole?.resolved ?? 0, waiting: whole?.waiting ?? 0 },
  }
}

// The values of `grouping(name, bin)`: a bit for each column summed over.
const ABOUT = { whole: 3, group: 1, bin: 2 } as const

function without(resolved: boolean) {
  return sql<number>`(count(*) filter (where seconds is null and resolved = ${sql.lit(resolved)}))::integer`
}

interface TimeRow {
  count: number
  median: number | null
  ninth: number | null
  investigate: number
  conclude: number
  resolve: number
}

function toStatistics(row: TimeRow | undefined): TimeLine {
  if (!row) return { count: 0, median: null, ninth: null, within: MEASURED_BY.map(() => 0) }
  const { count, median, ninth } = row
  return {
    count,
    median: median === null ? null : Math.round(median * 1000),
    ninth: ninth === null ? null : Math.round(ninth * 1000),
    within: MEASURED_BY.map((kind) => row[kind]),
  }
}
