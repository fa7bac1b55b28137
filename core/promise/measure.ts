import type { Core, Trx } from '../kernel/core.ts'
import { type MeasureId, newId, type TicketId } from '../kernel/id.ts'
import type { MeasureKind } from '../policy/measure-kind.ts'

interface Measure {
  ticketId: TicketId
  round: number
  kind: MeasureKind
  at: Date
  /** Ids, names' owners and dates only, as in events: `memberId`, `by` (an instant as ISO text). */
  detail?: { memberId?: string; by?: string }
}

/**
 * Records measures taken, in the transaction of the act itself: nothing is ever told that was not done. Those that fall
 * together are told in one mail (see update.ts).
 */
export async function recordMeasures(trx: Trx, measures: readonly Measure[]): Promise<void> {
  if (measures.length === 0) return
  await trx
    .insertInto('measures')
    .values(
      measures.map((measure) => ({
        id: newId<'measure'>(measure.at) satisfies MeasureId,
        ticket_id: measure.ticketId,
        round: measure.round,
        kind: measure.kind,
        detail: JSON.stringify(measure.detail ?? {}),
        at: measure.at,
        told_at: null,
        told_by: null,
        dropped_at: null,
      })),
    )
    .execute()
}

/**
 * A matter that is over, or owes nothing for now, is written about no more: measures not told yet are dropped, and
 * updates and reminders that have not left are cancelled.
 */
export async function cancelPendingUpdates(trx: Trx, core: Core, ticketId: TicketId): Promise<void> {
  const now = core.clock.now()
  await trx
    .updateTable('measures')
    .set({ dropped_at: now })
    .where('ticket_id', '=', ticketId)
    .where('told_at', 'is', null)
    .where('dropped_at', 'is', null)
    .execute()
  await trx
    .updateTable('outbox')
    .set({ cancelled_at: now })
    .where('ticket_id', '=', ticketId)
    .where('kind', 'in', ['update', 'information-reminder', 'seller-reminder'])
    .where('sent_at', 'is', null)
    .where('cancelled_at', 'is', null)
    .where('failed_at', 'is', null)
    .execute()
}
