import { sql } from 'kysely'
import type { Trx } from '../kernel/core.ts'
import { type MemberId, newId } from '../kernel/id.ts'
import type { LockedTicket } from '../ticket/lock.ts'

/** Where everything stood before a merge: ids and instants only, so that the merge can be taken back. */
export interface MovedRecords {
  messages: string[]
  /** Conversations the surviving ticket had no part in. */
  conversations: string[]
  /** Addresses that were no participants of the surviving ticket. */
  addresses: string[]
  /** Tickets merged into this one before. */
  tickets: string[]
  questions: { id: string; ticketId: string; round: number }[]
  callBacks: string[]
  conclusions: string[]
  sellerRequests: string[]
  contactRequests: string[]
  sanctions: string[]
  fromRound: number
  fromWaitingSince: string | null
  intoWaitingSince: string | null
  intoFirstContactAt: string
  intoSellerId: string | null
}

/** Notes what a merge is about to move, in its transaction; the caller holds the locks of both. */
export async function recordMerge(
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

async function idsOf(trx: Trx, table: Owned, { id }: LockedTicket): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from ${sql.table(table)} where ticket_id = ${id} order by id`.execute(trx)
  return rows.map((row) => row.id)
}

async function newTo(
  trx: Trx,
  into: LockedTicket,
  from: LockedTicket,
  table: 'conversation_tickets' | 'participants',
  column: 'conversation_id' | 'address_id',
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select ${sql.ref(column)} as id from ${sql.table(table)} where ticket_id = ${from.id}
    except select ${sql.ref(column)} from ${sql.table(table)} where ticket_id = ${into.id}`.execute(trx)
  return rows.map((row) => row.id)
}
