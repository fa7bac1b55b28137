import { sql } from 'kysely'
import type { Core, Queryable, Trx } from '../kernel/core.ts'
import { HOUR } from '../kernel/duration.ts'
import type { ConversationId, MessageId, OutboxId, TicketId } from '../kernel/id.ts'
import type { Reference } from '../kernel/reference.ts'
import { enqueueRows, type MailKind } from './outbox.ts'
/** A chat in which the customer has said nothing for longer is not read any more, in milliseconds. */
export const CHAT_READ_FOR = 24 * HOUR

/** What a customer is told in their chat, unasked. */
export interface ChatContent {
  /** Of the member whose words they are; null when the program tells it. */
  firstName: string | null
  text: string
  /** Where the customer answers how satisfied they are (policy §3). */
  question: { label: string; url: string; reference: Reference } | null
}

export interface OutgoingChatMessage {
  /** `chat-copy` when a mail tells the same: then that one counts. */
  kind: MailKind | 'chat-copy'
  conversationId: ConversationId
  ticket: { id: TicketId; round: number }
  messageId: MessageId | null
  word: ChatContent
  /** Not before; at once when not said. */
  sendAfter?: Date
  coalesceKey?: string
}

/**
 * The chats in which the customers of these tickets can be told something: the newest each, of those that opened the
 * ticket, that the channel still knows and that the customer has used within the day. One query.
 */
export async function liveChatsOf(
  db: Queryable,
  core: Core,
  ticketIds: readonly TicketId[],
): Promise<Map<string, ConversationId>> {
  if (ticketIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('participants')
    .innerJoin('addresses', 'addresses.id', 'participants.address_id')
    .innerJoin('chat_conversations', (join) =>
      join.on(sql`'chat:' || chat_conversations.id`, '=', sql.ref('addresses.value')),
    )
    .select(['participants.ticket_id', 'chat_conversations.id'])
    .where('participants.ticket_id', 'in', ticketIds)
    .where('participants.role', '=', 'customer')
    .where('addresses.kind', '=', 'channel')
    .where('chat_conversations.dead_at', 'is', null)
    .where('chat_conversations.last_inbound_at', '>', new Date(core.clock.now().getTime() - CHAT_READ_FOR))
    .orderBy('chat_conversations.last_inbound_at')
    .execute()
  return new Map(rows.map((row) => [row.ticket_id, row.id as ConversationId]))
}

/**
 * Puts words for customers' chats in the outbox, in the caller's transaction, which holds the tickets: the chat itself is
 * locked by whoever brings them there (see chat-notice.ts). Answers their ids.
 */
export async function enqueueChatMessages(
  trx: Trx,
  tellings: readonly OutgoingChatMessage[],
  now: Date,
): Promise<OutboxId[]> {
  return enqueueRows(
    trx,
    tellings.map(({ kind, conversationId, ticket, messageId, word, sendAfter, coalesceKey }) => ({
      channel: 'chat',
      kind,
      recipient_kind: 'customer',
      recipient: conversationId,
      ticket_id: ticket.id,
      message_id: messageId,
      round: ticket.round,
      automatic: false,
      content: JSON.stringify(word),
      ...(sendAfter ? { send_after: sendAfter } : {}),
      ...(coalesceKey ? { coalesce_key: coalesceKey } : {}),
    })),
    now,
  )
}
