import { createHash } from 'node:crypto'
import { firstField, type HeaderField } from './mime/header-block.ts'

/**
 * Returns the key that deduplicates a mail, however it reached us: hex SHA-256 over Message-ID, From address, Date as
 * written and the body. In the body, line ends are unified and trailing blank lines dropped. Trace headers do not
 * count, so a redelivery or a second recipient yields the same key. A forged Message-ID on other content yields another
 * key. Without a Message-ID the subject counts too: storing a mail twice is better than losing one.
 */
export function fingerprint(fields: readonly HeaderField[], from: string, body: Buffer): string {
  const messageId = oneLine(firstField(fields, 'message-id'))
  const date = oneLine(firstField(fields, 'date'))
  const subject = messageId === '' ? oneLine(firstField(fields, 'subject')) : ''
  const hash = createHash('sha256')
  hash.update(JSON.stringify([messageId, from, date, subject]))
  hash.update(unifiedBody(body))
  return hash.digest('hex')
}

function oneLine(value: string | undefined): string {
  return (value ?? '').replace(/\s+/g, ' ').trim()
}

const CR = 0x0d
const LF = 0x0a

function unifiedBody(body: Buffer): Buffer {
  let end = body.length
  while (end > 0 && isBlank(body[end - 1])) end--
  const trimmed = body.subarray(0, end)
  if (trimmed.indexOf(CR) < 0) return trimmed
  const unified = Buffer.allocUnsafe(trimmed.length)
  let length = 0
  let start = 0
  for (let at = trimmed.indexOf(CR); at >= 0; at = trimmed.indexOf(CR, start)) {
    length += trimmed.copy(unified, length, start, at)
    // CRLF and a lone CR are both one line end.
    unified[length++] = LF
    start = trimmed[at + 1] === LF ? at + 2 : at + 1
  }
  length += trimmed.copy(unified, length, start)
  return unified.subarray(0, length)
}

function isBlank(byte: number | undefined): boolean {
  return byte === CR || byte === LF || byte === 0x20 || byte === 0x09
}
