import { HOUR } from '../core/kernel/duration.ts'
import type { PolicyTimes } from '../core/policy/policy-times.ts'
import { hoursLater, type SimulatedCase } from './case.ts'
import type { OpenWork } from './open-work.ts'
import type { Worker } from './workers.ts'

/** A member's next act on a case; each is a function of core. */
export type WorkStep =
  | 'set-aside'
  | 'answer'
  | 'ask-customer'
  | 'ask-seller'
  | 'investigate'
  | 'conclude'
  | 'resolve'
  | 'call'

/** Minutes of work each step takes. */
export const MINUTES: Readonly<Record<WorkStep, number>> = {
  'set-aside': 2,
  answer: 7,
  'ask-customer': 8,
  'ask-seller': 9,
  investigate: 15,
  conclude: 15,
  resolve: 12,
  call: 6,
}

/** Returns the next step on a case for a member allowed to work on it; null while we wait for others. */
export function nextStep(work: OpenWork, worker: Worker, times: PolicyTimes, now: number): WorkStep | null {
  const { simulatedCase, level } = work
  if (simulatedCase.busy) return null
  if (work.callDue && now >= simulatedCase.callAgainAt) return 'call'
  if (work.resolved) return null
  if (simulatedCase.kind === 'thanks') return 'set-aside'
  if (level === 'customer-service' && work.investigator !== worker.id)
    return atFirstContact(simulatedCase, now)
  if (level !== 'customer-experience') return investigating(work, times, now)
  return atLastLevel(work, times, now)
}

/** Returns the instant it should be done by: members work in this order. */
export function urgency(work: OpenWork, times: PolicyTimes): number {
  const { simulatedCase, level, firstContact, investigator } = work
  if (work.callDue) return firstContact
  if (level === 'customer-service' && investigator === null)
    return simulatedCase.replied ? firstContact + times.investigate : firstContact + 4 * HOUR
  if (!simulatedCase.investigated) return firstContact + times.investigate
  if (!simulatedCase.concluded) return firstContact + times.conclude
  return firstContact + times.resolve
}

// Policy §4: solved at the first contact wherever possible; what this team cannot solve waits for the
// investigation.
function atFirstContact(simulatedCase: SimulatedCase, now: number): WorkStep | null {
  if (now < simulatedCase.restsUntil) return null
  if (simulatedCase.asksCustomer && !simulatedCase.customerAsked) return 'ask-customer'
  if (simulatedCase.solvableAt === 'customer-service') return simulatedCase.silentSoFar ? null : 'resolve'
  if (simulatedCase.asksSeller && !simulatedCase.sellerAsked) return 'ask-seller'
  return simulatedCase.replied ? null : 'answer'
}

function investigating(
  { simulatedCase, firstContact }: OpenWork,
  times: PolicyTimes,
  now: number,
): WorkStep | null {
  const hurried = now > firstContact + times.conclude - 10 * HOUR
  if (!simulatedCase.investigated) {
    if (simulatedCase.asksCustomer && !simulatedCase.customerAsked) return 'ask-customer'
    return simulatedCase.asksSeller && !simulatedCase.sellerAsked ? 'ask-seller' : 'investigate'
  }
  if (now < simulatedCase.restsUntil && !hurried) return null
  if (simulatedCase.solvableAt !== 'customer-experience') return 'resolve'
  return simulatedCase.concluded ? null : 'conclude'
}

function atLastLevel(
  { simulatedCase, firstContact }: OpenWork,
  times: PolicyTimes,
  now: number,
): WorkStep | null {
  if (!simulatedCase.concluded) return 'conclude'
  const hurried = now > firstContact + times.resolve - 16 * HOUR
  const settled = hoursLater(simulatedCase.reachedLastLevelAt ?? now, simulatedCase.settlesAfter)
  return hurried || now >= Math.max(settled, simulatedCase.restsUntil) ? 'resolve' : null
}
