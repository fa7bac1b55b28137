import { sql } from 'kysely'
import type { Trx } from '../kernel/core.ts'
import { newId } from '../kernel/id.ts'
import { moveFirstContact } from '../promise/promise.ts'
import { refreshSellerWait } from '../ticket/list-columns.ts'
import type { LockedTicket } from '../ticket/lock.ts'

/** Moves all there is of a merged ticket to the one that goes on; the caller holds the locks of both. */
export async function moveTicketRecords(
  trx: Trx,
  into: LockedTicket,
  from: LockedTicket,
  now: Date,
): Promise<void> {
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
  // What had been merged into it before goes on with it: one step leads from any reference to its matter.
  await trx
    .updateTable('tickets')
    .set({ merged_into_id: into.id })
    .where('merged_into_id', '=', from.id)
    .execute()
}

/** The earliest first contact of the two counts (policy §4): what is still owed falls due that much earlier. */
export async function countFromEarliest(trx: Trx, into: LockedTicket, from: LockedTicket): Promise<void> {
  if (from.firstContactAt >= into.firstContactAt) return
  await moveFirstContact(trx, into.id, { from: into.firstContactAt, to: from.firstContactAt })
}

// The conversations go along, so that a seller's thread stays one the customer never sees.
async function moveMessages(trx: Trx, into: LockedTicket, from: LockedTicket): Promise<void> {
  await trx.updateTable('messages').set({ ticket_id: into.id }).where('ticket_id', '=', from.id).execute()
  await trx
    .insertInto('conversation_tickets')
    .columns(['conversation_id', 'ticket_id'])
    .expression((eb) =>
      eb
        .selectFrom('conversation_tickets as theirs')
        .select(['theirs.conversation_id', sql<string>`${into.id}::uuid`.as('ticket_id')])
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

// A question stays open in the matter it is about; when both have one, the newer asks for both.
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
