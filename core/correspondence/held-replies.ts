import type { Core, Queryable } from '../kernel/core.ts'
import type { MessageId, TicketId } from '../kernel/id.ts'

/** The answers on a ticket that may still be taken back: its customer does not see them yet. */
export async function heldReplies(core: Core, ticketId: TicketId): Promise<ReadonlySet<MessageId>> {
  const rows = await selectHeldReplies(core.db, ticketId, core.clock.now()).execute()
  return new Set(rows.map((row) => row.message_id as MessageId))
}

/**
 * The query for the replies on a ticket that have not left yet. A merge moves the message; what is to leave stays under
 * the reference it was written with.
 */
export function selectHeldReplies(db: Queryable, ticketId: TicketId, now: Date) {
  return db
    .selectFrom('outbox')
    .innerJoin('messages', 'messages.id', 'outbox.message_id')
    .select(['outbox.message_id', 'outbox.send_after'])
    .where('messages.ticket_id', '=', ticketId)
    .where('outbox.ticket_id', 'in', (eb) =>
      eb
        .selectFrom('tickets')
        .select('tickets.id')
        .where((or) => or.or([or('tickets.id', '=', ticketId), or('tickets.merged_into_id', '=', ticketId)])),
    )
    .where('outbox.kind', '=', 'answer')
    .where('outbox.send_after', '>', now)
    .where('outbox.sent_at', 'is', null)
    .where('outbox.cancelled_at', 'is', null)
    .where('outbox.failed_at', 'is', null)
    .where('outbox.lease_holder', 'is', null)
}

/** By which the copy of a mail that is said in a chat is found. */
export function chatCopyKey(messageId: MessageId): string {
  return `copy-of:${messageId}`
}
