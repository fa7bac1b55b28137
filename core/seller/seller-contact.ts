import { contactCustomer } from '../correspondence/contact-customer.ts'
import { memberSignature, ticketUrl } from '../correspondence/reply.ts'
import type { Core, Queryable, Trx } from '../kernel/core.ts'
import {
  type MemberId,
  type MessageId,
  newId,
  type SellerContactRequestId,
  type TicketId,
} from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import type { Actor } from '../ticket/event.ts'
import { recordEvents } from '../ticket/event-log.ts'
import type { LockedTicket } from '../ticket/lock.ts'
import { lockLiveTicket } from '../ticket/lock.ts'
import { detailLines, type SellerContactFacts, sellerContactMail } from '../wording/seller-contact.ts'
import { type Seller, sellerOfTicket } from './seller.ts'

/** Who asks: the customer on their page, or a member on their behalf. */
type ContactAsker = { kind: 'customer' } | { kind: 'member'; id: MemberId }

/**
 * Records that the customer asks for the seller's contact details (policy §5) and returns the request's id.
 * Idempotent: returns the open request until it is decided.
 */
export async function requestSellerContact(
  core: Core,
  ticketId: TicketId,
  by: ContactAsker,
): Promise<SellerContactRequestId> {
  return core.db.transaction().execute((trx) => requestSellerContactIn(trx, core, ticketId, by))
}

/** Does the same in the caller's transaction. */
export async function requestSellerContactIn(
  trx: Trx,
  core: Core,
  ticketId: TicketId,
  by: ContactAsker,
): Promise<SellerContactRequestId> {
  const ticket = await lockLiveTicket(trx, ticketId)
  return (await openRequest(trx, ticket.id))?.id ?? noteRequest(trx, core, ticket, by)
}

/**
 * Gives the customer the seller's contact details by mail or call-back, and records who released them when.
 * Only after our efforts failed (policy §5): the seller was silent or did not cooperate, or `because` gives
 * the reason.
 * Throws a Problem for a ticket without a seller, and for a seller without contact details.
 */
export async function releaseSellerContact(
  core: Core,
  given: { ticketId: TicketId; memberId: MemberId; because?: string },
): Promise<void> {
  await decide(core, given, async (trx, ticket) => {
    const seller = await namedSeller(trx, ticket)
    if (!seller.email && !seller.telephone && !seller.postalAddress)
      throw new Problem(
        'invalid-input',
        `No details of ${seller.name} are on record. Add them to the seller, or refuse with the reason.`,
      )
    const because = given.because?.trim() || null
    if (!because && !(await effortsFailed(trx, ticket, seller)))
      throw new Problem(
        'not-allowed',
        'Ask the seller first: details are given when that has failed. If it is right all the same, say why.',
      )
    return { outcome: 'released', seller, reason: because, given: { details: seller } }
  })
}

/**
 * Notifies the customer that the seller's details are not given, and why. Throws a Problem without the
 * reason.
 */
export async function refuseSellerContact(
  core: Core,
  given: { ticketId: TicketId; memberId: MemberId; reason: string },
): Promise<void> {
  const reason = given.reason.trim()
  if (reason === '')
    throw new Problem('invalid-input', 'A refusal needs its reason: write what the customer is to be told.')
  await decide(core, given, async (trx, ticket) => {
    if (!(await openRequest(trx, ticket.id)))
      throw new Problem('invalid-input', 'The customer has not asked for the seller’s details.')
    const seller = (await sellerOfTicket(trx, ticket.id)) ?? null
    return { outcome: 'refused', seller, reason, given: { refusedBecause: reason } }
  })
}

interface ContactDecision {
  outcome: 'released' | 'refused'
  seller: Seller | null
  reason: string | null
  given: SellerContactFacts['given']
}

async function decide(
  core: Core,
  { ticketId, memberId }: { ticketId: TicketId; memberId: MemberId },
  decision: (trx: Trx, ticket: LockedTicket) => Promise<ContactDecision>,
): Promise<void> {
  await core.db.transaction().execute(async (trx) => {
    const ticket = await lockLiveTicket(trx, ticketId)
    const decided = await decision(trx, ticket)
    const actor = { kind: 'member', id: memberId } as const
    const now = core.clock.now()
    const requestId = (await openRequest(trx, ticket.id))?.id ?? (await noteRequest(trx, core, ticket, actor))
    const contact = await sendDecision(trx, core, ticket, memberId, decided)
    await trx
      .updateTable('seller_contact_requests')
      .set({
        seller_id: decided.seller?.id ?? null,
        outcome: decided.outcome,
        decided_by: memberId,
        decided_at: now,
        reason: decided.reason,
        message_id: contact.by === 'mail' ? contact.messageId : null,
      })
      .where('id', '=', requestId)
      .execute()
    const kind = decided.outcome === 'released' ? 'seller-contact-released' : 'seller-contact-refused'
    const detail = { requestId, sellerId: decided.seller?.id ?? null, told: contact.by }
    await recordEvents(trx, [{ ticketId: ticket.id, kind, actor, at: now, detail }])
  })
  core.wakeDelivery()
}

async function sendDecision(
  trx: Trx,
  core: Core,
  ticket: LockedTicket,
  memberId: MemberId,
  { given }: ContactDecision,
) {
  const customer = await trx
    .selectFrom('customers')
    .select('name')
    .where('id', '=', ticket.customerId)
    .executeTakeFirst()
  const mail = sellerContactMail({
    language: ticket.language,
    reference: ticket.reference,
    customerName: customer?.name ?? null,
    given,
    open: ticket.resolvedAt === null,
    ...(await memberSignature(trx, memberId, ticket)),
    ticketUrl: ticketUrl(core, ticket.reference),
  })
  const text =
    'details' in given ? detailLines(ticket.language, given.details).join('\n') : given.refusedBecause
  return contactCustomer(trx, core, ticket, { memberId, text, kind: 'seller-contact', mail })
}

async function openRequest(
  db: Queryable,
  ticketId: TicketId,
): Promise<{ id: SellerContactRequestId } | undefined> {
  const row = await db
    .selectFrom('seller_contact_requests')
    .select('id')
    .where('ticket_id', '=', ticketId)
    .where('outcome', 'is', null)
    .executeTakeFirst()
  return row && { id: row.id }
}

async function noteRequest(
  trx: Trx,
  core: Core,
  ticket: LockedTicket,
  by: ContactAsker,
): Promise<SellerContactRequestId> {
  const now = core.clock.now()
  const id = newId<'seller-contact-request'>(now)
  await trx
    .insertInto('seller_contact_requests')
    .values({
      id,
      ticket_id: ticket.id,
      asked_by: by.kind,
      asked_by_member_id: by.kind === 'member' ? by.id : null,
      asked_at: now,
    })
    .execute()
  const actor: Actor = by
  await recordEvents(trx, [
    { ticketId: ticket.id, kind: 'seller-contact-asked', actor, at: now, detail: { requestId: id } },
  ])
  return id
}

async function namedSeller(trx: Trx, ticket: LockedTicket): Promise<Seller> {
  const seller = await sellerOfTicket(trx, ticket.id)
  if (!seller)
    throw new Problem(
      'invalid-input',
      'This ticket names no seller. Name the seller, then release the details.',
    )
  return seller
}

async function effortsFailed(trx: Trx, ticket: LockedTicket, seller: Seller): Promise<boolean> {
  const row = await trx
    .selectFrom('seller_requests')
    .select('id')
    .where('ticket_id', '=', ticket.id)
    .where('seller_id', '=', seller.id)
    .where((eb) =>
      eb.or([
        eb('cooperated', '=', false),
        eb.and([eb('silent_at', 'is not', null), eb('answered_at', 'is', null)]),
      ]),
    )
    .executeTakeFirst()
  return row !== undefined
}

/** A customer's request for the seller's contact details, as the desk displays it. */
export interface SellerContactView {
  id: SellerContactRequestId
  askedBy: 'customer' | 'member'
  askedAt: Date
  decided: {
    outcome: 'released' | 'refused'
    by: MemberId
    at: Date
    reason: string | null
    messageId: MessageId | null
  } | null
}

/** Returns the requests for contact details on a ticket, oldest first. The caller has checked the reader. */
export async function sellerContactRequestsOf(
  db: Queryable,
  ticketId: TicketId,
): Promise<SellerContactView[]> {
  const rows = await db
    .selectFrom('seller_contact_requests')
    .selectAll()
    .where('ticket_id', '=', ticketId)
    .orderBy('asked_at')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    askedBy: row.asked_by,
    askedAt: row.asked_at,
    decided:
      row.outcome && row.decided_by && row.decided_at
        ? {
            outcome: row.outcome,
            by: row.decided_by,
            at: row.decided_at,
            reason: row.reason,
            messageId: row.message_id,
          }
        : null,
  }))
}
