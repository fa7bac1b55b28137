import { decodeBytes } from './charset.ts'
import { decodeBase64, decodeQuoted } from './transfer-encoding.ts'

/**
 * Returns header text for display. Encoded words (RFC 2047) are decoded, also broken ones: spaces or raw 8-bit bytes
 * inside, letters split over two words. Raw 8-bit bytes are read as UTF-8 or windows-1252; control characters and
 * text-direction overrides are removed. `binary` holds one character per byte. Linear in its length.
 */
export function decodeWords(binary: string): string {
  if (!binary.includes('=?')) return displayable(decodeRaw(binary))
  let text = ''
  let end = 0
  let pending: { charset: string; bytes: Buffer[] } | null = null
  const flush = () => {
    if (pending) text += decodeBytes(Buffer.concat(pending.bytes), pending.charset).text
    pending = null
  }
  for (const match of binary.matchAll(WORD)) {
    const between = binary.slice(end, match.index)
    const [, charset = '', encoding = '', content = ''] = match
    // Spaces between two encoded words belong to the folding (RFC 2047 §6.2).
    if (end === 0 || between.trim() !== '') {
      flush()
      text += decodeRaw(between)
    }
    const bytes =
      encoding.toLowerCase() === 'b'
        ? decodeBase64(Buffer.from(content, 'latin1'))
        : decodeQuoted(Buffer.from(content.replaceAll('_', ' '), 'latin1'))
    const label = charset.toLowerCase()
    const open = pending as { charset: string; bytes: Buffer[] } | null
    if (open && open.charset === label) open.bytes.push(bytes)
    else {
      flush()
      pending = { charset: label, bytes: [bytes] }
    }
    end = match.index + match[0].length
  }
  flush()
  return displayable(text + decodeRaw(binary.slice(end)))
}

/** Removes control characters, text-direction overrides and lone surrogates; collapses runs of spaces. */
export function displayable(text: string): string {
  return text
    .replace(/\p{Cc}+/gu, ' ')
    .replace(/[\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]/g, '')
    .replace(/ {2,}/g, ' ')
    .trim()
    .toWellFormed()
}

const WORD = /=\?([^?\s]{1,60})\?([BbQq])\?([^?]*)\?=/g

function decodeRaw(binary: string): string {
  return /[\u0080-\u00ff]/.test(binary) ? decodeBytes(Buffer.from(binary, 'latin1'), null).text : binary
}
