import type { NamedAddress } from '../../core/ticket/message.ts'
import { MOST_ADDRESSES, readAddresses } from './addresses.ts'
import { type AuthenticationResult, readAuthentication } from './authentication.ts'
import { readDate } from './date.ts'
import { decodeWords } from './mime/encoded-words.ts'
import { everyField, firstField, type HeaderField } from './mime/header-block.ts'
import { readInReplyTo, readMessageId, readReferences } from './references.ts'
import { type MailSender, readSender } from './sender.ts'
import type { Warnings } from './warning.ts'

/** What a mail's own header says; the same whether its body can be read or not. */
export interface Header extends MailSender {
  messageId: string | null
  /** The mail's Date, or the arrival time when it has none that can be true. */
  date: Date
  dateSource: 'header' | 'arrival'
  to: NamedAddress[]
  cc: NamedAddress[]
  subject: string
  inReplyTo: string | null
  references: string[]
  authentication: AuthenticationResult[]
}

const LONGEST_SUBJECT = 1_000

/** Reads the header fields; every input gives a result. Linear in their length. */
export function readHeader(fields: readonly HeaderField[], arrivedAt: Date, warnings: Warnings): Header {
  const date = readDate(firstField(fields, 'date'), arrivedAt)
  if (date === null) warnings.add('date-unusable')
  const subject = decodeWords((firstField(fields, 'subject') ?? '').slice(0, 20 * LONGEST_SUBJECT))
  return {
    messageId: readMessageId(firstField(fields, 'message-id')),
    date: date ?? arrivedAt,
    dateSource: date === null ? 'arrival' : 'header',
    ...readSender(fields, warnings),
    to: recipients(fields, 'to', warnings),
    cc: recipients(fields, 'cc', warnings),
    subject: subject.slice(0, LONGEST_SUBJECT).toWellFormed(),
    inReplyTo: readInReplyTo(firstField(fields, 'in-reply-to')),
    references: readReferences(everyField(fields, 'references').join(' ')),
    authentication: readAuthentication(fields),
  }
}

function recipients(fields: readonly HeaderField[], name: string, warnings: Warnings): NamedAddress[] {
  const found = readAddresses(everyField(fields, name).join(', '))
  if (found.length > MOST_ADDRESSES) warnings.add('too-many-addresses')
  return found.slice(0, MOST_ADDRESSES)
}
