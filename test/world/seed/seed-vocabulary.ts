import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { searchTextOf } from '../../../core/search/search-words.ts'

/** A word and its stem in the search. */
export interface SeedWord {
  word: string
  stem: string
}

const FOLDER = join(import.meta.dirname, '../../../core/classify/examples')

/** The number of words of the seeded mails. */
export const SEED_WORDS = 20_000

/**
 * Returns words for seeded mails, the most common first: those of the classifier's examples as often as they occur
 * there, then made-up ones. Chosen by `floor(SEED_WORDS ^ share)` they are distributed as words are (Zipf): the first
 * in most mails, the last in a few of a million.
 */
export function seedVocabulary(): SeedWord[] {
  const counts = new Map<string, number>()
  for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.jsonl'))) {
    for (const line of readFileSync(join(FOLDER, file), 'utf8').split('\n')) {
      if (line === '') continue
      const { text } = JSON.parse(line) as { text: string }
      for (const { word } of searchTextOf(text).words)
        if (word && /^[a-z]{3,}$/.test(word)) counts.set(word, (counts.get(word) ?? 0) + 1)
    }
  }
  const words = [...counts].sort(([a, often], [b, seldom]) => seldom - often || (a < b ? -1 : 1))
  const known = new Set(words.map(([word]) => word))
  for (let number = 0; known.size < SEED_WORDS; number++) known.add(madeUp(number))
  return [...known]
    .slice(0, SEED_WORDS)
    .map((word) => ({ word, stem: searchTextOf(word).words[0]?.lexeme ?? word }))
}

const SYLLABLES = ['ba', 'ce', 'do', 'fi', 'gu', 'la', 'mi', 'no', 'pa', 'ru', 'se', 'ti', 'va', 'zo']

function madeUp(number: number): string {
  let word = ''
  for (let rest = number + SYLLABLES.length ** 3; rest > 0; rest = Math.floor(rest / SYLLABLES.length))
    word += SYLLABLES[rest % SYLLABLES.length]
  return word
}
