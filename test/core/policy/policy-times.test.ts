import { describe, expect, it } from 'vitest'
import { readConfig } from '../../../config/config.ts'
import { type ConfigFault, InvalidConfig } from '../../../config/fault.ts'
import { POLICY_TIMES, policyTimesFaults, policyTimesOfHours } from '../../../core/policy/policy-times.ts'

const FILE = '/etc/agafort/config.jsonc'

function configured(policy: object) {
  return readConfig({ env: { CONFIG: FILE }, readFile: () => JSON.stringify({ policy }) }).policy
}

function faultsOf(policy: object): readonly ConfigFault[] {
  try {
    configured(policy)
    return []
  } catch (error) {
    if (error instanceof InvalidConfig) return error.faults
    throw error
  }
}

describe('The policy’s times', () => {
  const hours = { acknowledge: 0.25, update: 24, investigate: 24, conclude: 48, escalate: 48, resolve: 120 }

  it('are the policy’s own unless configured, in hours', () => {
    expect(configured({})).toEqual({ ...hours, stopsWhileWaiting: [] })
    expect(policyTimesOfHours(configured({ resolve: 96 }))).toEqual({
      ...POLICY_TIMES,
      resolve: 96 * 3_600_000,
    })
  })

  it('of the policy itself are in order', () => {
    expect(policyTimesFaults(POLICY_TIMES)).toEqual([])
    expect(policyTimesOfHours(hours)).toEqual(POLICY_TIMES)
  })

  it('out of order are refused, with what to set', () => {
    const faults = faultsOf({ investigate: 72 })
    expect(faults.map(({ where }) => where)).toEqual([
      `policy.conclude in ${FILE}`,
      `policy.escalate in ${FILE}`,
    ])
    expect(faults[0]?.problem).toContain('48 h, before "investigate" at 72 h')
    expect(faults[0]?.remedy).toContain('72 or more')
  })

  it('with none at all for a promise are refused', () => {
    expect(policyTimesFaults({ ...POLICY_TIMES, resolve: 0 })).toMatchObject([{ kind: 'resolve' }])
    expect(policyTimesFaults({ ...POLICY_TIMES, resolve: Number.NaN })).toMatchObject([{ kind: 'resolve' }])
    expect(faultsOf({ resolve: -1 })).toHaveLength(1)
    expect(faultsOf({ resolve: 'soon' })).toHaveLength(1)
  })

  it('stop while we wait for the customer only for promises there are', () => {
    expect(configured({ stopsWhileWaiting: ['conclude'] }).stopsWhileWaiting).toEqual(['conclude'])
    expect(faultsOf({ stopsWhileWaiting: ['everything'] })).toHaveLength(1)
  })
})
