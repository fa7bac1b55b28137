import type { Trx } from '../kernel/core.ts'
import type { MergeId, TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import type { MovedRecords } from './merge-record.ts'

/** A merge that has not been taken back, with all it moved. */
export interface KeptMerge {
  id: MergeId
  intoId: TicketId
  fromId: TicketId
  intoRound: number
  endedByEvent: number
  moved: MovedRecords
  at: Date
}

/** The merge a ticket ended in. `already-done` when it is not merged, `not-allowed` when nothing was kept of the merge. */
export async function lastMergeOf(trx: Trx, ticketId: TicketId): Promise<KeptMerge> {
  const ticket = await trx
    .selectFrom('tickets')
    .select('merged_into_id')
    .where('id', '=', ticketId)
    .executeTakeFirst()
  if (!ticket?.merged_into_id) throw new Problem('already-done', 'This ticket is not merged into another.')
  const row = await trx
    .selectFrom('merges')
    .selectAll()
    .where('from_ticket_id', '=', ticketId)
    .where('undone_at', 'is', null)
    .orderBy('id', 'desc')
    .executeTakeFirst()
  if (!row) {
    throw new Problem('not-allowed', 'What this merge moved was not kept: it cannot be taken back.')
  }
  return {
    id: row.id as MergeId,
    intoId: row.into_ticket_id as TicketId,
    fromId: row.from_ticket_id as TicketId,
    intoRound: row.into_round,
    endedByEvent: row.ended_by_event,
    moved: row.moved as MovedRecords,
    at: row.at,
  }
}
