/** Kinds of features; each has hashes of its own. A number is never reused for another kind. */
export const KIND = {
  word: 1,
  stem: 2,
  pair: 3,
  letters: 4,
  wishWord: 5,
  lastWord: 6,
  length: 7,
  concept: 20,
  deniedConcept: 21,
  wishConcept: 22,
  unwantedConcept: 23,
  lastConcept: 24,
  firstConcept: 25,
  subjectConcept: 26,
  conceptPair: 27,
} as const

const PRIME = 0x01000193

/** Begins the hash (FNV-1a, 32 bits) of a feature of the given kind. */
export function beginHash(kind: number): number {
  return Math.imul(0x811c9dc5 ^ kind, PRIME)
}

/** Continues a hash with one number: a letter, another hash. */
export function addNumber(hash: number, next: number): number {
  return Math.imul(hash ^ next, PRIME)
}

/** Continues a hash with a word and an end mark. */
export function addWord(hash: number, word: string): number {
  let result = hash
  for (let i = 0; i < word.length; i++) result = Math.imul(result ^ word.charCodeAt(i), PRIME)
  return Math.imul(result ^ 0x1f, PRIME)
}

/** Ends a hash: a well-mixed unsigned number of 32 bits; never 0, which marks an empty slot of the vocabulary. */
export function endHash(hash: number): number {
  let mixed = hash ^ (hash >>> 16)
  mixed = Math.imul(mixed, 0x85ebca6b)
  mixed ^= mixed >>> 13
  mixed = Math.imul(mixed, 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0 || 1
}
