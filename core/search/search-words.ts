import { stem } from '../classify/stem.ts'

/** A word of a text in the search index. */
interface SearchWord {
  /** The indexed form: folded and stemmed; numbers and addresses unchanged. */
  lexeme: string
  /** The folded word before stemming; null for other tokens than letters. */
  word: string | null
  /** Its position in the text, from 1; stop words count too. */
  place: number
}

/** A token with several spellings: an order number, an e-mail address, a telephone number. */
interface SearchName {
  lexeme: string
  /** The position of its first part. */
  place: number
  /** How many of the words are its parts. */
  parts: number
}

/** The searchable tokens of a text. */
export interface SearchText {
  words: SearchWord[]
  names: SearchName[]
}

const LONGEST = 60

/**
 * Tokenizes a text, in the same way for indexing and for searching.
 * Lower case, accents folded, French and English words stemmed, stop words left out.
 * A token with a digit is also indexed without its punctuation (`AG-123456` and `AG123456`), as are e-mail
 * addresses.
 * Telephone numbers become their last nine digits, in any spelling.
 */
export function searchTextOf(text: string): SearchText {
  const folded = foldText(text)
  const words: SearchWord[] = []
  const names: SearchName[] = []
  const starts: number[] = []
  let place = 0
  for (const { 0: run, index } of folded.matchAll(RUN)) {
    const parts = run.match(PART) ?? []
    const first = place + 1
    for (const part of parts) {
      place++
      starts.push(index)
      const word = wordOf(part, place)
      if (word) words.push(word)
    }
    if (!/\d/.test(run)) continue
    const joined = parts.join('')
    if (parts.length > 1 && joined.length <= LONGEST)
      names.push({ lexeme: joined, place: first, parts: parts.length })
    const digits = /\p{L}(\d{4,})$/u.exec(joined)?.[1]
    if (digits && parts.length === 1) names.push({ lexeme: digits, place: first, parts: 1 })
  }
  const placesOf = (from: number, to: number) => {
    const before = starts.filter((start) => start < from).length
    return { place: before + 1, parts: starts.filter((start) => start >= from && start < to).length }
  }
  for (const { 0: address, index } of folded.matchAll(ADDRESS)) {
    const lexeme = address.replace(/[.-]+$/, '')
    if (lexeme.length <= 120) names.push({ lexeme, ...placesOf(index, index + address.length) })
  }
  for (const { 0: number, index } of folded.matchAll(TELEPHONE)) {
    const lexeme = telephoneOf(number)
    if (lexeme) names.push({ lexeme, ...placesOf(index, index + number.length) })
  }
  return { words, names }
}

// A run of letters and digits, joined by punctuation where they make one name: "AG-123456", "jean-pierre",
// "24/11/2026".
const RUN = /[\p{L}\p{N}]+(?:[-_./#+][\p{L}\p{N}]+){0,12}/gu
const PART = /[\p{L}\p{N}]+/gu
const ADDRESS = /[a-z0-9._%+-]{1,64}@[a-z0-9.-]{1,120}/g
const TELEPHONE = /(?:\+|\b)\d(?:[ .\-/()]{0,2}\d){8,14}(?!\d)/g

const MARKS = /[\p{M}\u00ad\u200b-\u200d\u2060]/gu

/** Returns the text in lower case, without accents, ligatures written out. */
function foldText(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFKD')
    .replace(MARKS, '')
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replaceAll('ß', 'ss')
    .replaceAll('ø', 'o')
    .replaceAll('ł', 'l')
}

function wordOf(part: string, place: number): SearchWord | null {
  if (/^\p{L}+$/u.test(part)) {
    if (part.length === 1 || STOP_WORDS.has(part)) return null
    const word = part.slice(0, LONGEST)
    return { lexeme: stem(word), word, place }
  }
  return { lexeme: part.slice(0, LONGEST), word: null, place }
}

/** Returns a telephone number without its optional prefix: 06 38… and +33 6 38… are one. */
function telephoneOf(written: string): string | null {
  const digits = written
    .replace(/\D/g, '')
    .replace(/^00/, '')
    .replace(/^33(?=0?\d{9}$)/, '')
    .replace(/^0/, '')
  return digits.length >= 8 ? `0${digits}` : null
}

// Stop words occur in nearly every letter of either language. Those that mean something in the other language
// ("on",
// "or", "son") are few and no loss.
const STOP_WORDS = new Set(
  (
    'au aux avec ce ces dans de des du elle en et eux il ils je la le les leur lui ma mais me mes moi mon ne nos notre ' +
    'nous on ou par pas pour qu que qui sa se ses son sur ta te tes toi ton tu un une vos votre vous est suis sont ai as a ' +
    'ont avez avons c d j l m n s t y ' +
    'the of to and in is it for that this with was are be at by or from but an have has had not you your my me we our ' +
    'he she they his her their its'
  ).split(' '),
)
