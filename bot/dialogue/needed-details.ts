import { type Category, isSensitive } from '../../core/policy/category.ts'
import { type DialogueState, detailsOf, type Topic } from './dialogue-state.ts'
import type { Detail } from './dialogue-types.ts'

// Policy §3 records name and contact details always. The rest is only what the category cannot be worked on without:
// every further question loses customers.
const NEEDS: Record<Category, readonly Detail[]> = {
  account: ['email', 'name'],
  'account-closure': ['email', 'name'],
  fraud: ['email', 'name'],
  privacy: ['email', 'name'],
  legal: ['email', 'name'],
  'product-information': ['listing', 'email', 'name'],
  'product-infringement': ['listing', 'email', 'name'],
  'order-dispute': ['orderNumber', 'email', 'name'],
  other: ['email', 'name'],
}

/** The next thing to ask about a matter: needed, not said yet, not asked before; undefined when there is nothing. */
export function nextDetail(state: DialogueState, matter: Topic): Detail | undefined {
  const known = detailsOf(state, matter)
  return NEEDS[matter.category].find((detail) => known[detail] === null && !matter.asked.includes(detail))
}

/** Whether a ready answer may be given: never on fraud, legal and privacy, where a general answer could do harm. */
export function mayGiveArticle(category: Category): boolean {
  return !isSensitive(category)
}
