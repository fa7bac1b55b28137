import type { NotNull } from 'kysely'
import type { Core, Queryable } from '../kernel/core.ts'
import type { ConversationId, HandoffId, MemberId } from '../kernel/id.ts'

/** How long after the last typing sign someone still counts as typing, in milliseconds. */
const CHAT_TYPING_LASTS = 6_000
// How many of the last activities are checked: the agent's own typing signs may stand between the customer's.
const LOOKED_BACK = 4

/**
 * Records that the member who holds a handoff is typing, repeated while they are. No effect when they do not
 * hold it.
 */
export async function noteMemberTyping(
  core: Core,
  given: { handoffId: HandoffId; memberId: MemberId },
): Promise<void> {
  const typed_at = core.clock.now()
  const held = await core.db
    .selectFrom('handoffs')
    .select('id')
    .where('id', '=', given.handoffId)
    .where('member_id', '=', given.memberId)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  if (!held) return
  await core.db
    .insertInto('talk_typings')
    .values({ handoff_id: given.handoffId, member_id: given.memberId, typed_at })
    .onConflict((conflict) =>
      conflict.column('handoff_id').doUpdateSet({ member_id: given.memberId, typed_at }),
    )
    .execute()
}

/**
 * Returns the handoffs in which the customer is typing now, with their holders.
 * The website's channel stores each typing sign when it forwards it, and a message ends it.
 */
export async function customersTyping(
  db: Queryable,
  now: Date,
): Promise<{ talk: HandoffId; memberId: MemberId }[]> {
  const rows = await db
    .selectFrom('handoffs')
    .innerJoin('chat_conversations', 'chat_conversations.id', 'handoffs.conversation_id')
    .innerJoin('direct_line_conversations', 'direct_line_conversations.id', 'chat_conversations.external_id')
    .innerJoin('direct_line_activities', (join) =>
      join
        .onRef('direct_line_activities.conversation_id', '=', 'direct_line_conversations.id')
        .on((eb) =>
          eb(
            'direct_line_activities.number',
            '>',
            eb('direct_line_conversations.last_number', '-', LOOKED_BACK),
          ),
        ),
    )
    .select(['handoffs.id', 'handoffs.member_id', 'direct_line_activities.activity'])
    .where('handoffs.ended_at', 'is', null)
    .where('handoffs.member_id', 'is not', null)
    .where('chat_conversations.channel', '=', 'directline')
    .where('direct_line_activities.from_user', '=', true)
    .where('direct_line_activities.at', '>', new Date(now.getTime() - CHAT_TYPING_LASTS))
    .orderBy('direct_line_activities.number')
    .$narrowType<{ member_id: NotNull }>()
    .execute()
  const typing = new Map<HandoffId, MemberId>()
  for (const { id, member_id, activity } of rows) {
    if ('type' in activity && activity.type === 'typing') typing.set(id, member_id)
    else typing.delete(id)
  }
  return [...typing].map(([talk, memberId]) => ({ talk, memberId }))
}

/** A chat that displays a member's typing. */
interface TypingPlace {
  conversationId: ConversationId
  channel: string
  /** How to reach it (see chat-conversation.ts). */
  reference: object
}

/**
 * Claims the members' typing signs since the last call, for the chat to display: each once across processes,
 * and only current ones.
 */
export async function takeMembersTyping(core: Core): Promise<TypingPlace[]> {
  const now = core.clock.now()
  const fresh = await core.db
    .updateTable('talk_typings')
    .set({ shown_at: now })
    .where('typed_at', '>', new Date(now.getTime() - CHAT_TYPING_LASTS))
    .where((eb) => eb.or([eb('shown_at', 'is', null), eb('shown_at', '<', eb.ref('typed_at'))]))
    .returning('handoff_id')
    .execute()
  if (fresh.length === 0) return []
  const ids = fresh.map(({ handoff_id }) => handoff_id)
  const rows = await core.db
    .selectFrom('handoffs')
    .innerJoin('chat_conversations', 'chat_conversations.id', 'handoffs.conversation_id')
    .select(['chat_conversations.id', 'chat_conversations.channel', 'chat_conversations.reference'])
    .where('handoffs.id', 'in', ids)
    .where('handoffs.ended_at', 'is', null)
    .where('chat_conversations.dead_at', 'is', null)
    .execute()
  return rows.map(({ id, channel, reference }) => ({
    conversationId: id,
    channel,
    reference,
  }))
}
