import { htmlToText } from './html-to-text.ts'
import { decodeBytes } from './mime/charset.ts'
import { joinFlowed } from './mime/flowed.ts'
import type { Part } from './mime/part.ts'
import { decodeTransfer } from './mime/transfer-encoding.ts'
import { sanitise, textAsHtml } from './sanitise.ts'
import type { Warnings } from './warning.ts'

/** Longer text is shortened: characters. PostgreSQL's text search takes one megabyte at most. */
export const LONGEST_TEXT = 500_000
// Long threads reach a few hundred levels; a mail made to hang a tree builder goes far beyond.
const DEEPEST_HTML = 1_000
// HTML beyond this is not even read for its text.
const LONGEST_HTML_READ = 12_000_000

export interface Body {
  text: string
  html: string | null
  /** Leaves that are not part of the shown body, in the order of the mail. */
  files: Part[]
}

/**
 * The message a person should read, and what was sent beside it. Of alternatives the HTML is shown and the plain
 * part gives the text, unless it is blank; bodies in a row are joined; HTML without a plain part gives its text.
 */
export function readBody(root: Part, warnings: Warnings): Body {
  const files: Part[] = []
  const lone =
    root.parts.length === 0 && /^text\/(plain|html)$/.test(root.type) && root.disposition !== 'attachment'
  const pieces = lone ? [readPiece(root, warnings)] : collect(root, files, warnings)
  const text = pieces
    .map((piece) => piece.text)
    .filter((piece) => piece.trim() !== '')
    .join('\n\n')
  const hasHtml = pieces.some((piece) => piece.html !== null)
  if (text.length > LONGEST_TEXT) warnings.add('text-shortened')
  return {
    text: (text.length > LONGEST_TEXT ? text.slice(0, LONGEST_TEXT) : text).toWellFormed(),
    html: hasHtml ? shownHtml(pieces, warnings) : null,
    files,
  }
}

// All but tab and line feed; no person writes them.
const CONTROLS = /(?:(?![\n\t])\p{Cc})+/gu

/** A text leaf's content, decoded and with `\n` line ends. */
export function readText(part: Part, warnings: Warnings): string {
  const bytes = decodeTransfer(part.bytes, part.encoding)
  const hint = part.type === 'text/html' ? metaCharset(bytes) : null
  const decoded = decodeBytes(bytes, part.parameters.get('charset') ?? null, hint)
  if (decoded.repaired) warnings.add('charset-repaired')
  const text = decoded.text.replace(/\r\n?/g, '\n').replace(CONTROLS, '')
  if (part.type === 'text/plain' && /^flowed$/i.test(part.parameters.get('format') ?? '')) {
    return joinFlowed(text, /^yes$/i.test(part.parameters.get('delsp') ?? ''))
  }
  return text
}

interface Piece {
  text: string
  html: string | null
  depth: number
}

function collect(part: Part, files: Part[], warnings: Warnings): Piece[] {
  if (part.parts.length === 0) {
    if (isBody(part)) return [readPiece(part, warnings)]
    files.push(part)
    return []
  }
  switch (part.type) {
    case 'multipart/alternative':
      return collectAlternative(part, files, warnings)
    case 'multipart/report': {
      // RFC 6522 §3: the first part is for people, the others for machines.
      const [first, ...rest] = part.parts
      const pieces = first ? collect(first, files, warnings) : []
      for (const other of rest) collectFiles(other, files)
      return pieces
    }
    case 'multipart/encrypted':
      warnings.add('encrypted')
      for (const other of part.parts) collectFiles(other, files)
      return []
    default:
      return part.parts.flatMap((child) => collect(child, files, warnings))
  }
}

function collectAlternative(part: Part, files: Part[], warnings: Warnings): Piece[] {
  const variants = part.parts.map((child) => collect(child, files, warnings))
  const plain = variants.flat().filter((piece) => piece.html === null && piece.text.trim() !== '')
  // RFC 2046 §5.1.4: the last is the best.
  const rich = variants.filter((pieces) => pieces.some((piece) => piece.html !== null))
  const best = rich.at(-1)
  if (!best) return plain.slice(0, 1)
  const text = plain[0]?.text
  if (text === undefined) return best
  const html = best.map((piece) => piece.html ?? textAsHtml(piece.text)).join('\n')
  return [{ text, html, depth: Math.max(...best.map((piece) => piece.depth)) }]
}

function collectFiles(part: Part, files: Part[]): void {
  if (part.parts.length === 0) files.push(part)
  for (const child of part.parts) collectFiles(child, files)
}

function isBody(part: Part): boolean {
  if (part.type !== 'text/plain' && part.type !== 'text/html') return false
  if (part.disposition === 'attachment') return false
  // Apple Mail shows text files inline; a named one is a file all the same.
  return part.fileName === null || part.fileName.trim() === ''
}

function readPiece(part: Part, warnings: Warnings): Piece {
  const content = readText(part, warnings)
  if (part.type === 'text/plain') return { text: content, html: null, depth: 0 }
  const html = content.length > LONGEST_HTML_READ ? content.slice(0, LONGEST_HTML_READ) : content
  const read = htmlToText(html, LONGEST_TEXT)
  if (read.shortened || html !== content) warnings.add('text-shortened')
  return { text: read.text, html, depth: read.depth }
}

function shownHtml(pieces: readonly Piece[], warnings: Warnings): string {
  const shown: string[] = []
  for (const piece of pieces) {
    if (piece.html === null || piece.depth > DEEPEST_HTML) {
      if (piece.html !== null) warnings.add('html-not-shown')
      shown.push(textAsHtml(piece.text))
      continue
    }
    const sanitised = sanitise(piece.html)
    if (sanitised.shortened) warnings.add('html-shortened')
    shown.push(sanitised.html)
  }
  return shown.join('\n')
}

function metaCharset(bytes: Buffer): string | null {
  const head = bytes.toString('latin1', 0, 4_096)
  return /<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w.:-]{1,40})/i.exec(head)?.[1] ?? null
}
