import type { Trx } from '../kernel/core.ts'
import { newId, type TicketId } from '../kernel/id.ts'
import type { EventKind, TicketEvent } from './event.ts'

// What happens to most tickets again and again without a word said; everything else may bring some.
const WORDLESS: readonly EventKind[] = [
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
 * Asks for the words of these tickets to be read again, in the transaction that changes them. The reading itself
 * (core/search-reading.ts) comes seconds later: cutting and stemming a long mail costs more than taking it in, and what
 * has just arrived stands in the lists.
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

/** Asks for it wherever one of these events may have brought words. */
export async function queueReindexAfter(trx: Trx, events: readonly TicketEvent[]): Promise<void> {
  const [first, ...others] = events.filter(({ kind }) => !WORDLESS.includes(kind))
  if (!first) return
  await queueReindex(
    trx,
    [first, ...others].map(({ ticketId }) => ticketId),
    first.at,
  )
}
