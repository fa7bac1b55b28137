import type { Category } from '../policy/category.ts'
import type { DetectedLanguage } from '../policy/language.ts'

/** Where a message came in. */
export type Channel = 'mail' | 'chat' | 'form' | 'call' | 'api'

/**
 * How sure we are that the sender is who the address says: `proven` by the receiving server's
 * Authentication-Results, a code or a signed link; `unproven` when nothing was said; `failed` when a check failed.
 */
export type SenderTrust = 'proven' | 'unproven' | 'failed'

/** Why a mail counts as sent by a machine; such mail is kept, never answered, and reopens nothing. */
export type AutomaticKind = 'auto-reply' | 'bounce' | 'list' | 'report'

export interface NamedAddress {
  name: string
  /** Lower-case, domain in ASCII (punycode); empty when the header held no usable address. */
  address: string
}

export interface IncomingAttachment {
  /** Cleaned for display and download: no path parts, no control characters, never empty. */
  name: string
  type: string
  content: Uint8Array
  /** Shown inside the body rather than offered beside it. */
  inline: boolean
  contentId: string | null
}

/** What only mail has. */
export interface MailFacts {
  /** Name of the configured mailbox or door it arrived in. */
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
  /** Sent by one of our own addresses or carrying one of our own Message-IDs. */
  ownLoop: boolean
  /** Reason the mail was found to be spam (verdict header or the Junk folder), or null. */
  spam: string | null
  /** The customer a colleague's forward ("TR:") was about, as far as it could be read. */
  forwardedFrom: NamedAddress | null
  /** Set when the mail could not be parsed; it becomes a ticket all the same and can be retried. */
  unparsed: string | null
}

/** A message as every door hands it to intake. */
export interface IncomingMessage {
  door: Channel
  /** Taken in exactly once per key. Mail: Message-ID with a hash of sender, date and body. Others: the caller's token. */
  idempotencyKey: string
  /** The first contact (policy §4): IMAP INTERNALDATE, the door's receipt, the stated time of a call. */
  receivedAt: Date
  /** History taken in from before the mailbox was connected: never acknowledged, owes no promise. */
  backlog: boolean
  from: { kind: 'email' | 'telephone' | 'channel'; value: string; name: string | null }
  standing: SenderTrust
  /** Contact details the sender wrote in the message itself. They may be recorded, they prove nothing. */
  stated: { name: string | null; email: string | null; telephone: string | null }
  subject: string
  /** The whole text, as sent. */
  text: string
  /** The text without quoted mail and signature; the same as `text` when nothing could be told apart. */
  newText: string
  /** Sanitised HTML, or null. */
  html: string | null
  language: DetectedLanguage
  /** Category and team of the door it came in by: the mailbox's own, `other` for a general address. */
  doorCategory: Category
  attachments: IncomingAttachment[]
  /** The raw mail, kept whole. */
  raw: Uint8Array | null
  mail: MailFacts | null
  warnings: string[]
}
