import type { Queryable } from '../../core/kernel/core.ts'
import type { ConversationId, HandoffId, MemberId } from '../../core/kernel/id.ts'

/** The open handoff of a conversation, waiting (no member) or held; undefined when the bot speaks. */
export async function openHandoffOf(
  db: Queryable,
  conversationId: ConversationId,
): Promise<{ id: HandoffId; memberId: MemberId | null } | undefined> {
  const row = await db
    .selectFrom('handoffs')
    .select(['id', 'member_id'])
    .where('conversation_id', '=', conversationId)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return row && { id: row.id, memberId: row.member_id }
}
