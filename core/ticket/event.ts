import type { MemberId, TicketId } from '../kernel/id.ts'

/** What can happen to a ticket. Its history is append-only and numbered per ticket. */
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
