import { HOUR, MINUTE } from '../kernel/duration.ts'

/**
 * The policy's times, in milliseconds from the first contact, by the wall clock; what counts unless the configuration
 * says otherwise.
 * "At once" (policy §3) is measured as a quarter of an hour: a mail server may well be away for a minute, and a promise
 * that breaks at every hiccup would teach supervisors to look away.
 */
export const POLICY_TIMES = {
  acknowledge: 15 * MINUTE,
  /** Policy §3: regular updates while unresolved, at least every 24 h. */
  update: 24 * HOUR,
  /** Policy §4: a member of the resolution team begins an investigation. */
  investigate: 24 * HOUR,
  /** Policy §4: the customer is told the conclusions. */
  conclude: 48 * HOUR,
  /** Policy §4: handed to the customer-experience team. */
  escalate: 48 * HOUR,
  /** Policy §4: all problems resolved. */
  resolve: 5 * 24 * HOUR,
} as const

export type PromiseKind = keyof typeof POLICY_TIMES
export const PROMISE_KINDS = Object.keys(POLICY_TIMES) as PromiseKind[]

/** How long after the first contact each promise falls due, in milliseconds. */
export type PolicyTimes = Readonly<Record<PromiseKind, number>>

/** A time that does not fit the others: what to change, and what it has to do with. */
export interface PolicyTimesFault {
  kind: PromiseKind
  problem: string
  remedy: string
}

// Policy §4 tells one story: acknowledged, investigated, told the conclusions, handed on, resolved. Each may fall
// together with the next, but none before one that it needs.
const ORDER: readonly (readonly [earlier: PromiseKind, later: PromiseKind])[] = [
  ['acknowledge', 'update'],
  ['acknowledge', 'investigate'],
  ['investigate', 'conclude'],
  ['investigate', 'escalate'],
  ['conclude', 'resolve'],
  ['escalate', 'resolve'],
]

/** What is wrong with a set of times: one that is not above zero, or that comes before one it follows. None: []. */
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

/** Times given in hours, as configuration has them, in milliseconds. */
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

/** How a promise ended; a row without an outcome is still owed. */
export type PromiseOutcome = 'kept' | 'broken' | 'no-longer-owed'

/** A promise that is still owed. */
export interface OwedPromise {
  kind: PromiseKind
  dueAt: Date
}
