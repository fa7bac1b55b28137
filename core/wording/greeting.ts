import type { Wording } from './sentences.ts'

/** Returns « Bonjour Camille Moreau, », or « Bonjour, » when the name is not fit for a greeting. */
export function greeting(words: Wording, customerName: string | null): string {
  const name = greetingName(customerName)
  return name === null ? words.greeting.neutral : words.greeting.named({ name })
}

const LONGEST = 40

// Letters (with at most two marks each after composition), joined by single spaces, hyphens or apostrophes.
const NAME = /^\p{L}\p{M}{0,2}(?:[ '’-]?\p{L}\p{M}{0,2})*$/u

/**
 * Returns a sender's name fit for a greeting, or null for a neutral greeting. The sender chooses it, and anyone may
 * write in another's name, so automatic mail must not carry a message in it. Allowed are letters, single spaces,
 * hyphens and apostrophes, at most 40 characters, nothing like a web address.
 */
export function greetingName(name: string | null): string | null {
  if (name === null || name.length > 4 * LONGEST) return null
  const cleaned = name.normalize('NFC').trim().replace(/\s+/g, ' ')
  if (cleaned.length > LONGEST || !NAME.test(cleaned) || /https?|www/i.test(cleaned)) return null
  return cleaned.replace(/'/g, '’')
}
