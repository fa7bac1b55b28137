import type { Queryable, Trx } from '../kernel/core.ts'
import type { ConversationId } from '../kernel/id.ts'
import type { HandoffNotice } from './handoff-lock.ts'

/** Returns conversations with unclaimed notices, longest waiting first. */
export async function conversationsWithNotices(db: Queryable, limit: number): Promise<ConversationId[]> {
  const rows = await db
    .selectFrom('handoff_notices')
    .innerJoin('handoffs', 'handoffs.id', 'handoff_notices.handoff_id')
    .select((eb) => ['handoffs.conversation_id', eb.fn.min('handoff_notices.at').as('since')])
    .where('handoff_notices.taken_at', 'is', null)
    .groupBy('handoffs.conversation_id')
    .orderBy('since')
    .limit(limit)
    .execute()
  return rows.map((row) => row.conversation_id)
}

/**
 * Claims a conversation's notices, in order, each exactly once.
 * The caller holds the conversation's lock and puts them into the customer's window in the same transaction.
 */
export async function takeNotices(
  trx: Trx,
  conversationId: ConversationId,
  now: Date,
): Promise<HandoffNotice[]> {
  const rows = await trx
    .selectFrom('handoff_notices')
    .innerJoin('handoffs', 'handoffs.id', 'handoff_notices.handoff_id')
    .select(['handoff_notices.handoff_id', 'handoff_notices.number', 'handoff_notices.content'])
    .where('handoffs.conversation_id', '=', conversationId)
    .where('handoff_notices.taken_at', 'is', null)
    .orderBy('handoffs.requested_at')
    .orderBy('handoffs.id')
    .orderBy('handoff_notices.number')
    .execute()
  for (const { handoff_id, number } of rows) {
    await trx
      .updateTable('handoff_notices')
      .set({ taken_at: now })
      .where('handoff_id', '=', handoff_id)
      .where('number', '=', number)
      .execute()
  }
  return rows.map(({ content }) => content as HandoffNotice)
}
