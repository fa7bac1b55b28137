import type { DetectedLanguage } from '../../core/policy/language.ts'
import type { AutomaticKind, NamedAddress } from '../../core/ticket/message.ts'
import type { Header } from './header.ts'

export interface ParsedAttachment {
  /** Cleaned: no path, no control characters, never empty. */
  name: string
  type: string
  /** Bytes. */
  size: number
  /** Hex. */
  sha256: string
  inline: boolean
  contentId: string | null
  content: Uint8Array
}

/** What parsing makes of a raw mail. */
export interface ParsedMail extends Header {
  text: string
  /** The text without quoted mail and signature; for a first message, the whole text. */
  newText: string
  /** Sanitised; null when the mail has no HTML. */
  html: string | null
  language: DetectedLanguage
  attachments: ParsedAttachment[]
  /** `AGF-XXXX-XXXX`, or `AGF-XXXX-XXXX-S` from a seller's thread; from the subject, else from the text. */
  ticketReference: string | null
  automatic: { is: boolean; kind: AutomaticKind | null; reasons: string[] }
  bounce: Bounce | null
  /** `code: sentence`, see `warning.ts`. */
  warnings: string[]
  /** The forward in the text, when the subject announces one. */
  forwarded: Forward | null
  /** The key that deduplicates the mail on any path to us; see `fingerprint.ts`. */
  fingerprint: string
}

export interface Bounce {
  originalMessageId: string | null
  recipient: string | null
  /** Enhanced status code (RFC 3463), or null. */
  status: string | null
}

export interface Forward {
  from: NamedAddress | null
  /** What the forwarding person wrote above it. */
  note: string
  /** The forwarded message, without its header block. */
  text: string
}

/** Returns the mail as `npm run parse-mail` prints it: without contents and without what only intake needs. */
export function printable(mail: ParsedMail): object {
  return {
    messageId: mail.messageId,
    date: mail.date,
    dateSource: mail.dateSource,
    from: mail.from,
    replyTo: mail.replyTo,
    to: mail.to,
    cc: mail.cc,
    subject: mail.subject,
    text: mail.text,
    newText: mail.newText,
    html: mail.html,
    language: mail.language,
    attachments: mail.attachments.map(({ name, type, size, sha256, inline }) => ({
      name,
      type,
      size,
      sha256,
      inline,
    })),
    inReplyTo: mail.inReplyTo,
    references: mail.references,
    ticketReference: mail.ticketReference,
    automatic: mail.automatic,
    bounce: mail.bounce,
    warnings: mail.warnings,
  }
}
