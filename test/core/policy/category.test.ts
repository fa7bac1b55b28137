import { describe, expect, it } from 'vitest'
import type { TeamId } from '../../../core/kernel/id.ts'
import {
  type AddressName,
  CATEGORIES,
  CATEGORY_POLICY,
  type Category,
  categoryOfAddress,
  firstTeam,
  isCategory,
  isSensitive,
  SENSITIVE_LANES,
  strictest,
} from '../../../core/policy/category.ts'

// As the policy has it (§2), with who may read it and the address or form it names.
const POLICY: [Category, TeamId, 'everyone' | 'cleared', AddressName | 'form'][] = [
  ['account', 'account', 'everyone', 'account'],
  ['account-closure', 'account', 'everyone', 'account'],
  ['fraud', 'fraud', 'cleared', 'security'],
  ['privacy', 'privacy', 'cleared', 'privacy'],
  ['legal', 'legal', 'cleared', 'legal'],
  ['product-information', 'product', 'everyone', 'form'],
  ['product-infringement', 'product', 'everyone', 'form'],
  ['order-dispute', 'customer-service', 'everyone', 'contact'],
  ['other', 'customer-service', 'everyone', 'contact'],
]

describe('A category of the policy', () => {
  it('is one of nine, each with its row below', () => {
    expect(POLICY.map(([category]) => category)).toEqual(CATEGORIES)
    expect(['fraud', 'Fraud', '', 'toString'].map(isCategory)).toEqual([true, false, false, false])
  })

  it.each(POLICY)('%s goes to the %s team first, is read by %s and has the %s of the policy', (...row) => {
    const [category, team, readers, address] = row
    expect(firstTeam(category)).toBe(team)
    expect(isSensitive(category)).toBe(readers === 'cleared')
    expect(SENSITIVE_LANES.some((lane) => lane === category)).toBe(readers === 'cleared')
    expect(CATEGORY_POLICY[category].address ?? 'form').toBe(address)
  })
})

describe('A mail to two of our addresses', () => {
  it.each<[AddressName, AddressName, Category]>([
    ['contact', 'security', 'fraud'],
    ['security', 'contact', 'fraud'],
    ['account', 'privacy', 'privacy'],
    ['security', 'privacy', 'fraud'],
    ['security', 'legal', 'legal'],
    ['contact', 'account', 'account'],
  ])('%s and %s is of the stricter category, %s', (one, other, stricter) => {
    expect(strictest([categoryOfAddress(one), categoryOfAddress(other)])).toBe(stricter)
  })

  it('is stricter than both where its text says so', () => {
    expect(strictest(['product-infringement', categoryOfAddress('account')])).toBe('product-infringement')
    expect(strictest(['account-closure', categoryOfAddress('account')])).toBe('account-closure')
    expect(strictest(['order-dispute', categoryOfAddress('contact')])).toBe('order-dispute')
  })

  it('A mail to none of our addresses is of the category “other”', () => {
    expect(strictest([])).toBe('other')
  })
})
