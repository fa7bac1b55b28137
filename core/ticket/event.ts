import type { EventKind } from '../../db/column-values.ts'
import type { MemberId, TicketId } from '../kernel/id.ts'

export type { EventKind }

/** Who caused an event. A member is identified by id; the customer is the ticket's own. */
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
  /** Ids, codes and figures only: never a message's text, so that erasing a message erases it everywhere. */
  detail: Record<string, unknown>
}

export type NumberedEvent = TicketEvent & { number: number }
