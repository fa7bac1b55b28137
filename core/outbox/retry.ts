import { HOUR, MINUTE } from '../kernel/duration.ts'

/**
 * Why a row of the outbox could not leave, and with it what becomes of the row:
 *
 * | kind             | whose fault                                    | the row                      | the others of its way  |
 * |------------------|------------------------------------------------|------------------------------|------------------------|
 * | `permanent`      | its own: it will never be accepted             | dead letter                  | go on                  |
 * | `temporary`      | its own, or its receiver's, for now            | retried, for three days      | go on                  |
 * | `refuses-sender` | ours: a person must fix one mailbox            | retried until that is done   | go on                  |
 * | `not-now`        | nobody's: its receiver is paused               | waits, no attempt is counted | go on                  |
 * | `unreachable`    | the way's: no connection to the server         | given back, not counted      | wait for a backoff     |
 * | `refuses-us`     | ours: log-in or certificate; a person must act | given back, not counted      | wait for a backoff     |
 *
 * Rows with the same ordering key wait with a row that is retried or waits: they leave in their order.
 */
export type DeliveryFaultKind =
  | 'permanent'
  | 'temporary'
  | 'refuses-sender'
  | 'not-now'
  | 'unreachable'
  | 'refuses-us'

export interface DeliveryFault {
  kind: DeliveryFaultKind
  /** The reply code of the receiver, or a network error's own; safe to log. */
  code: string
  /** The reason on one line, for the team to read. May quote addresses: not for the log. */
  reason: string
  /** The receiver asked not to be tried before. */
  notBefore?: Date
}

/** What becomes of a row that could not leave. */
export type AfterFault =
  | { kind: 'retry'; error: string; code: string; sendAfter: Date }
  | { kind: 'wait'; error: string; code: string; sendAfter: Date }
  | { kind: 'dead'; error: string; code: string }
  /** Due again at once, for any deliverer. */
  | { kind: 'release'; error: string; code: string }

const FIRST_DELAYS = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR]
const LATER_DELAY = 4 * HOUR
// Resuming a paused receiver makes its rows due at once.
const PAUSED_DELAY = 10 * MINUTE

/**
 * Attempts at a row of the outbox before it is a dead letter: over not quite three days. RFC 5321 §4.5.4.1 asks for
 * four to five days. A customer without news for so long has called by then, and a person who sees the dead letter can
 * still write to another address.
 */
export const MOST_ATTEMPTS = 22

/** Returns what becomes of a row after a fault; `attempts` are the failed ones before. */
export function afterFault(attempts: number, fault: DeliveryFault, now: Date): AfterFault {
  const { code, reason: error, notBefore } = fault
  const counted = attempts + 1
  switch (fault.kind) {
    case 'unreachable':
    case 'refuses-us':
      return { kind: 'release', error, code }
    case 'not-now':
      return { kind: 'wait', error, code, sendAfter: new Date(now.getTime() + PAUSED_DELAY) }
    case 'refuses-sender':
      return { kind: 'retry', error, code, sendAfter: nextAttemptOnceMended(counted, now) }
    case 'temporary': {
      const next = nextAttempt(counted, now)
      if (!next) return { kind: 'dead', error, code }
      return { kind: 'retry', error, code, sendAfter: notBefore && notBefore > next ? notBefore : next }
    }
    case 'permanent':
      return { kind: 'dead', error, code }
  }
}

/** Returns true when no other row would fare better by the same way now. */
export function closesWay({ kind }: DeliveryFault): boolean {
  return kind === 'unreachable' || kind === 'refuses-us'
}

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
