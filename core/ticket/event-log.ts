import { sql } from 'kysely'
import type { Trx } from '../kernel/core.ts'
import type { TicketId } from '../kernel/id.ts'
import type { NumberedEvent, TicketEvent } from './event.ts'
import { queueReindexAfter } from './reindex-queue.ts'
import { noteForSubscribers } from './webhook-notice.ts'

/**
 * Appends events, numbered under each ticket's row lock. The numbers of one ticket have no gaps and follow the order of
 * commits. Returns the numbered events, in the order given.
 */
export async function recordEvents(trx: Trx, events: readonly TicketEvent[]): Promise<NumberedEvent[]> {
  const counts = new Map<TicketId, number>()
  for (const event of events) counts.set(event.ticketId, (counts.get(event.ticketId) ?? 0) + 1)
  const last = new Map<TicketId, number>()
  // In the order of ids, so that two transactions on the same tickets cannot deadlock.
  for (const [ticketId, count] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const row = await trx
      .updateTable('tickets')
      .set({ last_event: sql<number>`last_event + ${count}` })
      .where('id', '=', ticketId)
      .returning('last_event')
      .executeTakeFirstOrThrow()
    last.set(ticketId, row.last_event - count)
  }
  const numbered = numberEvents(events, last)
  await insertEvents(trx, numbered)
  return numbered
}

/** Returns events numbered on from each ticket's last number, and advances it. The caller has the row locks. */
export function numberEvents(events: readonly TicketEvent[], last: Map<TicketId, number>): NumberedEvent[] {
  return events.map((event) => {
    const number = (last.get(event.ticketId) ?? 0) + 1
    last.set(event.ticketId, number)
    return { ...event, number }
  })
}

/** Writes numbered events, and queues the reindexing and the notices they need. */
export async function insertEvents(trx: Trx, events: readonly NumberedEvent[]): Promise<void> {
  if (events.length === 0) return
  await trx
    .insertInto('events')
    .values(
      events.map((event) => ({
        ticket_id: event.ticketId,
        number: event.number,
        kind: event.kind,
        actor_kind: event.actor.kind,
        actor_id: event.actor.kind === 'member' ? event.actor.id : null,
        at: event.at,
        detail: JSON.stringify(event.detail),
      })),
    )
    .execute()
  await queueReindexAfter(trx, events)
  await noteForSubscribers(trx, events)
}
