import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { AutomaticMailLimits, Trx } from '../kernel/core.ts'
import { HOUR, MINUTE } from '../kernel/duration.ts'
import type { TicketId } from '../kernel/id.ts'

const ADDRESS_WINDOW = 3 * HOUR
const TICKET_WINDOW = 3 * HOUR
const TEXT_WINDOW = HOUR
const MAILBOX_WINDOW = 10 * MINUTE

// Shorter texts are alike by chance ("Bonjour, je veux fermer mon compte"), and a person without a reply is
// the worse
// mistake. A machine's short texts are still held by the mailbox's own limit.
const SHORTEST_FINGERPRINTED_TEXT = 80

/** An automatic mail about to be sent. */
interface WantedAutomaticMail {
  recipient: string
  ticketId: TicketId
  mailbox: string
  /** The `textFingerprint` of the text it replies to. */
  fingerprint: string | null
  /** The ticket quoted by a sender who is not its participant, or null. */
  quoted: TicketId | null
}

/**
 * Whether the mail may leave: from `sendAfter`, stored with the `fingerprint` later ones are counted by, or
 * not and why.
 */
type AutomaticMailVerdict =
  | { send: true; sendAfter: Date; fingerprint: string | null }
  | { send: false; reason: 'address-limit' | 'ticket-limit' | 'same-text-limit' }

/**
 * Returns a hash that is the same when a machine sends one text from many addresses.
 * Returns null for texts too short to compare.
 */
export function textFingerprint(mailbox: string, text: string): string | null {
  const normalized = text
    .toLowerCase()
    .replace(/[\d\s]+/g, ' ')
    .trim()
  if (normalized.length < SHORTEST_FINGERPRINTED_TEXT) return null
  return createHash('sha256').update(`${mailbox}\n${normalized}`).digest('base64url').slice(0, 22)
}

/**
 * Decides which automatic mails may leave (RFC 3834 §2), in the order wanted; earlier mails of the batch
 * count too.
 * Over an address's, a ticket's or a text's rate limit nothing is sent.
 * Over the mailbox's rate limit the mail is delayed, because it may be an outage's backlog of real customers.
 * Strangers who quote one ticket, and tickets opened by such strangers, share that ticket's limit.
 * A machine that replies from a new address each time quotes the reference it last got.
 */
export async function judgeAutomaticMail(
  trx: Trx,
  limits: AutomaticMailLimits,
  wanted: readonly WantedAutomaticMail[],
  now: Date,
): Promise<AutomaticMailVerdict[]> {
  if (wanted.length === 0) return []
  const quotes = await quotesOf(trx, wanted)
  const sent = {
    recipient: await countBy(
      trx,
      'recipient',
      wanted.map((reply) => reply.recipient),
      before(now, ADDRESS_WINDOW),
    ),
    ticket: await countBy(
      trx,
      'ticket_id',
      wanted.map((reply) => reply.ticketId),
      before(now, TICKET_WINDOW),
    ),
    text: await countBy(
      trx,
      'fingerprint',
      wanted.flatMap((reply) => reply.fingerprint ?? []),
      before(now, TEXT_WINDOW),
    ),
    quote: await countBy(trx, 'fingerprint', [...quotes.values()], before(now, TICKET_WINDOW)),
    mailbox: new Map<string, number>(),
  }
  for (const mailbox of new Set(wanted.map((reply) => reply.mailbox))) {
    sent.mailbox.set(
      mailbox,
      await countMailbox(trx, mailbox, before(now, MAILBOX_WINDOW), limits.perMailbox * 10),
    )
  }
  return wanted.map((reply) => {
    if (bump(sent.recipient, reply.recipient) > limits.perAddress)
      return { send: false, reason: 'address-limit' }
    if (bump(sent.ticket, reply.ticketId) > limits.perTicket) return { send: false, reason: 'ticket-limit' }
    const quote = reply.quoted && quotes.get(reply.quoted)
    if (quote && bump(sent.quote, quote) > limits.perTicket) return { send: false, reason: 'ticket-limit' }
    if (reply.fingerprint && bump(sent.text, reply.fingerprint) > limits.perSameText)
      return { send: false, reason: 'same-text-limit' }
    const windows = Math.floor((bump(sent.mailbox, reply.mailbox) - 1) / limits.perMailbox)
    return {
      send: true,
      sendAfter: new Date(now.getTime() + windows * MAILBOX_WINDOW),
      fingerprint: quote || reply.fingerprint,
    }
  })
}

const QUOTE = 'quote:'

// Returns the key under which replies to everybody who quotes a ticket are counted; each reply inherits it
// from the one before.
async function quotesOf(trx: Trx, wanted: readonly WantedAutomaticMail[]): Promise<Map<TicketId, string>> {
  const quoted = [...new Set(wanted.flatMap((mail) => mail.quoted ?? []))]
  if (quoted.length === 0) return new Map()
  const rows = await trx
    .selectFrom('outbox')
    .select(['ticket_id', 'fingerprint'])
    .where('ticket_id', 'in', quoted)
    .where('fingerprint', 'like', `${QUOTE}%`)
    .execute()
  const handedOn = new Map(rows.map((row) => [row.ticket_id, row.fingerprint]))
  return new Map(quoted.map((id) => [id, handedOn.get(id) ?? `${QUOTE}${id}`]))
}

function before(now: Date, window: number): Date {
  return new Date(now.getTime() - window)
}

function bump(counts: Map<string, number>, key: string): number {
  const count = (counts.get(key) ?? 0) + 1
  counts.set(key, count)
  return count
}

async function countBy(
  trx: Trx,
  column: 'recipient' | 'ticket_id' | 'fingerprint',
  values: readonly string[],
  since: Date,
): Promise<Map<string, number>> {
  if (values.length === 0) return new Map()
  const rows = await trx
    .selectFrom('outbox')
    .select([sql<string>`${sql.ref(column)}`.as('key'), sql<number>`count(*)`.as('count')])
    .where(column, 'in', [...new Set(values)])
    .where('automatic', '=', true)
    .where('created_at', '>', since)
    .groupBy(column)
    .execute()
  return new Map(rows.map((row) => [row.key, Number(row.count)]))
}

async function countMailbox(trx: Trx, mailbox: string, since: Date, most: number): Promise<number> {
  const row = await trx
    .selectFrom((inner) =>
      inner
        .selectFrom('outbox')
        .select('id')
        .where('mailbox', '=', mailbox)
        .where('automatic', '=', true)
        .where('created_at', '>', since)
        .limit(most)
        .as('recent'),
    )
    .select(sql<number>`count(*)`.as('count'))
    .executeTakeFirstOrThrow()
  return Number(row.count)
}
