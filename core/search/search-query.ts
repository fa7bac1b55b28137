import { sql } from 'kysely'
import type { Queryable } from '../kernel/core.ts'
import { type SearchText, searchTextOf } from './search-words.ts'

/** A search as a tsquery in text form; null when nothing in it can be found. */
export type WordQuery = string

// A shorter prefix matches too many words.
const SHORTEST_BEGINNING = 3
const SHORTEST_NUMBER = 5
const MOST_MEANINGS = 24
const MOST_WORDS = 12

/**
 * Parses what a member typed: every word must be found, in any order.
 * « … » or "…" make a phrase; the last word may be a prefix.
 */
export async function readWordQuery(db: Queryable, typed: string): Promise<WordQuery | null> {
  const conditions: string[] = []
  let rest = typed
  for (const [whole, one, other, third] of typed.matchAll(QUOTED)) {
    rest = rest.replace(whole, ' ')
    const phrase = phraseOf(searchTextOf(one ?? other ?? third ?? ''))
    if (phrase) conditions.push(phrase)
  }
  const text = searchTextOf(rest)
  const unfinished = /[\p{L}\p{N}]$/u.test(rest) ? await unfinishedWord(db, text) : null
  conditions.push(...conditionsOf(text, unfinished))
  return conditions.length === 0 ? null : conditions.slice(0, MOST_WORDS).join(' & ')
}

const QUOTED = /"([^"]*)"|«([^»]*)»|“([^”]*)”/g

function phraseOf({ words, names }: SearchText): string | null {
  const [first, ...following] = words
  if (!first) return names[0] ? quoted(names[0].lexeme) : null
  let phrase = quoted(first.lexeme)
  let place = first.place
  for (const word of following) {
    phrase += ` <${word.place - place}> ${quoted(word.lexeme)}`
    place = word.place
  }
  return `(${phrase})`
}

interface Unfinished {
  place: number
  condition: string
}

// An order number is found as a whole as well as by its parts, which may be apart in the text.
function conditionsOf({ words, names }: SearchText, unfinished: Unfinished | null): string[] {
  const conditionOf = (word: (typeof words)[number]) =>
    word.place === unfinished?.place ? unfinished.condition : quoted(word.lexeme)
  const conditions: string[] = []
  const covered = new Set<number>()
  for (const { lexeme, place, parts } of [...names].sort((a, b) => b.parts - a.parts)) {
    const own = words.filter((word) => word.place >= place && word.place < place + parts)
    if (own.some((word) => covered.has(word.place))) continue
    for (const word of own) covered.add(word.place)
    const apart = own.map(conditionOf).join(' & ')
    conditions.push(apart === '' ? quoted(lexeme) : `(${quoted(lexeme)} | (${apart}))`)
  }
  return [...conditions, ...words.filter(({ place }) => !covered.has(place)).map(conditionOf)]
}

async function unfinishedWord(db: Queryable, { words }: SearchText): Promise<Unfinished | null> {
  const last = words.at(-1)
  if (!last) return null
  const { place, lexeme, word } = last
  if (word === null) {
    return lexeme.length < SHORTEST_NUMBER ? null : { place, condition: `${quoted(lexeme)}:*` }
  }
  if (word.length < SHORTEST_BEGINNING) return null
  const meant = await db
    .selectFrom((eb) =>
      eb
        .selectFrom('known_words')
        .select(['word', 'stem'])
        .where('word', '>=', word)
        .where('word', '<', `${word}\u{10ffff}`)
        .orderBy('word')
        .limit(1_000)
        .as('begun'),
    )
    .select('stem')
    .groupBy('stem')
    .orderBy(sql`min(length(word))`)
    .orderBy('stem')
    .limit(MOST_MEANINGS)
    .execute()
  const lexemes = [...new Set([lexeme, ...meant.map(({ stem }) => stem)])]
  return { place, condition: `(${lexemes.map(quoted).join(' | ')})` }
}

function quoted(lexeme: string): string {
  return `'${lexeme.replace(/[\\']/g, '\\$&')}'`
}
