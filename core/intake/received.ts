import type { MessageId, TicketId } from '../kernel/id.ts'
import type { Reference } from '../kernel/reference.ts'

/** What became of a message; a duplicate was taken in before. */
export type ReceivedKind = 'opened' | 'added' | 'reopened' | 'duplicate' | 'quarantined' | 'kept-apart'

/** What became of one message. */
export interface Received {
  kind: ReceivedKind
  ticketId: TicketId
  messageId: MessageId
  reference: Reference
}
