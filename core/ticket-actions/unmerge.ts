import { sql } from 'kysely'
import type { MovedRecords } from '../../db/desk-tables.ts'
import type { Core, Trx } from '../kernel/core.ts'
import type { AddressId, MemberId, MergeId, TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import type { Category } from '../policy/category.ts'
import { isSensitive } from '../policy/category.ts'
import { settlePromises } from '../promise/fulfilment.ts'
import { moveFirstContact, refreshNextPromises, restorePromises } from '../promise/promise.ts'
import { recordEvents } from '../ticket/event-log.ts'
import { recountLastMessages, refreshSellerWait } from '../ticket/list-columns.ts'
import { type LockedTicket, lockTicket } from '../ticket/lock.ts'
import { lockPair, refuseUnreadablePair, type TicketPair } from './merge.ts'

/**
 * Undoes a merge: both tickets have their own messages, question, call-backs, seller, promises and first
 * contact again.
 * Messages and decisions after the merge stay with the surviving ticket; a contact after the merge counts for
 * both.
 * Throws a Problem with the remedy: `already-done` when the ticket is not merged.
 * Throws `not-allowed` for a merge from before merges were recorded.
 * Throws `not-allowed` when later acts tie the two: resolved, set aside, reopened, merged, split, or moved to
 * a closed lane.
 */
export async function unmerge(
  core: Core,
  { ticketId, memberId }: { ticketId: TicketId; memberId: MemberId },
): Promise<void> {
  await core.db.transaction().execute(async (trx) => {
    const merge = await lastMergeOf(trx, ticketId)
    const pair = await lockPair(trx, lockTicket, merge)
    const { into, from } = pair
    await refuseUnreadablePair(trx, memberId, pair)
    refuseOpening(pair)
    await refuseTiedSince(trx, merge, into, from)
    const at = core.clock.now()
    await trx.updateTable('merges').set({ undone_at: at }).where('id', '=', merge.id).execute()
    await moveBackTicketRecords(trx, merge, into)
    await restorePromisesOfBoth(trx, core, merge, into)
    const actor = { kind: 'member', id: memberId } as const
    await recordEvents(trx, [
      { ticketId: from.id, kind: 'unmerged', actor, at, detail: { fromTicketId: into.id } },
      { ticketId: into.id, kind: 'unmerged', actor, at, detail: { ticketId: from.id } },
    ])
  })
}

function refuseOpening({ into, from }: TicketPair): void {
  const lane: Category = into.category
  if (isSensitive(lane) && lane !== from.category) {
    throw new Problem(
      'not-allowed',
      'The other ticket is in a lane few may read now, and these messages would be readable to more. Move it out of the lane first.',
    )
  }
}

async function refuseTiedSince(
  trx: Trx,
  merge: RecordedMerge,
  into: LockedTicket,
  from: LockedTicket,
): Promise<void> {
  const tied = (what: string) =>
    new Problem('not-allowed', `${what} since the merge. Take that back first, or leave the tickets merged.`)
  if (from.mergedIntoId !== into.id || into.mergedIntoId) throw tied('The other ticket was merged further')
  if (into.resolvedAt) throw tied('The other ticket was resolved')
  if (into.setAsideAt || into.quarantinedAt) throw tied('The other ticket was set aside')
  if (into.round !== merge.intoRound) throw tied('The other ticket was resolved and reopened')
  const later = await trx
    .selectFrom('merges')
    .select('id')
    .where('into_ticket_id', '=', into.id)
    .where('undone_at', 'is', null)
    .where('id', '>', merge.id)
    .executeTakeFirst()
  if (later) throw tied('Another ticket was merged into the same one')
  const { messages } = merge.moved
  // A reply undone before it left exists no more, and ties nothing.
  const away =
    messages.length > 0 &&
    (await trx
      .selectFrom('messages')
      .select('id')
      .where('ticket_id', '!=', into.id)
      .where('id', 'in', messages)
      .executeTakeFirst())
  if (away) throw tied('Messages were moved away')
}

/** Moves all records a merge had moved back to their ticket. The caller holds the locks of both. */
async function moveBackTicketRecords(trx: Trx, merge: RecordedMerge, into: LockedTicket): Promise<void> {
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
  await moveBackRounds(trx, merge)
  await separateConversations(trx, merge, into)
  await moveBackQuestions(trx, merge)
  await moveBackSeller(trx, merge)
  await refreshSellerWait(trx, [into.id, fromId])
  await recountLastMessages(trx, [merge.intoId, merge.fromId])
}

function owned({ moved }: RecordedMerge): readonly (readonly [string, readonly string[]])[] {
  return [
    ['messages', moved.messages],
    ['call_backs', moved.callBacks],
    ['conclusions', moved.conclusions],
    ['seller_requests', moved.sellerRequests],
    ['seller_contact_requests', moved.contactRequests],
    ['sanctions', moved.sanctions],
  ]
}

async function moveBackRounds(trx: Trx, { moved, fromId }: RecordedMerge): Promise<void> {
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

// Messages written since stay with the surviving ticket, in a conversation of its own.
async function separateConversations(trx: Trx, { moved }: RecordedMerge, into: LockedTicket): Promise<void> {
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
        .select(sql<AddressId>`messages.address_id`.as('address_id'))
        .where('messages.ticket_id', '=', into.id)
        .where('messages.address_id', 'is not', null),
    )
    .execute()
}

// A question is open again where it was, unless it was answered or lapsed since.
async function moveBackQuestions(trx: Trx, { moved, fromId, intoId, at }: RecordedMerge): Promise<void> {
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

async function moveBackSeller(trx: Trx, { moved, intoId }: RecordedMerge): Promise<void> {
  if (moved.intoSellerId !== null) return
  const asked = await trx
    .selectFrom('seller_requests')
    .select('id')
    .where('ticket_id', '=', intoId)
    .executeTakeFirst()
  // The seller stays on both once they were asked for the surviving ticket.
  if (asked) return
  await trx.updateTable('tickets').set({ seller_id: null }).where('id', '=', intoId).execute()
}

/**
 * Restores the promises both tickets would have had without the merge. The caller holds the locks of both.
 */
async function restorePromisesOfBoth(
  trx: Trx,
  core: Core,
  merge: RecordedMerge,
  into: LockedTicket,
): Promise<void> {
  await countFromOwn(trx, merge, into)
  await restorePromises(trx, merge.fromId, merge.endedByEvent)
  // Measures from before the merge that were not reported are reported in the next update (policy §3).
  await trx
    .updateTable('measures')
    .set({ dropped_at: null })
    .where('ticket_id', '=', merge.fromId)
    .where('dropped_at', '>=', merge.at)
    .execute()
  await countAsContacted(trx, core, merge)
  await refreshNextPromises(trx, [into.id, merge.fromId])
}

async function countFromOwn(trx: Trx, { moved, at }: RecordedMerge, into: LockedTicket): Promise<void> {
  const own = new Date(moved.intoFirstContactAt)
  if (own <= into.firstContactAt) return
  await moveFirstContact(trx, into.id, { from: into.firstContactAt, to: own, madeUntil: at })
}

// A contact about the surviving ticket counts for both.
async function countAsContacted(trx: Trx, core: Core, { intoId, fromId, at }: RecordedMerge): Promise<void> {
  const contacted = await trx
    .selectFrom('promises')
    .select('ended_at')
    .where('ticket_id', '=', intoId)
    .where('kind', '=', 'update')
    .where('ended_at', '>', at)
    .where('outcome', 'in', ['kept', 'broken'])
    .orderBy('ended_at', 'desc')
    .executeTakeFirst()
  if (!contacted?.ended_at) return
  await settlePromises(trx, core, [
    { ticketId: fromId, at: contacted.ended_at, byEvent: null, conclusions: false },
  ])
}

/** A merge that was not undone, with all it moved. */
interface RecordedMerge {
  id: MergeId
  intoId: TicketId
  fromId: TicketId
  intoRound: number
  endedByEvent: number
  moved: MovedRecords
  at: Date
}

/**
 * Returns the merge a ticket ended in.
 * Throws `already-done` when it is not merged, `not-allowed` when the merge was not recorded.
 */
async function lastMergeOf(trx: Trx, ticketId: TicketId): Promise<RecordedMerge> {
  const ticket = await trx
    .selectFrom('tickets')
    .select('merged_into_id')
    .where('id', '=', ticketId)
    .executeTakeFirst()
  if (!ticket?.merged_into_id) throw new Problem('already-done', 'This ticket is not merged into another.')
  const row = await trx
    .selectFrom('merges')
    .selectAll()
    .where('from_ticket_id', '=', ticketId)
    .where('undone_at', 'is', null)
    .orderBy('id', 'desc')
    .executeTakeFirst()
  if (!row) {
    throw new Problem('not-allowed', 'What this merge moved was not kept: it cannot be taken back.')
  }
  return {
    id: row.id,
    intoId: row.into_ticket_id,
    fromId: row.from_ticket_id,
    intoRound: row.into_round,
    endedByEvent: row.ended_by_event,
    moved: row.moved,
    at: row.at,
  }
}
