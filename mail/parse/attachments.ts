import { createHash } from 'node:crypto'
import { attachmentName } from './attachment-name.ts'
import type { MailparserReading } from './mailparser-reading.ts'
import type { MimePart } from './mime/mime-part.ts'
import { decodeTransfer } from './mime/transfer-encoding.ts'
import type { ParsedAttachment } from './parsed-mail.ts'
import type { Warnings } from './warning.ts'

/**
 * The files of a mail, with safe names. A file is inline when the HTML shows it by its Content-ID, or when it is
 * an image the sender placed in the text.
 */
export function readAttachments(
  files: readonly MimePart[],
  html: string | null,
  warnings: Warnings,
  reading: MailparserReading | null = null,
): ParsedAttachment[] {
  const shown = new Set(
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
        (part.contentId !== null && shown.has(part.contentId)) ||
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
