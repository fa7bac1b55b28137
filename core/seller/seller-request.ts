import type { OutgoingFile } from '../correspondence/contact-customer.ts'
import { memberSignature } from '../correspondence/reply.ts'
import type { Core, Queryable, Trx } from '../kernel/core.ts'
import { HOUR } from '../kernel/duration.ts'
import {
  type MemberId,
  type MessageId,
  newId,
  type SellerId,
  type SellerRequestId,
  type TicketId,
} from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { sellerReference } from '../kernel/reference.ts'
import { noteInvestigatorAct } from '../promise/investigation.ts'
import { recordMeasures } from '../promise/measure.ts'
import { recordEvents } from '../ticket/event-log.ts'
import { refreshSellerWait } from '../ticket/list-columns.ts'
import { lockOpenTicket, lockTicket } from '../ticket/lock.ts'
import { sellerRequestMail } from '../wording/seller.ts'
import { answerDeadline, refuseWhileAnswerable } from './answer-deadline.ts'
import { sellerOfTicket } from './seller.ts'
import { reachable, refuseWrongAddress, writeToSeller } from './seller-thread.ts'

/**
 * How long a seller has to answer, in milliseconds: the customer gets the conclusions within 48 h (policy
 * §4).
 */
const SELLER_ANSWERS_WITHIN = 24 * HOUR
/** How long before the deadline the reminder leaves, in milliseconds; at half time when that is later. */
const SELLER_REMINDED_BEFORE = 4 * HOUR

const SHORTEST_TIME = HOUR
const LONGEST_TIME = 30 * 24 * HOUR

interface SellerQuestion {
  ticketId: TicketId
  memberId: MemberId
  text: string
  /** Makes asking idempotent: the same token twice (a double click, a reload) sends once. */
  token?: string
  /** The time the seller has to answer, in milliseconds; an hour to 30 days. */
  replyWithinMs?: number
  attachments?: readonly OutgoingFile[]
}

/**
 * Asks the seller a ticket names on the customer's behalf (policy §5), by mail in a thread of its own with a
 * deadline.
 * Records the measure for the customer's update and the investigator's act.
 * Throws a Problem for an empty question and for one that holds the customer's address.
 * Throws one too for a ticket that names no seller or is over, and for a seller without an e-mail address.
 */
export async function askSeller(core: Core, given: SellerQuestion): Promise<SellerRequestId> {
  const text = given.text.trim()
  if (text === '') throw new Problem('invalid-input', 'The question is empty. Write it, then send it.')
  const time = given.replyWithinMs ?? SELLER_ANSWERS_WITHIN
  if (!(time >= SHORTEST_TIME && time <= LONGEST_TIME))
    throw new Problem('invalid-input', 'Give the seller between one hour and 30 days to answer.')
  const id = await core.db.transaction().execute(async (trx) => {
    const ticket = await lockOpenTicket(trx, given.ticketId)
    const uniqueKey = given.token ? `out:${ticket.id}:seller:${given.token}` : undefined
    const before = uniqueKey && (await askedBefore(trx, uniqueKey))
    if (before) return before
    const named = await sellerOfTicket(trx, ticket.id)
    if (!named)
      throw new Problem('invalid-input', 'This ticket names no seller. Name the seller, then write to them.')
    const seller = reachable(named)
    await refuseWrongAddress(trx, core, ticket, seller)
    const now = core.clock.now()
    const dueAt = new Date(now.getTime() + time)
    const { memberId, attachments } = given
    const mail = sellerRequestMail({
      language: seller.language,
      reference: sellerReference(ticket.reference),
      sellerName: seller.name,
      writtenAt: now,
      question: text,
      replyBy: dueAt,
      ...(await memberSignature(trx, memberId, { language: seller.language, teamId: ticket.teamId })),
    })
    const kind = 'seller-request'
    const { messageId, outboxId } = await writeToSeller(trx, core, ticket, {
      ...{ seller, memberId, text, kind, mail, uniqueKey, attachments },
    })
    const requestId = newId<'seller-request'>(now)
    await trx
      .insertInto('seller_requests')
      .values({
        id: requestId,
        ticket_id: ticket.id,
        round: ticket.round,
        seller_id: seller.id,
        member_id: memberId,
        message_id: messageId,
        outbox_id: outboxId,
        recipient: seller.email,
        asked_at: now,
        due_at: dueAt,
        remind_at: new Date(Math.max(now.getTime() + time / 2, dueAt.getTime() - SELLER_REMINDED_BEFORE)),
      })
      .execute()
    await refreshSellerWait(trx, [ticket.id])
    const actor = { kind: 'member', id: memberId } as const
    const detail = { requestId, sellerId: seller.id, messageId, dueAt: dueAt.toISOString() }
    const [event] = await recordEvents(trx, [
      { ticketId: ticket.id, kind: 'seller-asked', actor, at: now, detail },
    ])
    const by = dueAt.toISOString()
    const measure = { ticketId: ticket.id, round: ticket.round, kind: 'seller-asked', at: now } as const
    await recordMeasures(trx, [{ ...measure, detail: { by } }])
    if (event) await noteInvestigatorAct(trx, core, ticket, memberId, event.number)
    return requestId
  })
  core.wakeDelivery()
  return id
}

async function askedBefore(trx: Trx, uniqueKey: string): Promise<SellerRequestId | undefined> {
  const row = await trx
    .selectFrom('seller_requests')
    .innerJoin('messages', 'messages.id', 'seller_requests.message_id')
    .select('seller_requests.id')
    .where('messages.unique_key', '=', uniqueKey)
    .executeTakeFirst()
  return row?.id
}

/**
 * Records whether the seller cooperated in good faith (policy §6), and why; it closes the question and may be
 * corrected.
 * Throws a Problem without the reason, and `SellerMayAnswer` for "no" while the seller may still answer in time.
 */
export async function judgeCooperation(
  core: Core,
  given: { requestId: SellerRequestId; memberId: MemberId; cooperated: boolean; reason: string },
): Promise<void> {
  const reason = given.reason.trim()
  if (reason === '') throw new Problem('invalid-input', 'Say why, for whoever decides on it later.')
  await core.db.transaction().execute(async (trx) => {
    const request = await requestRow(trx, given.requestId)
    const ticket = await lockTicket(trx, request.ticket_id)
    const now = core.clock.now()
    const fresh = await requestRow(trx, given.requestId)
    if (!given.cooperated) refuseWhileAnswerable({ ...fresh, answeredAt: fresh.answered_at }, now)
    await trx
      .updateTable('seller_requests')
      .set((eb) => ({
        cooperated: given.cooperated,
        judged_by: given.memberId,
        judged_at: now,
        judgement: reason,
        closed_at: eb.fn.coalesce('closed_at', eb.val(now)),
      }))
      .where('id', '=', given.requestId)
      .execute()
    await refreshSellerWait(trx, [ticket.id])
    const actor = { kind: 'member', id: given.memberId } as const
    const detail = { requestId: given.requestId, cooperated: given.cooperated }
    const [event] = await recordEvents(trx, [
      { ticketId: ticket.id, kind: 'seller-judged', actor, at: now, detail },
    ])
    if (event) await noteInvestigatorAct(trx, core, ticket, given.memberId, event.number)
  })
}

function requestRow(trx: Trx, id: SellerRequestId) {
  return trx
    .selectFrom('seller_requests')
    .innerJoin('outbox', 'outbox.id', 'seller_requests.outbox_id')
    .select(['seller_requests.ticket_id', 'answered_at', answerDeadline.as('deadline')])
    .where('seller_requests.id', '=', id)
    .executeTakeFirstOrThrow(() => new Problem('not-found', 'There is no such question to a seller.'))
}

/** A question to a seller, as the desk displays it. */
export interface SellerRequestView {
  id: SellerRequestId
  sellerId: SellerId
  sellerName: string
  messageId: MessageId
  askedAt: Date
  dueAt: Date
  /** Until when the answer is in time; null while the question has not left. */
  deadline: Date | null
  remindedAt: Date | null
  repliedAt: Date | null
  silentAt: Date | null
  cooperated: boolean | null
  judgement: string | null
}

/** Returns the questions to sellers on a ticket, oldest first. The caller has checked the reader. */
export async function sellerRequestsOf(db: Queryable, ticketId: TicketId): Promise<SellerRequestView[]> {
  const rows = await db
    .selectFrom('seller_requests')
    .innerJoin('sellers', 'sellers.id', 'seller_requests.seller_id')
    .innerJoin('outbox', 'outbox.id', 'seller_requests.outbox_id')
    .selectAll('seller_requests')
    .select(['sellers.name', answerDeadline.as('deadline')])
    .where('seller_requests.ticket_id', '=', ticketId)
    .orderBy('asked_at')
    .orderBy('seller_requests.id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    sellerId: row.seller_id,
    sellerName: row.name,
    messageId: row.message_id,
    askedAt: row.asked_at,
    dueAt: row.due_at,
    deadline: row.deadline,
    remindedAt: row.reminded_at,
    repliedAt: row.answered_at,
    silentAt: row.silent_at,
    cooperated: row.cooperated,
    judgement: row.judgement,
  }))
}
