import type { Core, Trx } from '../kernel/core.ts'
import type {
  AddressId,
  ConversationId,
  CustomerId,
  OutboxId,
  SatisfactionRequestId,
  TicketId,
} from '../kernel/id.ts'
import { findReferences, type Reference, type ReferenceThread } from '../kernel/reference.ts'
import { openOwnMessageId, openReplyAddress } from '../kernel/signed-link.ts'
import type { Category } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import { openQuestions } from '../satisfaction/satisfaction.ts'
import type { IncomingMessage } from '../ticket/message.ts'

/** How a message named its ticket, most trusted first. */
type ThreadedBy = 'message-id' | 'plus-address' | 'reference'

export interface Thread {
  ticket: ThreadTicket
  by: ThreadedBy
  /** Whose thread was named; the author decides which one the message enters (see disposition.ts). */
  names: ReferenceThread
  /** Our own mail it replies to or that bounced, when it named one. */
  outboxId: OutboxId | null
}

// Mail programs keep at most the newest ids of a long thread; more than this is an attack or a loop.
const MOST_IDS = 25
const MOST_BODY_CHARACTERS = 20_000

interface Clues {
  outboxIds: OutboxId[]
  plusReferences: NamedReference[]
  references: NamedReference[]
}

interface NamedReference {
  reference: Reference
  thread: ReferenceThread
}

/**
 * Returns the ticket each message names, or undefined, in order; locks the tickets found, ordered by id.
 * Looks for our Message-IDs in References or In-Reply-To, then the signed plus-address, then a reference in
 * subject or body.
 * Prefers the first ticket the sender takes part in. Whether the sender may write there is decided elsewhere
 * (see disposition.ts).
 */
export async function findThreads(
  trx: Trx,
  core: Core,
  messages: readonly IncomingMessage[],
): Promise<(Thread | undefined)[]> {
  const clues = messages.map((message) => cluesOf(core, message))
  const byOutbox = await ticketsOfOutbox(
    trx,
    clues.flatMap((clue) => clue.outboxIds),
  )
  const byReference = await ticketsOfReferences(
    trx,
    clues.flatMap((clue) => [...clue.plusReferences, ...clue.references].map(({ reference }) => reference)),
  )
  const ofOutbox = [...byOutbox.values()].map(({ ticketId }) => ticketId)
  const tickets = await lockThreadTickets(trx, [...ofOutbox, ...byReference.values()])
  return messages.map((message, index): Thread | undefined => {
    const { outboxIds = [], plusReferences = [], references = [] } = clues[index] ?? {}
    const thread = (
      ticketId: TicketId | undefined,
      by: ThreadedBy,
      names: ReferenceThread = 'customer',
      outboxId: OutboxId | null = null,
    ): Thread[] => {
      const ticket = ticketId && tickets.get(ticketId)
      return ticket ? [{ ticket, by, names, outboxId }] : []
    }
    const named = [
      ...outboxIds.flatMap((id) =>
        thread(byOutbox.get(id)?.ticketId, 'message-id', byOutbox.get(id)?.names, id),
      ),
      ...plusReferences.flatMap((one) => thread(byReference.get(one.reference), 'plus-address', one.thread)),
      ...references.flatMap((one) => thread(byReference.get(one.reference), 'reference', one.thread)),
    ]
    // A sender who quotes another reference beside their own means their own.
    return named.find((one) => participantOf(one, message)) ?? named[0]
  })
}

/**
 * Returns the participant of a ticket who sent a message, by its address; undefined for everybody else.
 * A sender who is both customer and seller there counts as the one whose thread they named.
 */
export function participantOf(
  { ticket, names }: Pick<Thread, 'ticket' | 'names'>,
  { from }: Pick<IncomingMessage, 'from'>,
): ThreadTicket['participants'][number] | undefined {
  const found = ticket.participants.filter(
    ({ kind, value, role }) => kind === from.kind && value === from.value && role !== 'stranger',
  )
  return found.find(({ role }) => (role === 'seller') === (names === 'seller')) ?? found[0]
}

function cluesOf(core: Core, message: IncomingMessage): Clues {
  const { secretKeys } = core.settings
  const mail = message.mail
  const ids = mail
    ? [mail.bounce?.originalMessageId, mail.inReplyTo, ...mail.references.slice(-MOST_IDS).reverse()]
    : []
  return {
    outboxIds: ids.flatMap((id) => (id && openOwnMessageId(secretKeys, id)) || []),
    plusReferences: mail
      ? [...mail.to, ...mail.cc].flatMap((to) => openReplyAddress(secretKeys, to.address) ?? [])
      : [],
    references: [
      message.subject,
      message.newText.slice(0, MOST_BODY_CHARACTERS),
      message.text.slice(0, MOST_BODY_CHARACTERS),
    ]
      .flatMap(findReferences)
      .flatMap((found) => (found.kind === 'valid' ? [found] : [])),
  }
}

async function ticketsOfOutbox(
  trx: Trx,
  ids: readonly OutboxId[],
): Promise<Map<OutboxId, { ticketId: TicketId; names: ReferenceThread }>> {
  if (ids.length === 0) return new Map()
  const rows = await trx
    .selectFrom('outbox')
    .innerJoin('tickets', 'tickets.id', 'outbox.ticket_id')
    .select(['outbox.id', 'outbox.recipient_kind'])
    .select((eb) => eb.fn.coalesce('tickets.merged_into_id', 'tickets.id').as('ticket_id'))
    .where('outbox.id', 'in', [...new Set(ids)])
    .execute()
  return new Map(
    rows.map((row) => [
      row.id,
      {
        ticketId: row.ticket_id,
        names: row.recipient_kind === 'seller' ? 'seller' : 'customer',
      },
    ]),
  )
}

async function ticketsOfReferences(
  trx: Trx,
  references: readonly Reference[],
): Promise<Map<Reference, TicketId>> {
  if (references.length === 0) return new Map()
  const rows = await trx
    .selectFrom('tickets')
    .select('reference')
    .select((eb) => eb.fn.coalesce('merged_into_id', 'id').as('id'))
    .where('reference', 'in', [...new Set(references)])
    .execute()
  return new Map(rows.map((row) => [row.reference, row.id]))
}

/** A ticket a message may belong to, locked for this transaction. */
export interface ThreadTicket {
  id: TicketId
  reference: Reference
  customerId: CustomerId
  category: Category
  language: Language
  subject: string
  round: number
  resolvedAt: Date | null
  /** The satisfaction question without a rating, if any. */
  satisfactionRequest: SatisfactionRequestId | null
  setAsideAt: Date | null
  /** When the open question to the customer was asked; null when there is none. */
  waitingSince: Date | null
  lastEvent: number
  conversationId: ConversationId
  /** The conversation with its sellers; null before one was written to. */
  sellerConversationId: ConversationId | null
  /**
   * Sellers take part by the addresses we wrote to, or know now; they have no address row of a customer's
   * kind.
   */
  participants: { addressId: AddressId | null; kind: string; value: string; role: string }[]
}

/**
 * Returns the tickets of these ids for threading, locked in the order of their ids.
 * For one merged into another, returns the ticket it was merged into.
 */
async function lockThreadTickets(trx: Trx, ids: readonly TicketId[]): Promise<Map<TicketId, ThreadTicket>> {
  if (ids.length === 0) return new Map()
  const unique = [...new Set(ids)]
  const tickets = await trx
    .selectFrom('tickets')
    .select(['id', 'reference', 'customer_id', 'category', 'language', 'subject', 'round', 'last_event'])
    .select(['resolved_at', 'set_aside_at', 'waiting_since', 'merged_into_id'])
    .where('id', 'in', unique)
    .orderBy('id')
    .forUpdate()
    .execute()
  const conversations = await trx
    .selectFrom('conversation_tickets')
    .innerJoin('conversations', 'conversations.id', 'conversation_tickets.conversation_id')
    .select(['conversation_tickets.ticket_id', 'conversations.id', 'conversations.audience'])
    .where('conversation_tickets.ticket_id', 'in', unique)
    .where('conversations.audience', 'in', ['customer', 'seller'])
    .orderBy('conversations.created_at')
    .execute()
  const participants = await trx
    .selectFrom('participants')
    .innerJoin('addresses', 'addresses.id', 'participants.address_id')
    .select(['participants.ticket_id', 'participants.role'])
    .select(['addresses.id', 'addresses.kind', 'addresses.value'])
    .where('participants.ticket_id', 'in', unique)
    .execute()
  const sellers = await sellerAddresses(trx, unique)
  const questions = await openQuestions(
    trx,
    tickets.filter((row) => row.resolved_at !== null),
  )
  const locked = new Map(
    tickets.flatMap((row) => {
      const conversationFor = (audience: string) =>
        conversations.find((one) => one.ticket_id === row.id && one.audience === audience)?.id
      const conversation = conversationFor('customer')
      if (!conversation) return []
      const ticket: ThreadTicket = {
        id: row.id,
        reference: row.reference,
        customerId: row.customer_id,
        category: row.category,
        language: row.language,
        subject: row.subject,
        round: row.round,
        resolvedAt: row.resolved_at,
        satisfactionRequest: questions.get(row.id) ?? null,
        setAsideAt: row.set_aside_at,
        waitingSince: row.waiting_since,
        lastEvent: row.last_event,
        conversationId: conversation,
        sellerConversationId: conversationFor('seller') ?? null,
        participants: [
          ...participants
            .filter((participant) => participant.ticket_id === row.id)
            .map((participant) => ({
              addressId: participant.id,
              kind: participant.kind,
              value: participant.value,
              role: participant.role,
            })),
          ...(sellers.get(row.id) ?? []).map((value) => ({
            addressId: null,
            kind: 'email',
            value,
            role: 'seller',
          })),
        ],
      }
      return [[ticket.id, ticket] as const]
    }),
  )
  // Merged between lookup and lock: the message is for the ticket it was merged into.
  const merged = tickets.flatMap(({ merged_into_id }) => (merged_into_id ? [merged_into_id] : []))
  const surviving = await lockThreadTickets(trx, merged)
  for (const { id, merged_into_id } of tickets) {
    const into = merged_into_id && surviving.get(merged_into_id)
    if (into) locked.set(id, into)
  }
  return locked
}

/**
 * Returns the e-mail addresses a ticket's sellers may reply from.
 * These are the addresses we wrote to on that ticket, and the present ones of those sellers.
 * Only tickets a seller was written to about have any.
 */
async function sellerAddresses(trx: Trx, ticketIds: readonly TicketId[]): Promise<Map<TicketId, string[]>> {
  const addresses = new Map<TicketId, string[]>()
  if (ticketIds.length === 0) return addresses
  const asked = await trx
    .selectFrom('seller_requests')
    .innerJoin('sellers', 'sellers.id', 'seller_requests.seller_id')
    .select(['ticket_id', 'recipient', 'sellers.email'])
    .where('ticket_id', 'in', ticketIds)
    .execute()
  const notified = await trx
    .selectFrom('sanctions')
    .innerJoin('outbox', 'outbox.id', 'sanctions.notice_id')
    .innerJoin('sellers', 'sellers.id', 'sanctions.seller_id')
    .select(['sanctions.ticket_id', 'outbox.recipient', 'sellers.email'])
    .where('sanctions.ticket_id', 'in', ticketIds)
    .execute()
  for (const { ticket_id, recipient, email } of [...asked, ...notified]) {
    const known = addresses.get(ticket_id) ?? []
    const found = [recipient, email].filter((value) => value !== null && !known.includes(value))
    addresses.set(ticket_id, [...known, ...new Set(found as string[])])
  }
  return addresses
}
