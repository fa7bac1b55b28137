import type { Core } from '../kernel/core.ts'
import type { ConversationId } from '../kernel/id.ts'
import { CHAT_READ_FOR } from '../outbox/chat.ts'
import { SYSTEM } from '../ticket/event.ts'
import { recordEvents } from '../ticket/event-log.ts'
import { lastTicketOf, sharesTicket } from './chat-details.ts'
import { endHandoff } from './handoff.ts'
import { lockHandoffOf } from './handoff-lock.ts'

/**
 * How long an activity waits for a channel that does not respond, in milliseconds: after that nobody reads it
 * any more.
 */
export const CHANNEL_AWAY_AT_MOST = CHAT_READ_FOR

/**
 * Marks a conversation as dead: the channel no longer knows it, or has not responded for too long.
 * Waiting activities fail without a retry, and an open handoff ends. The ticket's history shows it.
 * Mails are sent all the same; messages no mail carries become call-backs (see chat-delivery.ts).
 */
export async function markChatDead(
  core: Core,
  id: ConversationId,
  why: 'gone' | 'unreachable' = 'gone',
): Promise<void> {
  const now = core.clock.now()
  await core.db.transaction().execute(async (trx) => {
    await trx
      .updateTable('chat_conversations')
      .set({ dead_at: now, quiet_due_at: null })
      .where('id', '=', id)
      .execute()
    const failed = await trx
      .updateTable('chat_activities')
      .set({ failed_at: now, next_attempt_at: null })
      .where('conversation_id', '=', id)
      .where('next_attempt_at', 'is not', null)
      .returning('number')
      .execute()
    const handoff = await lockHandoffOf(trx, id)
    if (handoff) await endHandoff(trx, core, handoff, 'customer-silent', null)
    const reference = await lastTicketOf(trx, id)
    const ticketId = reference && (await sharesTicket(trx, id, reference))
    if (!ticketId || failed.length === 0) return
    const detail = { channel: 'chat', reason: why, count: failed.length }
    await recordEvents(trx, [{ ticketId, kind: 'delivery-failed', actor: SYSTEM, at: now, detail }])
  })
}
