import type { NotNull } from 'kysely'
import type { Core, Queryable } from '../kernel/core.ts'
import type { MessageId, TicketId } from '../kernel/id.ts'

/** Returns the replies on a ticket that can still be undone: the customer does not see them yet. */
export async function heldReplies(core: Core, ticketId: TicketId): Promise<ReadonlySet<MessageId>> {
  const rows = await selectHeldReplies(core.db, ticketId, core.clock.now()).execute()
  return new Set(rows.map((row) => row.message_id))
}

/**
 * Returns the query for the replies on a ticket that have not left yet.
 * A merge moves the message; its outbox row stays under the ticket it was written on.
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
    .$narrowType<{ message_id: NotNull }>()
}

/** Returns the key of a mail's copy in a chat. */
export function chatCopyKey(messageId: MessageId): string {
  return `copy-of:${messageId}`
}
