import { splitUuencoded } from './attachments.ts'
import { htmlToText } from './html-to-text.ts'
import type { MailparserReading } from './mailparser-reading.ts'
import { decodeBytes } from './mime/charset.ts'
import { joinFlowed } from './mime/flowed.ts'
import type { MimePart } from './mime/mime-part.ts'
import { decodeTransfer } from './mime/transfer-encoding.ts'
import { LONGEST_HTML, sanitiseHtml, textAsHtml } from './sanitise-html.ts'
import type { Warnings } from './warning.ts'

// Long threads reach a few hundred levels; a mail made to hang a tree builder goes far beyond.
const DEEPEST_HTML = 1_000

interface Body {
  text: string
  html: string | null
  /** Leaves outside the displayed body, in the order of the mail. */
  files: MimePart[]
}

/**
 * Returns the message to read and the files sent with it. Of alternatives, the HTML is displayed and the plain part is
 * the text, unless it is blank. Consecutive bodies are joined; HTML without a plain part is converted to text.
 * `reading` is what mailparser has decoded; without it the parts are decoded here and broken charsets repaired.
 */
export function readBody(root: MimePart, warnings: Warnings, reading: MailparserReading | null = null): Body {
  const files: MimePart[] = []
  const how: Reading = { files, warnings, read: textReader(warnings, reading) }
  const lone = root.parts.length === 0 && isText(root) && root.disposition !== 'attachment'
  const pieces = lone ? [readOne(root, how)] : collect(root, how)
  const text = joinedText(pieces)
  if (text.length > LONGEST_MAIL_TEXT) warnings.add('text-shortened')
  return {
    text: text.slice(0, LONGEST_MAIL_TEXT).toWellFormed(),
    html: pieces.some((piece) => piece.html !== null) ? shownHtml(pieces, warnings) : null,
    files,
  }
}

interface Reading {
  files: MimePart[]
  warnings: Warnings
  read: (part: MimePart) => TextPiece
}

function collect(part: MimePart, reading: Reading): TextPiece[] {
  if (part.parts.length === 0) {
    if (isBody(part)) return [readOne(part, reading)]
    reading.files.push(part)
    return []
  }
  switch (part.type) {
    case 'multipart/alternative':
      return best(part.parts.map((child) => collect(child, reading)))
    case 'multipart/report': {
      // RFC 6522 §3: the first part is for people, the others for machines.
      const [first, ...rest] = part.parts
      const pieces = first ? collect(first, reading) : []
      for (const other of rest) collectFiles(other, reading.files)
      return pieces
    }
    case 'multipart/encrypted':
      reading.warnings.add('encrypted')
      collectFiles(part, reading.files)
      return []
    default:
      return part.parts.flatMap((child) => collect(child, reading))
  }
}

function readOne(part: MimePart, reading: Reading): TextPiece {
  const piece = reading.read(part)
  if (piece.html !== null) return piece
  const { text, files } = splitUuencoded(piece.text)
  for (const { name, block } of files) {
    const bytes = Buffer.from(block, 'latin1')
    reading.files.push({
      ...part,
      type: 'application/octet-stream',
      fileName: name,
      encoding: 'uuencode',
      bytes,
    })
  }
  return { ...piece, text }
}

// RFC 2046 §5.1.4: the last alternative is the best to display; the plain one is the best to read and to search.
function best(variants: readonly TextPiece[][]): TextPiece[] {
  const plain = variants.filter((pieces) => pieces.every((piece) => piece.html === null))
  const rich = variants.findLast((pieces) => pieces.some((piece) => piece.html !== null))
  // Two plain alternatives that differ are no true alternatives: both are kept.
  if (!rich) return uniqueBy(plain.flat(), (piece) => piece.text.trim())
  const text = plain.map(joinedText).find((words) => words.trim() !== '')
  if (text === undefined || isExcuse(text, rich)) return rich
  const html = rich.map((piece) => piece.html ?? textAsHtml(piece.text)).join('\n')
  return [{ text, html, depth: Math.max(...rich.map((piece) => piece.depth)) }]
}

// "Your mail program does not show HTML": a plain part that only refers to the HTML.
function isExcuse(text: string, rich: readonly TextPiece[]): boolean {
  return text.length < 300 && /\bHTML\b/i.test(text) && joinedText(rich).length > 2 * text.length
}

function collectFiles(part: MimePart, files: MimePart[]): void {
  if (part.parts.length === 0) files.push(part)
  for (const child of part.parts) collectFiles(child, files)
}

function isText(part: MimePart): boolean {
  return part.type === 'text/plain' || part.type === 'text/html'
}

function isBody(part: MimePart): boolean {
  // Apple Mail sends text files inline; a part with a file name is a file all the same.
  const named = part.fileName !== null && part.fileName.trim() !== ''
  return isText(part) && part.disposition !== 'attachment' && !named
}

function joinedText(pieces: readonly TextPiece[]): string {
  return pieces
    .map((piece) => piece.text)
    .filter((text) => text.trim() !== '')
    .join('\n\n')
}

function shownHtml(pieces: readonly TextPiece[], warnings: Warnings): string {
  let left = LONGEST_HTML
  const displayed: string[] = []
  for (const piece of pieces) {
    if (left <= 0) {
      warnings.add('html-shortened')
      break
    }
    const deep = piece.depth > DEEPEST_HTML
    if (deep) warnings.add('html-not-shown')
    const html = piece.html === null || deep ? textAsHtml(piece.text) : piece.html
    const sanitised = sanitiseHtml(html, left)
    if (sanitised.shortened) warnings.add('html-shortened')
    displayed.push(sanitised.html)
    left -= html.length
  }
  return displayed.join('\n')
}

function uniqueBy<Item>(items: readonly Item[], key: (item: Item) => string): Item[] {
  return [...new Map(items.map((item) => [key(item), item])).values()]
}

/** Characters; longer text is shortened. PostgreSQL's text search accepts one megabyte at most. */
const LONGEST_MAIL_TEXT = 500_000
// Bytes of text and HTML parts that are read, over a whole mail.
const MOST_READ = 12_000_000

/** One text part, decoded. */
interface TextPiece {
  text: string
  /** As sent, not sanitised; null for plain text. */
  html: string | null
  /** Nesting depth of its elements. */
  depth: number
}

/**
 * Returns the reader of one mail's text parts, with one limit for all of them together. `reading` has them decoded
 * already.
 */
function textReader(
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

// All except tab and line feed; nobody types them.
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
