import { simpleParser } from 'mailparser'
import { firstField } from './mime/header-block.ts'
import { leaves, type MimePart } from './mime/mime-part.ts'

/** What mailparser read from a mail: its texts decoded, its files in the order of the mail. */
export interface MailparserReading {
  plain: string | null
  html: string | null
  files: readonly Buffer[]
}

// mailparser converts HTML to text in one step, which takes seconds for a few megabytes, and adds links in its own way.
// We do both ourselves.
const OPTIONS = {
  skipHtmlToText: true,
  skipTextToHtml: true,
  skipImageLinks: true,
  skipTextLinks: true,
  keepCidLinks: true,
  checksumAlgo: false,
} as const

/**
 * Reads an ordinary mail with mailparser: at most one plain and one HTML body, any number of files. Returns null when
 * the mail has another shape (reports, mails within mails, several bodies). Returns null too when mailparser refuses
 * it, or when the result is damaged, so that our own tolerant reader has to repair it.
 */
export async function readWithMailparser(
  bytes: Buffer,
  bodyStart: number,
  root: MimePart,
): Promise<MailparserReading | null> {
  const parts = leaves(root)
  if (!isOrdinary(parts) || !isCleanHeader(bytes.subarray(0, bodyStart))) return null
  try {
    const mail = await simpleParser(bytes, OPTIONS)
    const reading: MailparserReading = {
      plain: mail.text ?? null,
      html: typeof mail.html === 'string' ? mail.html : null,
      files: mail.attachments.map((attachment) => attachment.content),
    }
    return isSound(reading, parts) ? reading : null
  } catch {
    // Beyond its limits of one megabyte of header or a thousand parts, or too broken for it.
    return null
  }
}

// mailparser decodes everything before anything can be cut: seventy megabytes of text take seconds and a gigabyte of
// memory.
const MOST_BYTES = 4 * 1024 * 1024

function isOrdinary(parts: readonly MimePart[]): boolean {
  if (parts.length > 50 || parts.reduce((sum, part) => sum + part.bytes.length, 0) > MOST_BYTES) return false
  const bodies = parts.filter(isBody)
  const plain = bodies.filter((part) => part.type === 'text/plain')
  return plain.length <= 1 && bodies.length - plain.length <= 1 && parts.every(isOrdinaryPart)
}

const MOST_HEADER = 100_000
const KNOWN_ENCODING = /^\s*(?:7bit|8bit|binary|base64|quoted-printable)?\s*$/i

function isOrdinaryPart(part: MimePart): boolean {
  if (/^(?:message|multipart)\//.test(part.type)) return false
  const charset = (part.parameters.get('charset') ?? '').toLowerCase()
  if (/utf-?7/.test(charset)) return false
  // The text is labelled ASCII, or not labelled, but has accents: its charset has to be guessed.
  if (isBody(part) && /^(?:us-ascii|ascii)?$/.test(charset) && part.bytes.some((byte) => byte > 0x7f))
    return false
  return KNOWN_ENCODING.test(firstField(part.fields, 'content-transfer-encoding') ?? '')
}

// Fields and their continuations, with nothing between or above them (RFC 5322 §2.2).
function isCleanHeader(header: Buffer): boolean {
  if (header.length === 0 || header.length > MOST_HEADER) return false
  const lines = header.toString('latin1').trimEnd().split(/\r?\n/)
  return lines.every((line, number) => /^[!-9;-~]+:/.test(line) || (number > 0 && /^[ \t]/.test(line)))
}

// U+FFFD, also when read again as Latin-1: letters were lost that a repaired charset restores. The others indicate
// UTF-8 read as Latin-1 ("reÃ§u"); where they are intended, our own reader is right as well.
const LOST_LETTERS = /\uFFFD|ï¿½|[ÃÂ]|â€/

function isSound(reading: MailparserReading, parts: readonly MimePart[]): boolean {
  const bodies = parts.filter(isBody)
  const wantsPlain = bodies.some((part) => part.type === 'text/plain' && part.bytes.length > 0)
  const wantsHtml = bodies.some((part) => part.type === 'text/html' && part.bytes.length > 0)
  if (wantsPlain !== Boolean(reading.plain) || wantsHtml !== Boolean(reading.html)) return false
  if (reading.files.length !== parts.length - bodies.length) return false
  return !LOST_LETTERS.test(reading.plain ?? '') && !LOST_LETTERS.test(reading.html ?? '')
}

function isBody(part: MimePart): boolean {
  const named = part.fileName !== null && part.fileName.trim() !== ''
  return (
    (part.type === 'text/plain' || part.type === 'text/html') && part.disposition !== 'attachment' && !named
  )
}
