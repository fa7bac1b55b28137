import type { Queryable } from '../kernel/core.ts'
import type { TicketId } from '../kernel/id.ts'

/** A question a customer has not answered yet, as both sides are shown it. */
export interface AskedQuestion {
  question: string
  askedAt: Date
  replyBy: Date
  /** When the customer was reminded; null while they were not. */
  remindedAt: Date | null
}

/** The question a ticket waits with, or null. The caller has checked the reader. */
export async function askedQuestion(db: Queryable, ticketId: TicketId): Promise<AskedQuestion | null> {
  const row = await db
    .selectFrom('information_requests')
    .innerJoin('messages', 'messages.id', 'information_requests.message_id')
    .select(['messages.text', 'asked_at', 'reply_by', 'reminded_at'])
    .where('information_requests.ticket_id', '=', ticketId)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  if (!row) return null
  return { question: row.text, askedAt: row.asked_at, replyBy: row.reply_by, remindedAt: row.reminded_at }
}
