import { encode, wrap } from 'libqp'
import type { SendMailOptions } from 'nodemailer'
import { ownMessageId, type SigningKeys, signedPlusAddress } from '../../core/kernel/signed-link.ts'
import type { DueDelivery } from '../../core/outbox/delivery.ts'
import type { MailContent } from '../../core/outbox/outbox.ts'
import type { Language } from '../../core/policy/language.ts'
import { Undeliverable } from './delivery-error.ts'

/** How mail of one mailbox is sent. */
export interface SendingMailbox {
  name: string
  /** The address customers write to; replies arrive at its signed plus-addresses. */
  address: string
  from: string
  /** The display name, unless the mail has its own. */
  fromName: Record<Language, string>
  /** Where bounces go (RFC 5321 §4.4); the From address when null. */
  envelopeFrom: string | null
}

/**
 * Composes the mail of an outbox row for nodemailer. The same row always yields the same Message-ID and Date, so that a
 * mail sent twice around a crash is recognised as one. Automatic mail is marked as such (RFC 3834 §5); a person's mail
 * never is. Nothing in the content can start a new header line. Throws `Undeliverable` when the recipient is not an
 * address.
 */
export function composeMail(
  due: DueDelivery,
  sender: SendingMailbox,
  keys: SigningKeys,
  files: ReadonlyMap<string, Buffer>,
): SendMailOptions {
  const content = due.content as MailContent
  const recipient = singleAddress(due.recipient)
  return {
    envelope: { from: sender.envelopeFrom ?? sender.from, to: [recipient] },
    from: { name: oneLine(content.fromName ?? sender.fromName[content.language]), address: sender.from },
    to: { name: '', address: recipient },
    subject: oneLine(content.subject),
    date: due.createdAt,
    messageId: ownMessageId(keys, due.id, domainOf(sender.from)),
    ...threading(content),
    ...(content.replyTo
      ? { replyTo: signedPlusAddress(keys, sender.address, content.replyTo, content.replyThread) }
      : {}),
    headers: { 'Content-Language': content.language, ...automaticHeaders(due, content) },
    ...texts(content),
    attachments: attachments(content, files),
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

function texts({ text, html }: MailContent) {
  if (html === null) return { text, textEncoding: 'quoted-printable' as const }
  return { text: textPart('plain', text), html: textPart('html', html) }
}

// The parts of an acknowledgement are encoded here, several times faster than nodemailer does it. A mail with a single
// part is left to nodemailer, which would take a raw part for the whole mail, header included.
function textPart(type: 'plain' | 'html', text: string): { raw: string } {
  const head = `Content-Type: text/${type}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable`
  return { raw: `${head}\r\n\r\n${quotedPrintable(text)}` }
}

// Accepts what an address can be after it has been parsed once; a list, a display name or a line feed does not match.
const ADDRESS = /^[^\s\p{Cc}<>(),:;@"\\[\]]{1,64}@[^\s\p{Cc}<>(),:;@"\\[\]]{1,253}$/u

function singleAddress(recipient: string): string {
  if (!ADDRESS.test(recipient)) throw new Undeliverable('The recipient is not an e-mail address.')
  return recipient
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1)
}

// RFC 5322 §3.6.4, leniently: whatever a customer's program wrote, as long as it stays within its header line.
const MESSAGE_ID = /^<[^\s\p{Cc}<>]{1,250}>$/u

function threading(content: MailContent): { inReplyTo?: string; references?: string[] } {
  const references = content.references.filter((id) => MESSAGE_ID.test(id))
  const { inReplyTo } = content
  return {
    ...(inReplyTo !== null && MESSAGE_ID.test(inReplyTo) ? { inReplyTo } : {}),
    ...(references.length > 0 ? { references } : {}),
  }
}

// Exchange's value for "no automatic replies to this". Not `All`: it would also suppress the bounces that reveal that a
// customer never got our reply (MS-OXCMAIL, X-Auto-Response-Suppress).
const SUPPRESSED_RESPONSES = 'DR, RN, NRN, OOF, AutoReply'

function automaticHeaders(due: DueDelivery, content: MailContent): Record<string, string> {
  if (!due.automatic) return {}
  return {
    'Auto-Submitted': content.autoSubmitted ?? 'auto-generated',
    'X-Auto-Response-Suppress': SUPPRESSED_RESPONSES,
  }
}

function attachments(content: MailContent, files: ReadonlyMap<string, Buffer>) {
  return content.attachments.map(({ name, type, sha256 }) => {
    const bytes = files.get(sha256)
    if (!bytes) throw new Undeliverable('An attachment is no longer kept.')
    return {
      filename: oneLine(name),
      contentType: oneLine(type),
      content: bytes,
      contentDisposition: 'attachment' as const,
    }
  })
}

/** Returns text as a quoted-printable body (RFC 2045 §6.7): UTF-8, lines of at most 76 characters ended by CRLF. */
export function quotedPrintable(text: string): string {
  return wrap(encode(Buffer.from(text.replace(/\r\n|\r|\n/g, '\r\n'))), LONGEST_LINE)
}

const LONGEST_LINE = 76
