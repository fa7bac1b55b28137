import type { Core, Trx } from '../kernel/core.ts'
import { HOUR } from '../kernel/duration.ts'
import {
  type InformationRequestId,
  type MemberId,
  type MessageId,
  newId,
  type OutboxId,
  type TicketId,
} from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { resumeAfterWaiting } from '../promise/promise.ts'
import { recordEvents } from '../ticket/event-log.ts'
import type { LockedTicket } from '../ticket/lock.ts'
import { lockOpenTicket } from '../ticket/lock.ts'
import { informationRequestMail, replyByInWords } from '../wording/information-request.ts'
import { type CustomerContact, contactCustomer, findEarlierContact } from './contact-customer.ts'
import { memberSignature, ticketUrl } from './reply.ts'

/**
 * How long a customer has to reply by default, in milliseconds. Equals the policy's time for the conclusions
 * (§4): with a
 * longer one, a silent customer would lose the resolution in time.
 */
const REPLY_WITHIN = 48 * HOUR

// Less is too short for somebody at work; more is longer than the ticket may last.
const SHORTEST_REPLY = HOUR
const LONGEST_REPLY = 14 * 24 * HOUR

interface Asking {
  ticketId: TicketId
  memberId: MemberId
  /** The member's own words, with their greeting. */
  question: string
  /** Makes asking idempotent: the same token twice asks once. */
  token?: string
  /** In milliseconds from now. */
  replyWithinMs?: number
}

/**
 * Asks the customer for information (policy §4: the investigator may ask for more).
 * The ticket waits until they reply or the time is over, which stops no promise (see `resumeAfterWaiting`).
 * A newer question replaces an open one.
 * A customer without an e-mail address is asked in their live chat, else by a call-back; null is returned
 * then, as nothing waits.
 * Throws a Problem for an empty question, a time under an hour or over 14 days, and a ticket that is not
 * open.
 */
export async function askCustomer(core: Core, given: Asking): Promise<InformationRequestId | null> {
  const question = given.question.trim()
  if (question === '') throw new Problem('invalid-input', 'The question is empty. Write it, then send it.')
  const replyWithin = given.replyWithinMs ?? REPLY_WITHIN
  if (!(replyWithin >= SHORTEST_REPLY && replyWithin <= LONGEST_REPLY)) {
    throw new Problem('invalid-input', 'The time to reply must be between 1 hour and 14 days.')
  }
  const now = core.clock.now()
  const replyBy = new Date(now.getTime() + replyWithin)
  const id = await core.db.transaction().execute(async (trx) => {
    const ticket = await lockOpenTicket(trx, given.ticketId)
    const before = await findEarlierContact(trx, ticket.id, given.token)
    if (before) return before.by === 'call' ? null : requestOf(trx, before.messageId)
    const mail = informationRequestMail({
      language: ticket.language,
      reference: ticket.reference,
      question,
      writtenAt: now,
      replyBy,
      ...(await memberSignature(trx, given.memberId, ticket)),
      ticketUrl: ticketUrl(core, ticket.reference),
    })
    const { memberId, token } = given
    const kind = 'information-request'
    const when = { language: ticket.language, writtenAt: now, replyBy }
    const chat = { text: `${question}\n\n${replyByInWords(when)}`, question: null }
    const message = { memberId, text: question, kind, mail, token, chat } as const
    const contact = await contactCustomer(trx, core, ticket, message)
    return contact.by === 'call' ? null : openRequest(trx, core, ticket, given.memberId, contact, replyBy)
  })
  core.wakeDelivery()
  return id
}

async function openRequest(
  trx: Trx,
  core: Core,
  ticket: LockedTicket,
  memberId: MemberId,
  { messageId, outboxId }: Exclude<CustomerContact, { by: 'call' }>,
  replyBy: Date,
): Promise<InformationRequestId> {
  const now = core.clock.now()
  await closeOpen(trx, ticket.id, now)
  const id: InformationRequestId = newId<'information-request'>(now)
  await trx
    .insertInto('information_requests')
    .values({
      id,
      ticket_id: ticket.id,
      round: ticket.round,
      message_id: messageId,
      outbox_id: outboxId,
      asked_by: memberId,
      asked_at: now,
      remind_at: new Date((now.getTime() + replyBy.getTime()) / 2),
      reply_by: replyBy,
      reminded_at: null,
      ended_at: null,
      ended_how: null,
      answered_by_message_id: null,
    })
    .execute()
  await trx
    .updateTable('tickets')
    .set({ waiting_since: ticket.waitingSince ?? now })
    .where('id', '=', ticket.id)
    .execute()
  const actor = { kind: 'member', id: memberId } as const
  const detail = { requestId: id, messageId, replyBy: replyBy.toISOString() }
  await recordEvents(trx, [{ ticketId: ticket.id, kind: 'information-requested', actor, at: now, detail }])
  return id
}

async function requestOf(trx: Trx, messageId: MessageId): Promise<InformationRequestId> {
  const row = await trx
    .selectFrom('information_requests')
    .select('id')
    .where('message_id', '=', messageId)
    .executeTakeFirst()
  // The token was used for a reply before: what was sent is not a question.
  if (!row) throw new Problem('already-done', 'This form was sent already. Open the ticket again.')
  return row.id
}

/** Ends the wait of a ticket that ends or is set aside: its question needs no reply any more. */
export async function closeRequest(
  trx: Trx,
  core: Core,
  ticket: Pick<LockedTicket, 'id' | 'waitingSince'>,
): Promise<void> {
  if (!ticket.waitingSince) return
  const now = core.clock.now()
  const closed = await closeOpen(trx, ticket.id, now)
  // A question that has not left yet would ask for what nobody needs any more.
  if (closed.length > 0) {
    await trx
      .updateTable('outbox')
      .set({ cancelled_at: now })
      .where('id', 'in', closed)
      .where('sent_at', 'is', null)
      .where('cancelled_at', 'is', null)
      .where('failed_at', 'is', null)
      .execute()
  }
  await endWait(trx, core, ticket.id, ticket.waitingSince)
}

/** Clears the ticket's wait; promises whose clock was stopped fall due later by the time waited. */
async function endWait(trx: Trx, core: Core, ticketId: TicketId, waitingSince: Date): Promise<void> {
  await trx.updateTable('tickets').set({ waiting_since: null }).where('id', '=', ticketId).execute()
  await resumeAfterWaiting(trx, core, ticketId, core.clock.now().getTime() - waitingSince.getTime())
}

// Returns the ids of the outbox rows that asked.
async function closeOpen(trx: Trx, ticketId: TicketId, at: Date): Promise<OutboxId[]> {
  const closed = await trx
    .updateTable('information_requests')
    .set({ ended_at: at, ended_how: 'closed' })
    .where('ticket_id', '=', ticketId)
    .where('ended_at', 'is', null)
    .returning('outbox_id')
    .execute()
  return closed.map(({ outbox_id }) => outbox_id)
}
