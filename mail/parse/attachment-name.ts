import { displayable } from './mime/encoded-words.ts'

const LONGEST_FILE_NAME = 150

/**
 * A file name safe to show and to download: no path parts, no control characters, nothing Windows refuses, at most
 * 150 characters with its extension kept. Made up from the type when the sender gave none, `number` telling apart.
 */
export function attachmentName(given: string | null, type: string, number: number): string {
  const cleaned = given === null ? '' : cleanFileName(given)
  if (cleaned === '') return generatedFileName(type, number)
  // "text/plain" is also what is implied where no type is given.
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

// What the nameless parts of the usual mails are, in words an agent recognises.
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
