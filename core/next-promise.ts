import { type ExpressionBuilder, sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { PromiseKind } from './promise.ts'

/** A promise that is still owed. */
export interface OwedPromise {
  kind: PromiseKind
  dueAt: Date
}

/** How far a promise is: `late` once its time is over, `soon` in the last quarter of the time there was. */
export type PromiseState = 'calm' | 'soon' | 'late'

/** Subquery `next`: the promise of a ticket's round that falls due first, for a lateral join on `tickets`. */
export function nextPromise(eb: ExpressionBuilder<Database, 'tickets'>) {
  return (
    eb
      .selectFrom('promises')
      .select(['promises.kind', 'promises.due_at'])
      .whereRef('promises.ticket_id', '=', 'tickets.id')
      .whereRef('promises.round', '=', 'tickets.round')
      .where('promises.ended_at', 'is', null)
      .orderBy('promises.due_at')
      // At the same instant, what the customer waits for stands before our own hand-overs.
      .orderBy(
        sql`array_position(array['acknowledge','conclude','resolve','update','investigate','escalate'], promises.kind)`,
      )
      .limit(1)
      .as('next')
  )
}

/** How full the bar is (0 to 1) and how it stands, counted from the first contact (policy §4). */
export function promiseProgress(
  dueAt: Date,
  firstContactAt: Date,
  now: Date,
): { part: number; state: PromiseState } {
  const whole = dueAt.getTime() - firstContactAt.getTime()
  const passed = now.getTime() - firstContactAt.getTime()
  const part = whole <= 0 ? 1 : Math.min(1, Math.max(0, passed / whole))
  return { part, state: now > dueAt ? 'late' : part >= 0.75 ? 'soon' : 'calm' }
}
