import { htmlToText } from './html-to-text.ts'
import type { MailparserReading } from './mailparser-reading.ts'
import { decodeBytes } from './mime/charset.ts'
import { joinFlowed } from './mime/flowed.ts'
import type { MimePart } from './mime/mime-part.ts'
import { decodeTransfer } from './mime/transfer-encoding.ts'
import { LONGEST_HTML } from './sanitise-html.ts'
import type { Warnings } from './warning.ts'

/** Longer text is shortened: characters. PostgreSQL's text search takes one megabyte at most. */
export const LONGEST_MAIL_TEXT = 500_000
// Bytes of text and HTML parts that are read at all, over a whole mail.
const MOST_READ = 12_000_000

/** One text part, decoded. */
export interface TextPiece {
  text: string
  /** As sent, not sanitised; null for plain text. */
  html: string | null
  /** How deep its elements are nested. */
  depth: number
}

/** Reads the text parts of one mail, within a limit for all of them together; `reading` has them decoded already. */
export function textReader(
  warnings: Warnings,
  reading: MailparserReading | null = null,
): (part: MimePart) => TextPiece {
  let left = MOST_READ
  return (part) => {
    const ready = part.type === 'text/html' ? reading?.html : reading?.plain
    if (ready) return pieceOf(part, cleaned(ready), warnings)
    const bytes = decodeTransfer(part.bytes.subarray(0, 3 * left), part.encoding)
    const read = bytes.subarray(0, left)
    if (3 * left < part.bytes.length || read.length < bytes.length) warnings.add('text-shortened')
    left -= read.length
    return pieceOf(part, decodeText(part, read, warnings), warnings)
  }
}

function pieceOf(part: MimePart, content: string, warnings: Warnings): TextPiece {
  if (part.type !== 'text/html') return { text: content, html: null, depth: 0 }
  const { text, shortened, depth } = htmlToText(content, LONGEST_MAIL_TEXT, LONGEST_HTML)
  if (shortened) warnings.add('text-shortened')
  return { text, html: content, depth }
}

// All but tab and line feed; no person writes them.
const CONTROLS = /(?:(?![\n\t])\p{Cc})+/gu

function decodeText(part: MimePart, bytes: Buffer, warnings: Warnings): string {
  const hint = part.type === 'text/html' ? metaCharset(bytes) : null
  const decoded = decodeBytes(bytes, part.parameters.get('charset') ?? null, hint)
  if (decoded.repaired) warnings.add('charset-repaired')
  const text = cleaned(decoded.text)
  if (part.type === 'text/plain' && /^flowed$/i.test(part.parameters.get('format') ?? '')) {
    return joinFlowed(text, /^yes$/i.test(part.parameters.get('delsp') ?? ''))
  }
  return text
}

function cleaned(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(CONTROLS, '')
}

function metaCharset(bytes: Buffer): string | null {
  const head = bytes.toString('latin1', 0, 4_096)
  return /<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w.:-]{1,40})/i.exec(head)?.[1] ?? null
}
