import type { CallBackWhy } from '../../db/information-tables.ts'
import type { Core, Queryable, Trx } from '../kernel/core.ts'
import {
  type CallBackId,
  type CustomerId,
  type MemberId,
  type MessageId,
  newId,
  type TicketId,
} from '../kernel/id.ts'
import type { Reference } from '../kernel/reference.ts'
import { readableBy } from '../member/clearance.ts'
import type { Language } from '../policy/language.ts'
import { SYSTEM } from '../ticket/event.ts'
import { recordEvents } from '../ticket/event-log.ts'

export type { CallBackWhy }

/** A call to make to a customer who has no e-mail address. */
interface CallBack {
  id: CallBackId
  ticketId: TicketId
  reference: Reference
  why: CallBackWhy
  /** What to tell the customer. */
  text: string
  language: Language
  customerName: string | null
  /** Numbers the customer called from or gave, proven ones first. */
  telephones: string[]
  since: Date
}

interface NewCallBack {
  why: CallBackWhy
  text: string
  /** The author of the text; the program itself when absent. */
  memberId?: MemberId
  /** The key that makes a call-back unique: a second one with the same key is a duplicate. */
  uniqueKey?: string | null
}

/**
 * Opens a call-back to the ticket's customer in the caller's transaction, which holds the ticket's lock.
 * Each purpose but `answer` has at most one open call-back: a newer text replaces one that was never
 * delivered.
 */
export async function openCallBack(
  trx: Trx,
  core: Core,
  ticket: { id: TicketId; round: number },
  { why, text, memberId, uniqueKey = null }: NewCallBack,
): Promise<CallBackId> {
  const now = core.clock.now()
  if (why !== 'answer') await endCallBacks(trx, ticket.id, { whys: [why], at: now })
  const id: CallBackId = newId<'call-back'>(now)
  await trx
    .insertInto('call_backs')
    .values({
      id,
      ticket_id: ticket.id,
      round: ticket.round,
      why,
      text,
      unique_key: uniqueKey,
      created_at: now,
      ended_at: null,
      message_id: null,
    })
    .execute()
  const actor = memberId ? ({ kind: 'member', id: memberId } as const) : SYSTEM
  const detail = { callBackId: id, why }
  await recordEvents(trx, [{ ticketId: ticket.id, kind: 'call-back-due', actor, at: now, detail }])
  return id
}

/**
 * Ends a ticket's open call-backs, of some purposes or all, because of a logged call or because they are
 * obsolete.
 * Returns the purposes of those it ended.
 */
export async function endCallBacks(
  trx: Trx,
  ticketId: TicketId,
  ending: { whys?: readonly CallBackWhy[]; at: Date; messageId?: MessageId },
): Promise<CallBackWhy[]> {
  const rows = await trx
    .updateTable('call_backs')
    .set({ ended_at: ending.at, message_id: ending.messageId ?? null })
    .where('ticket_id', '=', ticketId)
    .where('ended_at', 'is', null)
    .$if(ending.whys !== undefined, (query) => query.where('why', 'in', ending.whys ?? []))
    .returning('why')
    .execute()
  return rows.map((row) => row.why)
}

const MOST_CALL_BACKS = 200

/** Returns the open call-backs this member may read, longest waiting first. */
export async function listCallBacks(db: Queryable, memberId: MemberId): Promise<CallBack[]> {
  return callBacks(
    db,
    await openCalls(db)
      .where(readableBy(memberId))
      .orderBy('call_backs.created_at')
      .limit(MOST_CALL_BACKS)
      .execute(),
  )
}

function openCalls(db: Queryable) {
  return db
    .selectFrom('call_backs')
    .innerJoin('tickets', 'tickets.id', 'call_backs.ticket_id')
    .innerJoin('customers', 'customers.id', 'tickets.customer_id')
    .select(['call_backs.id', 'call_backs.why', 'call_backs.text', 'call_backs.created_at'])
    .select(['tickets.id as ticket_id', 'tickets.reference', 'tickets.language', 'tickets.customer_id'])
    .select('customers.name')
    .where('call_backs.ended_at', 'is', null)
}

async function callBacks(
  db: Queryable,
  rows: Awaited<ReturnType<ReturnType<typeof openCalls>['execute']>>,
): Promise<CallBack[]> {
  const telephones = await telephonesOf(
    db,
    rows.map((row) => row.customer_id),
  )
  return rows.map((row) => ({
    id: row.id,
    ticketId: row.ticket_id,
    reference: row.reference,
    why: row.why,
    text: row.text,
    language: row.language,
    customerName: row.name,
    telephones: telephones.get(row.customer_id) ?? [],
    since: row.created_at,
  }))
}

async function telephonesOf(
  db: Queryable,
  customerIds: readonly CustomerId[],
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>()
  if (customerIds.length === 0) return found
  const known = await db
    .selectFrom('addresses')
    .select(['customer_id', 'value'])
    .where('customer_id', 'in', [...new Set(customerIds)])
    .where('kind', '=', 'telephone')
    .orderBy('proven', 'desc')
    .execute()
  const stated = await db
    .selectFrom('stated_contacts')
    .select(['customer_id', 'value'])
    .where('customer_id', 'in', [...new Set(customerIds)])
    .where('kind', '=', 'telephone')
    .execute()
  for (const { customer_id, value } of [...known, ...stated]) {
    const numbers = found.get(customer_id ?? '') ?? []
    if (!numbers.includes(value)) found.set(customer_id ?? '', [...numbers, value])
  }
  return found
}
