import { addConceptFeatures, findWishes } from './concept-features.ts'
import { readLexicons } from './concept-matcher.ts'
import { readTextParts, type TextPart } from './evidence.ts'
import { type FeatureList, newFeatureList } from './feature-list.ts'
import { LEXICONS } from './lexicon.ts'
import { addWordFeatures } from './word-features.ts'

/** A message as the model sees it. */
interface Reading {
  parts: TextPart[]
  /** Valid until the next message is read into the same list. */
  features: FeatureList
}

const NO_SENTENCE: ReadonlySet<number> = new Set()
const list = newFeatureList()
// Read at start-up, so that the first message does not wait for it.
const lexicon = readLexicons(LEXICONS)

/**
 * Returns the features of a message. `complaints` adds the lexicons of complaints in French and English; without it,
 * any text of any trade can be read. The list is reused: use it before the next message is read.
 */
export function readFeatures(subject: string, text: string, complaints: boolean): Reading {
  list.count = 0
  const parts = readTextParts(subject, text)
  for (const part of parts) {
    if (!complaints) {
      addWordFeatures(list, part, NO_SENTENCE)
      continue
    }
    const hits = lexicon.match(part.tokens)
    const wishes = findWishes(lexicon, part, hits)
    addWordFeatures(list, part, wishes.wanted)
    addConceptFeatures(list, lexicon, part, hits, wishes)
  }
  return { parts, features: list }
}
