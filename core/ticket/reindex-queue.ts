import type { Trx } from '../kernel/core.ts'
import { newId, type TicketId } from '../kernel/id.ts'
import type { EventKind, TicketEvent } from './event.ts'

// Frequent events that never add text; every other event may.
const WITHOUT_TEXT: readonly EventKind[] = [
  ...([
    'classified',
    'recategorised',
    'assigned',
    'acknowledged',
    'acknowledgement-withheld',
    'updated',
  ] as const),
  ...([
    'investigator-named',
    'investigation-begun',
    'escalated',
    'promise-overdue',
    'resolved',
    'reopened',
  ] as const),
  ...(['satisfaction-asked', 'satisfaction-reminded', 'information-lapsed', 'seller-silent'] as const),
]

/**
 * Queues tickets for reindexing, in the transaction that changes them. The indexer (core/search/indexer.ts) runs
 * seconds later: tokenising and stemming a long mail costs more than receiving it, and the lists already have it.
 */
export async function queueReindex(trx: Trx, ticketIds: readonly TicketId[], now: Date): Promise<void> {
  if (ticketIds.length === 0) return
  const mark = newId<'mark'>(now)
  await trx
    .insertInto('words_to_read')
    .values([...new Set(ticketIds)].sort().map((ticketId) => ({ ticket_id: ticketId, mark })))
    .onConflict((conflict) =>
      conflict.column('ticket_id').doUpdateSet((eb) => ({ mark: eb.ref('excluded.mark') })),
    )
    .execute()
}

/** Queues the tickets of those events that may add text for reindexing. */
export async function queueReindexAfter(trx: Trx, events: readonly TicketEvent[]): Promise<void> {
  const [first, ...others] = events.filter(({ kind }) => !WITHOUT_TEXT.includes(kind))
  if (!first) return
  await queueReindex(
    trx,
    [first, ...others].map(({ ticketId }) => ticketId),
    first.at,
  )
}
