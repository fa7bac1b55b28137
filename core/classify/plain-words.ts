import type { TextPart } from './evidence.ts'

/**
 * A message's own words (subject first) as one line for patterns: folded, a space around each word, ` . ` between
 * sentences. What is quoted is left out: it was somebody else's.
 */
export function plainWords(parts: readonly TextPart[]): string {
  const spoken = [
    ...parts.filter(({ role }) => role === 'subject'),
    ...parts.filter(({ role }) => role === 'own'),
  ]
  let words = ' '
  for (const { tokens } of spoken) {
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
