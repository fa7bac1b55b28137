import { owedAcknowledgement } from '../correspondence/acknowledgement.ts'
import { refuseStaleReply } from '../correspondence/collision.ts'
import { contactCustomer } from '../correspondence/contact-customer.ts'
import { closeRequest } from '../correspondence/information-request.ts'
import { memberSignature, ticketUrl } from '../correspondence/reply.ts'
import type { Core, Trx } from '../kernel/core.ts'
import { type MemberId, newId, type TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { RESOLUTION_OUTCOMES, type ResolutionOutcome } from '../policy/resolution-outcome.ts'
import { endCallBacks } from '../promise/call-back.ts'
import { cancelPendingUpdates } from '../promise/measure.ts'
import { endPromises } from '../promise/promise.ts'
import { askSatisfaction } from '../satisfaction/satisfaction.ts'
import { recordEvents } from '../ticket/event-log.ts'
import type { LockedTicket } from '../ticket/lock.ts'
import { lockOpenTicket } from '../ticket/lock.ts'
import { resolutionInWords, resolutionMail } from '../wording/resolution.ts'
import { satisfactionQuestion } from '../wording/satisfaction.ts'

interface Resolving {
  ticketId: TicketId
  memberId: MemberId
  outcome: ResolutionOutcome
  /** The text for the customer; a refusal must give its reason. */
  text: string
  /**
   * The ticket's last event the member had read; a resolution that misses anything newer is refused
   * (`already-done`).
   */
  lastEvent?: number
}

/**
 * Resolves a ticket and contacts the customer (policy §3). Later messages to them are about the resolution
 * only.
 * The promise to resolve is kept, or broken when late.
 * The promise to conclude ends when the mail has left or the call was made; other open promises become no
 * longer owed.
 * Throws a Problem for a refusal without a reason and for a ticket that is not open.
 */
export async function resolve(core: Core, given: Resolving): Promise<void> {
  const text = given.text.trim()
  if (!RESOLUTION_OUTCOMES.includes(given.outcome)) {
    throw new Problem('invalid-input', `An outcome is one of ${RESOLUTION_OUTCOMES.join(', ')}.`)
  }
  if (given.outcome === 'refused' && text === '') {
    throw new Problem('invalid-input', 'A refusal needs its reason: write what the customer is to be told.')
  }
  await core.db.transaction().execute(async (trx) => {
    const ticket = await lockOpenTicket(trx, given.ticketId)
    if (given.lastEvent !== undefined) {
      const { memberId, lastEvent } = given
      await refuseStaleReply(trx, { ticketId: ticket.id, memberId, lastEvent })
    }
    await sendResolution(trx, core, ticket, given, text)
    await markResolved(trx, core, ticket, given, text)
    await cancelPendingUpdates(trx, core, ticket.id)
  })
  core.wakeDelivery()
}

async function sendResolution(
  trx: Trx,
  core: Core,
  ticket: LockedTicket,
  given: Resolving,
  text: string,
): Promise<void> {
  const customer = await trx
    .selectFrom('customers')
    .select('name')
    .where('id', '=', ticket.customerId)
    .executeTakeFirst()
  const asked = await askSatisfaction(trx, core, ticket)
  const facts = {
    language: ticket.language,
    reference: ticket.reference,
    category: ticket.category,
    outcome: given.outcome,
    customerName: customer?.name ?? null,
    resolvedAt: core.clock.now(),
    explanation: text || null,
    ...(await memberSignature(trx, given.memberId, ticket)),
    ticketUrl: ticketUrl(core, ticket.reference),
    satisfaction: asked.byMail ? asked : null,
  }
  const mail = resolutionMail(facts)
  // One call gives the resolution, and covers the other open call-backs.
  await endCallBacks(trx, ticket.id, { at: core.clock.now() })
  await contactCustomer(trx, core, ticket, {
    memberId: given.memberId,
    text: text || mail.text,
    kind: 'resolution',
    mail,
    chat: {
      text: resolutionInWords(facts),
      question: {
        label: satisfactionQuestion(ticket.language),
        url: asked.url,
        reference: ticket.reference,
      },
    },
  })
}

async function markResolved(
  trx: Trx,
  core: Core,
  ticket: LockedTicket,
  given: Resolving,
  text: string,
): Promise<void> {
  const now = core.clock.now()
  const { id: ticketId, round } = ticket
  await closeRequest(trx, core, ticket)
  await trx.updateTable('tickets').set({ resolved_at: now }).where('id', '=', ticketId).execute()
  await trx
    .insertInto('resolutions')
    .values({
      id: newId<'resolution'>(now),
      ticket_id: ticketId,
      round,
      outcome: given.outcome,
      reason: text || null,
      actor_kind: 'member',
      actor_id: given.memberId,
      at: now,
      reopened_at: null,
      reopened_by_message_id: null,
    })
    .execute()
  const actor = { kind: 'member', id: given.memberId } as const
  const [event] = await recordEvents(trx, [
    { ticketId, kind: 'resolved', actor, at: now, detail: { outcome: given.outcome, round } },
  ])
  const acknowledge = await owedAcknowledgement(trx, ticketId)
  await endPromises(trx, ticketId, {
    kinds: ['resolve'],
    // The conclusions count as given when the mail has left or the call was made (see fulfilment.ts), not
    // when we decide.
    release: ['update', 'investigate', 'escalate', ...acknowledge],
    at: now,
    byEvent: event?.number ?? 0,
  })
}
