import type { MessageId, TicketId } from '../kernel/id.ts'
import type { Reference } from '../kernel/reference.ts'

/** What happened to a message; a duplicate was received before. */
export type ReceivedKind = 'opened' | 'added' | 'reopened' | 'duplicate' | 'quarantined' | 'kept-apart'

/** The result for one message. */
export interface Received {
  kind: ReceivedKind
  ticketId: TicketId
  messageId: MessageId
  reference: Reference
}
