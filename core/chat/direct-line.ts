import type { Core, Queryable, Trx } from '../kernel/core.ts'
import type { Language } from '../policy/language.ts'

// The channel's own records: the website's conversations, and the numbered activities of the customer's window. The
// agent's records are in chat-conversation.ts.

export interface DirectLineConversation {
  id: string
  userId: string
  language: Language
  lastNumber: number
}

/** An activity as the client gets it, with its number: the watermark once it has been read. */
export interface NumberedActivity {
  number: number
  at: Date
  activity: Readonly<Record<string, unknown>>
}

export interface NewActivity {
  conversationId: string
  fromUser: boolean
  /** False for what the customer's window never displays. */
  shown: boolean
  /** The sender's own name for the activity, by which it is deduplicated. */
  uniqueKey: string
  activity: object
}

/** Opens a conversation unless it exists; returns whether it is new. */
export async function openDirectLine(
  core: Core,
  given: { id: string; userId: string; language: Language },
): Promise<boolean> {
  const opened = await core.db
    .insertInto('direct_line_conversations')
    .values({
      id: given.id,
      user_id: given.userId,
      language: given.language,
      created_at: core.clock.now(),
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst()
  return opened !== undefined
}

/** Returns the conversation, or undefined when it was never opened. */
export async function findDirectLine(db: Queryable, id: string): Promise<DirectLineConversation | undefined> {
  const row = await db
    .selectFrom('direct_line_conversations')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  return row && { id, userId: row.user_id, language: row.language, lastNumber: row.last_number }
}

/**
 * Appends an activity under the next number; one with a known key is a duplicate and gets none.
 * The number is drawn under the conversation's row lock, so numbers become visible in their order.
 * The customer's activities wait to be forwarded. Returns undefined when there is no such conversation.
 */
export async function appendActivity(
  core: Pick<Core, 'db' | 'clock'>,
  given: NewActivity,
): Promise<{ number: number; known: boolean } | undefined> {
  const now = core.clock.now()
  const waits = given.fromUser ? new Date(now.getTime() + FORWARD_WITHIN) : null
  const appended = await core.db
    .with('counted', (db) =>
      db
        .updateTable('direct_line_conversations')
        .set((eb) => ({ last_number: eb('last_number', '+', 1) }))
        .where('id', '=', given.conversationId)
        .returning(['id', 'last_number']),
    )
    .insertInto('direct_line_activities')
    .columns([
      'conversation_id',
      'number',
      'from_user',
      'shown',
      'unique_key',
      'activity',
      'at',
      'next_attempt_at',
    ])
    .expression((db) =>
      db
        .selectFrom('counted')
        .select((eb) => [
          'counted.id',
          'counted.last_number',
          eb.val(given.fromUser).as('from_user'),
          eb.val(given.shown).as('shown'),
          eb.val(given.uniqueKey).as('unique_key'),
          eb.cast<object>(eb.val(JSON.stringify(given.activity)), 'json').as('activity'),
          eb.cast<Date>(eb.val(now), 'timestamptz').as('at'),
          eb.cast<Date | null>(eb.val(waits), 'timestamptz').as('next_attempt_at'),
        ]),
    )
    .onConflict((conflict) => conflict.columns(['conversation_id', 'unique_key']).doNothing())
    .returning('number')
    .executeTakeFirst()
  if (appended) return { number: appended.number, known: false }
  const known = await core.db
    .selectFrom('direct_line_activities')
    .select('number')
    .where('conversation_id', '=', given.conversationId)
    .where('unique_key', '=', given.uniqueKey)
    .executeTakeFirst()
  return known && { number: known.number, known: true }
}

/**
 * Returns what the customer's window displays after a watermark, in order, at most 500.
 * Includes typing only while it is current.
 */
export async function readActivities(
  core: Pick<Core, 'db' | 'clock'>,
  conversationId: string,
  after: number,
): Promise<{ activities: NumberedActivity[]; watermark: number; more: boolean }> {
  const rows = await core.db
    .selectFrom('direct_line_activities')
    .select(['number', 'activity', 'at', 'shown'])
    .where('conversation_id', '=', conversationId)
    .where('number', '>', after)
    .orderBy('number')
    .limit(MOST_AT_ONCE)
    .execute()
  const fresh = core.clock.now().getTime() - TYPING_LASTS
  const activities = rows
    .map((row) => ({ ...row, activity: row.activity as Readonly<Record<string, unknown>> }))
    .filter(({ shown, activity, at }) => shown && (activity.type !== 'typing' || at.getTime() > fresh))
    .map(({ number, at, activity }) => ({ number, at, activity }))
  return { activities, watermark: rows.at(-1)?.number ?? after, more: rows.length === MOST_AT_ONCE }
}

/** Returns the last number of each conversation: what a stream compares with what it has sent. */
export async function lastNumbers(
  db: Queryable,
  conversationIds: readonly string[],
): Promise<Map<string, number>> {
  if (conversationIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('direct_line_conversations')
    .select(['id', 'last_number'])
    .where('id', 'in', conversationIds)
    .execute()
  return new Map(rows.map((row) => [row.id, row.last_number]))
}

// After this many milliseconds the process that stored an activity has most likely died before forwarding it.
// Forwarding twice does no harm, a customer who waits does.
const FORWARD_WITHIN = 5_000
const MOST_AT_ONCE = 500
const TYPING_LASTS = 10_000

/** An activity of the customer that the agent has not accepted yet. */
export interface WaitingActivity extends NumberedActivity {
  attempts: number
  conversation: Pick<DirectLineConversation, 'id' | 'userId' | 'language'>
  /** Whether another one waits behind it. */
  more: boolean
}

/**
 * Returns the oldest activity of a conversation that the agent has not taken, locked: another process that looks waits
 * for this transaction, so each is handed over once and in order.
 */
export async function nextToForward(trx: Trx, conversationId: string): Promise<WaitingActivity | undefined> {
  const [row, another] = await trx
    .selectFrom('direct_line_activities')
    .innerJoin('direct_line_conversations', 'direct_line_conversations.id', 'conversation_id')
    .select(['number', 'activity', 'at', 'attempts', 'user_id', 'language'])
    .where('conversation_id', '=', conversationId)
    .where('next_attempt_at', 'is not', null)
    .orderBy('number')
    .limit(2)
    .forUpdate('direct_line_activities')
    .execute()
  if (!row) return undefined
  const { user_id: userId, language, ...waiting } = row
  return {
    ...waiting,
    more: another !== undefined,
    activity: row.activity as Readonly<Record<string, unknown>>,
    conversation: { id: conversationId, userId, language },
  }
}

/** Ends the forwarding of an activity, in the transaction of the turn that took it. */
export async function settleForwarding(
  trx: Trx,
  { conversationId, number }: { conversationId: string; number: number },
  now: Date,
): Promise<void> {
  await trx
    .updateTable('direct_line_activities')
    .set({ next_attempt_at: null, forwarded_at: now })
    .where('conversation_id', '=', conversationId)
    .where('number', '=', number)
    .execute()
}

/** Postpones an activity to a retry at `at`, because its turn failed. */
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

/**
 * Returns conversations with activities due for forwarding: after an outage, or left by a process that died.
 */
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
