import type { DueDelivery } from '../../core/outbox/delivery.ts'
import { nextAttempt, nextAttemptOnceMended } from '../../core/outbox/retry.ts'
import type { DeliveryFault } from './delivery-error.ts'
import type { Outcome } from './delivery-outcome.ts'

/**
 * What becomes of a mail that could not leave. One that will never be taken, or was tried long enough, is a dead letter.
 * A fault of the server or of our standing with it is not the mail's: it waits, and no attempt is counted against it.
 */
export function afterFault(due: DueDelivery, fault: DeliveryFault, now: Date): Outcome {
  const { id } = due
  const { code, reason: error } = fault
  const attempts = due.attempts + 1
  switch (fault.kind) {
    case 'unreachable':
    case 'refuses-us':
      return { kind: 'release', id, error }
    case 'refuses-sender':
      return { kind: 'retry', id, error, code, sendAfter: nextAttemptOnceMended(attempts, now) }
    case 'temporary': {
      const sendAfter = nextAttempt(attempts, now)
      return sendAfter ? { kind: 'retry', id, error, code, sendAfter } : { kind: 'dead', id, error, code }
    }
    case 'permanent':
      return { kind: 'dead', id, error, code }
  }
}

/** True when no other mail would fare better at this server now. */
export function concernsAll(fault: DeliveryFault): boolean {
  return fault.kind === 'unreachable' || fault.kind === 'refuses-us'
}
