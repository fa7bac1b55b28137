import { sql } from 'kysely'
import type { Trx } from '../kernel/core.ts'
import { recountLastMessages, refreshSellerWait } from '../ticket/list-columns.ts'
import type { LockedTicket } from '../ticket/lock.ts'
import type { KeptMerge } from './kept-merge.ts'

/** Moves all a merge had moved back to its ticket; the caller holds the locks of both. */
export async function giveBackTicketRecords(trx: Trx, merge: KeptMerge, into: LockedTicket): Promise<void> {
  const { moved, fromId } = merge
  await trx.updateTable('tickets').set({ merged_into_id: null }).where('id', '=', fromId).execute()
  if (moved.tickets.length > 0) {
    await trx
      .updateTable('tickets')
      .set({ merged_into_id: fromId })
      .where('id', 'in', moved.tickets)
      .execute()
  }
  for (const [table, ids] of owned(merge)) {
    if (ids.length === 0) continue
    await sql`update ${sql.table(table)} set ticket_id = ${fromId} where id in (${sql.join(ids)})`.execute(
      trx,
    )
  }
  await giveBackRounds(trx, merge)
  await partConversations(trx, merge, into)
  await giveBackQuestions(trx, merge)
  await giveBackSeller(trx, merge)
  await refreshSellerWait(trx, [into.id, fromId])
  await recountLastMessages(trx, [merge.intoId, merge.fromId])
}

function owned({ moved }: KeptMerge): readonly (readonly [string, readonly string[]])[] {
  return [
    ['messages', moved.messages],
    ['call_backs', moved.callBacks],
    ['conclusions', moved.conclusions],
    ['seller_requests', moved.sellerRequests],
    ['seller_contact_requests', moved.contactRequests],
    ['sanctions', moved.sanctions],
  ]
}

async function giveBackRounds(trx: Trx, { moved, fromId }: KeptMerge): Promise<void> {
  for (const table of ['call_backs', 'conclusions', 'seller_requests'] as const) {
    const ids = {
      call_backs: moved.callBacks,
      conclusions: moved.conclusions,
      seller_requests: moved.sellerRequests,
    }[table]
    if (ids.length === 0) continue
    await sql`update ${sql.table(table)} set round = ${moved.fromRound}
      where ticket_id = ${fromId} and id in (${sql.join(ids)})`.execute(trx)
  }
}

// What was written since stays with the ticket that went on, in a conversation of its own.
async function partConversations(trx: Trx, { moved }: KeptMerge, into: LockedTicket): Promise<void> {
  if (moved.conversations.length > 0) {
    const own = await trx
      .selectFrom('conversation_tickets')
      .innerJoin('conversations', 'conversations.id', 'conversation_tickets.conversation_id')
      .select('conversations.id')
      .where('conversation_tickets.ticket_id', '=', into.id)
      .where('conversations.id', 'not in', moved.conversations)
      .where('conversations.audience', '=', 'customer')
      .orderBy('conversations.created_at')
      .executeTakeFirstOrThrow()
    await trx
      .updateTable('messages')
      .set({ conversation_id: own.id })
      .where('ticket_id', '=', into.id)
      .where('conversation_id', 'in', (eb) =>
        eb
          .selectFrom('conversations')
          .select('conversations.id')
          .where('conversations.id', 'in', moved.conversations)
          .where('conversations.audience', '=', 'customer'),
      )
      .execute()
    // A seller's thread that went on since the merge stays readable on both.
    await trx
      .deleteFrom('conversation_tickets')
      .where('ticket_id', '=', into.id)
      .where('conversation_id', 'in', moved.conversations)
      .where('conversation_id', 'not in', (eb) =>
        eb
          .selectFrom('messages')
          .select('messages.conversation_id')
          .where('messages.ticket_id', '=', into.id),
      )
      .execute()
  }
  if (moved.addresses.length === 0) return
  await trx
    .deleteFrom('participants')
    .where('ticket_id', '=', into.id)
    .where('address_id', 'in', moved.addresses)
    .where('address_id', 'not in', (eb) =>
      eb
        .selectFrom('messages')
        .select(sql<string>`messages.address_id`.as('address_id'))
        .where('messages.ticket_id', '=', into.id)
        .where('messages.address_id', 'is not', null),
    )
    .execute()
}

// A question is open again where it was, unless it was answered or ran out since.
async function giveBackQuestions(trx: Trx, { moved, fromId, intoId, at }: KeptMerge): Promise<void> {
  for (const { id, ticketId, round } of moved.questions) {
    await trx
      .updateTable('information_requests')
      .set({ ticket_id: ticketId, round })
      .where('id', '=', id)
      .execute()
    await trx
      .updateTable('information_requests')
      .set({ ended_at: null, ended_how: null })
      .where('id', '=', id)
      .where('ended_how', '=', 'closed')
      .where('ended_at', '=', at)
      .execute()
  }
  const waits = [
    [fromId, moved.fromWaitingSince],
    [intoId, moved.intoWaitingSince],
  ] as const
  for (const [ticketId, before] of waits) {
    const open = await trx
      .selectFrom('information_requests')
      .select('asked_at')
      .where('ticket_id', '=', ticketId)
      .where('ended_at', 'is', null)
      .orderBy('asked_at')
      .executeTakeFirst()
    const since = open && before !== null ? new Date(before) : (open?.asked_at ?? null)
    await trx.updateTable('tickets').set({ waiting_since: since }).where('id', '=', ticketId).execute()
  }
}

async function giveBackSeller(trx: Trx, { moved, intoId }: KeptMerge): Promise<void> {
  if (moved.intoSellerId !== null) return
  const asked = await trx
    .selectFrom('seller_requests')
    .select('id')
    .where('ticket_id', '=', intoId)
    .executeTakeFirst()
  // Named for both once it was asked for this one.
  if (asked) return
  await trx.updateTable('tickets').set({ seller_id: null }).where('id', '=', intoId).execute()
}
