import type { Queryable } from '../kernel/core.ts'
import type { ConversationId, HandoffId } from '../kernel/id.ts'
import { readChat } from './chat-activity.ts'

/** What customer and assistant said to each other before a person was asked for. */
interface EarlierLine {
  from: 'customer' | 'bot'
  text: string
  at: Date
}

// The end of it tells why a person is wanted; the whole is on the ticket.
const MOST_LINES = 60

/**
 * The customer's talk with the assistant up to the request for a person, in order, the newest lines of it. Asked for a talk
 * the member may read (see `readTalk`).
 */
export async function readEarlierConversation(db: Queryable, handoffId: HandoffId): Promise<EarlierLine[]> {
  const handoff = await db
    .selectFrom('handoffs')
    .select(['conversation_id', 'requested_at'])
    .where('id', '=', handoffId)
    .executeTakeFirst()
  if (!handoff) return []
  const said = await readChat(db, handoff.conversation_id as ConversationId)
  return said
    .filter(({ at, authorKind }) => at <= handoff.requested_at && authorKind !== 'member')
    .flatMap(({ authorKind, content, at }): EarlierLine[] => {
      const text = 'text' in content && typeof content.text === 'string' ? content.text.trim() : ''
      return text === '' ? [] : [{ from: authorKind === 'customer' ? 'customer' : 'bot', text, at }]
    })
    .slice(-MOST_LINES)
}
