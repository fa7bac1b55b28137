import type { Trx } from '../kernel/core.ts'
import { type MessageId, newId, type TicketId } from '../kernel/id.ts'
import type { MessagePlan } from './plan.ts'

/** Opens the drafted tickets and moves on those that were written to, with their last event numbers. */
export async function saveTickets(
  trx: Trx,
  drafts: readonly MessagePlan[],
  lastEvents: ReadonlyMap<TicketId, number>,
  now: Date,
): Promise<void> {
  await openTickets(trx, drafts, lastEvents, now)
  await touchTickets(trx, drafts, lastEvents)
}

async function openTickets(
  trx: Trx,
  drafts: readonly MessagePlan[],
  lastEvents: ReadonlyMap<TicketId, number>,
  now: Date,
): Promise<void> {
  const opened = drafts.flatMap((draft) => (draft.opening ? [{ ...draft, ticket: draft.opening }] : []))
  if (opened.length === 0) return
  await trx
    .insertInto('tickets')
    .values(
      opened.map(({ ticket, arrival: { message } }) => ({
        id: ticket.id,
        reference: ticket.reference,
        customer_id: ticket.customerId,
        category: ticket.category,
        team_id: ticket.team,
        level: 'customer-service',
        language: ticket.language,
        subject: ticket.subject,
        door: message.door,
        first_contact_at: message.receivedAt,
        opened_at: now,
        last_message_at: message.receivedAt,
        last_event: lastEvents.get(ticket.id) ?? 0,
        assignee_id: null,
        resolved_at: null,
        quarantined_at: ticket.quarantined ? now : null,
        backlog: message.backlog,
        related_ticket_id: ticket.relatedTo,
      })),
    )
    .execute()
  await trx
    .insertInto('conversations')
    .values(
      opened.map(({ conversationId, arrival }) => ({
        id: conversationId,
        kind: arrival.message.door,
        audience: 'customer',
        created_at: now,
      })),
    )
    .execute()
  await trx
    .insertInto('conversation_tickets')
    .values(
      opened.map(({ conversationId, ticket }) => ({ conversation_id: conversationId, ticket_id: ticket.id })),
    )
    .execute()
  const participants = opened.flatMap(({ ticket, arrival }) =>
    ticket.addressId
      ? [
          {
            id: newId<'participant'>(now),
            ticket_id: ticket.id,
            address_id: ticket.addressId,
            role: 'customer',
            name: arrival.message.from.name,
            joined_at: now,
          },
        ]
      : [],
  )
  if (participants.length > 0) await trx.insertInto('participants').values(participants).execute()
}

// Every ticket that has a new event: the one written to, and the one a stranger quoted.
async function touchTickets(
  trx: Trx,
  drafts: readonly MessagePlan[],
  lastEvents: ReadonlyMap<TicketId, number>,
): Promise<void> {
  const opened = new Set(drafts.flatMap((draft) => draft.opening?.id ?? []))
  for (const [ticketId, last] of lastEvents) {
    if (opened.has(ticketId)) continue
    const written = drafts.filter((draft) => draft.addition?.id === ticketId)
    const newest = written
      .map((draft) => draft.arrival.message.receivedAt)
      .sort((a, b) => b.getTime() - a.getTime())[0]
    const reopening = written.find((draft) => draft.reopens)
    await trx
      .updateTable('tickets')
      .set((expression) => ({
        last_event: last,
        ...(newest
          ? { last_message_at: expression.fn<Date>('greatest', ['last_message_at', expression.val(newest)]) }
          : {}),
        ...(reopening
          ? {
              resolved_at: null,
              round: reopening.addition?.round ?? 1,
              first_contact_at: reopening.arrival.message.receivedAt,
            }
          : {}),
      }))
      .where('id', '=', ticketId)
      .execute()
  }
}

/** Notes on the resolutions that stood that a message reopened their tickets; after the messages are written. */
export async function noteReopenings(trx: Trx, drafts: readonly MessagePlan[]): Promise<void> {
  for (const draft of drafts.filter((candidate) => candidate.reopens)) {
    await markReopened(trx, draft.ticketId, draft.arrival.message.receivedAt, draft.messageId)
  }
}

async function markReopened(trx: Trx, ticketId: TicketId, at: Date, messageId: MessageId): Promise<void> {
  await trx
    .updateTable('resolutions')
    .set({ reopened_at: at, reopened_by_message_id: messageId })
    .where('ticket_id', '=', ticketId)
    .where('reopened_at', 'is', null)
    .execute()
}
