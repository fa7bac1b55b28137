import { memberSignature, ticketUrl, writeToCustomer } from './answer.ts'
import type { Core, Trx } from './core.ts'
import { recordEvents } from './event.ts'
import { type MemberId, newId, type TicketId } from './id.ts'
import { Problem } from './problem.ts'
import { endPromises, promiseRounds } from './promise.ts'
import { type LockedTicket, lockTicket } from './ticket-lock.ts'
import { resolutionMail } from './wording/resolution.ts'

export const RESOLUTION_OUTCOMES = ['solved', 'refused', 'withdrawn', 'out-of-scope'] as const
export type ResolutionOutcome = (typeof RESOLUTION_OUTCOMES)[number]

export interface Resolving {
  ticketId: TicketId
  memberId: MemberId
  outcome: ResolutionOutcome
  /** What the customer is told; a refusal must give its reason. */
  text: string
}

/**
 * Resolves a ticket and tells the customer (policy §3): the conclusion and the resolution are kept, or broken when late,
 * and what else was owed ends as no longer owed. Refuses a refusal without a reason and a ticket that is resolved already.
 */
export async function resolve(core: Core, given: Resolving): Promise<void> {
  const text = given.text.trim()
  if (given.outcome === 'refused' && text === '') {
    throw new Problem('invalid-input', 'A refusal needs its reason: write what the customer is to be told.')
  }
  await core.db.transaction().execute(async (trx) => {
    const ticket = await lockTicket(trx, given.ticketId)
    if (ticket.resolvedAt) throw new Problem('already-done', 'This ticket is resolved already.')
    if (ticket.quarantinedAt)
      throw new Problem('invalid-input', 'This ticket is in quarantine. Release it first, or leave it there.')
    await markResolved(trx, core, ticket, given, text)
    await tellCustomer(trx, core, ticket, given, text)
  })
  core.wakeDelivery()
}

/** Opens a resolved ticket again by hand: a new round of promises from now. */
export async function reopen(core: Core, given: { ticketId: TicketId; memberId: MemberId }): Promise<void> {
  const now = core.clock.now()
  await core.db.transaction().execute(async (trx) => {
    const ticket = await lockTicket(trx, given.ticketId)
    if (!ticket.resolvedAt) throw new Problem('already-done', 'This ticket is open already.')
    const round = ticket.round + 1
    await trx
      .updateTable('tickets')
      .set({ resolved_at: null, round, first_contact_at: now })
      .where('id', '=', ticket.id)
      .execute()
    await trx
      .updateTable('resolutions')
      .set({ reopened_at: now })
      .where('ticket_id', '=', ticket.id)
      .where('reopened_at', 'is', null)
      .execute()
    const actor = { kind: 'member', id: given.memberId } as const
    await recordEvents(trx, [{ ticketId: ticket.id, kind: 'reopened', actor, at: now, detail: { round } }])
    const { id: ticketId, customerId } = ticket
    await promiseRounds(trx, core, [{ ticketId, customerId, round, firstContact: now }], now)
    // Nobody wrote to us, so there is nothing to acknowledge.
    await trx
      .updateTable('promises')
      .set({ ended_at: now, outcome: 'no-longer-owed' })
      .where('ticket_id', '=', ticketId)
      .where('round', '=', round)
      .where('kind', '=', 'acknowledge')
      .execute()
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
  await trx.updateTable('tickets').set({ resolved_at: now }).where('id', '=', ticket.id).execute()
  await trx
    .insertInto('resolutions')
    .values({
      id: newId<'resolution'>(now),
      ticket_id: ticket.id,
      round: ticket.round,
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
    {
      ticketId: ticket.id,
      kind: 'resolved',
      actor,
      at: now,
      detail: { outcome: given.outcome, round: ticket.round },
    },
  ])
  // Policy §4: telling the outcome is telling the conclusions.
  await endPromises(trx, ticket.id, {
    kinds: ['conclude', 'resolve'],
    release: ['acknowledge', 'update', 'investigate', 'escalate'],
    at: now,
    byEvent: event?.number ?? 0,
  })
}

async function tellCustomer(
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
  const mail = resolutionMail({
    language: ticket.language,
    reference: ticket.reference,
    category: ticket.category,
    outcome: given.outcome,
    customerName: customer?.name ?? null,
    resolvedAt: core.clock.now(),
    explanation: text || null,
    ...(await memberSignature(trx, given.memberId, ticket)),
    ticketUrl: ticketUrl(core, ticket.reference),
  })
  await writeToCustomer(trx, core, ticket, {
    ticketId: ticket.id,
    memberId: given.memberId,
    text: text || mail.text,
    kind: 'resolution',
    mail,
  })
}
