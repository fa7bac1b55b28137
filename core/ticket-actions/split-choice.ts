import type { Trx } from '../kernel/core.ts'
import { isUuid, type MessageId, type TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import type { Channel } from '../ticket/message.ts'

/** A message chosen for a ticket of its own. */
export interface ChosenMessage {
  id: MessageId
  /** The customer's own words; a colleague's note otherwise. */
  byCustomer: boolean
  door: Channel
  subject: string
  authorName: string | null
  receivedAt: Date
  mail: object | null
  /** Where it came in. */
  mailboxes: string[]
  /** Its ticket is history from before the mailbox was connected. */
  backlog: boolean
}

/**
 * The messages that may leave their ticket, earliest first, with the customer's earliest among them. `invalid-input` for
 * a choice without one, one that leaves the customer nothing behind, and what may not leave. The caller holds the lock.
 */
export async function chosenMessages(
  trx: Trx,
  ticketId: TicketId,
  ids: readonly MessageId[],
): Promise<{ messages: ChosenMessage[]; earliest: ChosenMessage }> {
  const all = await messagesOf(trx, ticketId)
  const wanted = new Set<string>(ids.filter(isUuid))
  const messages = all.filter(({ id }) => wanted.has(id))
  if (messages.length === 0 || messages.length < wanted.size) {
    throw new Problem(
      'invalid-input',
      'Choose messages of this customer, or notes, that stand in this ticket.',
    )
  }
  const earliest = messages.find(({ byCustomer }) => byCustomer)
  if (!earliest) {
    throw new Problem(
      'invalid-input',
      'Choose at least one message of the customer: the deadlines count from it.',
    )
  }
  if (!all.some(({ id, byCustomer }) => byCustomer && !wanted.has(id))) {
    throw new Problem('invalid-input', 'Leave at least one message of the customer in this ticket.')
  }
  return { messages, earliest }
}

async function messagesOf(trx: Trx, ticketId: TicketId): Promise<ChosenMessage[]> {
  const rows = await trx
    .selectFrom('messages')
    .innerJoin('conversations', 'conversations.id', 'messages.conversation_id')
    .innerJoin('tickets', 'tickets.id', 'messages.ticket_id')
    .select(['messages.id', 'direction', 'messages.door', 'messages.subject', 'author_name', 'received_at'])
    .select(['mail', 'tickets.backlog'])
    .where('messages.ticket_id', '=', ticketId)
    .where('conversations.audience', '=', 'customer')
    .where('kept_apart', 'is', null)
    .where('automatic', 'is', null)
    .where((eb) =>
      eb.or([
        eb('direction', '=', 'note'),
        eb.and([eb('direction', '=', 'in'), eb('author_kind', '=', 'customer')]),
      ]),
    )
    .orderBy('received_at')
    .orderBy('messages.id')
    .execute()
  const arrived = await trx
    .selectFrom('message_mailboxes')
    .innerJoin('messages', 'messages.id', 'message_mailboxes.message_id')
    .select(['message_id', 'mailbox'])
    .where('messages.ticket_id', '=', ticketId)
    .execute()
  return rows.map((row) => ({
    id: row.id as MessageId,
    byCustomer: row.direction === 'in',
    door: row.door as Channel,
    subject: row.subject,
    authorName: row.author_name,
    receivedAt: row.received_at,
    mail: row.mail,
    mailboxes: arrived.filter(({ message_id }) => message_id === row.id).map(({ mailbox }) => mailbox),
    backlog: row.backlog,
  }))
}
