import type { Core, Trx } from '../kernel/core.ts'
import { type MeasureId, type MemberId, newId, type TicketId } from '../kernel/id.ts'
import type { MeasureKind } from '../policy/measure-kind.ts'

interface Measure {
  ticketId: TicketId
  round: number
  kind: MeasureKind
  at: Date
  /** Holds ids and dates only, as events do: `memberId`, and `by` as an instant in ISO text. */
  detail?: { memberId?: MemberId; by?: string }
}

/**
 * Records measures in the transaction of the act itself, so that no customer is informed of a measure
 * that was not taken.
 * Measures taken together are reported in one mail (see update.ts).
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
 * Drops measures not yet reported and cancels updates and reminders that have not left.
 * For tickets that are over, or that need no updates for now.
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
