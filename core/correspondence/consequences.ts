import { setTimeout as pause } from 'node:timers/promises'
import type { Core } from '../kernel/core.ts'
import type { OutboxId } from '../kernel/id.ts'
import { type Consequences, recordOutcomes, settleDeferred } from '../outbox/outcome.ts'
import { settleDead } from './dead-letter.ts'
import { settleSent } from './settle-sent.ts'

/** What follows for promises and tickets when a row of the outbox has left, or never will. */
export const CONSEQUENCES: Consequences = { sent: settleSent, dead: settleDead }

const LOCKED_AGAIN_AFTER_MS = 50
const MOST_TRIES = 40

/**
 * Records that outbox rows left, where no deliverer claimed them. Throws when somebody holds a row's lock for more than
 * two seconds: it is to be called again.
 */
export async function markSent(core: Core, sent: readonly { id: OutboxId; at: Date }[]): Promise<void> {
  let left = sent
  for (let tries = 1; left.length > 0; tries++) {
    const outcomes = left.map((row) => ({ ...row, kind: 'sent' as const }))
    const recorded = await recordOutcomes(core, 'none', outcomes, CONSEQUENCES)
    left = left.filter(({ id }) => !recorded.includes(id))
    if (left.length === 0) return
    if (tries === MOST_TRIES)
      throw new Error('A row of the outbox is locked; it left, and is recorded later.')
    await pause(LOCKED_AGAIN_AFTER_MS)
  }
}

/** Settles what follows from deliveries whose ticket was locked when they were recorded. Returns how many. */
export function sweepConsequences(core: Core): Promise<number> {
  return settleDeferred(core, CONSEQUENCES)
}
