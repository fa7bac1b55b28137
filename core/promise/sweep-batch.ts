import type { ExpressionBuilder } from 'kysely'
import type { Database } from '../../db/schema.ts'
import type { Core } from '../kernel/core.ts'
import type { PromiseKind } from '../policy/policy-times.ts'

/**
 * The number of tickets a sweep handles in one transaction: enough to be quick, few enough not to block other
 * writers.
 */
export const BATCH_SIZE = 200

/** How many tickets a batch found due, and how many it changed. */
export interface BatchResult {
  found: number
  done: number
}

/**
 * Runs batches until one is not full; returns the total done. A batch must not find again what it found
 * before.
 */
export async function drainBatches(batch: () => Promise<BatchResult>): Promise<number> {
  let all = 0
  for (;;) {
    const { found, done } = await batch()
    all += done
    if (found < BATCH_SIZE) return all
  }
}

/**
 * Returns the condition that a ticket is active: not resolved, set aside, merged, in quarantine or in the
 * backlog.
 */
export function isActive(eb: ExpressionBuilder<Database, 'tickets'>) {
  return eb.and([
    eb('tickets.resolved_at', 'is', null),
    eb('tickets.quarantined_at', 'is', null),
    eb('tickets.set_aside_at', 'is', null),
    eb('tickets.merged_into_id', 'is', null),
    eb('tickets.backlog', '=', false),
  ])
}

/**
 * Returns the condition that a promise's clock is running: not stopped by an open question to the customer.
 */
export function isClockRunning(core: Core, kind: PromiseKind) {
  return (eb: ExpressionBuilder<Database, 'promises' | 'tickets'>) =>
    core.settings.stopsWhileWaiting.includes(kind)
      ? eb.or([
          eb('tickets.waiting_since', 'is', null),
          eb('promises.due_at', '<', eb.ref('tickets.waiting_since')),
        ])
      : eb.lit(true)
}
