import type { Trx } from '../kernel/core.ts'
import type { AddressId, ConversationId, CustomerId, SatisfactionRequestId, TicketId } from '../kernel/id.ts'
import type { Reference } from '../kernel/reference.ts'
import { openQuestions } from '../satisfaction/open-question.ts'
import { sellerAddresses } from './seller-address.ts'

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
  /** The question how satisfied its customer is, while it waits for an answer. */
  satisfactionRequest: SatisfactionRequestId | null
  setAsideAt: Date | null
  /** A question to the customer is open since then. */
  waitingSince: Date | null
  lastEvent: number
  conversationId: ConversationId
  /** Where its sellers are written to; null before one was. */
  sellerConversationId: ConversationId | null
  /** Its sellers take part by the addresses we wrote to, or know now; they have no address row of a customer's kind. */
  participants: { addressId: AddressId | null; kind: string; value: string; role: string }[]
}

/**
 * The tickets of these ids as messages find them, locked in the order of their ids. One merged into another is given as
 * the one it was merged into.
 */
export async function lockThreadTickets(
  trx: Trx,
  ids: readonly TicketId[],
): Promise<Map<TicketId, ThreadTicket>> {
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
        id: row.id as TicketId,
        reference: row.reference as Reference,
        customerId: row.customer_id as CustomerId,
        category: row.category,
        language: row.language,
        subject: row.subject,
        round: row.round,
        resolvedAt: row.resolved_at,
        satisfactionRequest: questions.get(row.id as TicketId) ?? null,
        setAsideAt: row.set_aside_at,
        waitingSince: row.waiting_since,
        lastEvent: row.last_event,
        conversationId: conversation as ConversationId,
        sellerConversationId: (conversationFor('seller') ?? null) as ConversationId | null,
        participants: [
          ...participants
            .filter((participant) => participant.ticket_id === row.id)
            .map((participant) => ({
              addressId: participant.id as AddressId,
              kind: participant.kind,
              value: participant.value,
              role: participant.role,
            })),
          ...(sellers.get(row.id as TicketId) ?? []).map((value) => ({
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
  // Merged in the moment between looking it up and locking it: what is said to it is for the one it was merged into.
  const merged = tickets.flatMap(({ merged_into_id }) => (merged_into_id ? [merged_into_id as TicketId] : []))
  const surviving = await lockThreadTickets(trx, merged)
  for (const { id, merged_into_id } of tickets) {
    const into = merged_into_id && surviving.get(merged_into_id as TicketId)
    if (into) locked.set(id as TicketId, into)
  }
  return locked
}
