import type { Trx } from '../kernel/core.ts'
import { type ConversationId, type MemberId, type MessageId, newId, type TicketId } from '../kernel/id.ts'
import type { Language } from '../policy/language.ts'
import type { Channel } from './message.ts'

/** A message of a member to anyone, written or spoken. */
interface MemberMessage {
  ticketId: TicketId
  conversationId: ConversationId
  memberId: MemberId
  /** `note` is between colleagues. */
  direction: 'out' | 'note'
  channel: Channel
  subject: string
  text: string
  language: Language
  /** Deduplicates: the database refuses a second message with the same key. */
  uniqueKey: (id: MessageId) => string
}

/** Stores a member's text as a message on a ticket, in the caller's transaction. Returns its id. */
export async function keepMemberMessage(trx: Trx, message: MemberMessage, now: Date): Promise<MessageId> {
  const id = newId<'message'>(now)
  await trx
    .insertInto('messages')
    .values({
      id,
      ticket_id: message.ticketId,
      conversation_id: message.conversationId,
      direction: message.direction,
      door: message.channel,
      author_kind: 'member',
      member_id: message.memberId,
      standing: 'proven',
      subject: message.subject,
      text: message.text,
      new_text: message.text,
      language: message.language,
      warnings: '[]',
      unique_key: message.uniqueKey(id),
      received_at: now,
      created_at: now,
    })
    .execute()
  return id
}
