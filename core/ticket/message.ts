import { type AutomaticKind, CHANNELS, type Channel, type SenderTrust } from '../../db/column-values.ts'
import type { Category } from '../policy/category.ts'
import type { DetectedLanguage } from '../policy/language.ts'

export { type AutomaticKind, CHANNELS, type Channel, type SenderTrust }

export interface NamedAddress {
  name: string
  /** Lower-case, domain in ASCII (punycode); empty when the header had no usable address. */
  address: string
}

export interface IncomingAttachment {
  /** Cleaned for display and download: no path parts, no control characters, never empty. */
  name: string
  type: string
  content: Uint8Array
  /** Displayed inside the body rather than offered beside it. */
  inline: boolean
  contentId: string | null
}

/** What only mail has. */
export interface MailFacts {
  /** Name of the configured mailbox or team address it arrived in. */
  mailbox: string
  /** `<…>` or null when the mail had none. */
  messageId: string | null
  inReplyTo: string | null
  references: string[]
  to: NamedAddress[]
  cc: NamedAddress[]
  replyTo: NamedAddress | null
  /** The mail's own Date; null when it had no usable one. */
  date: Date | null
  automatic: { kind: AutomaticKind; reasons: string[] } | null
  bounce: { originalMessageId: string | null; recipient: string | null; status: string | null } | null
  /** Sent by one of our own addresses or with one of our own Message-IDs. */
  ownLoop: boolean
  /** Reason the mail counts as spam (verdict header or the Junk folder), or null. */
  spam: string | null
  /** The customer of a mail that a colleague forwarded ("TR:"), as far as it could be read. */
  forwardedFrom: NamedAddress | null
  /** Set when the mail could not be parsed; it becomes a ticket nevertheless and can be parsed again. */
  unparsed: string | null
}

/** A message as every channel passes it to intake. */
export interface IncomingMessage {
  door: Channel
  /** Stored exactly once per key. Mail: Message-ID with a hash of sender, date and body. Others: the caller's token. */
  idempotencyKey: string
  /** The first contact (policy §4): IMAP INTERNALDATE, the channel's receipt, the stated time of a call. */
  receivedAt: Date
  /** History from before the mailbox was connected: never acknowledged, without promises. */
  backlog: boolean
  from: { kind: 'email' | 'telephone' | 'channel'; value: string; name: string | null }
  standing: SenderTrust
  /** Contact details the sender wrote in the message itself. They may be recorded, but prove nothing. */
  stated: { name: string | null; email: string | null; telephone: string | null }
  subject: string
  /** The whole text, as sent. */
  text: string
  /** The text without quoted mail and signature; the same as `text` when nothing could be separated. */
  newText: string
  /** Sanitised HTML, or null. */
  html: string | null
  language: DetectedLanguage
  /** Category of the address it came by: the mailbox's own, `other` for a general address. */
  doorCategory: Category
  attachments: IncomingAttachment[]
  /** The raw mail, complete. */
  raw: Uint8Array | null
  mail: MailFacts | null
  warnings: string[]
}
