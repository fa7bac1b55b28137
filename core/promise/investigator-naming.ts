import { sql } from 'kysely'
import type { Core, Trx } from '../kernel/core.ts'
import { HOUR } from '../kernel/duration.ts'
import type { MemberId, PromiseId, TicketId } from '../kernel/id.ts'
import { valuesTable } from '../kernel/values-table.ts'
import { type MemberNotice, notifyMembers } from '../member/member-notice.ts'
import { SYSTEM, type TicketEvent } from '../ticket/event.ts'
import { insertEvents, numberEvents } from '../ticket/event-log.ts'
import type { EscalatingTicket } from './escalation.ts'
import { findEscalatingTickets } from './escalation.ts'
import { nameInvestigators } from './investigation.ts'
import { canTake, chooseAssignee, investigatingTeams, loadStaff, type Staff } from './investigator.ts'
import { BATCH_SIZE, isActive, isClockRunning } from './sweep-batch.ts'

/**
 * How long before the investigation is due its investigator is named, in milliseconds.
 * Policy §4 promises that one is begun by 24 h: somebody named at that very instant could not fulfil it.
 */
const INVESTIGATOR_NAMED_BEFORE = 2 * HOUR

/**
 * Names an investigator for tickets whose investigation is due within two hours and who lack one that is
 * present.
 * A ticket nobody can take is left to the next sweep, and reported when it is escalated. Returns how many
 * were named.
 */
export async function sweepInvestigators(core: Core): Promise<number> {
  let staff: Staff | undefined
  let after: Due | undefined
  let named = 0
  do {
    after = await core.db.transaction().execute(async (trx) => {
      const due = await lockDue(trx, core, after)
      if (due.length === 0) return undefined
      staff ??= await loadStaff(trx, core.clock.now())
      const present = staff
      const tickets = await findEscalatingTickets(
        trx,
        due.map(({ ticketId }) => ticketId),
      )
      const namings = tickets.flatMap((ticket) => decideNaming(ticket, present) ?? [])
      await applyNamings(trx, core, namings, new Map(due.map((one) => [one.ticketId, one.dueAt])))
      named += namings.length
      return due.length < BATCH_SIZE ? undefined : due.at(-1)
    })
  } while (after)
  return named
}

interface Due {
  ticketId: TicketId
  promiseId: PromiseId
  dueAt: Date
}

interface Naming {
  ticket: EscalatingTicket
  investigator: MemberId
  /** The ticket is escalated already and has no assignee, so the investigator becomes its assignee. */
  takesOver: boolean
}

/**
 * Returns the investigator to name.
 * Returns null when the one named still can, the investigation has begun, or nobody can.
 */
function decideNaming(ticket: EscalatingTicket, staff: Staff): Naming | null {
  if (ticket.investigationBegun) return null
  const teams = investigatingTeams(ticket, ticket.level)
  const named = ticket.investigatorId === null ? undefined : staff.get(ticket.investigatorId)
  if (named && canTake(ticket, teams, named)) return null
  // The assignee of the round before knows the ticket.
  const owner = ticket.assigneeId === null ? undefined : staff.get(ticket.assigneeId)
  const chosen = owner && canTake(ticket, teams, owner) ? owner : chooseAssignee(ticket, teams, staff)
  if (!chosen) return null
  const takesOver = ticket.level !== 'customer-service' && chosen.id !== ticket.assigneeId
  if (chosen.id !== ticket.assigneeId) chosen.open += 1
  return { ticket, investigator: chosen.id, takesOver }
}

// Ordered by due time, starting after `after`: tickets nobody can take must not block the others.
async function lockDue(trx: Trx, core: Core, after: Due | undefined): Promise<Due[]> {
  const now = core.clock.now()
  const rows = await trx
    .selectFrom('promises')
    .innerJoin('tickets', (join) =>
      join.onRef('tickets.id', '=', 'promises.ticket_id').onRef('tickets.round', '=', 'promises.round'),
    )
    .select(['tickets.id', 'promises.id as promise_id', 'promises.due_at'])
    .where('promises.kind', '=', 'investigate')
    .where('promises.ended_at', 'is', null)
    .where('promises.due_at', '<=', new Date(now.getTime() + INVESTIGATOR_NAMED_BEFORE))
    .$if(after !== undefined, (query) =>
      query.where(
        sql<boolean>`(promises.due_at, promises.id) > (${after?.dueAt}::timestamptz, ${after?.promiseId}::uuid)`,
      ),
    )
    .where(isActive)
    .where(isClockRunning(core, 'investigate'))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('investigations')
            .innerJoin('members', 'members.id', 'investigations.investigator_id')
            .select('investigations.id')
            .whereRef('investigations.ticket_id', '=', 'tickets.id')
            .whereRef('investigations.round', '=', 'tickets.round')
            .where('investigations.ended_at', 'is', null)
            .where('members.deactivated_at', 'is', null)
            .where(({ not: isNot, exists: there, selectFrom: from }) =>
              isNot(
                there(
                  from('absences')
                    .select('absences.id')
                    .whereRef('absences.member_id', '=', 'members.id')
                    .where('absences.from_at', '<=', now)
                    .where((eb) =>
                      eb.or([eb('absences.until_at', 'is', null), eb('absences.until_at', '>', now)]),
                    ),
                ),
              ),
            ),
        ),
      ),
    )
    .orderBy('promises.due_at')
    .orderBy('promises.id')
    .limit(BATCH_SIZE)
    .forUpdate('tickets')
    .skipLocked()
    .execute()
  return rows.map((row) => ({ ticketId: row.id, promiseId: row.promise_id, dueAt: row.due_at }))
}

async function applyNamings(
  trx: Trx,
  core: Core,
  namings: readonly Naming[],
  dueAt: ReadonlyMap<TicketId, Date>,
): Promise<void> {
  if (namings.length === 0) return
  const now = core.clock.now()
  const last = new Map(namings.map(({ ticket }) => [ticket.id, ticket.lastEvent]))
  const events = numberEvents(
    namings.map(({ ticket, investigator }): TicketEvent => {
      const detail = { round: ticket.round, memberId: investigator }
      return { ticketId: ticket.id, kind: 'investigator-named', actor: SYSTEM, at: now, detail }
    }),
    last,
  )
  const rows = namings.map(({ ticket, investigator, takesOver }) => ({
    id: ticket.id,
    assignee: takesOver ? investigator : ticket.assigneeId,
    last: last.get(ticket.id) ?? ticket.lastEvent,
  }))
  await trx
    .updateTable('tickets')
    .from(
      valuesTable<{ id: TicketId; assignee: MemberId | null; last: number }>(
        sql`id uuid, assignee uuid, last integer`,
        rows,
      ),
    )
    .whereRef('tickets.id', '=', 'listed.id')
    .set((eb) => ({ assignee_id: eb.ref('listed.assignee'), last_event: eb.ref('listed.last') }))
    .execute()
  await insertEvents(trx, events)
  await nameInvestigators(trx, namings, now)
  await notifyMembers(
    trx,
    core,
    namings.map(({ ticket, investigator }): MemberNotice => {
      const due = dueAt.get(ticket.id)
      return {
        memberId: investigator,
        ticketId: ticket.id,
        reference: ticket.reference,
        category: ticket.category,
        kind: 'named',
        promise: due ? { kind: 'investigate', dueAt: due } : null,
      }
    }),
  )
}
