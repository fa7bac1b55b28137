import type { Category } from '../../core/policy/category.ts'
import type { IncomingMessage, MailFacts } from '../../core/ticket/message.ts'
import { readContactDetails } from './contact-details.ts'
import type { Header } from './header.ts'
import type { ParsedMail } from './parsed-mail.ts'
import { verifySender } from './sender-verification.ts'
import { type SpamHeader, spamVerdict } from './spam.ts'

/** How a mail came in. */
export interface MailArrival {
  /** Configured name of the mailbox or door. */
  mailbox: string
  doorCategory: Category
  /** INTERNALDATE or the door's receipt: the first contact (policy §4). */
  receivedAt: Date
  backlog: boolean
  /** It lay in the junk folder. */
  junk: boolean
}

/** What is ours, and whom to believe. */
export interface IncomingRules {
  /** Every address of ours, lower case. */
  ownAddresses: readonly string[]
  ownTelephones: readonly string[]
  /** Whether a Message-ID is one we made. */
  isOwnMessageId(messageId: string): boolean
  /** Names our receiving servers sign Authentication-Results with (RFC 8601 §2.5). */
  authservIds: readonly string[]
  spamHeaders: readonly SpamHeader[]
}

/** A parsed mail in the shape intake takes every message in. Pure; `raw` is kept whole. */
export function toIncoming(
  parsed: ParsedMail,
  raw: Uint8Array,
  arrival: MailArrival,
  rules: IncomingRules,
): IncomingMessage {
  const kind = parsed.automatic.kind
  return {
    ...fromHeader(parsed, raw, arrival, rules),
    idempotencyKey: `mail:${parsed.fingerprint}`,
    stated: readContactDetails(parsed.newText, {
      addresses: rules.ownAddresses,
      telephones: rules.ownTelephones,
    }),
    text: parsed.text,
    newText: parsed.newText,
    html: parsed.html,
    language: parsed.language,
    attachments: parsed.attachments.map(({ name, type, content, inline, contentId }) => ({
      name,
      type,
      content,
      inline,
      contentId,
    })),
    mail: {
      ...mailFacts(parsed, raw, arrival, rules),
      automatic: kind === null ? null : { kind, reasons: parsed.automatic.reasons },
      bounce: parsed.bounce,
      forwardedFrom: parsed.forwarded?.from ?? null,
    },
    warnings: parsed.warnings,
  }
}

/** What can be said of a message from its header alone. */
export function fromHeader(
  header: Header,
  raw: Uint8Array,
  arrival: MailArrival,
  rules: IncomingRules,
): Pick<
  IncomingMessage,
  'door' | 'receivedAt' | 'backlog' | 'from' | 'standing' | 'subject' | 'doorCategory' | 'raw'
> {
  return {
    door: 'mail',
    receivedAt: arrival.receivedAt,
    backlog: arrival.backlog,
    from: { kind: 'email', value: header.from.address, name: header.from.name || null },
    standing: verifySender(header.authentication, rules.authservIds, header.senders),
    subject: header.subject,
    doorCategory: arrival.doorCategory,
    raw,
  }
}

/** What only mail has, as far as its header tells. */
export function mailFacts(
  header: Header,
  raw: Uint8Array,
  arrival: MailArrival,
  rules: IncomingRules,
): MailFacts {
  return {
    mailbox: arrival.mailbox,
    messageId: header.messageId,
    inReplyTo: header.inReplyTo,
    references: header.references,
    to: header.to,
    cc: header.cc,
    replyTo: header.replyTo,
    date: header.dateSource === 'header' ? header.date : null,
    automatic: null,
    bounce: null,
    ownLoop: isOwn(header, rules),
    spam: arrival.junk ? 'junk folder' : spamVerdict(raw, rules.spamHeaders),
    forwardedFrom: null,
    unparsed: null,
  }
}

function isOwn(header: Header, rules: IncomingRules): boolean {
  const senders = [header.from, ...header.senders]
  if (senders.some((sender) => rules.ownAddresses.includes(sender.address))) return true
  return header.messageId !== null && rules.isOwnMessageId(header.messageId)
}
