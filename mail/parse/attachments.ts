import { createHash } from 'node:crypto'
import type { MailparserReading } from './mailparser-reading.ts'
import { displayable } from './mime/encoded-words.ts'
import type { MimePart } from './mime/mime-part.ts'
import { decodeTransfer } from './mime/transfer-encoding.ts'
import type { ParsedAttachment } from './parsed-mail.ts'
import type { Warnings } from './warning.ts'

/**
 * Returns the files of a mail, with safe names. A file is inline when the HTML shows it by its Content-ID, or when it
 * is an image the sender placed in the text.
 */
export function readAttachments(
  files: readonly MimePart[],
  html: string | null,
  warnings: Warnings,
  reading: MailparserReading | null = null,
): ParsedAttachment[] {
  const shownContentIds = new Set(
    [...(html ?? '').matchAll(/src="cid:([^"]{1,300})"/g)].map((match) => lenientDecode(match[1] ?? '')),
  )
  const numbers = new Map<string, number>()
  const ready = reading?.files.length === files.length ? reading.files : []
  return files.map((part, index) => {
    const type = part.type
    if (/pkcs7-mime$/.test(type) && part.parameters.get('smime-type') !== 'signed-data')
      warnings.add('encrypted')
    if (/ms-tnef$/.test(type) || part.fileName?.toLowerCase() === 'winmail.dat') warnings.add('winmail')
    const number = (numbers.get(type) ?? 0) + 1
    numbers.set(type, number)
    const content = ready[index] ?? decodeTransfer(part.bytes, part.encoding)
    return {
      name: attachmentName(part.fileName, type, number),
      type,
      size: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
      inline:
        (part.contentId !== null && shownContentIds.has(part.contentId)) ||
        (part.disposition === 'inline' && type.startsWith('image/')),
      contentId: part.contentId,
      content,
    }
  })
}

function lenientDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('&amp;', '&'))
  } catch {
    return text
  }
}

const LONGEST_FILE_NAME = 150

/**
 * Returns a file name that is safe to show and to download: no path, no control characters, nothing Windows refuses. It
 * has at most 150 characters and keeps its extension. Without a given name it is derived from the type; `number` makes
 * it unique.
 */
function attachmentName(given: string | null, type: string, number: number): string {
  const cleaned = given === null ? '' : cleanFileName(given)
  if (cleaned === '') return generatedFileName(type, number)
  // "text/plain" is also the implied type where none is given.
  const extension = type === 'text/plain' ? undefined : EXTENSIONS[type]
  return extension === undefined || /\.[^.\s]{1,10}$/.test(cleaned) ? cleaned : `${cleaned}.${extension}`
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'application/zip': 'zip',
  'application/msword': 'doc',
  'application/ms-tnef': 'dat',
  'application/pkcs7-mime': 'p7m',
  'application/pkcs7-signature': 'p7s',
  'application/x-pkcs7-mime': 'p7m',
  'application/x-pkcs7-signature': 'p7s',
  'application/pgp-signature': 'asc',
  'application/pgp-encrypted': 'asc',
  'application/ics': 'ics',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'audio/mpeg': 'mp3',
  'image/gif': 'gif',
  'image/heic': 'heic',
  'image/jpeg': 'jpg',
  'image/jpg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'message/delivery-status': 'txt',
  'message/disposition-notification': 'txt',
  'message/feedback-report': 'txt',
  'message/rfc822': 'eml',
  'message/global': 'eml',
  'text/calendar': 'ics',
  'text/csv': 'csv',
  'text/html': 'html',
  'text/plain': 'txt',
  'text/rfc822-headers': 'txt',
  'text/vcard': 'vcf',
  'text/x-vcard': 'vcf',
  'video/mp4': 'mp4',
  'video/quicktime': 'mov',
}

// Names for the unnamed parts of common mails, in words an agent recognises.
const WELL_KNOWN: Readonly<Record<string, string>> = {
  'application/ms-tnef': 'winmail.dat',
  'application/vnd.ms-tnef': 'winmail.dat',
  'application/pkcs7-mime': 'smime.p7m',
  'application/x-pkcs7-mime': 'smime.p7m',
  'application/pkcs7-signature': 'smime.p7s',
  'application/x-pkcs7-signature': 'smime.p7s',
  'application/pgp-signature': 'signature.asc',
  'application/pgp-encrypted': 'encrypted.asc',
  'message/delivery-status': 'delivery-status.txt',
  'message/disposition-notification': 'disposition-notification.txt',
  'message/feedback-report': 'feedback-report.txt',
  'message/rfc822': 'message.eml',
  'message/global': 'message.eml',
  'text/calendar': 'invitation.ics',
  'application/ics': 'invitation.ics',
  'text/rfc822-headers': 'returned-headers.txt',
}

function cleanFileName(given: string): string {
  const last = displayable(given.normalize('NFC')).split(/[/\\]/).at(-1) ?? ''
  const name = last.replace(/[<>:"|?*\u0080-\u009f]/g, '_').replace(/^[.\s]+|[.\s]+$/g, '')
  if (name.length <= LONGEST_FILE_NAME) return name
  const extension = /\.[^.\s]{1,10}$/.exec(name)?.[0] ?? ''
  return `${name.slice(0, LONGEST_FILE_NAME - extension.length).toWellFormed()}${extension}`
}

function generatedFileName(type: string, number: number): string {
  const known = WELL_KNOWN[type]
  if (known !== undefined) return number === 1 ? known : known.replace(/(\.[^.]+)$/, `-${number}$1`)
  const kind = /^(image|audio|video)\//.exec(type)?.[1] ?? 'document'
  return `${kind}-${number}.${EXTENSIONS[type] ?? 'bin'}`
}

/** A file uuencoded in a text. */
interface Uuencoded {
  name: string
  /** From its "begin" line to its "end" line. */
  block: string
}

/** Removes uuencoded files ("begin 644 name … end") from a text; old mail programs still send them. Linear. */
export function splitUuencoded(text: string): { text: string; files: Uuencoded[] } {
  if (!/^begin [0-7]{3,4} \S/m.test(text)) return { text, files: [] }
  const kept: string[] = []
  const files: Uuencoded[] = []
  let open: { name: string; lines: string[] } | null = null
  for (const line of text.split('\n')) {
    const begin: RegExpExecArray | null = open ? null : /^begin [0-7]{3,4} (\S.{0,200})$/.exec(line)
    if (begin) {
      open = { name: begin[1] ?? '', lines: [line] }
    } else if (!open) {
      kept.push(line)
    } else if (line.trimEnd() === 'end') {
      files.push({ name: open.name, block: [...open.lines, line].join('\n') })
      open = null
    } else if (isEncoded(line)) {
      open.lines.push(line)
    } else {
      // These lines only looked like the start of a file.
      kept.push(...open.lines, line)
      open = null
    }
  }
  if (open) kept.push(...open.lines)
  return { text: kept.join('\n'), files }
}

// The first character counts the bytes; four characters carry three of them. Trailing spaces may be missing.
function isEncoded(line: string): boolean {
  const bytes = (line.charCodeAt(0) - 32) & 63
  return (
    line.length >= 1 &&
    line.length <= 66 &&
    /^[ -`]*\r?$/.test(line) &&
    line.length - 1 <= Math.ceil(bytes / 3) * 4 + 1
  )
}
