import { type SqlBool, sql } from 'kysely'
import type { ApiCaller } from '../auth/api-token.ts'
import { heldReplies } from '../correspondence/held-replies.ts'
import type { Core } from '../kernel/core.ts'
import { type ConversationId, isUuid, type MessageId, type TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { isReference, type Reference } from '../kernel/reference.ts'
import { type Category, SENSITIVE_LANES, type SensitiveLane } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import type { Level } from '../policy/level.ts'
import type { PromiseKind, PromiseOutcome } from '../policy/policy-times.ts'
import type { Channel } from '../ticket/message.ts'
import { withoutTicketLinks } from '../ticket/message-view.ts'
import { promisesOf } from '../ticket/view.ts'

/** What another system sees of a ticket. Notes, the seller's thread and messages kept apart stay internal. */
export interface ApiTicket {
  reference: Reference
  status: 'open' | 'resolved' | 'set-aside' | 'merged' | 'quarantined'
  subject: string
  category: Category
  level: Level
  language: Language
  door: Channel
  firstContactAt: Date
  lastMessageAt: Date
  resolvedAt: Date | null
  customer: { name: string | null }
}

interface ApiPromise {
  kind: PromiseKind
  round: number
  dueAt: Date
  endedAt: Date | null
  outcome: PromiseOutcome | null
}

interface ApiMessage {
  id: MessageId
  from: 'customer' | 'us'
  author: string | null
  at: Date
  subject: string
  text: string
}

const PAGE = 50

/**
 * Returns a page of the tickets a system may read, latest message first; `after` is the `next` of the last
 * page.
 */
export async function listApiTickets(
  core: Core,
  caller: ApiCaller,
  wanted: { status?: 'open' | 'resolved'; category?: Category; after?: string; since?: Date },
): Promise<{ tickets: ApiTicket[]; next: string | null }> {
  const from = readAfter(wanted.after ?? '')
  if (wanted.after !== undefined && !from)
    throw new Problem(
      'invalid-input',
      '`after` is the `next` of the page before; leave it out for the first.',
    )
  let query = ticketRows(core, caller)
    .where('tickets.merged_into_id', 'is', null)
    .where('tickets.quarantined_at', 'is', null)
    .orderBy('tickets.last_message_at', 'desc')
    .orderBy('tickets.id', 'desc')
    .limit(PAGE + 1)
  if (wanted.status === 'open')
    query = query.where('tickets.resolved_at', 'is', null).where('tickets.set_aside_at', 'is', null)
  if (wanted.status === 'resolved') query = query.where('tickets.resolved_at', 'is not', null)
  if (wanted.category) query = query.where('tickets.category', '=', wanted.category)
  if (wanted.since) query = query.where('tickets.last_message_at', '>=', wanted.since)
  if (from) {
    query = query.where(
      sql<SqlBool>`(tickets.last_message_at, tickets.id) < (${from.at}::timestamptz, ${from.id}::uuid)`,
    )
  }
  const rows = await query.execute()
  const page = rows.slice(0, PAGE)
  const last = rows.length > PAGE ? page.at(-1) : undefined
  return { tickets: page.map(toTicket), next: last ? `${last.last_message}~${last.id}` : null }
}

const AFTER = /^([1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{6}Z)~(\S{36})$/

function readAfter(after: string): { at: string; id: string } | null {
  const [, second = '', digits = '', id = ''] = AFTER.exec(after) ?? []
  const at = new Date(`${second}Z`)
  const isInstant = !Number.isNaN(at.getTime()) && at.toISOString().startsWith(second)
  return isInstant && isUuid(id) ? { at: `${second}${digits}`, id } : null
}

/**
 * Returns a ticket with its promises and the sent messages of customer and members.
 * Throws `not-found` also for one the system may not read.
 */
export async function readApiTicket(
  core: Core,
  caller: ApiCaller,
  reference: string,
): Promise<{ ticket: ApiTicket; promises: ApiPromise[]; messages: ApiMessage[] }> {
  const row = await findApiTicketRow(core, caller, reference)
  const ticketId = row.id
  const [promises, messages, held] = await Promise.all([
    promisesOf(core.db, ticketId),
    messagesOf(core, ticketId),
    heldReplies(core, ticketId),
  ])
  return { ticket: toTicket(row), promises, messages: messages.filter(({ id }) => !held.has(id)) }
}

/** Returns the row of a ticket the system may read; throws `not-found` otherwise. */
export async function findApiTicketRow(core: Core, caller: ApiCaller, reference: string) {
  const row = isReference(reference)
    ? await ticketRows(core, caller).where('tickets.reference', '=', reference).executeTakeFirst()
    : undefined
  if (!row) throw new Problem('not-found', 'There is no ticket with this reference that this token may read.')
  return row
}

/**
 * Returns the tickets of a chat in the order they were opened; undefined where the system may not read one of them.
 */
export async function ticketsOfConversation(
  core: Core,
  caller: ApiCaller,
  conversationId: ConversationId,
): Promise<{ id: TicketId; ticket: ApiTicket }[] | undefined> {
  const linked = await core.db
    .selectFrom('conversation_tickets')
    .select('ticket_id')
    .where('conversation_id', '=', conversationId)
    .execute()
  if (linked.length === 0) return []
  const ids = linked.map(({ ticket_id }) => ticket_id)
  const rows = await ticketRows(core, caller)
    .where('tickets.id', 'in', ids)
    .orderBy('tickets.opened_at')
    .orderBy('tickets.id')
    .execute()
  return rows.length < ids.length ? undefined : rows.map((row) => ({ id: row.id, ticket: toTicket(row) }))
}

function ticketRows({ db }: Core, caller: ApiCaller) {
  const lanes = closedLanes(caller)
  const rows = db
    .selectFrom('tickets')
    .innerJoin('customers', 'customers.id', 'tickets.customer_id')
    .select(['tickets.id', 'reference', 'subject', 'category', 'level', 'tickets.language', 'door'])
    .select(['first_contact_at', 'last_message_at', 'resolved_at', 'set_aside_at', 'quarantined_at'])
    .select(['merged_into_id', 'customers.name as customer_name'])
    // With all its digits: a page position must not fall between two instants.
    .select(
      sql<string>`to_char(tickets.last_message_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`.as(
        'last_message',
      ),
    )
  return lanes.length === 0 ? rows : rows.where('tickets.category', 'not in', lanes)
}

function closedLanes({ lanes }: ApiCaller): SensitiveLane[] {
  return SENSITIVE_LANES.filter((lane) => !lanes.includes(lane))
}

/** Returns whether this token has no access to the category. */
export function isClosedTo(caller: ApiCaller, category: Category): boolean {
  return (closedLanes(caller) as readonly string[]).includes(category)
}

type TicketRow = Awaited<ReturnType<ReturnType<typeof ticketRows>['execute']>>[number]

function toTicket(row: TicketRow): ApiTicket {
  return {
    reference: row.reference,
    status: statusOf(row),
    subject: row.subject,
    category: row.category,
    level: row.level,
    language: row.language,
    door: row.door,
    firstContactAt: row.first_contact_at,
    lastMessageAt: row.last_message_at,
    resolvedAt: row.resolved_at,
    customer: { name: row.customer_name },
  }
}

function statusOf(row: TicketRow): ApiTicket['status'] {
  if (row.merged_into_id) return 'merged'
  if (row.quarantined_at) return 'quarantined'
  if (row.set_aside_at) return 'set-aside'
  return row.resolved_at ? 'resolved' : 'open'
}

const MOST_MESSAGES = 200

async function messagesOf({ db }: Core, ticketId: TicketId): Promise<ApiMessage[]> {
  const rows = await db
    .selectFrom('messages')
    .innerJoin('conversations', 'conversations.id', 'messages.conversation_id')
    .select(['messages.id', 'direction', 'author_name', 'received_at', 'subject', 'new_text'])
    .where('messages.ticket_id', '=', ticketId)
    .where('direction', '!=', 'note')
    .where('conversations.audience', '=', 'customer')
    .where('kept_apart', 'is', null)
    .orderBy('received_at', 'desc')
    .orderBy('messages.id', 'desc')
    .limit(MOST_MESSAGES)
    .execute()
  return rows.reverse().map((row) => ({
    id: row.id,
    from: row.direction === 'in' ? ('customer' as const) : ('us' as const),
    author: row.author_name,
    at: row.received_at,
    subject: row.subject,
    text: withoutTicketLinks(row.new_text),
  }))
}
