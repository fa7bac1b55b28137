import { randomInt } from 'node:crypto'
import type { Audience, Reference } from '../../db/column-values.ts'
import type { Language } from '../policy/language.ts'

export type { Reference }

/** The thread a quoted reference leads to; `AGF-XXXX-XXXX-S` is the seller's. */
export type ReferenceThread = Audience

type FoundReference =
  | { kind: 'valid'; reference: Reference; thread: ReferenceThread }
  | { kind: 'mistyped'; typed: string }

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const M = ALPHABET.length
const RANDOM_CHARACTERS = 7

/** Returns a new reference: 35 random bits, so that it cannot be guessed, and its check character. */
export function mintReference(random: (below: number) => number = randomInt): Reference {
  let body = ''
  for (let i = 0; i < RANDOM_CHARACTERS; i++) body += ALPHABET.charAt(random(M))
  return format(body + checkCharacter(body))
}

/**
 * Returns every reference in a text, in order. Tolerates lower case, spaces, missing hyphens and O/0, I/L/1.
 * One whose check character is wrong is `mistyped`, never another ticket's. Linear in the text's length.
 */
export function findReferences(text: string): FoundReference[] {
  const found: FoundReference[] = []
  for (const match of text.matchAll(OPENING)) {
    const read = readAfter(text, match.index + match[0].length, match[0])
    if (read) found.push(read)
  }
  return found
}

/** Returns one reference typed into a field, where `AGF` may be missing; undefined when nothing looks like one. */
export function parseReference(typed: string): FoundReference | undefined {
  const trimmed = typed.trim()
  return findReferences(/^\s*agf/i.test(trimmed) ? trimmed : `AGF-${trimmed}`)[0]
}

/** Returns true for a reference exactly as it is stored: upper case, hyphens, and the right check character. */
export function isReference(text: string): text is Reference {
  const [, first, second] = /^AGF-([^-]{4})-([^-]{4})$/.exec(text) ?? []
  return isWellFormed(`${first}${second}`)
}

/** Returns the reference as written in a seller's thread. */
export function sellerReference(reference: Reference): string {
  return `${reference}-S`
}

const OPENING = /(?<![\p{L}\p{N}])AGF[\s\p{Pd}_.:#]{0,3}(?=[0-9A-Za-z])/giu
const GROUP = /[0-9A-Za-z]+(?![\p{L}\p{N}])/uy
const SEPARATOR = /[\s\p{Pd}_.]{1,3}/uy
const SELLER = /[\p{Pd}/]S(?![\p{L}\p{N}'’])/iuy
const MOST_GROUPS = 4

// Reads group after group ("7K2M", "9QWX") until they make a reference, because what follows may be the next word.
function readAfter(text: string, start: number, opening: string): FoundReference | undefined {
  let letters = ''
  let position = start
  let mistyped: FoundReference | undefined
  for (let group = 0; group < MOST_GROUPS && letters.length <= RANDOM_CHARACTERS; group++) {
    const next = matchAt(GROUP, text, position)
    if (next === undefined) break
    letters += next.toUpperCase()
    position += next.length
    const folded = letters.replace(/O/g, '0').replace(/[IL]/g, '1')
    if (isWellFormed(folded)) {
      const thread = matchAt(SELLER, text, position) ? 'seller' : 'customer'
      return { kind: 'valid', reference: format(folded), thread }
    }
    if (looksMeant(letters, opening, group)) {
      mistyped ??= { kind: 'mistyped', typed: opening + text.slice(start, position) }
    }
    position += matchAt(SEPARATOR, text, position)?.length ?? 0
  }
  return mistyped
}

function matchAt(pattern: RegExp, text: string, position: number): string | undefined {
  pattern.lastIndex = position
  return pattern.exec(text)?.[0]
}

// "AGF pour vous" is French, not a mistyped reference: words without a digit count only when hyphened like one.
function looksMeant(letters: string, opening: string, group: number): boolean {
  if (letters.length < RANDOM_CHARACTERS || letters.length > RANDOM_CHARACTERS + 2) return false
  return /\d/.test(letters) || (/\p{Pd}/u.test(opening) && group === 1)
}

function isWellFormed(letters: string): boolean {
  if (letters.length !== RANDOM_CHARACTERS + 1) return false
  for (const letter of letters) if (!ALPHABET.includes(letter)) return false
  return letters.charAt(RANDOM_CHARACTERS) === checkCharacter(letters.slice(0, RANDOM_CHARACTERS))
}

function format(letters: string): Reference {
  return `AGF-${letters.slice(0, 4)}-${letters.slice(4)}` as Reference
}

// ISO/IEC 7064 hybrid system MOD M+1,M with M = 32: detects every single wrong character and swapped neighbours.
function checkCharacter(body: string): string {
  let product = M
  for (const letter of body) {
    const sum = (product + ALPHABET.indexOf(letter)) % M || M
    product = (sum * 2) % (M + 1)
  }
  return ALPHABET.charAt((M + 1 - product) % M)
}

// The alphabets used on the telephone: the French one of names, and the international one (ITU-R M.1172).
const FRENCH =
  'Anatole Berthe Célestin Désiré Eugène François Gaston Henri Irma Joseph Kléber Louis Marcel Nicolas Oscar Pierre Quintal Raoul Suzanne Thérèse Ursule Victor William Xavier Yvonne Zoé'
const INTERNATIONAL =
  'Alfa Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliett Kilo Lima Mike November Oscar Papa Quebec Romeo Sierra Tango Uniform Victor Whiskey X-ray Yankee Zulu'

const WORDS: Record<Language, { alphabet: readonly string[]; as: string }> = {
  fr: { alphabet: FRENCH.split(' '), as: 'comme' },
  en: { alphabet: INTERNATIONAL.split(' '), as: 'as in' },
}

/** Returns a reference to be read out on the telephone, one entry a character: `K comme Kléber`, `7`. Omits hyphens. */
export function spelledReference(reference: Reference, language: Language): string[] {
  const { alphabet, as } = WORDS[language]
  return [...reference.replaceAll('-', '')].map((character) => {
    const word = alphabet[character.charCodeAt(0) - 'A'.charCodeAt(0)]
    return word === undefined ? character : `${character} ${as} ${word}`
  })
}
