import { HOUR } from '../core/kernel/duration.ts'
import type { TicketId } from '../core/kernel/id.ts'
import type { Reference } from '../core/kernel/reference.ts'
import { CATEGORIES, type Category } from '../core/policy/category.ts'
import type { Language } from '../core/policy/language.ts'
import type { Level } from '../core/policy/level.ts'
import { type Draws, drawsFor } from './random-draws.ts'
import type { KnownSeller } from './rehearsed-sellers.ts'

/** What a simulated message is: a complaint, an unprompted thank-you, or spam. */
type SimulatedCaseKind = 'complaint' | 'thanks' | 'spam'

/** A customer's case: what solves it, how its people behave, and its progress. */
export interface SimulatedCase {
  readonly number: number
  readonly kind: SimulatedCaseKind
  readonly category: Category
  readonly language: Language
  /** They telephone and have no e-mail address on record: what others get by mail, they get by a call. */
  readonly rings: boolean
  readonly arrivesAt: number
  readonly draws: Draws
  /** The first level that can solve it. */
  readonly solvableAt: Level
  readonly asksCustomer: boolean
  readonly asksSeller: boolean
  /** Hours until the customer replies to a question; null when they never do. */
  readonly customerReplies: number | null
  readonly sellerReplies: number | null
  /** At the last level: hours until others have done their part. */
  readonly settlesAfter: number
  /** The seller of the goods. */
  readonly seller: KnownSeller
  readonly outcome: 'solved' | 'refused' | 'withdrawn'
  readonly afterwards: 'silent' | 'thanks' | 'objects'
  ticketId: TicketId | null
  reference: Reference | null
  messages: number
  /** A member is working on it. */
  busy: boolean
  replied: boolean
  customerAsked: boolean
  /** A question to the customer is open. */
  silentSoFar: boolean
  sellerAsked: boolean
  /** Resting until then, because we wait for somebody. */
  restsUntil: number
  /** No call before then, because nobody picked up. */
  callAgainAt: number
  investigated: boolean
  concluded: boolean
  reachedLastLevelAt: number | null
  objected: boolean
}

// Shares as on a marketplace: most is about orders.
const SHARES: Record<Category, number> = {
  account: 12,
  'account-closure': 5,
  fraud: 9,
  privacy: 5,
  legal: 3,
  'product-information': 6,
  'product-infringement': 5,
  'order-dispute': 45,
  other: 10,
}

// How often the first reply solves it, and how often the resolution team does when that failed.
const SOLVED: Record<Category, readonly [first: number, investigated: number]> = {
  account: [0.75, 0.7],
  'account-closure': [0.85, 0.8],
  fraud: [0.3, 0.55],
  privacy: [0.5, 0.6],
  legal: [0.2, 0.4],
  'product-information': [0.8, 0.8],
  'product-infringement': [0.55, 0.7],
  'order-dispute': [0.45, 0.55],
  other: [0.9, 0.8],
}

/** Draws a case; everything about it follows from the seed and its number. */
export function drawCase(
  seed: number,
  number: number,
  { arrivesAt, sellers }: { arrivesAt: number; sellers: readonly KnownSeller[] },
): SimulatedCase {
  const draws = drawsFor(seed, 'matter', number)
  const lot = draws.share()
  const kind: SimulatedCaseKind = lot < 0.03 ? 'spam' : lot < 0.06 ? 'thanks' : 'complaint'
  const category = kind === 'complaint' ? drawCategory(draws) : 'other'
  const [first, investigated] = SOLVED[category]
  const solvableAt = draws.chance(first)
    ? 'customer-service'
    : draws.chance(investigated)
      ? 'resolution'
      : 'customer-experience'
  const concernsSeller = category === 'order-dispute' || category.startsWith('product-')
  return {
    number,
    kind,
    category,
    language: draws.chance(0.88) ? 'fr' : 'en',
    rings: kind === 'complaint' && draws.chance(0.06),
    arrivesAt,
    draws,
    solvableAt,
    asksCustomer: draws.chance(solvableAt === 'customer-service' ? 0.1 : 0.4),
    asksSeller: concernsSeller && draws.chance(solvableAt === 'customer-service' ? 0.05 : 0.6),
    customerReplies: draws.chance(0.75) ? 0.2 + draws.waiting(7) : null,
    sellerReplies: draws.chance(0.65) ? 0.5 + draws.waiting(14) : null,
    settlesAfter: draws.waiting(20),
    seller: drawSeller(draws, sellers),
    outcome: draws.chance(0.85) ? 'solved' : draws.chance(0.8) ? 'refused' : 'withdrawn',
    afterwards: draws.chance(0.12) ? 'thanks' : draws.chance(0.04) ? 'objects' : 'silent',
    ticketId: null,
    reference: null,
    messages: 0,
    busy: false,
    replied: false,
    customerAsked: false,
    silentSoFar: false,
    sellerAsked: false,
    restsUntil: 0,
    callAgainAt: 0,
    investigated: false,
    concluded: false,
    reachedLastLevelAt: null,
    objected: false,
  }
}

/** Restarts a case whose customer is not content. */
export function beginAgain(simulatedCase: SimulatedCase): void {
  simulatedCase.replied = false
  simulatedCase.investigated = false
  simulatedCase.concluded = false
  simulatedCase.restsUntil = 0
  simulatedCase.objected = true
}

/** Returns the instant a number of hours later. */
export function hoursLater(instant: number, hours: number): number {
  return Math.round(instant + hours * HOUR)
}

function drawSeller(draws: Draws, sellers: readonly KnownSeller[]): KnownSeller {
  const [first, ...others] = sellers
  if (!first) throw new Error('A marketplace has a seller.')
  return draws.pick([first, ...others])
}

function drawCategory(draws: Draws): Category {
  const whole = CATEGORIES.reduce((sum, category) => sum + SHARES[category], 0)
  let place = draws.share() * whole
  for (const category of CATEGORIES) {
    place -= SHARES[category]
    if (place < 0) return category
  }
  return 'other'
}
