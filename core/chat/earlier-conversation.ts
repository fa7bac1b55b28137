import type { Queryable } from '../kernel/core.ts'
import type { HandoffId } from '../kernel/id.ts'
import { readChat } from './chat-activity.ts'

/** What customer and assistant wrote to each other before the handoff was requested. */
interface EarlierLine {
  from: 'customer' | 'bot'
  text: string
  at: Date
}

// The end shows why a person is needed; the whole is on the ticket.
const MOST_LINES = 60

/**
 * Returns the customer's conversation with the assistant up to the handoff request, in order, the newest
 * lines of it.
 * The caller has checked that the member may read the handoff (see `readTalk`).
 */
export async function readEarlierConversation(db: Queryable, handoffId: HandoffId): Promise<EarlierLine[]> {
  const handoff = await db
    .selectFrom('handoffs')
    .select(['conversation_id', 'requested_at'])
    .where('id', '=', handoffId)
    .executeTakeFirst()
  if (!handoff) return []
  const activities = await readChat(db, handoff.conversation_id)
  return activities
    .filter(({ at, authorKind }) => at <= handoff.requested_at && authorKind !== 'member')
    .flatMap(({ authorKind, content, at }): EarlierLine[] => {
      const text = 'text' in content && typeof content.text === 'string' ? content.text.trim() : ''
      return text === '' ? [] : [{ from: authorKind === 'customer' ? 'customer' : 'bot', text, at }]
    })
    .slice(-MOST_LINES)
}
