import { sql } from 'kysely'
import type { Queryable } from '../kernel/core.ts'
import type { AttachmentId, BounceId, MemberId, MessageId, OutboxId, TicketId } from '../kernel/id.ts'
import type { Channel, NamedAddress, SenderTrust } from './message.ts'

export interface AttachmentView {
  id: AttachmentId
  name: string
  type: string
  size: number
  inline: boolean
}

export interface BounceView {
  id: BounceId
  recipient: string | null
  status: string | null
  permanent: boolean
  at: Date
}

/** How far a mail of ours is in its delivery. */
export type SendingState = 'waiting' | 'sent' | 'cancelled' | 'failed'

/** A mail of ours without a message of its own on the timeline: acknowledgements and other automatic mail. */
export interface MailView {
  id: OutboxId
  messageId: MessageId | null
  kind: string
  automatic: boolean
  recipient: string
  subject: string
  text: string
  state: SendingState
  attempts: number
  lastError: string | null
  createdAt: Date
  sentAt: Date | null
}

export interface MessageView {
  id: MessageId
  direction: 'in' | 'out' | 'note'
  channel: Channel
  /** Whom its conversation is with. The customer never sees a conversation with a seller. */
  audience: 'customer' | 'seller'
  authorKind: 'customer' | 'seller' | 'member' | 'stranger' | 'system'
  authorName: string | null
  authorAddress: string | null
  memberId: MemberId | null
  standing: SenderTrust
  automatic: string | null
  subject: string
  newText: string
  /** The whole text with its quotes; empty when it is the same as `newText`. */
  wholeText: string
  /** The text was cut for display; the original is complete. */
  cut: boolean
  hasHtml: boolean
  hasRaw: boolean
  keptApart: string | null
  warnings: readonly string[]
  to: readonly NamedAddress[]
  cc: readonly NamedAddress[]
  /** The original sender of a forwarded mail. */
  forwardedFrom: NamedAddress | null
  mailboxes: readonly string[]
  receivedAt: Date
  attachments: AttachmentView[]
  bounces: BounceView[]
  /** Set while the mail could not be parsed. */
  unparsed: { error: string; attempts: number } | null
}

const TICKET_LINK = /(\/t\/)[\w-]{20,}/g

/**
 * Returns a text without the token of any link to a ticket's page. The link is the customer's. A member who copied it
 * could write in their name, and would still read the ticket after losing access to its lane.
 */
export function withoutTicketLinks(text: string): string {
  return text.replace(TICKET_LINK, '$1…')
}

// The limits of a page; more is an attack or a loop, and the original is complete.
const MOST_MESSAGES = 200
const MOST_CHARACTERS = 20_000

/** Returns a ticket's newest messages, oldest first, and how many are older. The caller has checked the reader. */
export async function viewMessages(
  db: Queryable,
  ticketId: TicketId,
): Promise<{ messages: MessageView[]; older: number }> {
  const rows = await messageRows(db).where('messages.ticket_id', '=', ticketId).execute()
  const { count } = await db
    .selectFrom('messages')
    .select(sql<number>`count(*)::integer`.as('count'))
    .where('ticket_id', '=', ticketId)
    .executeTakeFirstOrThrow()
  const messages = await withParts(db, rows.reverse())
  return { messages, older: count - messages.length }
}

/** Returns every mail of ours on a ticket, oldest first. */
export async function viewMails(db: Queryable, ticketId: TicketId): Promise<MailView[]> {
  const rows = await db
    .selectFrom('outbox')
    .select(['id', 'message_id', 'kind', 'automatic', 'recipient', 'attempts', 'last_error'])
    .select(['created_at', 'sent_at', 'cancelled_at', 'failed_at'])
    .select(sql<string>`content->>'subject'`.as('subject'))
    .select(sql<string>`left(content->>'text', ${MOST_CHARACTERS}::integer)`.as('text'))
    .where('ticket_id', '=', ticketId)
    .where('channel', '=', 'mail')
    .orderBy('created_at', 'desc')
    .limit(MOST_MESSAGES)
    .execute()
  return rows.reverse().map((row) => ({
    id: row.id,
    messageId: row.message_id,
    kind: row.kind,
    automatic: row.automatic,
    recipient: row.recipient,
    subject: row.subject,
    text: withoutTicketLinks(row.text),
    state: sendingState(row),
    attempts: row.attempts,
    lastError: row.last_error,
    createdAt: row.created_at,
    sentAt: row.sent_at,
  }))
}

/** Returns the delivery state of an outbox row. */
export function sendingState(row: {
  sent_at: Date | null
  cancelled_at: Date | null
  failed_at: Date | null
}): SendingState {
  if (row.sent_at) return 'sent'
  if (row.cancelled_at) return 'cancelled'
  return row.failed_at ? 'failed' : 'waiting'
}

function messageRows(db: Queryable) {
  return db
    .selectFrom('messages')
    .innerJoin('conversations', 'conversations.id', 'messages.conversation_id')
    .leftJoin('members', 'members.id', 'messages.member_id')
    .leftJoin('parse_failures', (join) =>
      join
        .onRef('parse_failures.message_id', '=', 'messages.id')
        .on('parse_failures.recovered_at', 'is', null),
    )
    .select(['messages.id', 'direction', 'door', 'author_kind', 'author_name', 'author_address', 'member_id'])
    .select('conversations.audience')
    .select(['standing', 'automatic', 'subject', 'raw_sha256', 'kept_apart', 'warnings', 'received_at'])
    .select(['members.name as member_name', 'parse_failures.error', 'parse_failures.attempts'])
    .select([
      sql<string>`left(new_text, ${MOST_CHARACTERS}::integer)`.as('new_text'),
      sql<string>`case when text = new_text then '' else left(text, ${MOST_CHARACTERS}::integer) end`.as(
        'whole',
      ),
      sql<boolean>`length(text) > ${MOST_CHARACTERS}::integer`.as('cut'),
      sql<boolean>`html is not null`.as('has_html'),
      sql<NamedAddress[] | null>`mail->'to'`.as('to'),
      sql<NamedAddress[] | null>`mail->'cc'`.as('cc'),
      sql<NamedAddress | null>`nullif(mail->'forwardedFrom', 'null'::jsonb)`.as('forwarded_from'),
    ])
    .orderBy('received_at', 'desc')
    .orderBy('messages.id', 'desc')
    .limit(MOST_MESSAGES)
}

type MessageRow = Awaited<ReturnType<ReturnType<typeof messageRows>['executeTakeFirstOrThrow']>>

async function withParts(db: Queryable, rows: readonly MessageRow[]): Promise<MessageView[]> {
  const ids = rows.map((row) => row.id)
  if (ids.length === 0) return []
  const [attachments, bounces, mailboxes] = await Promise.all([
    db
      .selectFrom('attachments')
      .select(['id', 'message_id', 'name', 'type', 'size', 'inline'])
      .where('message_id', 'in', ids)
      .orderBy('position')
      .execute(),
    // A bounce arrives as a message of its own; it is displayed on our message that did not arrive.
    db
      .selectFrom('bounces')
      .leftJoin('outbox', 'outbox.id', 'bounces.outbox_id')
      .select(['bounces.id', 'bounces.message_id', 'outbox.message_id as sent_message_id'])
      .select(['bounces.recipient', 'status', 'permanent', 'at'])
      .where((eb) => eb.or([eb('bounces.message_id', 'in', ids), eb('outbox.message_id', 'in', ids)]))
      .execute(),
    db
      .selectFrom('message_mailboxes')
      .select(['message_id', 'mailbox'])
      .where('message_id', 'in', ids)
      .orderBy('received_at')
      .execute(),
  ])
  return rows.map((row) => ({
    ...toMessage(row),
    mailboxes: mailboxes.filter((one) => one.message_id === row.id).map((one) => one.mailbox),
    attachments: attachments
      .filter((one) => one.message_id === row.id)
      .map(({ id, name, type, size, inline }) => ({ id, name, type, size, inline })),
    bounces: bounces
      .filter((one) => one.message_id === row.id || one.sent_message_id === row.id)
      .map(({ id, recipient, status, permanent, at }) => ({
        id,
        recipient,
        status,
        permanent,
        at,
      })),
  }))
}

function toMessage(row: MessageRow): Omit<MessageView, 'attachments' | 'bounces' | 'mailboxes'> {
  return {
    id: row.id,
    direction: row.direction,
    channel: row.door,
    audience: row.audience,
    authorKind: row.author_kind,
    authorName: row.member_name ?? row.author_name,
    authorAddress: row.author_address,
    memberId: row.member_id,
    standing: row.standing,
    automatic: row.automatic,
    subject: row.subject,
    newText: withoutTicketLinks(row.new_text),
    wholeText: withoutTicketLinks(row.whole),
    cut: row.cut,
    hasHtml: row.has_html,
    hasRaw: row.raw_sha256 !== null,
    keptApart: row.kept_apart,
    warnings: row.warnings,
    to: row.to ?? [],
    cc: row.cc ?? [],
    forwardedFrom: row.forwarded_from?.address ? row.forwarded_from : null,
    receivedAt: row.received_at,
    unparsed: row.error === null ? null : { error: row.error, attempts: row.attempts ?? 0 },
  }
}
