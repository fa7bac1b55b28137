import type { Core } from '../kernel/core.ts'
import type { OutboxId } from '../kernel/id.ts'
import { type Consequences, recordOutcomes, settleDeferred } from '../outbox/outcome.ts'
import { settleDead } from './dead-letter.ts'
import { settleSent } from './settle-sent.ts'

/** What follows for promises and tickets when a row of the outbox has left, or never will. */
export const CONSEQUENCES: Consequences = { sent: settleSent, dead: settleDead }

/**
 * Records that outbox rows left, where no deliverer claimed them. Throws when somebody has one locked: it is to be
 * called again.
 */
export async function markSent(core: Core, sent: readonly { id: OutboxId; at: Date }[]): Promise<void> {
  const outcomes = sent.map((row) => ({ ...row, kind: 'sent' as const }))
  const recorded = await recordOutcomes(core, 'none', outcomes, CONSEQUENCES)
  if (recorded.length < sent.length)
    throw new Error('A row of the outbox is locked; it left, and is recorded later.')
}

/** Settles what follows from deliveries whose ticket was locked when they were recorded. Returns how many. */
export function sweepConsequences(core: Core): Promise<number> {
  return settleDeferred(core, CONSEQUENCES)
}
