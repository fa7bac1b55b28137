import type { Core, Trx } from '../kernel/core.ts'
import { type ConclusionId, type MemberId, type MessageId, newId, type TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { recordEvents } from '../ticket/event-log.ts'
import type { LockedTicket } from '../ticket/lock.ts'
import { lockOpenTicket } from '../ticket/lock.ts'
import { conclusionMail } from '../wording/conclusion.ts'
import { contactCustomer, findEarlierContact } from './contact-customer.ts'
import { memberSignature, ticketUrl } from './reply.ts'

interface Concluding {
  ticketId: TicketId
  memberId: MemberId
  /** What was found and what follows, in the member's own words. */
  findings: string
  /** Makes concluding idempotent: the same token twice sends the findings once. */
  token?: string
}

/**
 * Sends the customer the conclusions (policy §4: within 48 h of the first contact).
 * The promise to conclude ends when the mail has left or the call was made; the ticket stays open until
 * resolved.
 * Throws a Problem for empty findings and for a ticket that is not open.
 */
export async function conclude(core: Core, given: Concluding): Promise<void> {
  const findings = given.findings.trim()
  if (findings === '') {
    throw new Problem(
      'invalid-input',
      'A conclusion needs its findings: write what the customer is to be told.',
    )
  }
  await core.db.transaction().execute(async (trx) => {
    const ticket = await lockOpenTicket(trx, given.ticketId)
    if (await findEarlierContact(trx, ticket.id, given.token)) return
    const mail = conclusionMail({
      language: ticket.language,
      reference: ticket.reference,
      category: ticket.category,
      customerName: await customerName(trx, ticket),
      findings,
      writtenAt: core.clock.now(),
      resolveBy: await resolveBy(trx, core, ticket),
      ...(await memberSignature(trx, given.memberId, ticket)),
      ticketUrl: ticketUrl(core, ticket.reference),
    })
    const { memberId, token } = given
    const contact = await contactCustomer(trx, core, ticket, {
      memberId,
      text: findings,
      kind: 'conclusion',
      mail,
      token,
    })
    await recordConclusion(trx, core, ticket, memberId, contact.by === 'call' ? null : contact.messageId)
  })
  core.wakeDelivery()
}

async function recordConclusion(
  trx: Trx,
  core: Core,
  ticket: LockedTicket,
  memberId: MemberId,
  messageId: MessageId | null,
): Promise<void> {
  const now = core.clock.now()
  const id: ConclusionId = newId<'conclusion'>(now)
  await trx
    .insertInto('conclusions')
    .values({
      id,
      ticket_id: ticket.id,
      round: ticket.round,
      member_id: memberId,
      message_id: messageId,
      at: now,
    })
    .execute()
  const actor = { kind: 'member', id: memberId } as const
  const detail = { conclusionId: id, messageId, round: ticket.round }
  await recordEvents(trx, [{ ticketId: ticket.id, kind: 'concluded', actor, at: now, detail }])
}

/** Links the conclusions that waited for a call to the message of that call. */
export async function noteConclusionsCalled(
  trx: Trx,
  ticketId: TicketId,
  messageId: MessageId,
): Promise<void> {
  await trx
    .updateTable('conclusions')
    .set({ message_id: messageId })
    .where('ticket_id', '=', ticketId)
    .where('message_id', 'is', null)
    .execute()
}

async function customerName(trx: Trx, { customerId }: LockedTicket): Promise<string | null> {
  const row = await trx.selectFrom('customers').select('name').where('id', '=', customerId).executeTakeFirst()
  return row?.name ?? null
}

// A date in the past is not promised again.
async function resolveBy(trx: Trx, core: Core, ticket: LockedTicket): Promise<Date | null> {
  const row = await trx
    .selectFrom('promises')
    .select('due_at')
    .where('ticket_id', '=', ticket.id)
    .where('round', '=', ticket.round)
    .where('kind', '=', 'resolve')
    .where('due_at', '>', core.clock.now())
    .executeTakeFirst()
  return row?.due_at ?? null
}
