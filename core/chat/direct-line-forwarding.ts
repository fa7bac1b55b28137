import type { Core } from '../kernel/core.ts'
import type { Language } from '../policy/language.ts'
import type { DirectLineConversation, NumberedActivity } from './direct-line.ts'

/** What the customer said and the agent has not taken yet. */
export interface WaitingActivity extends NumberedActivity {
  attempts: number
  conversation: Pick<DirectLineConversation, 'id' | 'userId' | 'language'>
}

/** The oldest activity of a conversation that still has to reach the agent. */
export async function nextToForward(
  core: Core,
  conversationId: string,
): Promise<WaitingActivity | undefined> {
  const row = await core.db
    .selectFrom('direct_line_activities')
    .innerJoin('direct_line_conversations', 'direct_line_conversations.id', 'conversation_id')
    .select(['number', 'activity', 'at', 'attempts', 'user_id', 'language'])
    .where('conversation_id', '=', conversationId)
    .where('next_attempt_at', 'is not', null)
    .orderBy('number')
    .limit(1)
    .executeTakeFirst()
  if (!row) return undefined
  const { user_id: userId, language, ...waiting } = row
  return {
    ...waiting,
    activity: row.activity as Readonly<Record<string, unknown>>,
    conversation: { id: conversationId, userId, language: language as Language },
  }
}

/** The agent has it, or will never take it. */
export async function settleForwarding(
  core: Core,
  { conversationId, number, taken }: { conversationId: string; number: number; taken: boolean },
): Promise<void> {
  const now = core.clock.now()
  await core.db
    .updateTable('direct_line_activities')
    .set({ next_attempt_at: null, ...(taken ? { forwarded_at: now } : { refused_at: now }) })
    .where('conversation_id', '=', conversationId)
    .where('number', '=', number)
    .execute()
}

/** The agent did not answer; it is tried again at `at`. */
export async function postponeForwarding(
  core: Core,
  { conversationId, number, at }: { conversationId: string; number: number; at: Date },
): Promise<void> {
  await core.db
    .updateTable('direct_line_activities')
    .set((eb) => ({ next_attempt_at: at, attempts: eb('attempts', '+', 1) }))
    .where('conversation_id', '=', conversationId)
    .where('number', '=', number)
    .where('next_attempt_at', 'is not', null)
    .execute()
}

/** Conversations with something due to be forwarded: after an outage, or left by a process that died. */
export async function conversationsToForward(core: Core, limit: number): Promise<string[]> {
  const rows = await core.db
    .selectFrom('direct_line_activities')
    .select('conversation_id')
    .distinct()
    .where('next_attempt_at', '<=', core.clock.now())
    .limit(limit)
    .execute()
  return rows.map((row) => row.conversation_id)
}
