import type { Category } from '../category.ts'

/** Why a category was chosen: the rule or words that decided, and how much they weighed. */
export type Reason = { rule: string; weight: number } | { words: string[]; weight: number }

/** What a message is about, and how sure that is. `category` is the best guess even when abstained. */
export interface Decision {
  category: Category
  /** Between 0 and 1. */
  confidence: number
  /** True when a person should decide. */
  abstained: boolean
  reasons: Reason[]
  runnerUp: { category: Category; confidence: number } | null
  /** Danger to persons, fraud in progress, a legal deadline within days. */
  urgent: boolean
}

export interface Evidence {
  subject: string
  text: string
  /** What the door a message came in by is for; `other` for a general address. */
  doorCategory: Category
}

/** Decides a message's category. For now the door decides: whoever writes to the fraud address means fraud. */
export function classify(evidence: Evidence): Decision {
  const general = evidence.doorCategory === 'other'
  return {
    category: evidence.doorCategory,
    confidence: general ? 0 : 1,
    abstained: general,
    reasons: [{ rule: 'door', weight: 1 }],
    runnerUp: null,
    urgent: false,
  }
}
