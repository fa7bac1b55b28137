import { MINUTE } from '../../core/kernel/duration.ts'
import type { NamedAddress } from '../../core/ticket/message.ts'
import { MOST_ADDRESSES, readAddresses } from './addresses.ts'
import { decodeWords } from './mime/encoded-words.ts'
import { everyField, firstField, type HeaderField } from './mime/header-block.ts'
import { type AuthenticationResult, readAuthentication } from './sender-verification.ts'
import type { Warnings } from './warning.ts'

/** The contents of a mail's own header, the same whether or not its body can be read. */
export interface Header extends MailSender {
  messageId: string | null
  /** The mail's Date, or the arrival time when it has no plausible one. */
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

/** Reads the header fields; every input yields a result. Linear in their length. */
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

interface MailSender {
  from: NamedAddress
  replyTo: NamedAddress | null
  /** Every distinct address of every From header. */
  senders: NamedAddress[]
}

/**
 * Returns the sender a mail names. The first From address counts; without a usable one, the Sender or the envelope
 * sender (Return-Path) is used, so that a reply is possible. What could mislead a reader becomes a warning.
 */
function readSender(fields: readonly HeaderField[], warnings: Warnings): MailSender {
  const named = everyField(fields, 'from')
    .slice(0, 5)
    .flatMap((field) => readAddresses(field).slice(0, MOST_ADDRESSES))
  const usable = named.filter((sender) => sender.address !== '')
  const senders = usable.filter(
    (sender, i) => usable.findIndex((other) => other.address === sender.address) === i,
  )
  if (senders.length > 1) warnings.add('several-senders')
  if (senders.length === 0) warnings.add('no-sender')
  const stand = senders[0] ?? standIn(fields)
  const from = { name: senders[0]?.name ?? named[0]?.name ?? stand.name, address: stand.address }
  const replyTo = readAddresses(firstField(fields, 'reply-to')).find((to) => to.address !== '') ?? null
  warnOfDisguise(from, replyTo, warnings)
  return { from, replyTo, senders }
}

function standIn(fields: readonly HeaderField[]): NamedAddress {
  for (const name of ['sender', 'x-original-from', 'return-path']) {
    const found = readAddresses(firstField(fields, name)).find((sender) => sender.address !== '')
    if (found) return found
  }
  return { name: '', address: '' }
}

function warnOfDisguise(from: NamedAddress, replyTo: NamedAddress | null, warnings: Warnings): void {
  const addressInName = /[\w.+-]{1,64}@[\w.-]{1,255}\w/.exec(from.name)?.[0]?.toLowerCase()
  if (addressInName !== undefined && addressInName !== from.address) warnings.add('name-shows-address')
  if (from.address.includes('=?')) warnings.add('encoded-address')
  if (replyTo && from.address !== '' && domain(replyTo.address) !== domain(from.address))
    warnings.add('reply-elsewhere')
}

function domain(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1)
}

/**
 * Returns the instant of a Date header (RFC 5322 §3.3 and its obsolete forms). Null when it is missing, impossible,
 * before 1995 or later than the arrival. Never falls back to the present silently.
 */
function readDate(header: string | undefined, arrivedAt: Date): Date | null {
  if (header === undefined) return null
  const date = parseDate(header.slice(0, 200))
  if (date === null || date.getTime() < OLDEST || date.getTime() > arrivedAt.getTime()) return null
  return date
}

// Older than any customer's mail: such a clock was never set.
const OLDEST = Date.UTC(1995, 0, 1)

const RFC_5322 =
  /^(?:[^\d,]{1,20},?\s*)?(\d{1,2})[\s-]+([a-zéûôA-Z.]{3,10})[\s-]+(\d{2,4})[,\s]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d+)?)?\s*(am|pm)?\s*(?:([+-]\d{1,2}:?\d{2})|"?([A-Za-z]{1,5})"?)?/i
// The format of C's asctime: "Wed Jun 3 10:12:00 2026".
const ASCTIME =
  /^(?:[a-z]{3},?\s+)?([a-z]{3})\s+(\d{1,2})\s+(\d{1,2}:\d{2}:\d{2})\s+(?:[a-z]{1,5}\s+)?(\d{4})(.*)$/i
const ISO = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
// RFC 5322 §4.3; any other name is ambiguous and is read as UTC.
const ZONES: Readonly<Record<string, number>> = {
  EDT: -240,
  EST: -300,
  CDT: -300,
  CST: -360,
  MDT: -360,
  MST: -420,
  PDT: -420,
  PST: -480,
  CET: 60,
  CEST: 120,
  MET: 60,
  BST: 60,
}

function parseDate(header: string): Date | null {
  const text = header.replace(/\([^()]*\)/g, ' ').trim()
  if (ISO.test(text)) {
    const time = Date.parse(text.replace(' ', 'T'))
    return Number.isNaN(time) ? null : new Date(time)
  }
  const match = RFC_5322.exec(text.replace(ASCTIME, '$2 $1 $4 $3$5'))
  if (!match) return null
  const [, day, monthName = '', yearText = '', hour, minute, second, half, offset, zone] = match
  const month = MONTHS.indexOf(monthName.slice(0, 3).toLowerCase())
  if (month < 0) return null
  const hours = (Number(hour) % (half ? 12 : 24)) + (half?.toLowerCase() === 'pm' ? 12 : 0)
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 60) return null
  const date = new Date(
    Date.UTC(fullYear(yearText), month, Number(day), hours, Number(minute), Number(second ?? 0)),
  )
  // 31 February does not roll over into March: the date is impossible.
  if (date.getUTCDate() !== Number(day) && Number(second ?? 0) < 60) return null
  const minutes = offset ? offsetMinutes(offset) : (ZONES[(zone ?? '').toUpperCase()] ?? 0)
  return minutes === null ? null : new Date(date.getTime() - minutes * MINUTE)
}

// RFC 5322 §4.3: years of two and three digits.
function fullYear(text: string): number {
  const year = Number(text)
  if (text.length === 2) return year < 50 ? 2000 + year : 1900 + year
  return text.length === 3 ? 1900 + year : year
}

function offsetMinutes(offset: string): number | null {
  const digits = offset.slice(1).replace(':', '').padStart(4, '0')
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))
  if (minutes > 16 * 60) return null
  return offset.startsWith('-') ? -minutes : minutes
}

/** The longest list kept of a thread's ids: its first and its last ones, as RFC 5322 §3.6.4 lets a list be shortened. */
const LONGEST_MESSAGE_ID = 200

/**
 * Returns the Message-IDs of a References header, in order, each once, even without spaces, with commas or with prose
 * between them. Without any `<…>`, words with an `@` are used and put in angle brackets.
 */
function readReferences(field: string | undefined): string[] {
  if (field === undefined) return []
  const found = new Set<string>()
  for (const match of field.matchAll(/<([^<>]{1,995})>/g)) {
    const id = cleanId(match[1] ?? '')
    if (id !== '') found.add(`<${id}>`)
  }
  if (found.size === 0) {
    for (const word of field.split(/[\s,;]+/)) {
      const id = cleanId(word)
      if (id.length > 3 && id.length < 995 && id.includes('@')) found.add(`<${id}>`)
    }
  }
  const ids = [...found]
  return ids.length <= LONGEST_MESSAGE_ID ? ids : [...ids.slice(0, 20), ...ids.slice(20 - LONGEST_MESSAGE_ID)]
}

/** Returns the id of a Message-ID header as `<…>`; missing brackets are added. Null when there is none. */
export function readMessageId(field: string | undefined): string | null {
  if (field === undefined) return null
  const bracketed = readReferences(field)[0]
  if (bracketed !== undefined) return bracketed
  const id = cleanId(field).slice(0, 995)
  return id === '' ? null : `<${id}>`
}

/** Returns the first plausible id of an In-Reply-To header, whatever prose surrounds it. */
function readInReplyTo(field: string | undefined): string | null {
  const ids = readReferences(field)
  return ids.find((id) => id.includes('@')) ?? ids[0] ?? null
}

// Spaces inside an id come from folding; NUL and raw bytes must not reach the database.
function cleanId(id: string): string {
  return id.replace(/[\p{Cc}\s<>]/gu, '').replace(/[\u0080-\u00ff]/g, '?')
}
