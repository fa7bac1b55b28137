import type { PromiseKind } from '../../db/column-values.ts'
import { HOUR, MINUTE } from '../kernel/duration.ts'

export type { PromiseKind, PromiseOutcome } from '../../db/column-values.ts'

/**
 * The policy's times in milliseconds from the first contact, by the wall clock. The configuration may override them.
 * "At once" (policy §3) is measured as a quarter of an hour, because a mail server may be down for a minute. A promise
 * broken at every short outage would teach supervisors to ignore it.
 */
export const POLICY_TIMES = {
  acknowledge: 15 * MINUTE,
  /** Policy §3: regular updates while unresolved, at least every 24 h. */
  update: 24 * HOUR,
  /** Policy §4: a member of the resolution team begins an investigation. */
  investigate: 24 * HOUR,
  /** Policy §4: the customer learns the conclusions. */
  conclude: 48 * HOUR,
  /** Policy §4: handed to the customer-experience team. */
  escalate: 48 * HOUR,
  /** Policy §4: all problems resolved. */
  resolve: 5 * 24 * HOUR,
} as const satisfies Record<PromiseKind, number>

export const PROMISE_KINDS = Object.keys(POLICY_TIMES) as PromiseKind[]

/** How long after the first contact each promise is due, in milliseconds. */
export type PolicyTimes = Readonly<Record<PromiseKind, number>>

/** A time that contradicts another: which one, why, and what to change. */
export interface PolicyTimesFault {
  kind: PromiseKind
  problem: string
  remedy: string
}

// Policy §4 gives an order: acknowledge, investigate, report the conclusions, hand over, resolve. Two may be due at the
// same time, but none before one that it needs.
const ORDER: readonly (readonly [earlier: PromiseKind, later: PromiseKind])[] = [
  ['acknowledge', 'update'],
  ['acknowledge', 'investigate'],
  ['investigate', 'conclude'],
  ['investigate', 'escalate'],
  ['conclude', 'resolve'],
  ['escalate', 'resolve'],
]

/** Returns the faults of a set of times: each that is not above zero, or that precedes one it follows. None: []. */
export function policyTimesFaults(times: PolicyTimes): PolicyTimesFault[] {
  const empty = PROMISE_KINDS.filter((kind) => !(times[kind] > 0)).map((kind) => ({
    kind,
    problem: 'is not above zero',
    remedy: 'Set it to the hours after the first contact by which it is due.',
  }))
  if (empty.length > 0) return empty
  return ORDER.filter(([earlier, later]) => times[later] < times[earlier]).map(([earlier, later]) => ({
    kind: later,
    problem: `is ${hours(times[later])} h, before "${earlier}" at ${hours(times[earlier])} h, which it follows (policy §4)`,
    remedy: `Set it to ${hours(times[earlier])} or more, or "${earlier}" to less.`,
  }))
}

/** Returns times given in hours, as in the configuration, in milliseconds. */
export function policyTimesOfHours(given: Readonly<Record<PromiseKind, number>>): PolicyTimes {
  const inMilliseconds = (kind: PromiseKind) => Math.round(given[kind] * HOUR)
  return {
    acknowledge: inMilliseconds('acknowledge'),
    update: inMilliseconds('update'),
    investigate: inMilliseconds('investigate'),
    conclude: inMilliseconds('conclude'),
    escalate: inMilliseconds('escalate'),
    resolve: inMilliseconds('resolve'),
  }
}

function hours(milliseconds: number): number {
  return milliseconds / HOUR
}

/** An open promise. */
export interface OwedPromise {
  kind: PromiseKind
  dueAt: Date
}
