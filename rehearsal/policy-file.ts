import { readFileSync } from 'node:fs'
import { HOUR } from '../core/kernel/duration.ts'
import {
  POLICY_TIMES,
  type PolicyTimes,
  PROMISE_KINDS,
  type PromiseKind,
  policyTimesFaults,
  policyTimesOfHours,
} from '../core/policy/policy-times.ts'

/** A times file that cannot be used; the message explains what to change. */
export class BadPolicyFile extends Error {}

/**
 * Reads policy times from a JSON file such as {"update": 12, "resolve": 96}, in hours after the first
 * contact.
 * Missing ones are the policy's own. Throws BadPolicyFile for an unknown name, a value that is no number, and
 * times out of order.
 */
export function readPolicyFile(path: string): PolicyTimes {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new BadPolicyFile(`${path} cannot be read: ${error instanceof Error ? error.message : error}`)
  }
  return policyTimesOf(parse(path, text), path)
}

/** Does the same with the content of such a file; faults name `path`. */
export function policyTimesOf(given: unknown, path: string): PolicyTimes {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new BadPolicyFile(`${path} must hold one object such as ${EXAMPLE}.`)
  const entries = Object.entries(given)
  const faults = entries.flatMap(([name, hours]) => faultOf(name, hours))
  if (faults.length > 0) throw new BadPolicyFile(faultMessage(path, faults))
  const hours = Object.fromEntries(PROMISE_KINDS.map((kind) => [kind, POLICY_TIMES[kind] / HOUR]))
  const times = policyTimesOfHours({ ...hours, ...Object.fromEntries(entries) } as Record<
    PromiseKind,
    number
  >)
  const disorder = policyTimesFaults(times).map(
    ({ kind, problem, remedy }) => `"${kind}" ${problem}. ${remedy}`,
  )
  if (disorder.length > 0) throw new BadPolicyFile(faultMessage(path, disorder))
  return times
}

const EXAMPLE = '{"update": 12, "resolve": 96}'

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new BadPolicyFile(`${path} is no JSON: ${error instanceof Error ? error.message : error}`)
  }
}

function faultOf(name: string, hours: unknown): string[] {
  if (!(PROMISE_KINDS as readonly string[]).includes(name))
    return [`"${name}" is no promise of the policy. There are: ${PROMISE_KINDS.join(', ')}.`]
  if (typeof hours !== 'number' || !Number.isFinite(hours))
    return [`"${name}" must be a number of hours, such as 24.`]
  return []
}

function faultMessage(path: string, faults: readonly string[]): string {
  return [`${path} cannot be rehearsed:`, ...faults.map((fault) => `  ${fault}`)].join('\n')
}
