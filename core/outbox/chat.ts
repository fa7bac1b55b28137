import { sql } from 'kysely'
import type { Core, Queryable, Trx } from '../kernel/core.ts'
import { HOUR } from '../kernel/duration.ts'
import type { ConversationId, MessageId, OutboxId, TicketId } from '../kernel/id.ts'
import type { Reference } from '../kernel/reference.ts'
import { enqueueRows, type MailKind } from './outbox.ts'
/** How long after the customer's last message a chat is still assumed to be read, in milliseconds. */
export const CHAT_READ_FOR = 24 * HOUR

/** A message to the customer in their chat that they did not ask for. */
export interface ChatContent {
  /** First name of the member who wrote it; null when it is automatic. */
  firstName: string | null
  text: string
  /** Where the customer rates their satisfaction (policy §3). */
  question: { label: string; url: string; reference: Reference } | null
}

export interface OutgoingChatMessage {
  /** `chat-copy` when a mail has the same content: then the mail counts. */
  kind: MailKind | 'chat-copy'
  conversationId: ConversationId
  ticket: { id: TicketId; round: number }
  messageId: MessageId | null
  word: ChatContent
  /** Earliest sending; at once when undefined. */
  sendAfter?: Date
  coalesceKey?: string
}

/**
 * Returns the live chat of each of these tickets: the newest of those that opened it. The channel must still know the
 * chat, and the customer must have used it within the day. One query.
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
  return new Map(rows.map((row) => [row.ticket_id, row.id]))
}

/**
 * Puts messages for customers' chats in the outbox, in the caller's transaction, which has the tickets locked. The chat
 * itself is locked by the deliverer that posts them there (see correspondence/chat-delivery.ts). Returns their ids.
 */
export async function enqueueChatMessages(
  trx: Trx,
  messages: readonly OutgoingChatMessage[],
  now: Date,
): Promise<OutboxId[]> {
  return enqueueRows(
    trx,
    messages.map(({ kind, conversationId, ticket, messageId, word, sendAfter, coalesceKey }) => ({
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
