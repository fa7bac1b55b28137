import { addWord, beginHash, KIND } from './feature-hash.ts'
import type { Token } from './tokens.ts'

/** A concept found in a text, from its first token to its last. */
export interface ConceptHit {
  concept: number
  first: number
  last: number
}

export interface ConceptMatcher {
  /** Names of the concepts, by number. */
  readonly names: readonly string[]
  /** Hashes of the names, by which a model knows concepts, so that a lexicon may grow. */
  readonly hashes: readonly number[]
  /** Returns every concept in the tokens, in order of their first word. A match never crosses the end of a sentence. */
  match(tokens: readonly Token[]): ConceptHit[]
}

interface Turn {
  concept: number
  /** Numbers of word sets, and GAP for up to three words between. */
  slots: readonly number[]
}

const GAP = -1
const GAP_WORDS = 3
const REMEMBERED_WORDS = 20_000

/**
 * Reads lexicons, one concept a line: `name: turn | turn | …`. A turn is words separated by spaces. `rembours*` is any
 * word with that prefix, `a/b` either word, `~` up to three words between. `$set` is a set defined by a line
 * `$set = a/b/c*`. Everything is written without accents and apostrophes, like the words of tokenise().
 */
export function readLexicons(lexicons: readonly string[]): ConceptMatcher {
  const names: string[] = []
  const conceptNumbers = new Map<string, number>()
  const sets = new WordSets()
  const turnsByFirst = new Map<number, Turn[]>()
  for (const line of lexicons.flatMap((text) => text.split('\n')).map((text) => text.trim())) {
    if (line === '' || line.startsWith('#')) continue
    if (line.startsWith('$')) {
      const [name = '', words = ''] = line.split('=').map((part) => part.trim())
      sets.define(name, words)
      continue
    }
    const colon = line.indexOf(':')
    if (colon < 1) throw new Error(`No concept is named in this line of the lexicon: ${line}`)
    const name = line.slice(0, colon).trim()
    const concept = conceptNumbers.get(name) ?? names.push(name) - 1
    conceptNumbers.set(name, concept)
    for (const turn of line.slice(colon + 1).split('|')) {
      const slots = turn
        .trim()
        .split(/\s+/)
        .filter((slot) => slot !== '')
        .map((slot) => (slot === '~' ? GAP : sets.numberOf(slot)))
      const first = slots[0]
      if (first === undefined) continue
      if (first === GAP || slots.at(-1) === GAP) throw new Error(`A gap stands between words: ${line}`)
      const list = turnsByFirst.get(first)
      const read = { concept, slots }
      if (list) list.push(read)
      else turnsByFirst.set(first, [read])
    }
  }
  return { names, hashes: names.map(hashOf), match: (tokens) => matchTurns(tokens, sets, turnsByFirst) }
}

function hashOf(name: string): number {
  return addWord(beginHash(KIND.concept), name)
}

function matchTurns(
  tokens: readonly Token[],
  sets: WordSets,
  turnsByFirst: ReadonlyMap<number, readonly Turn[]>,
): ConceptHit[] {
  const hits: ConceptHit[] = []
  const memberships = tokens.map(({ word }) => sets.of(word))
  for (let first = 0; first < tokens.length; first++) {
    for (const set of memberships[first] ?? NONE) {
      for (const turn of turnsByFirst.get(set) ?? NO_TURNS) {
        const last = matchRest(tokens, memberships, turn.slots, first)
        if (last >= 0) hits.push({ concept: turn.concept, first, last })
      }
    }
  }
  return hits
}

const NONE: readonly number[] = []
const NO_TURNS: readonly Turn[] = []

function matchRest(
  tokens: readonly Token[],
  memberships: readonly (readonly number[])[],
  slots: readonly number[],
  first: number,
): number {
  const sentence = tokens[first]?.sentence
  let at = first
  for (let slot = 1; slot < slots.length; slot++) {
    let reach = 1
    if (slots[slot] === GAP) {
      slot++
      reach += GAP_WORDS
    }
    const wanted = slots[slot] ?? GAP
    let found = -1
    for (let next = at + 1; next <= at + reach && next < tokens.length; next++) {
      if (tokens[next]?.sentence !== sentence) break
      if (memberships[next]?.includes(wanted)) {
        found = next
        break
      }
    }
    if (found < 0) return -1
    at = found
  }
  return at
}

class WordSets {
  readonly #defined = new Map<string, string>()
  readonly #numbers = new Map<string, number>()
  readonly #exact = new Map<string, number[]>()
  readonly #beginnings = new Map<string, number[]>()
  readonly #remembered = new Map<string, readonly number[]>()
  #longest = 0

  define(name: string, words: string): void {
    this.#defined.set(name, this.#expand(words))
  }

  numberOf(slot: string): number {
    const words = this.#expand(slot)
    const known = this.#numbers.get(words)
    if (known !== undefined) return known
    const number = this.#numbers.size
    this.#numbers.set(words, number)
    for (const word of words.split('/')) {
      const map = word.endsWith('*') ? this.#beginnings : this.#exact
      const key = word.endsWith('*') ? word.slice(0, -1) : word
      if (map === this.#beginnings) this.#longest = Math.max(this.#longest, key.length)
      const list = map.get(key)
      if (!list) map.set(key, [number])
      else if (list.at(-1) !== number) list.push(number)
    }
    return number
  }

  of(word: string): readonly number[] {
    const remembered = this.#remembered.get(word)
    if (remembered) return remembered
    const numbers = new Set(this.#exact.get(word))
    for (let length = 2; length <= Math.min(word.length, this.#longest); length++)
      for (const number of this.#beginnings.get(word.slice(0, length)) ?? NONE) numbers.add(number)
    const found = [...numbers]
    if (this.#remembered.size >= REMEMBERED_WORDS) this.#remembered.clear()
    this.#remembered.set(word, found)
    return found
  }

  #expand(words: string): string {
    return words
      .split('/')
      .map((word) => {
        if (!word.startsWith('$')) return word.trim()
        const defined = this.#defined.get(word)
        if (defined === undefined) throw new Error(`The lexicon uses ${word} before it is defined.`)
        return defined
      })
      .join('/')
  }
}
