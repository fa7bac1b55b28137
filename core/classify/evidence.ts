import { newText } from '../message-text/new-text.ts'
import type { Category } from '../policy/category.ts'
import { readablePart, type Token, tokenise } from './tokens.ts'

/** The input of a classification. */
export interface Evidence {
  subject: string
  text: string
  /** The category of the address a message came by; `other` for a general address. */
  doorCategory: Category
}

/** A piece of a message, and how much its words count. */
export interface TextPart {
  role: 'own' | 'quoted' | 'subject'
  text: string
  tokens: Token[]
  weight: number
  /** Number of its first token among the tokens of the whole message. */
  base: number
}

// Quotes are mostly our own reply or the seller's: on the same topic, but not what is wanted now.
const QUOTED_WEIGHT = 0.25
const LONGEST_SUBJECT = 500

/** Returns the parts of a message: its own words, its quotes with the signature, and its subject. */
export function readTextParts(subject: string, text: string): TextPart[] {
  const parts: TextPart[] = []
  const add = (role: TextPart['role'], words: string, weight: number) => {
    const tokens = tokenise(words)
    const before = parts.at(-1)
    if (tokens.length > 0)
      parts.push({ role, text: words, tokens, weight, base: before ? before.base + before.tokens.length : 0 })
  }
  const { own, quoted } = splitQuoted(readablePart(text))
  add('own', own, 1)
  add('quoted', quoted, QUOTED_WEIGHT)
  add('subject', subject.slice(0, LONGEST_SUBJECT), 1)
  return parts
}

function splitQuoted(text: string): { own: string; quoted: string } {
  if (!text.includes('\n')) return { own: text, quoted: '' }
  const own = newText(text, true)
  if (own.length >= text.trim().length) return { own, quoted: '' }
  const ownLines = own.split('\n')
  let at = 0
  const quoted = text.split('\n').filter((line) => {
    if (at < ownLines.length && line.trim() === ownLines[at]?.trim()) {
      at++
      return false
    }
    return true
  })
  return { own, quoted: quoted.join('\n') }
}

/**
 * Returns a message's own words (subject first) as one line for patterns: folded, a space around each word, ` . `
 * between sentences. Quotes are left out: somebody else wrote them.
 */
export function plainWords(parts: readonly TextPart[]): string {
  const ownParts = [
    ...parts.filter(({ role }) => role === 'subject'),
    ...parts.filter(({ role }) => role === 'own'),
  ]
  let words = ' '
  for (const { tokens } of ownParts) {
    let sentence = 0
    for (const token of tokens) {
      if (token.sentence !== sentence) words += '. '
      sentence = token.sentence
      words += `${token.word} `
    }
    words += '. '
  }
  return words
}
