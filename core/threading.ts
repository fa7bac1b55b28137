import type { Core, Trx } from './core.ts'
import type { AddressId, ConversationId, CustomerId, OutboxId, TicketId } from './id.ts'
import type { IncomingMessage } from './message.ts'
import { findReferences, type Reference } from './reference.ts'
import { openOwnMessageId, openPlusAddress } from './signed-link.ts'

/** A ticket a message may belong to, locked for this transaction. */
export interface ThreadTicket {
  id: TicketId
  reference: Reference
  customerId: CustomerId
  category: string
  language: string
  subject: string
  round: number
  resolvedAt: Date | null
  lastEvent: number
  conversationId: ConversationId
  participants: { addressId: AddressId; kind: string; value: string; role: string }[]
}

/** How a message named its ticket, in the order of trust. */
export type ThreadedBy = 'message-id' | 'plus-address' | 'reference'

export interface Thread {
  ticket: ThreadTicket
  by: ThreadedBy
  /** Our own mail it answers or that bounced, when it named one. */
  outboxId: OutboxId | null
}

// Mailing programs keep at most the newest ids of a long thread; more than this is an attack or a loop.
const MOST_IDS = 25
const MOST_BODY_CHARACTERS = 20_000

interface Clues {
  outboxIds: OutboxId[]
  plusReferences: Reference[]
  references: Reference[]
}

/**
 * The ticket each message names: by our own Message-IDs in References or In-Reply-To, then the signed plus-address, then
 * a reference in subject or body; the first of them that the sender takes part in, else the first. Whether the sender may
 * write there is not said (see disposition.ts). Locks the tickets found, in the order of their ids. Answers a thread or
 * undefined per message, in order.
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
    clues.flatMap((clue) => [...clue.plusReferences, ...clue.references]),
  )
  const tickets = await lockTickets(trx, [...byOutbox.values(), ...byReference.values()])
  return messages.map((message, index): Thread | undefined => {
    const { outboxIds = [], plusReferences = [], references = [] } = clues[index] ?? {}
    const thread = (
      ticketId: TicketId | undefined,
      by: ThreadedBy,
      outboxId: OutboxId | null = null,
    ): Thread[] => {
      const ticket = ticketId && tickets.get(ticketId)
      return ticket ? [{ ticket, by, outboxId }] : []
    }
    const named = [
      ...outboxIds.flatMap((id) => thread(byOutbox.get(id), 'message-id', id)),
      ...plusReferences.flatMap((reference) => thread(byReference.get(reference), 'plus-address')),
      ...references.flatMap((reference) => thread(byReference.get(reference), 'reference')),
    ]
    // One who quotes another's reference beside their own means their own.
    return named.find(({ ticket }) => participantOf(ticket, message)) ?? named[0]
  })
}

/** Who of a ticket's participants a message is from, by its address; undefined for everybody else. */
export function participantOf(
  ticket: ThreadTicket,
  { from }: Pick<IncomingMessage, 'from'>,
): ThreadTicket['participants'][number] | undefined {
  return ticket.participants.find(
    ({ kind, value, role }) => kind === from.kind && value === from.value && role !== 'stranger',
  )
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
      ? [...mail.to, ...mail.cc].flatMap((to) => openPlusAddress(secretKeys, to.address) ?? [])
      : [],
    references: [
      message.subject,
      message.newText.slice(0, MOST_BODY_CHARACTERS),
      message.text.slice(0, MOST_BODY_CHARACTERS),
    ]
      .flatMap(findReferences)
      .flatMap((found) => (found.kind === 'valid' ? [found.reference] : [])),
  }
}

async function ticketsOfOutbox(trx: Trx, ids: readonly OutboxId[]): Promise<Map<OutboxId, TicketId>> {
  if (ids.length === 0) return new Map()
  const rows = await trx
    .selectFrom('outbox')
    .select(['id', 'ticket_id'])
    .where('id', 'in', [...new Set(ids)])
    .where('ticket_id', 'is not', null)
    .execute()
  return new Map(rows.map((row) => [row.id as OutboxId, row.ticket_id as TicketId]))
}

async function ticketsOfReferences(
  trx: Trx,
  references: readonly Reference[],
): Promise<Map<Reference, TicketId>> {
  if (references.length === 0) return new Map()
  const rows = await trx
    .selectFrom('tickets')
    .select(['id', 'reference'])
    .where('reference', 'in', [...new Set(references)])
    .execute()
  return new Map(rows.map((row) => [row.reference as Reference, row.id as TicketId]))
}

async function lockTickets(trx: Trx, ids: readonly TicketId[]): Promise<Map<TicketId, ThreadTicket>> {
  if (ids.length === 0) return new Map()
  const unique = [...new Set(ids)]
  const tickets = await trx
    .selectFrom('tickets')
    .select([
      'id',
      'reference',
      'customer_id',
      'category',
      'language',
      'subject',
      'round',
      'resolved_at',
      'last_event',
    ])
    .where('id', 'in', unique)
    .orderBy('id')
    .forUpdate()
    .execute()
  const conversations = await trx
    .selectFrom('conversation_tickets')
    .innerJoin('conversations', 'conversations.id', 'conversation_tickets.conversation_id')
    .select(['conversation_tickets.ticket_id', 'conversations.id'])
    .where('conversation_tickets.ticket_id', 'in', unique)
    .where('conversations.audience', '=', 'customer')
    .orderBy('conversations.created_at')
    .execute()
  const participants = await trx
    .selectFrom('participants')
    .innerJoin('addresses', 'addresses.id', 'participants.address_id')
    .select([
      'participants.ticket_id',
      'participants.role',
      'addresses.id',
      'addresses.kind',
      'addresses.value',
    ])
    .where('participants.ticket_id', 'in', unique)
    .execute()
  return new Map(
    tickets.flatMap((row) => {
      const conversation = conversations.find((candidate) => candidate.ticket_id === row.id)
      if (!conversation) return []
      const ticket: ThreadTicket = {
        id: row.id as TicketId,
        reference: row.reference as Reference,
        customerId: row.customer_id as CustomerId,
        category: row.category,
        language: row.language,
        subject: row.subject,
        round: row.round,
        resolvedAt: row.resolved_at,
        lastEvent: row.last_event,
        conversationId: conversation.id as ConversationId,
        participants: participants
          .filter((participant) => participant.ticket_id === row.id)
          .map((participant) => ({
            addressId: participant.id as AddressId,
            kind: participant.kind,
            value: participant.value,
            role: participant.role,
          })),
      }
      return [[ticket.id, ticket] as const]
    }),
  )
}
