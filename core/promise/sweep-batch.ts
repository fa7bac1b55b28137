import type { ExpressionBuilder } from 'kysely'
import type { Database } from '../../db/schema.ts'
import type { Core } from '../kernel/core.ts'
import type { PromiseKind } from '../policy/policy-times.ts'

/** How many tickets a sweep takes in one transaction: enough to be quick, few enough not to hold up who writes to them. */
export const BATCH_SIZE = 200

/** What a batch found due, and what it did of it. */
export interface BatchResult {
  found: number
  done: number
}

/** Does batches until one is not full; answers how many things were done in all. What a batch found is not found again. */
export async function drainBatches(batch: () => Promise<BatchResult>): Promise<number> {
  let all = 0
  for (;;) {
    const { found, done } = await batch()
    all += done
    if (found < BATCH_SIZE) return all
  }
}

/** The condition that a ticket is in hand: not resolved, and not set aside, merged, in quarantine or history. */
export function isActive(eb: ExpressionBuilder<Database, 'tickets'>) {
  return eb.and([
    eb('tickets.resolved_at', 'is', null),
    eb('tickets.quarantined_at', 'is', null),
    eb('tickets.set_aside_at', 'is', null),
    eb('tickets.merged_into_id', 'is', null),
    eb('tickets.backlog', '=', false),
  ])
}

/** The condition that promises of a kind are due on their ticket now: their clock does not stand still for a question. */
export function isClockRunning(core: Core, kind: PromiseKind) {
  return (eb: ExpressionBuilder<Database, 'promises' | 'tickets'>) =>
    core.settings.stopsWhileWaiting.includes(kind)
      ? eb.or([
          eb('tickets.waiting_since', 'is', null),
          eb('promises.due_at', '<', eb.ref('tickets.waiting_since')),
        ])
      : eb.lit(true)
}
