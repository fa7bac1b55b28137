import type { Core, Trx } from '../kernel/core.ts'
import type { MemberId, TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { alertTeamIn } from '../outbox/alert.ts'
import { LEVELS, type Level } from '../policy/level.ts'
import { SYSTEM } from '../ticket/event.ts'
import { type LockedTicket, lockTicket } from '../ticket/lock.ts'
import {
  carryOutEscalations,
  decideEscalation,
  type EscalatingTicket,
  type Escalation,
  type EscalationCause,
  findEscalatingTickets,
} from './escalation.ts'
import { loadStaff, type Staff } from './investigator.ts'
import { BATCH_SIZE, drainBatches, isActive, isClockRunning } from './sweep-batch.ts'

interface Escalating {
  ticketId: TicketId
  memberId: MemberId
  /** The reason in the member's words; required. */
  reason: string
  /** The level to escalate to; the next one when absent. */
  to?: string
}

/**
 * Escalates a ticket by hand (policy §4).
 * Throws a Problem without a reason, for an unknown level, or for one that is not above the ticket's.
 * Throws one too when the ticket is resolved, set aside, merged or in quarantine.
 */
export async function escalate(core: Core, given: Escalating): Promise<void> {
  const reason = given.reason.trim()
  if (reason === '')
    throw new Problem('invalid-input', 'Say why this ticket goes up: whoever takes it will read it.')
  await core.db.transaction().execute(async (trx) => {
    const ticket = await lockTicket(trx, given.ticketId)
    refuseInactive(ticket)
    const to = levelAbove(ticket.level, given.to)
    const actor = { kind: 'member', id: given.memberId } as const
    await escalateTicket(trx, core, ticket.id, to, { because: 'by-hand', reason, actor })
  })
  core.wakeDelivery()
}

/**
 * Escalates a locked ticket to the last level because its customer was dissatisfied; no effect if it is there
 * already.
 */
export async function escalateDissatisfied(
  trx: Trx,
  core: Core,
  ticket: Pick<LockedTicket, 'id'>,
): Promise<void> {
  await escalateTicket(trx, core, ticket.id, 'customer-experience', {
    because: 'dissatisfied',
    reason: null,
    actor: { kind: 'customer' },
  })
}

/**
 * Escalates unresolved tickets: to the resolution team 24 h after the first contact, to customer experience
 * at 48 h (policy §4).
 * A late sweep escalates a ticket straight to the level it should be at. Returns how many tickets were
 * escalated.
 */
export async function sweepEscalations(core: Core): Promise<number> {
  let staff: Staff | undefined
  const unassigned: Escalation[] = []
  const batch = (to: Escalation['to']) => () =>
    core.db.transaction().execute(async (trx) => {
      const due = await lockDue(trx, core, to)
      if (due.length === 0) return { found: 0, done: 0 }
      staff ??= await loadStaff(trx, core.clock.now())
      const present = staff
      const escalating = (await findEscalatingTickets(trx, due)).filter((ticket) => isDue(ticket, to))
      const escalations = escalating.map((ticket) => decideEscalation(ticket, to, present))
      await carryOutEscalations(trx, core, escalations, { because: 'time', reason: null, actor: SYSTEM })
      unassigned.push(...escalations)
      return { found: due.length, done: escalations.length }
    })
  const toLast = await drainBatches(batch('customer-experience'))
  const toResolution = await drainBatches(batch('resolution'))
  if (unassigned.length > 0) await core.db.transaction().execute((trx) => alertOf(trx, core, unassigned))
  if (toLast + toResolution > 0) core.wakeDelivery()
  return toLast + toResolution
}

async function escalateTicket(
  trx: Trx,
  core: Core,
  ticketId: TicketId,
  to: Escalation['to'],
  cause: EscalationCause,
): Promise<void> {
  const escalating = (await findEscalatingTickets(trx, [ticketId])).filter(({ level }) => isAbove(to, level))
  const staff = await loadStaff(trx, core.clock.now())
  const escalations = escalating.map((ticket) => decideEscalation(ticket, to, staff))
  await carryOutEscalations(trx, core, escalations, cause)
  await alertOf(trx, core, escalations)
}

// Locks the tickets that are due and skips those another process has locked. The first escalation does not
// require an
// open promise to investigate: the investigator may have begun before the 24 hours were over.
async function lockDue(trx: Trx, core: Core, to: Escalation['to']): Promise<TicketId[]> {
  const kind = to === 'resolution' ? 'investigate' : 'escalate'
  const rows = await trx
    .selectFrom('promises')
    .innerJoin('tickets', (join) =>
      join.onRef('tickets.id', '=', 'promises.ticket_id').onRef('tickets.round', '=', 'promises.round'),
    )
    .select('tickets.id')
    .where('promises.kind', '=', kind)
    .where('promises.due_at', '<=', core.clock.now())
    .where(isActive)
    .where(isClockRunning(core, kind))
    .$if(to === 'customer-experience', (query) =>
      query.where('promises.ended_at', 'is', null).orderBy('promises.due_at'),
    )
    .$if(to === 'resolution', (query) =>
      query
        .where('tickets.level', '=', 'customer-service')
        // The due time comes from the promise: the policy times may have changed since.
        .where('tickets.first_contact_at', '<=', core.clock.now())
        // By first contact, so that only tickets still at the first level are read, not every promise ever due.
        .orderBy('tickets.first_contact_at'),
    )
    .limit(BATCH_SIZE)
    .forUpdate('tickets')
    .skipLocked()
    .execute()
  return rows.map((row) => row.id)
}

// Checked again under the lock: another process may have been faster.
function isDue(ticket: EscalatingTicket, to: Escalation['to']): boolean {
  return to === 'resolution' ? ticket.level === 'customer-service' : ticket.escalation !== null
}

function refuseInactive(ticket: LockedTicket): void {
  if (ticket.resolvedAt)
    throw new Problem('already-done', 'This ticket is resolved. Open it again before it goes up.')
  if (ticket.quarantinedAt)
    throw new Problem('invalid-input', 'This ticket is in quarantine. Release it first.')
  if (ticket.mergedIntoId)
    throw new Problem('invalid-input', 'This ticket was merged into another. Hand up that one.')
  if (ticket.setAsideAt) throw new Problem('invalid-input', 'This ticket is set aside. Take it up first.')
}

function levelAbove(from: Level, asked: string | undefined): Escalation['to'] {
  const next = LEVELS[LEVELS.indexOf(from) + 1]
  if (next === undefined || next === 'customer-service')
    throw new Problem('already-done', 'This ticket is with the last level already (policy §4).')
  if (asked === undefined) return next
  if (asked !== 'customer-service' && asked !== 'resolution' && asked !== 'customer-experience')
    throw new Problem(
      'invalid-input',
      `There is no team called "${asked}". Choose one of ${LEVELS.slice(1).join(', ')}.`,
    )
  if (asked === 'customer-service' || !isAbove(asked, from))
    throw new Problem('invalid-input', 'A ticket only goes up. Choose a level above its own.')
  return asked
}

function isAbove(level: Level, other: Level): boolean {
  return LEVELS.indexOf(level) > LEVELS.indexOf(other)
}

async function alertOf(trx: Trx, core: Core, escalations: readonly Escalation[]): Promise<void> {
  const unassigned = escalations.filter(
    ({ assignee, notices }) => assignee === null && !notices.some(({ kind }) => kind === 'nobody-to-take'),
  )
  if (unassigned.length === 0) return
  const references = unassigned.map(({ ticket }) => ticket.reference)
  await alertTeamIn(trx, core, core.settings.alertTo, { kind: 'nobody-to-take', references })
}
