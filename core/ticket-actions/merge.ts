import { sql } from 'kysely'
import type { MovedRecords } from '../../db/desk-tables.ts'
import type { Database } from '../../db/schema.ts'
import { owedAcknowledgement } from '../correspondence/acknowledgement.ts'
import type { Core, Trx } from '../kernel/core.ts'
import { type MemberId, newId, type TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { readableBy } from '../member/clearance.ts'
import { isSensitive } from '../policy/category.ts'
import { PROMISE_KINDS } from '../policy/policy-times.ts'
import { cancelPendingUpdates } from '../promise/measure.ts'
import { endPromises, moveFirstContact } from '../promise/promise.ts'
import { recordEvents } from '../ticket/event-log.ts'
import { refreshSellerWait } from '../ticket/list-columns.ts'
import type { LockedTicket } from '../ticket/lock.ts'
import { lockOpenTicket } from '../ticket/lock.ts'

interface Merging {
  /** The ticket that survives. */
  intoTicketId: TicketId
  /** The ticket that ends in it. */
  fromTicketId: TicketId
  memberId: MemberId
}

/**
 * Merges a ticket into another about the same problem; unmerge.ts undoes it. The customer gets no message
 * about it.
 * The earlier first contact counts for open promises, and the surviving ticket takes over the promises of the
 * merged one.
 * Messages, an open question and call-backs move along, and later mail under the merged reference reaches the
 * surviving ticket.
 * Throws a Problem for merging a ticket into itself, for one that is not open, and for tickets of two
 * customers.
 * The same unproven address is the same customer.
 * Throws one too when messages would become readable to members without the clearance.
 */
export async function merge(core: Core, { intoTicketId, fromTicketId, memberId }: Merging): Promise<void> {
  if (intoTicketId === fromTicketId) {
    throw new Problem('invalid-input', 'A ticket cannot be merged into itself. Give the other ticket.')
  }
  await core.db.transaction().execute(async (trx) => {
    const pair = await lockPair(trx, lockOpenTicket, { intoId: intoTicketId, fromId: fromTicketId })
    const { into, from } = pair
    await refuseUnreadablePair(trx, memberId, pair)
    refuseOpening(pair)
    await refuseOtherCustomer(trx, into, from)
    const now = core.clock.now()
    const actor = { kind: 'member', id: memberId } as const
    const [ended] = await recordEvents(trx, [
      { ticketId: from.id, kind: 'merged', actor, at: now, detail: { intoTicketId: into.id } },
      { ticketId: into.id, kind: 'merged', actor, at: now, detail: { fromTicketId: from.id } },
    ])
    await recordMerge(trx, into, from, { memberId, endedByEvent: ended?.number ?? 0, at: now })
    await moveTicketRecords(trx, into, from, now)
    const release = [
      ...PROMISE_KINDS.filter((kind) => kind !== 'acknowledge'),
      ...(await owedAcknowledgement(trx, from.id)),
    ]
    // Excused: what is late here is open, and late, on the surviving ticket.
    await endPromises(trx, from.id, {
      kinds: [],
      release,
      excused: true,
      at: now,
      byEvent: ended?.number ?? 0,
    })
    await countFromEarliest(trx, into, from)
    await cancelPendingUpdates(trx, core, from.id)
  })
}

function refuseOpening({ into, from }: TicketPair): void {
  if (isSensitive(from.category) && from.category !== into.category) {
    throw new Problem(
      'not-allowed',
      'This ticket is in a lane few may read, the other is not. Move the other into that lane first, or merge it the other way round.',
    )
  }
}

async function refuseOtherCustomer(trx: Trx, into: LockedTicket, from: LockedTicket): Promise<void> {
  if (into.customerId === from.customerId) return
  const shared = await trx
    .selectFrom('participants as one')
    .innerJoin('addresses as own', 'own.id', 'one.address_id')
    .innerJoin('addresses as same', (join) =>
      join.onRef('same.kind', '=', 'own.kind').onRef('same.value', '=', 'own.value'),
    )
    .innerJoin('participants as other', 'other.address_id', 'same.id')
    .select('own.id')
    .where('one.ticket_id', '=', into.id)
    .where('one.role', '=', 'customer')
    .where('own.proven', '=', false)
    .where('other.ticket_id', '=', from.id)
    .where('other.role', '=', 'customer')
    .where('same.proven', '=', false)
    .executeTakeFirst()
  if (shared) return
  throw new Problem(
    'not-allowed',
    'These tickets are of two customers, and one would read the other’s messages. Only tickets of one customer are merged.',
  )
}

/** Moves all records of a merged ticket to the surviving one. The caller holds the locks of both. */
async function moveTicketRecords(trx: Trx, into: LockedTicket, from: LockedTicket, now: Date): Promise<void> {
  await moveMessages(trx, into, from)
  await joinParticipants(trx, into, from, now)
  await moveQuestion(trx, into, from, now)
  await moveCallBacks(trx, into, from)
  await moveSeller(trx, into, from)
  await trx
    .updateTable('tickets')
    .set({ merged_into_id: into.id, waiting_since: null })
    .where('id', '=', from.id)
    .execute()
  // Tickets merged into it before move along, so that one step leads from any reference to its ticket.
  await trx
    .updateTable('tickets')
    .set({ merged_into_id: into.id })
    .where('merged_into_id', '=', from.id)
    .execute()
}

/** Counts open promises from the earlier of the two first contacts (policy §4). */
async function countFromEarliest(trx: Trx, into: LockedTicket, from: LockedTicket): Promise<void> {
  if (from.firstContactAt >= into.firstContactAt) return
  await moveFirstContact(trx, into.id, { from: into.firstContactAt, to: from.firstContactAt })
}

// The conversations move along, so that a seller's thread stays one the customer never sees.
async function moveMessages(trx: Trx, into: LockedTicket, from: LockedTicket): Promise<void> {
  await trx.updateTable('messages').set({ ticket_id: into.id }).where('ticket_id', '=', from.id).execute()
  await trx
    .insertInto('conversation_tickets')
    .columns(['conversation_id', 'ticket_id'])
    .expression((eb) =>
      eb
        .selectFrom('conversation_tickets as theirs')
        .select(['theirs.conversation_id', sql<TicketId>`${into.id}::uuid`.as('ticket_id')])
        .where('theirs.ticket_id', '=', from.id),
    )
    .onConflict((conflict) => conflict.columns(['conversation_id', 'ticket_id']).doNothing())
    .execute()
  await trx
    .updateTable('tickets')
    .set((eb) => ({
      last_message_at: eb.fn<Date>('greatest', [
        'last_message_at',
        eb.selectFrom('tickets as other').select('other.last_message_at').where('other.id', '=', from.id),
      ]),
    }))
    .where('id', '=', into.id)
    .execute()
}

async function joinParticipants(trx: Trx, into: LockedTicket, from: LockedTicket, now: Date): Promise<void> {
  const joining = await trx
    .selectFrom('participants')
    .select(['address_id', 'role', 'name'])
    .where('ticket_id', '=', from.id)
    .execute()
  if (joining.length === 0) return
  await trx
    .insertInto('participants')
    .values(
      joining.map((one) => ({
        ...one,
        id: newId<'participant'>(now),
        ticket_id: into.id,
        joined_at: now,
      })),
    )
    .onConflict((conflict) => conflict.columns(['ticket_id', 'address_id']).doNothing())
    .execute()
}

// A question stays open on the ticket it is about; when both have one, the newer covers both.
async function moveQuestion(trx: Trx, into: LockedTicket, from: LockedTicket, now: Date): Promise<void> {
  if (!from.waitingSince) return
  const open = await trx
    .selectFrom('information_requests')
    .select('id')
    .where('ticket_id', 'in', [into.id, from.id])
    .where('ended_at', 'is', null)
    .orderBy('asked_at', 'desc')
    .execute()
  const [newest, ...older] = open.map(({ id }) => id)
  if (older.length > 0) {
    await trx
      .updateTable('information_requests')
      .set({ ended_at: now, ended_how: 'closed' })
      .where('id', 'in', older)
      .execute()
  }
  if (newest === undefined) return
  await trx
    .updateTable('information_requests')
    .set({ ticket_id: into.id, round: into.round })
    .where('id', '=', newest)
    .execute()
  const since = [into.waitingSince, from.waitingSince].filter((at) => at !== null)
  await trx
    .updateTable('tickets')
    .set({ waiting_since: new Date(Math.min(...since.map((at) => at.getTime()))) })
    .where('id', '=', into.id)
    .execute()
}

async function moveCallBacks(trx: Trx, into: LockedTicket, from: LockedTicket): Promise<void> {
  await trx
    .updateTable('call_backs')
    .set({ ticket_id: into.id, round: into.round })
    .where('ticket_id', '=', from.id)
    .where('ended_at', 'is', null)
    .execute()
  await trx
    .updateTable('conclusions')
    .set({ ticket_id: into.id, round: into.round })
    .where('ticket_id', '=', from.id)
    .execute()
}

async function moveSeller(trx: Trx, into: LockedTicket, from: LockedTicket): Promise<void> {
  await trx
    .updateTable('tickets')
    .set((eb) => ({
      seller_id: eb.fn.coalesce(
        'seller_id',
        eb.selectFrom('tickets as other').select('other.seller_id').where('other.id', '=', from.id),
      ),
    }))
    .where('id', '=', into.id)
    .execute()
  await trx
    .updateTable('seller_requests')
    .set({ ticket_id: into.id, round: into.round })
    .where('ticket_id', '=', from.id)
    .execute()
  await trx
    .updateTable('seller_contact_requests')
    .set({ ticket_id: into.id })
    .where('ticket_id', '=', from.id)
    .execute()
  await refreshSellerWait(trx, [into.id, from.id])
  await trx.updateTable('sanctions').set({ ticket_id: into.id }).where('ticket_id', '=', from.id).execute()
}

/** Records what a merge is about to move, in its transaction. The caller holds the locks of both. */
async function recordMerge(
  trx: Trx,
  into: LockedTicket,
  from: LockedTicket,
  by: { memberId: MemberId; endedByEvent: number; at: Date },
): Promise<void> {
  await trx
    .insertInto('merges')
    .values({
      id: newId<'merge'>(by.at),
      into_ticket_id: into.id,
      from_ticket_id: from.id,
      into_round: into.round,
      ended_by_event: by.endedByEvent,
      moved: JSON.stringify(await recordsBefore(trx, into, from)),
      member_id: by.memberId,
      at: by.at,
      undone_at: null,
    })
    .execute()
}

async function recordsBefore(trx: Trx, into: LockedTicket, from: LockedTicket): Promise<MovedRecords> {
  const questions = await trx
    .selectFrom('information_requests')
    .select(['id', 'ticket_id', 'round'])
    .where('ticket_id', 'in', [into.id, from.id])
    .where('ended_at', 'is', null)
    .execute()
  const { seller_id } = await trx
    .selectFrom('tickets')
    .select('seller_id')
    .where('id', '=', into.id)
    .executeTakeFirstOrThrow()
  const openCalls = await trx
    .selectFrom('call_backs')
    .select('id')
    .where('ticket_id', '=', from.id)
    .where('ended_at', 'is', null)
    .execute()
  return {
    messages: await idsOf(trx, 'messages', from),
    conversations: await newTo(trx, into, from, 'conversation_tickets', 'conversation_id'),
    addresses: await newTo(trx, into, from, 'participants', 'address_id'),
    tickets: (
      await trx.selectFrom('tickets').select('id').where('merged_into_id', '=', from.id).execute()
    ).map(({ id }) => id),
    questions: questions.map(({ id, ticket_id, round }) => ({ id, ticketId: ticket_id, round })),
    callBacks: openCalls.map(({ id }) => id),
    conclusions: await idsOf(trx, 'conclusions', from),
    sellerRequests: await idsOf(trx, 'seller_requests', from),
    contactRequests: await idsOf(trx, 'seller_contact_requests', from),
    sanctions: await idsOf(trx, 'sanctions', from),
    fromRound: from.round,
    fromWaitingSince: from.waitingSince?.toISOString() ?? null,
    intoWaitingSince: into.waitingSince?.toISOString() ?? null,
    intoFirstContactAt: into.firstContactAt.toISOString(),
    intoSellerId: seller_id,
  }
}

type Owned = 'messages' | 'conclusions' | 'seller_requests' | 'seller_contact_requests' | 'sanctions'

async function idsOf<Table extends Owned>(
  trx: Trx,
  table: Table,
  { id }: LockedTicket,
): Promise<Database[Table]['id'][]> {
  const { rows } = await sql<{ id: Database[Table]['id'] }>`
    select id from ${sql.table(table)} where ticket_id = ${id} order by id`.execute(trx)
  return rows.map((row) => row.id)
}

async function newTo<
  Table extends 'conversation_tickets' | 'participants',
  Column extends keyof Database[Table] & string,
>(
  trx: Trx,
  into: LockedTicket,
  from: LockedTicket,
  table: Table,
  column: Column,
): Promise<Database[Table][Column][]> {
  const { rows } = await sql<{ id: Database[Table][Column] }>`
    select ${sql.ref(column)} as id from ${sql.table(table)} where ticket_id = ${from.id}
    except select ${sql.ref(column)} from ${sql.table(table)} where ticket_id = ${into.id}`.execute(trx)
  return rows.map((row) => row.id)
}

/** Two locked tickets that are merged or unmerged. */
export interface TicketPair {
  into: LockedTicket
  from: LockedTicket
}

/** Locks both tickets ordered by id, so that two concurrent merges cannot deadlock. */
export async function lockPair(
  trx: Trx,
  lock: (trx: Trx, id: TicketId) => Promise<LockedTicket>,
  { intoId, fromId }: { intoId: TicketId; fromId: TicketId },
): Promise<TicketPair> {
  if (intoId < fromId) {
    const into = await lock(trx, intoId)
    return { into, from: await lock(trx, fromId) }
  }
  const from = await lock(trx, fromId)
  return { into: await lock(trx, intoId), from }
}

/** Throws `not-found` unless the member may read both tickets. */
export async function refuseUnreadablePair(
  trx: Trx,
  memberId: MemberId,
  { into, from }: TicketPair,
): Promise<void> {
  const readable = await trx
    .selectFrom('tickets')
    .select('id')
    .where('id', 'in', [into.id, from.id])
    .where(readableBy(memberId))
    .execute()
  if (readable.length < 2) throw new Problem('not-found', 'There is no such ticket that you may read.')
}
