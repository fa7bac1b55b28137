import { CATEGORIES, type Category } from '../../core/policy/category.ts'

const FIXED = [
  'person',
  'status',
  'new-matter',
  'same-matter',
  'other-matter',
  'wrong-category',
  'right-category',
  'solved',
  'not-solved',
  'skip',
  'no-thanks',
  'keep-waiting',
  'stop-waiting',
  'transcript',
  'rate',
  'restart',
  'in-french',
  'in-english',
  'rate:1',
  'rate:2',
  'rate:3',
  'rate:4',
  'rate:5',
] as const

/** A suggested reply, whatever its label in the customer's language. */
export type ChoiceId = (typeof FIXED)[number] | `category:${Category}`

/** The name of every suggested reply there is. */
export const CHOICE_IDS: readonly ChoiceId[] = [
  ...FIXED,
  ...CATEGORIES.map((category): ChoiceId => `category:${category}`),
]

/** True for the name of a suggested reply. */
export function isChoiceId(text: string): text is ChoiceId {
  return (CHOICE_IDS as readonly string[]).includes(text)
}

/** The category a choice names, or undefined. */
export function chosenCategory(id: ChoiceId): Category | undefined {
  return CATEGORIES.find((category) => id === `category:${category}`)
}
