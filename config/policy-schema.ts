import { z } from 'zod'
import { POLICY_TIMES, type PromiseKind } from '../core/policy/policy-times.ts'
import { wordList } from './setting.ts'

const HOUR = 3_600_000
const LONGEST_HOURS = 24 * 365

const hours = (kind: PromiseKind, description: string) =>
  z
    .number()
    .positive()
    .max(LONGEST_HOURS)
    .default(POLICY_TIMES[kind] / HOUR)
    .meta({ description, expects: 'hours above 0, such as 24 or 0.25' })

/** The policy's times in hours, for whoever runs under other rules. */
export const policy = z
  .strictObject({
    acknowledge: hours('acknowledge', 'Acknowledged (policy §3: at once).'),
    update: hours('update', 'Told what was done while unresolved, each time within (§3).'),
    investigate: hours('investigate', 'Investigation begun by the resolution team (§4).'),
    conclude: hours('conclude', 'Told the conclusions (§4).'),
    escalate: hours('escalate', 'Handed to the customer-experience team (§4).'),
    resolve: hours('resolve', 'Resolved (§4).'),
    stopsWhileWaiting: wordList(['acknowledge', 'update', 'investigate', 'conclude', 'escalate', 'resolve'])
      .default([])
      .meta({
        description:
          'Promises whose clock stands still while a question to the customer is open. By the policy none does.',
        expects: 'a list such as ["conclude", "resolve"]',
      }),
  })
  .prefault({})
  .meta({
    description:
      'When the promises fall due, in hours from the first contact, by the wall clock. They hold for first contacts from then on.',
  })
