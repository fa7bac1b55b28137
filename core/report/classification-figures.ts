import { sql } from 'kysely'
import { readableBy } from '../member/clearance.ts'
import type { Category } from '../policy/category.ts'
import { countedUntil, lanesLeftOut, type ReportScope, stepOf } from './scope.ts'

/** How the classifier handled the tickets opened in a step of the period. */
export interface ClassificationTally {
  decided: number
  /** Left to a person, because it was unsure. */
  abstained: number
  /** Categories corrected by a member, or proposed by a customer and confirmed. */
  corrected: number
}

/** How often one category was corrected to another. */
interface CorrectionCount {
  from: Category
  to: Category
  count: number
}

export interface ClassificationFigures {
  whole: ClassificationTally
  /** One entry per step of the period, in order. */
  steps: ClassificationTally[]
  /** Most frequent first. */
  corrections: CorrectionCount[]
  /** Customers' proposals: all, those a member confirmed, and those not reviewed yet. */
  proposals: { proposed: number; confirmed: number; waiting: number }
}

/**
 * Returns how reliable the classifier was within the period.
 * Leaves out corrections from or to a lane the member may not read.
 */
export async function classificationFigures(scope: ReportScope): Promise<ClassificationFigures> {
  const [classified, corrected] = await Promise.all([countClassified(scope), countCorrections(scope)])
  const confirmed = corrected.filter((row) => row.confirmed)
  const proposed = corrected.filter((row) => row.proposed_by === 'customer')
  const tallyOf = (counts: (step: number) => boolean): ClassificationTally => ({
    decided: sum(classified.filter((row) => counts(row.step) && !row.abstained)),
    abstained: sum(classified.filter((row) => counts(row.step) && row.abstained)),
    corrected: sum(confirmed.filter((row) => counts(row.step))),
  })
  return {
    whole: tallyOf(() => true),
    steps: scope.period.steps.map((_, place) => tallyOf((step) => step === place)),
    corrections: pairsOf(confirmed),
    proposals: {
      proposed: sum(proposed),
      confirmed: sum(proposed.filter((row) => row.confirmed)),
      waiting: sum(proposed.filter((row) => !row.confirmed)),
    },
  }
}

function countClassified(scope: ReportScope) {
  return scope.core.db
    .selectFrom('events')
    .innerJoin('tickets', 'tickets.id', 'events.ticket_id')
    .where('events.kind', '=', 'classified')
    .where('events.at', '>=', scope.period.from)
    .where('events.at', '<', countedUntil(scope))
    .where('tickets.quarantined_at', 'is', null)
    .where(readableBy(scope.viewer))
    .select([
      stepOf('events.at', scope.period.steps).as('step'),
      sql<boolean>`coalesce((events.detail ->> 'abstained')::boolean, false)`.as('abstained'),
      sql<number>`count(*)::integer`.as('count'),
    ])
    .groupBy(['step', 'abstained'])
    .execute()
}

async function countCorrections(scope: ReportScope) {
  const closed = await lanesLeftOut(scope.core.db, scope.viewer)
  return scope.core.db
    .selectFrom('corrections')
    .innerJoin('tickets', 'tickets.id', 'corrections.ticket_id')
    .where('corrections.at', '>=', scope.period.from)
    .where('corrections.at', '<', countedUntil(scope))
    .where(readableBy(scope.viewer))
    .$if(closed.length > 0, (query) =>
      query
        .where('corrections.from_category', 'not in', closed)
        .where('corrections.to_category', 'not in', closed),
    )
    .select(['corrections.from_category', 'corrections.to_category', 'corrections.proposed_by'])
    .select([
      stepOf('corrections.at', scope.period.steps).as('step'),
      sql<boolean>`corrections.confirmed_at is not null`.as('confirmed'),
      sql<number>`count(*)::integer`.as('count'),
    ])
    .groupBy(['from_category', 'to_category', 'proposed_by', 'step', 'confirmed'])
    .execute()
}

function pairsOf(rows: Awaited<ReturnType<typeof countCorrections>>): CorrectionCount[] {
  const pairs = new Map<string, CorrectionCount>()
  for (const row of rows) {
    const [from, to] = [row.from_category, row.to_category]
    const pair = pairs.get(`${from} ${to}`) ?? { from, to, count: 0 }
    pairs.set(`${from} ${to}`, { ...pair, count: pair.count + row.count })
  }
  return [...pairs.values()].sort(
    (a, b) => b.count - a.count || (`${a.from} ${a.to}` < `${b.from} ${b.to}` ? -1 : 1),
  )
}

function sum(rows: readonly { count: number }[]): number {
  return rows.reduce((whole, { count }) => whole + count, 0)
}
