import { sql } from 'kysely'
import type { Core, Queryable, Trx } from '../kernel/core.ts'
import { type ConversationId, isUuid, type OutboxId, type TicketId } from '../kernel/id.ts'
import type { Reference } from '../kernel/reference.ts'
import type { ChatContent } from '../outbox/chat.ts'
import { type CallBackWhy, openCallBack } from '../promise/call-back.ts'
import { lockTicket } from '../ticket/lock.ts'
import { markSent } from './consequences.ts'
import { closeRequest } from './information-request.ts'

const TAKEN = 'chat'

/** A message for a customer's chat, with its outbox row. */
export interface ChatDelivery {
  id: OutboxId
  word: ChatContent
  /** The reference of its ticket when that waits for the customer: their next message is the reply. */
  asks: Reference | null
}

/** Returns chats with unclaimed messages due, and dead chats with undelivered ones; longest waiting first. */
export async function chatsWithMessagesDue(core: Core, limit: number): Promise<ConversationId[]> {
  const rows = await waiting(core.db)
    .where('outbox.send_after', '<=', core.clock.now())
    .select((eb) => ['outbox.recipient', eb.fn.min('outbox.send_after').as('since')])
    // The recipient is cast to an id only for chat rows; the chats are then found by their key.
    .innerJoin('chat_conversations', (join) =>
      join.on(
        'chat_conversations.id',
        '=',
        sql<ConversationId>`case when outbox.channel = 'chat' then outbox.recipient::uuid end`,
      ),
    )
    .where((eb) =>
      eb.or([eb('outbox.lease_holder', 'is', null), eb('chat_conversations.dead_at', 'is not', null)]),
    )
    .groupBy('outbox.recipient')
    .orderBy('since')
    .limit(limit)
    .execute()
  return rows.map(({ recipient }) => recipient).filter(isUuid<ConversationId>)
}

/**
 * Claims the due messages of a chat, oldest first, each once.
 * The caller holds the conversation's lock and puts them into the customer's window in the same transaction.
 */
export async function claimChatMessages(trx: Trx, id: ConversationId, now: Date): Promise<ChatDelivery[]> {
  const rows = await trx
    .updateTable('outbox')
    .set({ lease_holder: TAKEN })
    .where('channel', '=', 'chat')
    .where('recipient', '=', id)
    .where('send_after', '<=', now)
    .where('sent_at', 'is', null)
    .where('cancelled_at', 'is', null)
    .where('failed_at', 'is', null)
    .where('lease_holder', 'is', null)
    .returning(['id', 'content', 'ticket_id'])
    .execute()
  const asking = await askingTickets(trx, rows)
  // Ids sort by time.
  rows.sort((a, b) => (a.id < b.id ? -1 : 1))
  return rows.map((row) => ({
    id: row.id,
    word: row.content as unknown as ChatContent,
    asks: asking.get(row.ticket_id ?? '') ?? null,
  }))
}

async function askingTickets(
  trx: Trx,
  rows: readonly { ticket_id: TicketId | null }[],
): Promise<Map<string, Reference>> {
  const ids = rows.flatMap(({ ticket_id }) => ticket_id ?? [])
  if (ids.length === 0) return new Map()
  const waiting = await trx
    .selectFrom('tickets')
    .select(['id', 'reference'])
    .where('id', 'in', ids)
    .where('waiting_since', 'is not', null)
    .execute()
  return new Map(waiting.map(({ id, reference }) => [id, reference]))
}

/** Marks a message as sent once the channel has it, as for a mail that left. */
export async function markSentInChat(core: Core, id: OutboxId): Promise<void> {
  await markSent(core, [{ id, at: core.clock.now() }])
}

/** Replaces a message the channel refused for good by a call-back, unless a mail carries the same text. */
export async function replaceRefusedByCall(core: Core, id: OutboxId): Promise<void> {
  const row = await waiting(core.db).select('ticket_id').where('outbox.id', '=', id).executeTakeFirst()
  if (row?.ticket_id) await replaceByCall(core, id, row.ticket_id)
}

/** Cancels the unsent messages of a dead chat and replaces those that no mail carries by call-backs. */
export async function replaceUnsentByCalls(core: Core, id: ConversationId): Promise<void> {
  const rows = await waiting(core.db)
    .select(['outbox.id', 'outbox.ticket_id'])
    .where('outbox.recipient', '=', id)
    .execute()
  for (const row of rows) {
    const ticketId = row.ticket_id
    if (ticketId) await replaceByCall(core, row.id, ticketId)
  }
}

async function replaceByCall(core: Core, id: OutboxId, ticketId: TicketId): Promise<void> {
  const now = core.clock.now()
  await core.db.transaction().execute(async (trx) => {
    const ticket = await lockTicket(trx, ticketId)
    const left = await trx
      .updateTable('outbox')
      .set({ cancelled_at: now })
      .where('id', '=', id)
      .where('sent_at', 'is', null)
      .where('cancelled_at', 'is', null)
      .returning(['kind', 'content'])
      .executeTakeFirst()
    const why = left && CALLED_FOR[left.kind]
    if (!why || ticket.mergedIntoId || ticket.setAsideAt) return
    if (ticket.resolvedAt && why !== 'resolution') return
    // A question asked by a call needs no waiting.
    if (why === 'information') await closeRequest(trx, core, ticket)
    await openCallBack(trx, core, ticket, { why, text: (left.content as unknown as ChatContent).text })
    await trx.updateTable('measures').set({ told_at: now }).where('told_by', '=', id).execute()
  })
}

const CALLED_FOR: Readonly<Record<string, CallBackWhy>> = {
  answer: 'answer',
  update: 'update',
  'information-request': 'information',
  conclusion: 'conclusion',
  resolution: 'resolution',
  'seller-contact': 'answer',
}

function waiting(db: Queryable) {
  return db
    .selectFrom('outbox')
    .where('outbox.channel', '=', 'chat')
    .where('outbox.sent_at', 'is', null)
    .where('outbox.cancelled_at', 'is', null)
    .where('outbox.failed_at', 'is', null)
}
