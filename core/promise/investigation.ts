import type { Core, Trx } from '../kernel/core.ts'
import { type InvestigationId, type MemberId, newId, type TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { recordEvents } from '../ticket/event-log.ts'
import { type LockedTicket, lockTicket } from '../ticket/lock.ts'
import { endListedPromises, outcomeWhileWaiting } from './fulfilment.ts'
import { recordMeasures } from './measure.ts'

/**
 * Names investigators and replaces those named for the round who are no longer there. Runs two statements.
 */
export async function nameInvestigators(
  trx: Trx,
  named: readonly { ticket: { id: TicketId; round: number }; investigator: MemberId }[],
  at: Date,
): Promise<void> {
  if (named.length === 0) return
  await trx
    .updateTable('investigations')
    .set({ ended_at: at })
    .where(
      'ticket_id',
      'in',
      named.map(({ ticket }) => ticket.id),
    )
    .where('ended_at', 'is', null)
    .execute()
  await trx
    .insertInto('investigations')
    .values(
      named.map(({ ticket, investigator }) => ({
        id: newId<'investigation'>(at) satisfies InvestigationId,
        ticket_id: ticket.id,
        round: ticket.round,
        investigator_id: investigator,
        named_at: at,
        begun_at: null,
        begun_by_event: null,
        ended_at: null,
      })),
    )
    .execute()
}

/**
 * Begins the investigation at the member's request.
 * Throws a Problem when the ticket is resolved, set aside or merged, or its investigation has begun.
 * Throws one too for a member who is neither its investigator nor in the team of its level.
 */
export async function beginInvestigation(
  core: Core,
  given: { ticketId: TicketId; memberId: MemberId },
): Promise<void> {
  const { ticketId, memberId } = given
  await core.db.transaction().execute(async (trx) => {
    const ticket = await lockTicket(trx, ticketId)
    if (ticket.resolvedAt) throw new Problem('already-done', 'This ticket is resolved already.')
    if (ticket.setAsideAt || ticket.mergedIntoId)
      throw new Problem(
        'invalid-input',
        'This ticket is set aside or merged into another: there is nothing to investigate.',
      )
    const named = await namedInvestigation(trx, ticket)
    if (named?.begun_at)
      throw new Problem('already-done', 'The investigation of this ticket has begun already.')
    if (named?.investigator_id !== memberId && !(await isOnItsLevel(trx, ticket, memberId)))
      throw new Problem(
        'not-allowed',
        'Only the investigator named, or a member of the team that has the ticket now, begins its investigation.',
      )
    const actor = { kind: 'member', id: memberId } as const
    const [event] = await recordEvents(trx, [
      { ticketId, kind: 'investigation-begun', actor, at: core.clock.now(), detail: { round: ticket.round } },
    ])
    await begin(trx, core, ticket, memberId, event?.number ?? 0)
  })
}

/**
 * Begins the investigation when its investigator, or a member of the team the ticket was escalated to, acts
 * on the ticket.
 * `eventNumber` is the event of that act. Policy §4: the first act begins an investigation, not the naming of
 * an investigator.
 * Has no effect for other members, or when the investigation has begun.
 */
export async function noteInvestigatorAct(
  trx: Trx,
  core: Core,
  ticket: LockedTicket,
  memberId: MemberId,
  eventNumber: number,
): Promise<void> {
  if (ticket.resolvedAt || ticket.setAsideAt || ticket.mergedIntoId) return
  const named = await namedInvestigation(trx, ticket)
  if (named?.begun_at) return
  if (named?.investigator_id !== memberId && !(await isOnItsLevel(trx, ticket, memberId))) return
  await begin(trx, core, ticket, memberId, eventNumber)
  const actor = { kind: 'member', id: memberId } as const
  const detail = { round: ticket.round, byEvent: eventNumber }
  await recordEvents(trx, [
    { ticketId: ticket.id, kind: 'investigation-begun', actor, at: core.clock.now(), detail },
  ])
}

async function begin(
  trx: Trx,
  core: Core,
  ticket: LockedTicket,
  memberId: MemberId,
  byEvent: number,
): Promise<void> {
  const now = core.clock.now()
  const named = await namedInvestigation(trx, ticket)
  if (named?.investigator_id === memberId) {
    await trx
      .updateTable('investigations')
      .set({ begun_at: now, begun_by_event: byEvent })
      .where('id', '=', named.id)
      .execute()
  } else {
    if (named) {
      await trx.updateTable('investigations').set({ ended_at: now }).where('id', '=', named.id).execute()
    }
    await trx
      .insertInto('investigations')
      .values({
        id: newId<'investigation'>(now) satisfies InvestigationId,
        ticket_id: ticket.id,
        round: ticket.round,
        investigator_id: memberId,
        named_at: now,
        begun_at: now,
        begun_by_event: byEvent,
        ended_at: null,
      })
      .execute()
  }
  const openPromises = await trx
    .selectFrom('promises')
    .select(['id', 'due_at'])
    .where('ticket_id', '=', ticket.id)
    .where('kind', '=', 'investigate')
    .where('ended_at', 'is', null)
    .execute()
  const { waitingSince } = ticket
  await endListedPromises(
    trx,
    openPromises.map(({ id, due_at }) => {
      const promise = { kind: 'investigate', dueAt: due_at, waitingSince } as const
      return { id, at: now, outcome: outcomeWhileWaiting(core, promise, now), number: byEvent }
    }),
  )
  await recordMeasures(trx, [
    { ticketId: ticket.id, round: ticket.round, kind: 'investigation-begun', at: now, detail: { memberId } },
  ])
}

function namedInvestigation(trx: Trx, ticket: LockedTicket) {
  return trx
    .selectFrom('investigations')
    .select(['id', 'investigator_id', 'begun_at'])
    .where('ticket_id', '=', ticket.id)
    .where('round', '=', ticket.round)
    .where('ended_at', 'is', null)
    .orderBy('named_at', 'desc')
    .executeTakeFirst()
}

// Before the first escalation the ticket's own team works on it, and that is no investigation (policy §4).
async function isOnItsLevel(trx: Trx, ticket: LockedTicket, memberId: MemberId): Promise<boolean> {
  if (ticket.level === 'customer-service') return false
  const membership = await trx
    .selectFrom('memberships')
    .innerJoin('teams', 'teams.id', 'memberships.team_id')
    .select('teams.id')
    .where('memberships.member_id', '=', memberId)
    .where('teams.level', '=', ticket.level)
    .executeTakeFirst()
  return membership !== undefined
}
