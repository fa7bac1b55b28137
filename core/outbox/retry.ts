import { HOUR, MINUTE } from '../kernel/duration.ts'

const FIRST_DELAYS = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR]
const LATER_DELAY = 4 * HOUR

/**
 * Attempts at a row of the outbox before it is a dead letter: over not quite three days. RFC 5321 §4.5.4.1 asks for
 * four to five days. A customer without news for so long has called by then, and a person who sees the dead letter can
 * still write to another address.
 */
export const MOST_ATTEMPTS = 22

/**
 * Returns when to retry after the `attempts`th failed attempt (from 1). Backoff: 1, 5, 15 minutes, 1 hour, then every
 * 4 hours. Null after the last attempt.
 */
export function nextAttempt(attempts: number, now: Date): Date | null {
  if (attempts >= MOST_ATTEMPTS) return null
  return new Date(now.getTime() + delayAfter(attempts))
}

/**
 * Returns when to retry after a fault of our own (a sender address the server refuses). Retries never end and are at
 * most an hour apart, so that everything is sent soon after the repair.
 */
export function nextAttemptOnceMended(attempts: number, now: Date): Date {
  return new Date(now.getTime() + Math.min(delayAfter(attempts), HOUR))
}

function delayAfter(attempts: number): number {
  return FIRST_DELAYS[attempts - 1] ?? LATER_DELAY
}
