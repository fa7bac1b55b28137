import type { Core, Trx } from '../kernel/core.ts'
import { type ConversationId, newId } from '../kernel/id.ts'
import type { Language } from '../policy/language.ts'
import {
  type ChatConversation,
  type ChatInbound,
  insertChatActivities,
  noteInbound,
  type WriteToWindow,
} from './chat-activity.ts'

/** How a conversation is found, or created when it is new. */
interface ChatKey {
  channel: string
  externalId: string
  /** How the channel reaches it again. */
  reference: object
  language: Language
}

/** The result of a turn. */
export interface ChatTurn {
  state: object
  language: Language
  /** What the bot sends, in order. */
  said: readonly object[]
  /** When the customer's silence becomes due for handling; null when it never does. */
  quiet: { at: Date; long: boolean } | null
}

const RETRIED = ['23505', '40001', '40P01']
const MOST_TRIES = 3

/**
 * Runs a turn in a transaction of its own, and again when another process created the same customer concurrently, or on
 * a deadlock.
 */
export async function runTurn<Result>(core: Core, turn: (trx: Trx) => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await core.db.transaction().execute(turn)
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : ''
      if (attempt === MOST_TRIES || !RETRIED.includes(code)) throw error
    }
  }
}

/**
 * Takes one turn: loads the state, calls `decide`, and stores state, inbound and outbound activities, all in the
 * caller's transaction. The conversation's row lock serializes its turns across processes.
 * Returns the conversation's id; for an activity known already nothing else is done.
 */
export async function takeChatTurn(
  trx: Trx,
  { key, inbound, now }: { key: ChatKey; inbound: ChatInbound; now: Date },
  decide: (conversation: ChatConversation) => Promise<ChatTurn>,
  writeToWindow: WriteToWindow,
): Promise<ConversationId> {
  const conversation = await lockOrOpen(trx, key, now)
  if (!(await noteInbound(trx, conversation, inbound, now))) return conversation.id
  // A customer who writes is reachable, whatever the channel reported before.
  conversation.dead = false
  const turn = await decide(conversation)
  const reachable = { reference: JSON.stringify(key.reference), last_inbound_at: now, dead_at: null }
  await saveTurn(trx, conversation, turn, now, writeToWindow, reachable)
  return conversation.id
}

/**
 * Takes a turn without an inbound activity: from the clock, a member or core itself.
 * Returns false when there is no such conversation.
 */
export async function takeInnerTurn(
  trx: Trx,
  { id, now }: { id: ConversationId; now: Date },
  decide: (conversation: ChatConversation) => Promise<ChatTurn | undefined>,
  writeToWindow: WriteToWindow,
): Promise<boolean> {
  const conversation = await lockChat(trx, id)
  if (!conversation) return false
  const turn = await decide(conversation)
  if (turn) await saveTurn(trx, conversation, turn, now, writeToWindow)
  return turn !== undefined
}

/** Returns a conversation by its id, locked; undefined when there is none. */
export async function lockChat(trx: Trx, id: ConversationId): Promise<ChatConversation | undefined> {
  const row = await trx
    .selectFrom('chat_conversations')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row && conversationOf(row)
}

/** Returns conversations in which the customer's silence is due for handling. */
export async function quietChats(core: Core, limit: number): Promise<ConversationId[]> {
  const rows = await core.db
    .selectFrom('chat_conversations')
    .select('id')
    .where('quiet_due_at', '<=', core.clock.now())
    .where('dead_at', 'is', null)
    .orderBy('quiet_due_at')
    .limit(limit)
    .execute()
  return rows.map((row) => row.id)
}

/**
 * Returns which silence of the customer is due for handling, if any; checked under the conversation's lock.
 */
export async function quietDue(
  trx: Trx,
  core: Core,
  id: ConversationId,
): Promise<{ long: boolean } | undefined> {
  const row = await trx
    .selectFrom('chat_conversations')
    .select(['quiet_due_at', 'quiet_long'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!row?.quiet_due_at || row.quiet_due_at > core.clock.now()) return undefined
  return { long: row.quiet_long }
}

async function saveTurn(
  trx: Trx,
  conversation: ChatConversation,
  turn: ChatTurn,
  now: Date,
  writeToWindow: WriteToWindow,
  heard: { reference: string; last_inbound_at: Date; dead_at: null } | Record<string, never> = {},
): Promise<void> {
  await insertChatActivities(
    trx,
    conversation,
    turn.said.map((content) => ({ authorKind: 'bot', content })),
    now,
    writeToWindow,
  )
  await trx
    .updateTable('chat_conversations')
    .set({
      state: JSON.stringify(turn.state),
      language: turn.language,
      quiet_due_at: turn.quiet?.at ?? null,
      quiet_long: turn.quiet?.long ?? false,
      last_number: conversation.lastNumber,
      ...heard,
    })
    .where('id', '=', conversation.id)
    .execute()
}

async function lockOrOpen(trx: Trx, key: ChatKey, now: Date): Promise<ChatConversation> {
  const found = await lockChatByName(trx, key)
  if (found) return found
  const id = newId<'conversation'>(now)
  await trx
    .insertInto('conversations')
    .values({ id, kind: 'chat', audience: 'customer', created_at: now })
    .execute()
  const opened = await trx
    .insertInto('chat_conversations')
    .values({
      id,
      channel: key.channel,
      external_id: key.externalId,
      reference: JSON.stringify(key.reference),
      language: key.language,
      created_at: now,
      last_inbound_at: now,
    })
    .onConflict((conflict) => conflict.columns(['channel', 'external_id']).doNothing())
    .returning('id')
    .executeTakeFirst()
  // A concurrent process opened it.
  if (!opened) await trx.deleteFrom('conversations').where('id', '=', id).execute()
  const made = await lockChatByName(trx, key)
  if (!made) throw new Error('A chat conversation vanished while it was opened.')
  return made
}

/**
 * Returns a conversation by its channel and the channel's own name of it, locked; undefined when there is
 * none.
 */
export async function lockChatByName(
  trx: Trx,
  key: Pick<ChatKey, 'channel' | 'externalId'>,
): Promise<ChatConversation | undefined> {
  const row = await trx
    .selectFrom('chat_conversations')
    .selectAll()
    .where('channel', '=', key.channel)
    .where('external_id', '=', key.externalId)
    .forUpdate()
    .executeTakeFirst()
  return row && conversationOf(row)
}

function conversationOf(row: {
  id: ConversationId
  channel: string
  external_id: string
  language: Language
  state: object | null
  last_number: number
  dead_at: Date | null
}): ChatConversation {
  return {
    id: row.id,
    channel: row.channel,
    externalId: row.external_id,
    language: row.language,
    state: row.state,
    lastNumber: row.last_number,
    dead: row.dead_at !== null,
  }
}
