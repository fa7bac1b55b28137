import { type Category, type SensitiveLane, TEAMS, type TeamId } from '../../db/column-values.ts'

export { type Category, type SensitiveLane, TEAMS }

/** The addresses the policy names (§2), the general one first. */
export const ADDRESS_NAMES = ['contact', 'account', 'security', 'privacy', 'legal'] as const
export type AddressName = (typeof ADDRESS_NAMES)[number]

interface CategoryPolicy<Name extends Category> {
  /** The team that owns it first. */
  team: TeamId
  /** The sensitive lane it is: only cleared members may read it, administrators too. */
  lane: Name extends SensitiveLane ? Name : null
  /**
   * More is stricter. Showing a fraud or legal matter to too many is the worse mistake, so a mail sent to several of our
   * addresses takes the strictest of their categories.
   */
  strictness: number
  /** The address the policy names for it; null where it names a form. */
  address: AddressName | null
}

/** What the policy lays down for each category (§2). */
export const CATEGORY_POLICY = {
  account: { team: 'account', lane: null, strictness: 3, address: 'account' },
  'account-closure': { team: 'account', lane: null, strictness: 4, address: 'account' },
  fraud: { team: 'fraud', lane: 'fraud', strictness: 7, address: 'security' },
  privacy: { team: 'privacy', lane: 'privacy', strictness: 6, address: 'privacy' },
  legal: { team: 'legal', lane: 'legal', strictness: 8, address: 'legal' },
  'product-information': { team: 'product', lane: null, strictness: 1, address: null },
  'product-infringement': { team: 'product', lane: null, strictness: 5, address: null },
  'order-dispute': { team: 'customer-service', lane: null, strictness: 2, address: 'contact' },
  other: { team: 'customer-service', lane: null, strictness: 0, address: 'contact' },
} as const satisfies { [Name in Category]: CategoryPolicy<Name> }

export const CATEGORIES = Object.keys(CATEGORY_POLICY) as readonly Category[]

export const SENSITIVE_LANES: readonly SensitiveLane[] = CATEGORIES.flatMap(
  (category) => CATEGORY_POLICY[category].lane ?? [],
).sort()

/** Returns true when only cleared members may read tickets of this category. */
export function isSensitive(category: Category): category is SensitiveLane {
  return (SENSITIVE_LANES as readonly string[]).includes(category)
}

/** Returns true for one of the nine category names. */
export function isCategory(text: string): text is Category {
  return (CATEGORIES as readonly string[]).includes(text)
}

/** Returns true for one of the eight team names. */
export function isTeamId(text: string): text is TeamId {
  return (TEAMS as readonly string[]).includes(text)
}

const strictestFirst = [...CATEGORIES].sort(
  (a, b) => CATEGORY_POLICY[b].strictness - CATEGORY_POLICY[a].strictness,
)

/** Returns the strictest of several categories; `other` for none. */
export function strictest(categories: readonly Category[]): Category {
  return strictestFirst.find((category) => categories.includes(category)) ?? 'other'
}

/** Returns the team that owns a category first (policy §2 names an address or a form for each). */
export function firstTeam(category: Category): TeamId {
  return CATEGORY_POLICY[category].team
}

/**
 * Returns the category of what arrives at an address until its text says more: the least strict of those the address is
 * named for.
 */
export function categoryOfAddress(name: AddressName): Category {
  return strictestFirst.findLast((category) => CATEGORY_POLICY[category].address === name) ?? 'other'
}
