import type { Trx } from '../kernel/core.ts'
import type { MemberId, TicketId } from '../kernel/id.ts'
import type { Reference } from '../kernel/reference.ts'
import type { Category } from '../policy/category.ts'
import type { Level } from '../policy/level.ts'
import type { EscalatingTicket } from './escalation.ts'

/** What a climb needs to know of tickets the caller has locked, in the order of their ids. One query. */
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
    id: row.id as TicketId,
    reference: row.reference as Reference,
    category: row.category as Category,
    language: row.language === 'en' ? 'en' : 'fr',
    round: row.round,
    level: row.level as Level,
    teamId: row.team_id,
    lastEvent: row.last_event,
    assigneeId: row.assignee_id as MemberId | null,
    investigatorId: row.investigator_id as MemberId | null,
    investigationBegun: row.begun_at !== null,
    waitingSince: row.waiting_since,
    escalation: row.promise_id && row.due_at ? { id: row.promise_id, dueAt: row.due_at } : null,
  }))
}
