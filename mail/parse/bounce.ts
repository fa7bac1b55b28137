import { normaliseAddress } from './addresses.ts'
import { readMessageId } from './header.ts'
import { decodeBytes } from './mime/charset.ts'
import { firstField, type HeaderField, readHeaderBlock } from './mime/header-block.ts'
import type { MimePart } from './mime/mime-part.ts'
import { decodeTransfer } from './mime/transfer-encoding.ts'
import type { Bounce } from './parsed-mail.ts'

/**
 * Returns which of our messages bounced, for whom and why (RFC 3464, or the text of servers that do not follow it). The
 * Message-ID comes from the returned part, else from the text, else from the bounce's own In-Reply-To or References.
 * The recipient is the final one. The enhanced status code (RFC 3463) is derived from a plain reply code if need be.
 */
export function readBounce(
  fields: readonly HeaderField[],
  leaves: readonly MimePart[],
  text: string,
  thread: { inReplyTo: string | null; references: readonly string[] },
): Bounce {
  const words = text.slice(0, LONGEST_READ)
  const report = deliveryStatus(leaves)
  return {
    originalMessageId:
      returnedMessageId(leaves) ?? idInText(words) ?? thread.inReplyTo ?? thread.references.at(-1) ?? null,
    recipient: report.recipient ?? failedRecipients(fields) ?? recipientInText(words),
    status: report.status ?? statusInText(words),
  }
}

const LONGEST_READ = 50_000

function returnedMessageId(leaves: readonly MimePart[]): string | null {
  for (const leaf of leaves) {
    if (!RETURNED.has(leaf.type)) continue
    const content = decodeTransfer(leaf.bytes, leaf.encoding)
    const found = readMessageId(firstField(readHeaderBlock(content).fields, 'message-id'))
    if (found) return found
  }
  return null
}

const RETURNED = new Set([
  'message/rfc822',
  'message/global',
  'text/rfc822-headers',
  'message/global-headers',
  'text/rfc822',
])

function deliveryStatus(leaves: readonly MimePart[]): { recipient: string | null; status: string | null } {
  let recipient: string | null = null
  let status: string | null = null
  for (const leaf of leaves) {
    if (leaf.type !== 'message/delivery-status' && leaf.type !== 'message/global-delivery-status') continue
    const lines = decodeBytes(decodeTransfer(leaf.bytes, leaf.encoding), 'utf-8').text.slice(0, LONGEST_READ)
    recipient ??= addressIn(fieldIn(lines, 'final-recipient') ?? fieldIn(lines, 'original-recipient'))
    status ??= /^([245]\.\d{1,3}\.\d{1,3})/.exec(fieldIn(lines, 'status') ?? '')?.[1] ?? null
    // "Status: 5.0.0" is uninformative; the server's own reply often has more detail.
    const diagnostic = statusInText(fieldIn(lines, 'diagnostic-code') ?? '')
    if (diagnostic && (status === null || /^[45]\.0\.0$/.test(status))) status = diagnostic
  }
  return { recipient, status }
}

function fieldIn(lines: string, name: string): string | null {
  const match = new RegExp(`^${name}[ \\t]*:[ \\t]*(.*(?:\\r?\\n[ \\t]+.*){0,10})`, 'im').exec(lines)
  return match ? (match[1] ?? '').replace(/\s+/g, ' ').trim() : null
}

// "rfc822; claire@exemple.fr", sometimes without the type, sometimes with angle brackets.
function addressIn(value: string | null): string | null {
  if (value === null) return null
  return normaliseAddress(value.replace(/^[^;]{1,20};/, '').trim()) || null
}

function failedRecipients(fields: readonly HeaderField[]): string | null {
  const value = firstField(fields, 'x-failed-recipients') ?? firstField(fields, 'x-actual-recipient')
  return addressIn(value?.split(',')[0] ?? null)
}

function idInText(words: string): string | null {
  return readMessageId(/^[>\s]*message-id\s*:\s*(<[^<>\s]{3,300}>)/im.exec(words)?.[1])
}

// First a line of its own (qmail, Exim, Postfix: "<claire@exemple.fr>:"), then any address in the text.
function recipientInText(words: string): string | null {
  for (const pattern of [
    /^[ \t]*<([^<>\s@]{1,64}@[^<>\s]{3,255})>[ \t]*:?/m,
    /^[ \t]*([\w.+-]{1,64}@[\w.-]{3,255}\w)[ \t]*:?[ \t]*$/m,
    /(?:recipient|destinataire|address|adresse|\bto|à|pour|收件人)[^\n@]{0,60}?[<"'«\s:：]([\w.+-]{1,64}@[\w-][\w.-]{2,255}\w)/i,
    /([\w.+-]{1,64}@[\w-][\w.-]{2,255}\w)/,
  ]) {
    const address = normaliseAddress(pattern.exec(words)?.[1] ?? '')
    if (address !== '') return address
  }
  return null
}

function statusInText(words: string): string | null {
  const enhanced = /(?:^|[\s(#:;[-])([245]\.\d{1,2}\.\d{1,3})(?![\d.]*\.\d)(?=$|[\s):;,\].-])/m.exec(
    words,
  )?.[1]
  if (enhanced !== undefined) return enhanced
  // RFC 3463 §2: the class is the reply code's first digit.
  const code = /(?:^|[\s(:;<])([45])(?:2[1-9]|[0-57][0-9])(?=[\s\-,:;)])/m.exec(words)?.[1]
  return code === undefined ? null : `${code}.0.0`
}
