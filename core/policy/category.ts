/** What a ticket is about: the policy's list (§2), with `order-dispute` and `other` for the general team addresses. */
export const CATEGORIES = [
  'account',
  'account-closure',
  'fraud',
  'privacy',
  'legal',
  'product-information',
  'product-infringement',
  'order-dispute',
  'other',
] as const
export type Category = (typeof CATEGORIES)[number]

/** Categories only their own team may read. Reading one needs its clearance, for administrators too. */
export const SENSITIVE_LANES = ['fraud', 'legal', 'privacy'] as const
export type SensitiveLane = (typeof SENSITIVE_LANES)[number]

/** Returns true when only cleared members may read tickets of this category. */
export function isSensitive(category: Category): category is SensitiveLane {
  return (SENSITIVE_LANES as readonly string[]).includes(category)
}

/** Returns true for one of the nine category names. */
export function isCategory(text: string): text is Category {
  return (CATEGORIES as readonly string[]).includes(text)
}

// Strictest first, because showing a fraud or legal ticket to too many people is the worse mistake. A mail sent to
// several of our addresses gets the strictest of their categories.
const STRICTNESS: readonly Category[] = [
  'legal',
  'fraud',
  'privacy',
  'product-infringement',
  'account-closure',
  'account',
  'order-dispute',
  'product-information',
  'other',
]

/** Returns the strictest of several categories; `other` for none. */
export function strictest(categories: readonly Category[]): Category {
  return STRICTNESS.find((category) => categories.includes(category)) ?? 'other'
}

const FIRST_TEAM: Record<Category, string> = {
  account: 'account',
  'account-closure': 'account',
  fraud: 'fraud',
  privacy: 'privacy',
  legal: 'legal',
  'product-information': 'product',
  'product-infringement': 'product',
  'order-dispute': 'customer-service',
  other: 'customer-service',
}

/** Returns the team that owns a category first (policy §2 names an address or a form for each). */
export function firstTeam(category: Category): string {
  return FIRST_TEAM[category]
}
