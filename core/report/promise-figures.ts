import { type RawBuilder, sql } from 'kysely'
import { readableBy } from '../member/clearance.ts'
import { PROMISE_KINDS, type PromiseKind } from '../policy/policy-times.ts'
import { lastMoment } from '../promise/promise.ts'
import { countedUntil, type ReportScope, type ReportSplit, SPLIT_COLUMN, stepOf } from './scope.ts'

/** Outcomes of promises that fell due. */
export interface PromiseTally {
  kept: number
  /** Ended too late, or late and still open. */
  broken: number
  /** Of the broken ones, those still open. */
  late: number
  /** Ended before their time by something else, such as a resolution: neither kept nor broken. */
  released: number
}

/** A tally with how late the broken ones were, in milliseconds; null when none was broken. */
interface PromiseLine extends PromiseTally {
  median: number | null
  worst: number | null
}

export interface PromiseFigures {
  /** Every promise, in the order of the policy. */
  kinds: ({ kind: PromiseKind } & PromiseLine)[]
  /** By the split, most broken first. */
  groups: ({ name: string; kind: PromiseKind } & PromiseLine)[]
  /** One entry per step of the period, in order. */
  steps: Record<PromiseKind, PromiseTally>[]
}

/** Returns the kept share of kept and broken promises, 0 to 1; null when there are none. */
export function keptShare({ kept, broken }: PromiseTally): number | null {
  return kept + broken === 0 ? null : kept / (kept + broken)
}

/**
 * Returns the outcomes of the policy's promises (§3, §4) that fell due within the period and until now, by
 * the day due.
 * A late one that is still open counts as broken, unless its ticket is not active or its clock is stopped.
 */
export async function promiseFigures(scope: ReportScope, split: ReportSplit): Promise<PromiseFigures> {
  const [counted, lateness] = await Promise.all([countPromises(scope, split), latenessOf(scope, split)])
  const late = (kind: PromiseKind, name: string | null) => {
    const found = lateness.find((row) => row.kind === kind && row.name === name)
    return { median: inMilliseconds(found?.median), worst: inMilliseconds(found?.worst) }
  }
  const names = [...new Set(counted.map(({ name }) => name))]
  const groups = names.flatMap((name) =>
    PROMISE_KINDS.map((kind) => {
      const rows = counted.filter((row) => row.name === name && row.kind === kind)
      return { name, kind, ...tally(rows), ...late(kind, name) }
    }).filter(({ kept, broken, released }) => kept + broken + released > 0),
  )
  return {
    kinds: PROMISE_KINDS.map((kind) => ({
      kind,
      ...tally(counted.filter((row) => row.kind === kind)),
      ...late(kind, null),
    })),
    groups: groups.sort(
      (a, b) =>
        PROMISE_KINDS.indexOf(a.kind) - PROMISE_KINDS.indexOf(b.kind) ||
        b.broken - a.broken ||
        (a.name < b.name ? -1 : 1),
    ),
    steps: scope.period.steps.map((_, step) => {
      const rows = counted.filter((row) => row.step === step)
      const of = (kind: PromiseKind) => tally(rows.filter((row) => row.kind === kind))
      return {
        acknowledge: of('acknowledge'),
        update: of('update'),
        investigate: of('investigate'),
        conclude: of('conclude'),
        escalate: of('escalate'),
        resolve: of('resolve'),
      }
    }),
  }
}

type Ended = 'kept' | 'broken' | 'late' | 'released' | 'owed'

interface Counted {
  step: number
  kind: string
  name: string
  ended: Ended
  count: number
}

function countPromises(scope: ReportScope, split: ReportSplit): Promise<Counted[]> {
  return fellDue(scope)
    .select([stepOf('promises.due_at', scope.period.steps).as('step'), 'promises.kind'])
    .select([sql.ref<string>(SPLIT_COLUMN[split]).as('name'), endedHow(scope).as('ended')])
    .select(sql<number>`count(*)::integer`.as('count'))
    .groupBy(['step', 'promises.kind', sql.ref(SPLIT_COLUMN[split]), 'ended'])
    .execute()
}

// Separate from the counts: only the few broken ones need to be sorted by how late they were.
function latenessOf(scope: ReportScope, split: ReportSplit) {
  const column = sql.ref(SPLIT_COLUMN[split])
  const seconds = lateSeconds(scope)
  return fellDue(scope)
    .where((eb) => eb.or([eb('promises.outcome', '=', 'broken'), eb('promises.ended_at', 'is', null)]))
    .where(endedHow(scope), 'in', ['broken', 'late'])
    .select([
      'promises.kind',
      sql<string | null>`case when grouping(${column}) = 0 then ${column} end`.as('name'),
    ])
    .select([
      sql<number>`percentile_cont(0.5) within group (order by ${seconds})`.as('median'),
      sql<number>`max(${seconds})`.as('worst'),
    ])
    .groupBy(sql`grouping sets ((promises.kind), (promises.kind, ${column}))`)
    .execute()
}

/** Selects promises due within the scope's period on tickets its member may read. */
export function fellDue(scope: ReportScope) {
  return scope.core.db
    .selectFrom('promises')
    .innerJoin('tickets', 'tickets.id', 'promises.ticket_id')
    .where('promises.due_at', '>=', scope.period.from)
    .where('promises.due_at', '<', countedUntil(scope))
    .where(readableBy(scope.viewer))
}

/**
 * Returns the outcome of a promise in the terms of `PromiseTally`; `owed` for one not late, or with a stopped
 * clock.
 */
export function endedHow({ core }: Pick<ReportScope, 'core'>): RawBuilder<Ended> {
  const now = core.clock.now()
  const epoch = new Date(0)
  const grace = (kind: PromiseKind) => new Date(now.getTime() - lastMoment(kind, epoch).getTime())
  const stopped = PROMISE_KINDS.filter((kind) => core.settings.stopsWhileWaiting.includes(kind))
  const stands =
    stopped.length === 0
      ? sql`false`
      : sql`(promises.kind in (${sql.join(stopped)}) and tickets.waiting_since <= promises.due_at)`
  return sql<Ended>`case promises.outcome when 'kept' then 'kept' when 'broken' then 'broken' when 'no-longer-owed' then 'released'
    else case when promises.due_at < case promises.kind when 'escalate' then ${grace('escalate')}::timestamptz else ${now}::timestamptz end
      and tickets.quarantined_at is null and tickets.set_aside_at is null and tickets.merged_into_id is null and not coalesce(${stands}, false)
      then 'late' else 'owed' end end`
}

/** Returns by how many seconds a broken promise was late when it ended, or is now. */
export function lateSeconds({ core }: Pick<ReportScope, 'core'>): RawBuilder<number> {
  return sql<number>`extract(epoch from coalesce(promises.ended_at, ${core.clock.now()}::timestamptz) - promises.due_at)::double precision`
}

function tally(rows: readonly Counted[]): PromiseTally {
  const of = (ended: Ended) => rows.reduce((sum, row) => (row.ended === ended ? sum + row.count : sum), 0)
  return { kept: of('kept'), broken: of('broken') + of('late'), late: of('late'), released: of('released') }
}

function inMilliseconds(seconds: number | undefined): number | null {
  return seconds === undefined ? null : Math.round(seconds * 1000)
}
