import { HOUR, MINUTE } from '../kernel/duration.ts'

const FIRST_DELAYS = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR]
const LATER_DELAY = 4 * HOUR

/**
 * How often something in the outbox is tried before it is a dead letter: over not quite three days. RFC 5321 §4.5.4.1
 * asks for four to five days; a customer who hears nothing for so long has long called, and a person who sees the dead
 * letter can still write to another address.
 */
export const MOST_ATTEMPTS = 22

/**
 * When to try again after the `attempts`th failed attempt (from 1): in 1, 5, 15 minutes, 1 hour, then every 4 hours.
 * Null when it was the last one.
 */
export function nextAttempt(attempts: number, now: Date): Date | null {
  if (attempts >= MOST_ATTEMPTS) return null
  return new Date(now.getTime() + delayAfter(attempts))
}

/**
 * The same for a fault that is ours to mend (a sender the server refuses us): never given up, and at most an hour
 * apart, so that everything leaves soon after it is mended.
 */
export function nextAttemptOnceMended(attempts: number, now: Date): Date {
  return new Date(now.getTime() + Math.min(delayAfter(attempts), HOUR))
}

function delayAfter(attempts: number): number {
  return FIRST_DELAYS[attempts - 1] ?? LATER_DELAY
}
