import { sql } from 'kysely'
import type { Trx } from '../kernel/core.ts'
import type { MemberId, TicketId } from '../kernel/id.ts'
import { askToReadAfter } from './reindex-queue.ts'
import { noteForSubscribers } from './webhook-notice.ts'

/** What can happen to a ticket; the history is append-only and numbered per ticket. */
export type EventKind =
  | 'opened'
  | 'message-received'
  | 'message-sent'
  | 'answer-withdrawn'
  | 'mailbox-added'
  | 'classified'
  | 'recategorised'
  | 'assigned'
  | 'customer-corrected'
  | 'quarantined'
  | 'released'
  | 'stranger-quoted-reference'
  | 'sender-not-proven'
  | 'new-subject'
  | 'resolved-too-long-ago'
  | 'reference-mistyped'
  | 'acknowledged'
  | 'acknowledgement-withheld'
  | 'bounced'
  | 'delivery-failed'
  | 'delivery-retried'
  | 'unparsed'
  | 'parsed'
  | 'resolved'
  | 'reopened'
  | 'updated'
  | 'investigator-named'
  | 'investigation-begun'
  | 'escalated'
  | 'promise-overdue'
  | 'information-requested'
  | 'information-reminded'
  | 'information-received'
  | 'information-lapsed'
  | 'concluded'
  | 'set-aside'
  | 'taken-up'
  | 'merged'
  | 'unmerged'
  | 'split'
  | 'noted'
  | 'call-back-due'
  | 'called'
  | 'satisfaction-asked'
  | 'satisfaction-reminded'
  | 'satisfaction-answered'
  | 'satisfaction-followed-up'
  | 'seller-named'
  | 'seller-asked'
  | 'seller-reminded'
  | 'seller-answered'
  | 'seller-silent'
  | 'seller-judged'
  | 'seller-contact-asked'
  | 'seller-contact-released'
  | 'seller-contact-refused'
  | 'sanction-proposed'
  | 'sanction-decided'
  | 'sanction-lifted'
  | 'sanction-appealed'
  | 'sanction-appeal-answered'
  | 'handoff-requested'
  | 'handoff-accepted'
  | 'handoff-transferred'
  | 'handoff-returned'
  | 'handoff-ended'

/** Who did it. A member is named by id; the customer is the ticket's own. */
export type Actor =
  | { kind: 'system' }
  | { kind: 'customer' }
  | { kind: 'seller' }
  | { kind: 'stranger' }
  | { kind: 'member'; id: MemberId }

export const SYSTEM: Actor = { kind: 'system' }

export interface TicketEvent {
  ticketId: TicketId
  kind: EventKind
  actor: Actor
  at: Date
  /** Ids, codes and figures only: never a message's words, so that erasing a message erases them. */
  detail: Record<string, unknown>
}

export type NumberedEvent = TicketEvent & { number: number }

/**
 * Appends events, numbering them under each ticket's row lock (the numbers of one ticket have no gaps and follow the
 * order of commits). Answers them numbered, in the order given.
 */
export async function recordEvents(trx: Trx, events: readonly TicketEvent[]): Promise<NumberedEvent[]> {
  const counts = new Map<TicketId, number>()
  for (const event of events) counts.set(event.ticketId, (counts.get(event.ticketId) ?? 0) + 1)
  const last = new Map<TicketId, number>()
  // In the order of ids, so that two transactions touching the same tickets never wait for each other in a ring.
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

/** Numbers events on from each ticket's last number, moving it; for a caller that holds the tickets' locks itself. */
export function numberEvents(events: readonly TicketEvent[], last: Map<TicketId, number>): NumberedEvent[] {
  return events.map((event) => {
    const number = (last.get(event.ticketId) ?? 0) + 1
    last.set(event.ticketId, number)
    return { ...event, number }
  })
}

/** Writes events that have their numbers. */
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
  await askToReadAfter(trx, events)
  await noteForSubscribers(trx, events)
}
