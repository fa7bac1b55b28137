import { sql } from 'kysely'
import type { Core, Trx } from '../kernel/core.ts'
import {
  type EscalationId,
  type MemberId,
  newId,
  type PromiseId,
  type TeamId,
  type TicketId,
} from '../kernel/id.ts'
import type { Reference } from '../kernel/reference.ts'
import { valuesTable } from '../kernel/values-table.ts'
import { type MemberNotice, notifyMembers } from '../member/member-notice.ts'
import type { Category } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import type { Level } from '../policy/level.ts'
import type { MeasureKind } from '../policy/measure-kind.ts'
import type { Actor, TicketEvent } from '../ticket/event.ts'
import { insertEvents, numberEvents } from '../ticket/event-log.ts'
import { endListedPromises, outcomeWhileWaiting } from './fulfilment.ts'
import { nameInvestigators } from './investigation.ts'
import {
  type Colleague,
  canTake,
  chooseAssignee,
  investigatingTeams,
  type Staff,
  supervisorsFor,
  teamOfLevel,
} from './investigator.ts'
import { recordMeasures } from './measure.ts'

/** A locked ticket that is about to be escalated (policy §4). */
export interface EscalatingTicket {
  id: TicketId
  reference: Reference
  category: Category
  language: Language
  round: number
  level: Level
  teamId: TeamId
  lastEvent: number
  assigneeId: MemberId | null
  /** The investigator named for this round, if any. */
  investigatorId: MemberId | null
  investigationBegun: boolean
  /** When the open question to the customer was asked; null when there is none. */
  waitingSince: Date | null
  /** The promise to escalate to the last level, while it is open. */
  escalation: { id: PromiseId; dueAt: Date } | null
}

export interface Escalation {
  ticket: EscalatingTicket
  to: Exclude<Level, 'customer-service'>
  /** The new assignee; null when nobody there may take it. */
  assignee: MemberId | null
  /** The investigator named by this escalation, in place of the earlier one. */
  investigator: MemberId | null
  notices: readonly MemberNotice[]
}

/** The reason and the author of an escalation. */
export interface EscalationCause {
  because: 'time' | 'by-hand' | 'dissatisfied'
  reason: string | null
  actor: Actor
}

/**
 * Decides the assignee of an escalated ticket and counts the ticket as theirs in `staff`.
 * The resolution team's is its investigator, who stays the one named while they can.
 * The last level's is the one with the fewest open tickets.
 */
export function decideEscalation(ticket: EscalatingTicket, to: Escalation['to'], staff: Staff): Escalation {
  const named = ticket.investigatorId === null ? undefined : staff.get(ticket.investigatorId)
  const teams = to === 'resolution' ? investigatingTeams(ticket, to) : [teamOfLevel(to)]
  const stays = to === 'resolution' && named !== undefined && canTake(ticket, teams, named)
  const taker = stays ? named : chooseAssignee(ticket, teams, staff)
  moveLoad(staff, ticket.assigneeId, taker)
  return {
    ticket,
    to,
    assignee: taker?.id ?? null,
    investigator: to === 'resolution' && !stays && !ticket.investigationBegun && taker ? taker.id : null,
    notices: noticesOf(ticket, to, taker, staff),
  }
}

/**
 * Carries escalations out: tickets, history, investigators, measures and notices. Runs a fixed number of
 * statements.
 */
export async function carryOutEscalations(
  trx: Trx,
  core: Core,
  escalations: readonly Escalation[],
  cause: EscalationCause,
): Promise<void> {
  if (escalations.length === 0) return
  const now = core.clock.now()
  const last = new Map(escalations.map(({ ticket }) => [ticket.id, ticket.lastEvent]))
  const events = numberEvents(
    escalations.flatMap((one) => eventsOf(one, cause, now)),
    last,
  )
  await moveTickets(trx, escalations, last)
  await insertEvents(trx, events)
  await recordEscalations(trx, escalations, cause, now)
  await nameInvestigators(
    trx,
    escalations.flatMap(({ ticket, investigator }) => (investigator ? [{ ticket, investigator }] : [])),
    now,
  )
  await endListedPromises(
    trx,
    escalations.flatMap(({ ticket, to }) => {
      if (to !== 'customer-experience' || !ticket.escalation) return []
      const { id, dueAt } = ticket.escalation
      const number =
        events.find((event) => event.ticketId === ticket.id && event.kind === 'escalated')?.number ?? 0
      const promise = { kind: 'escalate', dueAt, waitingSince: ticket.waitingSince } as const
      return [{ id, at: now, outcome: outcomeWhileWaiting(core, promise, now), number }]
    }),
  )
  await recordMeasures(
    trx,
    escalations.map(({ ticket, to, assignee }) => ({
      ticketId: ticket.id,
      round: ticket.round,
      kind: MEASURE[to],
      at: now,
      ...(assignee ? { detail: { memberId: assignee } } : {}),
    })),
  )
  await notifyMembers(
    trx,
    core,
    escalations.flatMap(({ notices }) => notices),
  )
}

const MEASURE = {
  resolution: 'handed-to-resolution',
  'customer-experience': 'handed-to-customer-experience',
} as const satisfies Record<Escalation['to'], MeasureKind>

function noticesOf(
  ticket: EscalatingTicket,
  to: Escalation['to'],
  taker: Colleague | undefined,
  staff: Staff,
): MemberNotice[] {
  const about = { ticketId: ticket.id, reference: ticket.reference, category: ticket.category, promise: null }
  const before = ticket.assigneeId === null ? undefined : staff.get(ticket.assigneeId)
  const handedOn =
    before && before.id !== taker?.id ? [{ ...about, memberId: before.id, kind: 'handed-on' as const }] : []
  if (taker) {
    if (taker.id === ticket.assigneeId) return handedOn
    return [...handedOn, { ...about, memberId: taker.id, kind: 'handed-over' as const }]
  }
  const supervisors = supervisorsFor(ticket, teamOfLevel(to), staff)
  return [
    ...handedOn,
    ...supervisors.map(({ id }) => ({ ...about, memberId: id, kind: 'nobody-to-take' as const })),
  ]
}

function moveLoad(staff: Staff, from: MemberId | null, to: Colleague | undefined): void {
  const before = from === null ? undefined : staff.get(from)
  if (before) before.open -= 1
  if (to) to.open += 1
}

function eventsOf(
  { ticket, to, assignee, investigator }: Escalation,
  cause: EscalationCause,
  at: Date,
): TicketEvent[] {
  const { id: ticketId, round, level } = ticket
  const { actor, because } = cause
  const detail = { round, from: level, to, because, assigneeId: assignee }
  return [
    { ticketId, kind: 'escalated', actor, at, detail },
    ...(investigator
      ? [
          {
            ticketId,
            kind: 'investigator-named' as const,
            actor,
            at,
            detail: { round, memberId: investigator },
          },
        ]
      : []),
  ]
}

async function moveTickets(
  trx: Trx,
  escalations: readonly Escalation[],
  last: ReadonlyMap<TicketId, number>,
): Promise<void> {
  const rows = escalations.map(({ ticket, to, assignee }) => ({
    id: ticket.id,
    level: to,
    team: teamOfLevel(to),
    assignee,
    last: last.get(ticket.id) ?? ticket.lastEvent,
  }))
  await trx
    .updateTable('tickets')
    .from(
      valuesTable<{ id: TicketId; level: Level; team: TeamId; assignee: MemberId | null; last: number }>(
        sql`id uuid, level text, team text, assignee uuid, last integer`,
        rows,
      ),
    )
    .whereRef('tickets.id', '=', 'listed.id')
    .set((eb) => ({
      level: eb.ref('listed.level'),
      team_id: eb.ref('listed.team'),
      assignee_id: eb.ref('listed.assignee'),
      last_event: eb.ref('listed.last'),
    }))
    .execute()
}

async function recordEscalations(
  trx: Trx,
  escalations: readonly Escalation[],
  { because, reason, actor }: EscalationCause,
  at: Date,
): Promise<void> {
  await trx
    .insertInto('escalations')
    .values(
      escalations.map(({ ticket, to }) => ({
        id: newId<'escalation'>(at) satisfies EscalationId,
        ticket_id: ticket.id,
        round: ticket.round,
        from_level: ticket.level,
        to_level: to,
        because,
        reason,
        actor_kind: actor.kind,
        actor_id: actor.kind === 'member' ? actor.id : null,
        at,
      })),
    )
    .execute()
}

/**
 * Returns what an escalation needs to know of tickets the caller has locked, ordered by id. Runs one query.
 */
export async function findEscalatingTickets(trx: Trx, ids: readonly TicketId[]): Promise<EscalatingTicket[]> {
  if (ids.length === 0) return []
  const rows = await trx
    .selectFrom('tickets')
    .leftJoin('investigations', (join) =>
      join
        .onRef('investigations.ticket_id', '=', 'tickets.id')
        .onRef('investigations.round', '=', 'tickets.round')
        .on('investigations.ended_at', 'is', null),
    )
    .leftJoin('promises', (join) =>
      join
        .onRef('promises.ticket_id', '=', 'tickets.id')
        .onRef('promises.round', '=', 'tickets.round')
        .on('promises.kind', '=', 'escalate')
        .on('promises.ended_at', 'is', null),
    )
    .select(['tickets.id', 'tickets.reference', 'tickets.category', 'tickets.language', 'tickets.round'])
    .select([
      'tickets.level',
      'tickets.team_id',
      'tickets.last_event',
      'tickets.assignee_id',
      'tickets.waiting_since',
    ])
    .select(['investigations.investigator_id', 'investigations.begun_at'])
    .select(['promises.id as promise_id', 'promises.due_at'])
    .where('tickets.id', 'in', ids)
    .orderBy('tickets.id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    reference: row.reference,
    category: row.category,
    language: row.language,
    round: row.round,
    level: row.level,
    teamId: row.team_id,
    lastEvent: row.last_event,
    assigneeId: row.assignee_id,
    investigatorId: row.investigator_id,
    investigationBegun: row.begun_at !== null,
    waitingSince: row.waiting_since,
    escalation: row.promise_id && row.due_at ? { id: row.promise_id, dueAt: row.due_at } : null,
  }))
}
