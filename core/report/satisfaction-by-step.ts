import { sql } from 'kysely'
import type { Reference } from '../kernel/reference.ts'
import { readableBy } from '../member/clearance.ts'
import type { SensitiveLane } from '../policy/category.ts'
import { countedUntil, lanesLeftOut, type ReportScope, stepOf } from './scope.ts'

/** Ratings of customers asked in a step of the period. */
export interface SatisfactionTally {
  asked: number
  rated: number
  /** Ratings of 4 and 5. */
  satisfied: number
  /** Mean of the scores, from 1 to 5; null when nobody answered. */
  mean: number | null
}

/** A customer's comment beside their score. */
export interface SatisfactionComment {
  reference: Reference
  score: number
  comment: string
  at: Date
}

/**
 * Returns the customers' satisfaction (policy §3) by the step they were asked in, one entry per step, in
 * order.
 */
export async function satisfactionSteps(scope: ReportScope): Promise<SatisfactionTally[]> {
  const rows = await asked(scope, await lanesLeftOut(scope.core.db, scope.viewer))
    .select([
      stepOf('request.asked_at', scope.period.steps).as('step'),
      sql<number>`count(*)::integer`.as('asked'),
      sql<number>`count(answer.score)::integer`.as('rated'),
      sql<number>`(count(*) filter (where answer.score >= 4))::integer`.as('satisfied'),
      sql<number | null>`avg(answer.score)::double precision`.as('mean'),
    ])
    .groupBy('step')
    .execute()
  return scope.period.steps.map((_, step) => {
    const found = rows.find((row) => row.step === step)
    const { asked = 0, rated = 0, satisfied = 0, mean = null } = found ?? {}
    return { asked, rated, satisfied, mean }
  })
}

/** Returns the last comments of customers asked within the period, newest first; at most `size`. */
export async function satisfactionComments(scope: ReportScope, size: number): Promise<SatisfactionComment[]> {
  const rows = await asked(scope, await lanesLeftOut(scope.core.db, scope.viewer))
    .where('answer.comment', 'is not', null)
    .select(['tickets.reference', 'answer.score', 'answer.comment', 'answer.at'])
    .orderBy('answer.at', 'desc')
    .orderBy('request.id')
    .limit(size)
    .execute()
  return rows.flatMap(({ reference, score, comment, at }) =>
    score === null || comment === null || at === null ? [] : [{ reference, score, comment, at }],
  )
}

// Neither the ticket's lane now nor the one it was resolved in may be closed to the member (see
// satisfaction-figures.ts).
function asked(scope: ReportScope, closed: readonly SensitiveLane[]) {
  return scope.core.db
    .selectFrom('satisfaction_requests as request')
    .innerJoin('tickets', 'tickets.id', 'request.ticket_id')
    .leftJoin('satisfaction_answers as answer', 'answer.request_id', 'request.id')
    .where('request.asked_at', '>=', scope.period.from)
    .where('request.asked_at', '<', countedUntil(scope))
    .where(readableBy(scope.viewer))
    .$if(closed.length > 0, (query) => query.where('request.category', 'not in', closed))
}
