import type { TextPart } from './evidence.ts'
import { addNumber, addWord, beginHash, endHash, KIND } from './feature-hash.ts'
import { addFeature, type FeatureList, LETTERS, WORDS } from './feature-list.ts'
import { stem } from './stem.ts'

const SHORTEST_GRAM = 3
const LONGEST_GRAM = 5

/**
 * Adds the features of a part's words: stems, pairs of stems, and runs of three to five letters inside words. Most runs
 * survive typing errors. Stems count again in sentences that ask for something and in the last sentence, where the wish
 * often is.
 */
export function addWordFeatures(list: FeatureList, part: TextPart, wishSentences: ReadonlySet<number>): void {
  const { tokens, weight, base, role } = part
  const stems = tokens.map(({ word }) => stem(word))
  const lastSentence = tokens.at(-1)?.sentence ?? 0
  if (role === 'own') addFeature(list, lengthHash(tokens.length), weight, WORDS, -1, -1)
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]
    const own = stems[i]
    if (!token || own === undefined) continue
    const at = base + i
    const addStem = (kind: number) =>
      addFeature(list, endHash(addWord(beginHash(kind), own)), weight, WORDS, at, at)
    addStem(KIND.stem)
    if (wishSentences.has(token.sentence)) addStem(KIND.wishWord)
    if (role !== 'subject' && lastSentence > 0 && token.sentence === lastSentence) addStem(KIND.lastWord)
    const next = stems[i + 1]
    if (next !== undefined && tokens[i + 1]?.sentence === token.sentence)
      addFeature(list, endHash(addWord(addWord(beginHash(KIND.pair), own), next)), weight, WORDS, at, at + 1)
    addLetters(list, token.word, weight, at)
  }
}

function addLetters(list: FeatureList, word: string, weight: number, at: number): void {
  // A placeholder such as 0price has no letters of its own.
  if (word.charCodeAt(0) === 48) return
  const padded = ` ${word} `
  for (let from = 0; from < padded.length - SHORTEST_GRAM + 1; from++) {
    let hash = beginHash(KIND.letters)
    const to = Math.min(padded.length, from + LONGEST_GRAM)
    for (let i = from; i < to; i++) {
      hash = addNumber(hash, padded.charCodeAt(i))
      const length = i - from + 1
      if (length >= SHORTEST_GRAM) addFeature(list, endHash(addNumber(hash, length)), weight, LETTERS, at, at)
    }
  }
}

const LENGTHS = [6, 12, 25, 60, 120]

function lengthHash(words: number): number {
  const step = LENGTHS.filter((limit) => words >= limit).length
  return endHash(addNumber(beginHash(KIND.length), step))
}
