import type { Category } from '../../core/policy/category.ts'
import type { IncomingMessage, MailFacts } from '../../core/ticket/message.ts'
import { detectAutomaticMail } from './automatic-mail.ts'
import { readContactDetails } from './contact-details.ts'
import { fingerprint } from './fingerprint.ts'
import type { Header } from './header.ts'
import { readHeader } from './header.ts'
import { readHeaderBlock } from './mime/header-block.ts'
import { withLineEnds } from './parse.ts'
import type { ParsedMail } from './parsed-mail.ts'
import { verifySender } from './sender-verification.ts'
import { type SpamHeader, spamVerdict } from './spam.ts'
import { collectWarnings } from './warning.ts'

/** How a mail arrived. */
export interface MailArrival {
  /** Configured name of the mailbox. */
  mailbox: string
  doorCategory: Category
  /** INTERNALDATE, or when the SMTP server received it: the first contact (policy §4). */
  receivedAt: Date
  backlog: boolean
  /** Whether it was in the junk folder. */
  junk: boolean
}

/** What is our own, and whose verdicts are trusted. */
export interface IncomingRules {
  /** Every address of ours, in lower case. */
  ownAddresses: readonly string[]
  ownTelephones: readonly string[]
  /** Returns whether we created this Message-ID. */
  isOwnMessageId(messageId: string): boolean
  /** The names under which our receiving servers write Authentication-Results (RFC 8601 §2.5). */
  authservIds: readonly string[]
  spamHeaders: readonly SpamHeader[]
}

/** Maps a parsed mail to an intake message. Pure; `raw` is kept whole. */
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

/** Returns what the header alone says about a message. */
function fromHeader(
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

/** Returns the facts that only mail has, as far as its header states them. */
function mailFacts(header: Header, raw: Uint8Array, arrival: MailArrival, rules: IncomingRules): MailFacts {
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

/**
 * Returns the message of a mail that could not be parsed. It has the header, the reason, and the raw mail to open by
 * hand or to parse again. Only the header is read, so that it does not meet what broke the parser. Its key is the one a
 * later successful parse has.
 */
export function unparsedIncoming(
  raw: Uint8Array,
  arrival: MailArrival,
  reason: string,
  rules: IncomingRules,
): IncomingMessage {
  const warnings = collectWarnings()
  warnings.add('unreadable')
  const bytes = withLineEnds(raw)
  const { fields, bodyStart } = readHeaderBlock(bytes)
  const header = readHeader(fields, arrival.receivedAt, warnings)
  const { kind, reasons } = detectAutomaticMail({
    fields,
    from: header.from,
    replyTo: header.replyTo,
    subject: header.subject,
    type: '',
    reportType: '',
    partTypes: [],
    ownAddresses: rules.ownAddresses,
  })
  return {
    ...fromHeader(header, raw, arrival, rules),
    idempotencyKey: `mail:${fingerprint(fields, header.from.address, bytes.subarray(bodyStart))}`,
    stated: { name: null, email: null, telephone: null },
    text: '',
    newText: '',
    html: null,
    language: 'unknown',
    attachments: [],
    mail: {
      ...mailFacts(header, raw, arrival, rules),
      automatic: kind === null ? null : { kind, reasons },
      unparsed: reason,
    },
    warnings: warnings.list(),
  }
}
