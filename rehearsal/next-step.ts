import { HOUR } from '../core/kernel/duration.ts'
import type { PolicyTimes } from '../core/policy/policy-times.ts'
import { hoursLater, type SimulatedCase } from './case.ts'
import type { OpenWork } from './open-work.ts'
import type { Worker } from './workers.ts'

/** What a member does next for a matter; each is a verb of core. */
export type WorkStep =
  | 'set-aside'
  | 'answer'
  | 'ask-customer'
  | 'ask-seller'
  | 'investigate'
  | 'conclude'
  | 'resolve'
  | 'call'

/** Minutes of a member's work each takes. */
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

/** What is to be done for a matter now by one who may; null while we wait for others. */
export function nextStep(work: OpenWork, worker: Worker, times: PolicyTimes, now: number): WorkStep | null {
  const { matter, level } = work
  if (matter.busy) return null
  if (work.callDue && now >= matter.callAgainAt) return 'call'
  if (work.resolved) return null
  if (matter.kind === 'thanks') return 'set-aside'
  if (level === 'customer-service' && work.investigator !== worker.id) return atFirstContact(matter, now)
  if (level !== 'customer-experience') return investigating(work, times, now)
  return atLastLevel(work, times, now)
}

/** By when it should be done: what members work by, the soonest first. */
export function urgency(work: OpenWork, times: PolicyTimes): number {
  const { matter, level, firstContact, investigator } = work
  if (work.callDue) return firstContact
  if (level === 'customer-service' && investigator === null)
    return matter.answered ? firstContact + times.investigate : firstContact + 4 * HOUR
  if (!matter.investigated) return firstContact + times.investigate
  if (!matter.concluded) return firstContact + times.conclude
  return firstContact + times.resolve
}

// Policy §4: wherever possible solved at the first contact; what this team cannot solve waits for the investigation.
function atFirstContact(matter: SimulatedCase, now: number): WorkStep | null {
  if (now < matter.restsUntil) return null
  if (matter.asksCustomer && !matter.customerAsked) return 'ask-customer'
  if (matter.solvableAt === 'customer-service') return matter.silentSoFar ? null : 'resolve'
  if (matter.asksSeller && !matter.sellerAsked) return 'ask-seller'
  return matter.answered ? null : 'answer'
}

function investigating({ matter, firstContact }: OpenWork, times: PolicyTimes, now: number): WorkStep | null {
  const hurried = now > firstContact + times.conclude - 10 * HOUR
  if (!matter.investigated) {
    if (matter.asksCustomer && !matter.customerAsked) return 'ask-customer'
    return matter.asksSeller && !matter.sellerAsked ? 'ask-seller' : 'investigate'
  }
  if (now < matter.restsUntil && !hurried) return null
  if (matter.solvableAt !== 'customer-experience') return 'resolve'
  return matter.concluded ? null : 'conclude'
}

function atLastLevel({ matter, firstContact }: OpenWork, times: PolicyTimes, now: number): WorkStep | null {
  if (!matter.concluded) return 'conclude'
  const hurried = now > firstContact + times.resolve - 16 * HOUR
  const settled = hoursLater(matter.reachedLastLevelAt ?? now, matter.settlesAfter)
  return hurried || now >= Math.max(settled, matter.restsUntil) ? 'resolve' : null
}
