import { displayable } from './mime/encoded-words.ts'
import { readHeaderBlock } from './mime/header-block.ts'

/** A header with a mail server's spam verdict, and the pattern that makes it one. */
export interface SpamHeader {
  name: string
  /** A regular expression, matched without regard to case. */
  pattern: string
}

const LONGEST_HEADER = 256 * 1024
const LONGEST_VALUE = 2_000

/** Returns the header that marks the mail as spam, such as `X-Spam-Flag: YES`, or null. */
export function spamVerdict(raw: Uint8Array, headers: readonly SpamHeader[]): string | null {
  if (headers.length === 0) return null
  const { fields } = readHeaderBlock(
    Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.byteLength, LONGEST_HEADER)),
  )
  for (const { name, pattern } of headers) {
    const wanted = name.toLowerCase()
    for (const field of fields) {
      const value = field.value.slice(0, LONGEST_VALUE)
      if (field.name === wanted && new RegExp(pattern, 'i').test(value))
        return displayable(`${name}: ${value.slice(0, 100)}`)
    }
  }
  return null
}
