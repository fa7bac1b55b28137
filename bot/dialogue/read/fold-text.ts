/**
 * A text as commands are looked for in it: lower case, without accents, punctuation or doubled spaces, with a space at
 * both ends. Reads the first 2,000 characters.
 */
export function foldText(text: string): string {
  const plain = text
    .slice(0, 2_000)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/œ/g, 'oe')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  return ` ${plain} `
}

/** How many words a text has. */
export function wordCount(text: string): number {
  return foldText(text).trim().split(' ').filter(Boolean).length
}
