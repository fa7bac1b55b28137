import { createHash } from 'node:crypto'
import { LEXICONS } from './lexicon.ts'

// To be raised whenever tokens or features come out otherwise for the same text.
const READING_VERSION = 2

let fingerprint: string | undefined

/** Changes whenever texts are read into other features: weights learned from one reading mean nothing in another. */
export function readingFingerprint(): string {
  fingerprint ??= createHash('sha256')
    .update(`${READING_VERSION}\n${LEXICONS.join('\n')}`)
    .digest('hex')
    .slice(0, 16)
  return fingerprint
}
