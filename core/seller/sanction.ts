import type { Core, Trx } from '../kernel/core.ts'
import { type MemberId, newId, type SanctionId, type TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import type { Reference } from '../kernel/reference.ts'
import { readableBy } from '../member/clearance.ts'
import { SANCTION_KINDS, type SanctionKind, type SanctionReason } from '../policy/sanction-kind.ts'
import { noteInvestigatorAct } from '../promise/investigation.ts'
import { recordEvents } from '../ticket/event-log.ts'
import { lockTicket } from '../ticket/lock.ts'
import { checkGround } from './answer-deadline.ts'
import { notifyOfLifting, notifyOfSanction } from './sanction-notice.ts'
import {
  APPEAL_WITHIN,
  acting,
  deciding,
  lockSanction,
  lockSeller,
  type Sanction,
  sanctionsOf,
} from './sanction-record.ts'
import { type Seller, sellerOfTicket } from './seller.ts'

/**
 * Thrown when a sanction of the seller is proposed already, or one in force covers it.
 * `reference` is its ticket; null when the member may not read it.
 */
export class SellerSanctioned extends Problem {
  readonly state: 'proposed' | 'in-force'
  readonly reference: Reference | null
  constructor(state: SellerSanctioned['state'], reference: Reference | null, message: string) {
    super('already-done', message)
    this.state = state
    this.reference = reference
  }
}

/**
 * Proposes a sanction of the seller a ticket names (policy §6).
 * Throws `SellerSanctioned` for a second one, a Problem without a reason or the marketplace's number.
 * Throws `SellerMayAnswer` or `SellerNotSilent` when the ground does not hold yet.
 */
export async function proposeSanction(
  core: Core,
  given: {
    ticketId: TicketId
    memberId: MemberId
    kind: SanctionKind
    reasonCode: SanctionReason
    reason: string
  },
): Promise<SanctionId> {
  const reason = needed(given.reason, 'Say why the seller is to be sanctioned.')
  return core.db.transaction().execute(async (trx) => {
    const ticket = await lockTicket(trx, given.ticketId)
    await acting(trx, given.memberId)
    const seller = await sellerOfTicket(trx, ticket.id)
    if (!seller) throw new Problem('invalid-input', 'This ticket names no seller. Name the seller first.')
    if (seller.externalId === null)
      throw new Problem(
        'invalid-input',
        `The marketplace's number of ${seller.name} is not known, so it could not be told. Add it to the seller first.`,
      )
    await lockSeller(trx, seller.id)
    await refuseRepetition(trx, seller, given)
    const now = core.clock.now()
    await checkGround(trx, { ticketId: ticket.id, sellerId: seller.id, ground: given.reasonCode, now })
    const id = newId<'sanction'>(now)
    await trx
      .insertInto('sanctions')
      .values({
        id,
        seller_id: seller.id,
        ticket_id: ticket.id,
        kind: given.kind,
        reason_code: given.reasonCode,
        reason,
        proposed_by: given.memberId,
        proposed_at: now,
      })
      .execute()
    const actor = { kind: 'member', id: given.memberId } as const
    const detail = { sanctionId: id, sellerId: seller.id, kind: given.kind, reason: given.reasonCode }
    const [event] = await recordEvents(trx, [
      { ticketId: ticket.id, kind: 'sanction-proposed', actor, at: now, detail },
    ])
    if (event) await noteInvestigatorAct(trx, core, ticket, given.memberId, event.number)
    return id
  })
}

/**
 * Records the decision of a supervisor or administrator, never the proposer's own, on a proposed sanction.
 * Accepted, it is in force at once, replaces a milder one, and goes to the seller by mail and to the
 * marketplace by webhook.
 * `reason` is what the seller reads. Declined, only the history records it.
 * Throws `SellerMayAnswer` or `SellerNotSilent` for a yes whose ground does not hold.
 */
export async function decideSanction(
  core: Core,
  given: { sanctionId: SanctionId; memberId: MemberId; yes: boolean; reason: string },
): Promise<void> {
  const reason = needed(
    given.reason,
    given.yes
      ? 'Say why, in words for the seller: they are told them.'
      : 'Say why not, for whoever proposed it.',
  )
  await core.db.transaction().execute(async (trx) => {
    const { ticket, sanction, seller } = await lockSanction(trx, given.sanctionId)
    await deciding(trx, given.memberId)
    if (sanction.proposedBy === given.memberId)
      throw new Problem('not-allowed', 'You proposed this sanction: another supervisor decides on it.')
    if (sanction.decision) throw new Problem('already-done', 'This sanction has been decided on already.')
    const now = core.clock.now()
    const { ticketId, sellerId, reasonCode: ground } = sanction
    if (given.yes) await checkGround(trx, { ticketId, sellerId, ground, now })
    const appealBy = given.yes ? new Date(now.getTime() + APPEAL_WITHIN) : null
    if (given.yes) await replaceMilder(trx, sanction, given.memberId, now)
    await trx
      .updateTable('sanctions')
      .set({
        decision: given.yes ? 'yes' : 'no',
        decided_by: given.memberId,
        decided_at: now,
        decision_reason: reason,
        appeal_by: appealBy,
      })
      .where('id', '=', sanction.id)
      .execute()
    const actor = { kind: 'member', id: given.memberId } as const
    const detail = { sanctionId: sanction.id, kind: sanction.kind, yes: given.yes }
    await recordEvents(trx, [{ ticketId: ticket.id, kind: 'sanction-decided', actor, at: now, detail }])
    if (appealBy) await notifyOfSanction(trx, core, { ticket, sanction, seller, ...given, reason, appealBy })
  })
  core.wakeDelivery()
}

/**
 * Lifts a sanction in force and notifies the seller, who reads the reason, and the marketplace.
 * Needs a supervisor or administrator. Throws `already-done` when it is no longer in force.
 */
export async function liftSanction(
  core: Core,
  given: { sanctionId: SanctionId; memberId: MemberId; reason: string },
): Promise<void> {
  const reason = needed(given.reason, 'Say why it is lifted, in words for the seller: they are told them.')
  await core.db.transaction().execute(async (trx) => {
    await deciding(trx, given.memberId)
    await liftLockedSanction(trx, core, { ...given, reason })
  })
  core.wakeDelivery()
}

/** Lifts a sanction in the caller's transaction; the caller has checked the permission. */
export async function liftLockedSanction(
  trx: Trx,
  core: Core,
  given: { sanctionId: SanctionId; memberId: MemberId; reason: string },
): Promise<void> {
  const { ticket, sanction, seller } = await lockSanction(trx, given.sanctionId)
  if (!sanction.decision?.yes)
    throw new Problem('invalid-input', 'This sanction is not in force: there is nothing to lift.')
  if (sanction.lifted) throw new Problem('already-done', 'This sanction is not in force any more.')
  const now = core.clock.now()
  await trx
    .updateTable('sanctions')
    .set({ lifted_by: given.memberId, lifted_at: now, lift_reason: given.reason })
    .where('id', '=', sanction.id)
    .execute()
  const actor = { kind: 'member', id: given.memberId } as const
  const detail = { sanctionId: sanction.id, kind: sanction.kind }
  await recordEvents(trx, [{ ticketId: ticket.id, kind: 'sanction-lifted', actor, at: now, detail }])
  await notifyOfLifting(trx, core, { ticket, sanction, seller, ...given })
}

/** Returns whether a sanction is in force. */
export function inForce(sanction: Pick<Sanction, 'decision' | 'lifted'>): boolean {
  return Boolean(sanction.decision?.yes) && sanction.lifted === null
}

async function refuseRepetition(
  trx: Trx,
  seller: Seller,
  { kind, memberId }: { kind: SanctionKind; memberId: MemberId },
): Promise<void> {
  const known = await sanctionsOf(trx, seller.id)
  const proposed = known.find(({ decision }) => decision === null)
  if (proposed)
    throw new SellerSanctioned(
      'proposed',
      await readableReference(trx, memberId, proposed.ticketId),
      `A ${proposed.kind} of ${seller.name} is proposed already. Have it decided on first.`,
    )
  const standing = known.find((one) => inForce(one) && one.kind !== 'warning' && !isHarder(kind, one.kind))
  if (standing) {
    const state = standing.kind === 'termination' ? 'terminated' : 'restricted'
    throw new SellerSanctioned(
      'in-force',
      await readableReference(trx, memberId, standing.ticketId),
      `The account of ${seller.name} is ${state} already.`,
    )
  }
}

async function readableReference(
  trx: Trx,
  memberId: MemberId,
  ticketId: TicketId,
): Promise<Reference | null> {
  const row = await trx
    .selectFrom('tickets')
    .select('reference')
    .where('id', '=', ticketId)
    .where(readableBy(memberId))
    .executeTakeFirst()
  return row?.reference ?? null
}

function isHarder(kind: SanctionKind, other: SanctionKind): boolean {
  return SANCTION_KINDS.indexOf(kind) > SANCTION_KINDS.indexOf(other)
}

// A termination makes a restriction meaningless; lifting the termination must not revive it unnoticed.
async function replaceMilder(trx: Trx, sanction: Sanction, memberId: MemberId, now: Date): Promise<void> {
  const milder = (await sanctionsOf(trx, sanction.sellerId)).filter(
    (one) => inForce(one) && one.kind !== 'warning' && isHarder(sanction.kind, one.kind),
  )
  for (const { id } of milder) {
    await trx
      .updateTable('sanctions')
      .set({
        lifted_by: memberId,
        lifted_at: now,
        lift_reason: `Replaced by a ${sanction.kind}.`,
        replaced_by_id: sanction.id,
      })
      .where('id', '=', id)
      .execute()
  }
}

function needed(text: string, refusal: string): string {
  const trimmed = text.trim()
  if (trimmed === '') throw new Problem('invalid-input', refusal)
  return trimmed
}
