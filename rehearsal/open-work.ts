import type { Queryable } from '../core/kernel/core.ts'
import type { MemberId, TicketId } from '../core/kernel/id.ts'
import { isSensitive } from '../core/policy/category.ts'
import type { Level } from '../core/policy/level.ts'
import type { SimulatedCase } from './case.ts'
import { atWork } from './rota.ts'
import type { Worker } from './workers.ts'

/** An active ticket as the desk displays it now, with its case. */
export interface OpenWork {
  readonly simulatedCase: SimulatedCase
  readonly ticketId: TicketId
  readonly level: Level
  readonly team: string
  readonly sensitive: boolean
  readonly firstContact: number
  readonly assignee: MemberId | null
  /** The customer must be called. */
  readonly callDue: boolean
  /** Resolved, but the customer does not know yet. */
  readonly resolved: boolean
  /** The named investigator, who may begin before the ticket is escalated. */
  readonly investigator: MemberId | null
}

/** Returns every ticket somebody could work on now, oldest first. */
export async function openWork(
  db: Queryable,
  cases: ReadonlyMap<TicketId, SimulatedCase>,
): Promise<OpenWork[]> {
  const rows = await db
    .selectFrom('tickets')
    .leftJoin('investigations', (join) =>
      join
        .onRef('investigations.ticket_id', '=', 'tickets.id')
        .onRef('investigations.round', '=', 'tickets.round')
        .on('investigations.ended_at', 'is', null),
    )
    .select([
      'tickets.id',
      'level',
      'team_id',
      'category',
      'assignee_id',
      'first_contact_at',
      'investigator_id',
      'resolved_at',
    ])
    .select((eb) => eb('tickets.id', 'in', openCalls(db)).as('call_due'))
    .where((eb) => eb.or([eb('resolved_at', 'is', null), eb('tickets.id', 'in', openCalls(db))]))
    .where('quarantined_at', 'is', null)
    .where('set_aside_at', 'is', null)
    .where('merged_into_id', 'is', null)
    .execute()
  return rows
    .flatMap((row): OpenWork[] => {
      const ticketId = row.id
      const simulatedCase = cases.get(ticketId)
      if (!simulatedCase) return []
      return [
        {
          simulatedCase,
          ticketId,
          callDue: Boolean(row.call_due),
          resolved: row.resolved_at !== null,
          level: row.level,
          team: row.team_id,
          sensitive: isSensitive(row.category),
          firstContact: row.first_contact_at.getTime(),
          assignee: row.assignee_id,
          investigator: row.investigator_id,
        },
      ]
    })
    .sort((a, b) => a.simulatedCase.number - b.simulatedCase.number)
}

function openCalls(db: Queryable) {
  return db.selectFrom('call_backs').select('call_backs.ticket_id').where('call_backs.ended_at', 'is', null)
}

/**
 * Returns whether a member may take a piece of work.
 * It is theirs, or their team's and no present colleague has it.
 */
export function mayTakeWork(
  worker: Worker,
  work: OpenWork,
  colleagues: ReadonlyMap<MemberId, Worker>,
  instant: number,
): boolean {
  if (work.sensitive && !worker.cleared) return false
  if (work.assignee === worker.id || work.investigator === worker.id) return true
  if (!worker.teams.includes(work.team)) return false
  const holder = work.assignee === null ? undefined : colleagues.get(work.assignee)
  // Absent members are replaced; the work of a present colleague stays theirs.
  return holder === undefined || holder.level !== work.level || !atWork(holder.shifts, instant)
}
