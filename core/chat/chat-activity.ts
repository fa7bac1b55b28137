import type { Core, Queryable, Trx } from '../kernel/core.ts'
import type { ConversationId, MemberId } from '../kernel/id.ts'
import type { Language } from '../policy/language.ts'

/** An activity in a chat, numbered in its conversation. */
export interface ChatActivity {
  number: number
  authorKind: 'customer' | 'bot' | 'member' | 'system'
  memberId: MemberId | null
  content: object
  at: Date
}

/** An activity to say to the customer. */
export interface NewChatActivity {
  authorKind: 'bot' | 'member'
  memberId?: MemberId
  content: object
  /** Whether its arrival has to be recorded elsewhere too, which the delivery does. */
  tracked?: boolean
}

/**
 * Writes what is said into the customer's own window, in the same transaction. Returns false when the conversation is of
 * another channel, or its window is gone: then it waits to be delivered.
 */
export type WriteToWindow = (
  trx: Trx,
  conversation: ChatConversation,
  said: readonly { number: number; content: object }[],
) => Promise<boolean>

/** For a conversation without a window of ours: everything waits to be delivered. */
export const NO_WINDOW: WriteToWindow = async () => false

/** An activity of ours that the channel has not received yet, or whose arrival is not recorded yet. */
export interface Undelivered extends ChatActivity {
  /** Whether the customer's window has it; then only its arrival is left to record. */
  inWindow: boolean
  attempts: number
  channel: string
  externalId: string
  reference: object
  /** The name of the member who wrote it. */
  memberName: string | null
}

/**
 * Stores an inbound activity under the next number, which the caller saves.
 * Returns false when the channel sent it before.
 */
export async function noteInbound(
  trx: Trx,
  conversation: ChatConversation,
  { activityId, authorKind, content }: ChatInbound,
  now: Date,
): Promise<boolean> {
  const number = conversation.lastNumber + 1
  const noted = await trx
    .insertInto('chat_activities')
    .values({
      conversation_id: conversation.id,
      number,
      author_kind: authorKind,
      activity_id: activityId,
      content: JSON.stringify(content),
      at: now,
    })
    .onConflict((conflict) => conflict.columns(['conversation_id', 'activity_id']).doNothing())
    .returning('number')
    .executeTakeFirst()
  if (!noted) return false
  conversation.lastNumber = number
  return true
}

/** Appends activities for the customer, in order: into their window, or to wait here until the channel has them. */
export async function appendChatActivities(
  trx: Trx,
  conversation: ChatConversation,
  activities: readonly NewChatActivity[],
  now: Date,
  writeToWindow: WriteToWindow,
): Promise<void> {
  if (activities.length === 0) return
  await insertChatActivities(trx, conversation, activities, now, writeToWindow)
  await trx
    .updateTable('chat_conversations')
    .set({ last_number: conversation.lastNumber })
    .where('id', '=', conversation.id)
    .execute()
}

/** Does the same without saving the last number, for a caller that saves more of the conversation. */
export async function insertChatActivities(
  trx: Trx,
  conversation: ChatConversation,
  activities: readonly NewChatActivity[],
  now: Date,
  writeToWindow: WriteToWindow,
): Promise<void> {
  if (activities.length === 0) return
  const { dead } = conversation
  const numbered = activities.map((activity, index) => ({
    ...activity,
    number: conversation.lastNumber + index + 1,
  }))
  const written = !dead && (await writeToWindow(trx, conversation, numbered))
  await trx
    .insertInto('chat_activities')
    .values(
      numbered.map(({ number, authorKind, memberId, content, tracked }) => ({
        conversation_id: conversation.id,
        number,
        author_kind: authorKind,
        member_id: memberId ?? null,
        content: JSON.stringify(content),
        at: now,
        sent_at: written ? now : null,
        next_attempt_at: dead || (written && !tracked) ? null : new Date(now.getTime() + DELIVER_WITHIN),
        failed_at: dead ? now : null,
      })),
    )
    .execute()
  conversation.lastNumber += activities.length
}

/** Returns the oldest activity of ours that the channel has not received, or whose arrival is not recorded. */
export async function nextToDeliver(core: Core, id: ConversationId): Promise<Undelivered | undefined> {
  const row = await core.db
    .selectFrom('chat_activities')
    .innerJoin('chat_conversations', 'chat_conversations.id', 'chat_activities.conversation_id')
    .leftJoin('members', 'members.id', 'chat_activities.member_id')
    .select([
      'chat_activities.number',
      'chat_activities.author_kind',
      'chat_activities.member_id',
      'chat_activities.content',
      'chat_activities.at',
      'chat_activities.sent_at',
      'chat_activities.attempts',
      'chat_conversations.channel',
      'chat_conversations.external_id',
      'chat_conversations.reference',
      'members.name',
    ])
    .where('chat_activities.conversation_id', '=', id)
    .where('chat_activities.next_attempt_at', 'is not', null)
    .orderBy('chat_activities.number')
    .limit(1)
    .executeTakeFirst()
  return (
    row && {
      number: row.number,
      authorKind: row.author_kind,
      memberId: row.member_id,
      content: row.content,
      at: row.at,
      inWindow: row.sent_at !== null,
      attempts: row.attempts,
      channel: row.channel,
      externalId: row.external_id,
      reference: row.reference,
      memberName: row.name,
    }
  )
}

/** Marks an activity as received by the channel. */
export async function markDelivered(core: Core, id: ConversationId, number: number): Promise<void> {
  await core.db
    .updateTable('chat_activities')
    .set({ sent_at: core.clock.now(), next_attempt_at: null })
    .where('conversation_id', '=', id)
    .where('number', '=', number)
    .execute()
}

/** Postpones an activity to a retry at `at`, because the channel did not respond. */
export async function postponeDelivery(
  core: Core,
  given: { id: ConversationId; number: number; at: Date },
): Promise<void> {
  await core.db
    .updateTable('chat_activities')
    .set((eb) => ({ next_attempt_at: given.at, attempts: eb('attempts', '+', 1) }))
    .where('conversation_id', '=', given.id)
    .where('number', '=', given.number)
    .where('next_attempt_at', 'is not', null)
    .execute()
}

/** Marks an activity the channel refused for good; the next one may still be accepted. */
export async function markRefused(core: Core, id: ConversationId, number: number): Promise<void> {
  await core.db
    .updateTable('chat_activities')
    .set({ failed_at: core.clock.now(), next_attempt_at: null })
    .where('conversation_id', '=', id)
    .where('number', '=', number)
    .execute()
}

/**
 * Returns conversations with activities due for delivery: after an outage, or left by a process that died.
 */
export async function chatsToDeliver(core: Core, limit: number): Promise<ConversationId[]> {
  const rows = await core.db
    .selectFrom('chat_activities')
    .select('conversation_id')
    .distinct()
    .where('next_attempt_at', '<=', core.clock.now())
    .limit(limit)
    .execute()
  return rows.map((row) => row.conversation_id)
}

/** Returns the activities of a conversation after a number, in order. */
export async function readChat(db: Queryable, id: ConversationId, after = 0): Promise<ChatActivity[]> {
  const rows = await db
    .selectFrom('chat_activities')
    .select(['number', 'author_kind', 'member_id', 'content', 'at'])
    .where('conversation_id', '=', id)
    .where('number', '>', after)
    .orderBy('number')
    .execute()
  return rows.map((row) => ({
    number: row.number,
    authorKind: row.author_kind,
    memberId: row.member_id,
    content: row.content,
    at: row.at,
  }))
}

// After this many milliseconds the process that stored an activity has most likely died before delivering it. A channel
// may display it twice, so it gets more time than the forwarding.
const DELIVER_WITHIN = 8_000

/** The agent's conversation, locked for the transaction that reads it. */
export interface ChatConversation {
  id: ConversationId
  /** The Bot Framework's name of the channel, and the channel's own name of the conversation. */
  channel: string
  externalId: string
  language: Language
  /** The dialogue's state as last saved; null before the first turn. */
  state: object | null
  lastNumber: number
  /** The channel no longer knows it: nothing sent there is received. */
  dead: boolean
}

/** An inbound activity with the channel's own id, by which it is deduplicated. */
export interface ChatInbound {
  activityId: string
  authorKind: 'customer' | 'system'
  content: object
}
