import { classify, type Decision } from '../classify/classify.ts'
import type { Acknowledged } from '../correspondence/acknowledgement.ts'
import type { CoreSettings } from '../kernel/core.ts'
import {
  type AddressId,
  type ConversationId,
  type CustomerId,
  type MessageId,
  newId,
  type OutboxId,
  type TeamId,
  type TicketId,
} from '../kernel/id.ts'
import type { Reference } from '../kernel/reference.ts'
import { mintReference } from '../kernel/reference.ts'
import type { Category } from '../policy/category.ts'
import { strictest } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import { replyLanguage } from '../policy/language.ts'
import type { PromisedRound } from '../promise/promise.ts'
import type { KnownSender } from '../ticket/customer.ts'
import { type Actor, SYSTEM, type TicketEvent } from '../ticket/event.ts'
import { owningTeam, replyMailbox } from '../ticket/team-address.ts'
import type { NewMessage } from './deduplicate.ts'
import { type Disposition, isMachine, type KeptApart } from './disposition.ts'
import type { Received } from './received.ts'
import type { Thread, ThreadTicket } from './threading.ts'

/** Everything one message will write, decided before anything is written. */
export interface MessagePlan {
  arrival: NewMessage
  ticketId: TicketId
  messageId: MessageId
  conversationId: ConversationId
  opening: NewTicket | null
  /** The ticket it is added to. */
  addition: ThreadTicket | null
  reopens: boolean
  author: { kind: 'customer' | 'seller' | 'stranger' | 'system'; addressId: AddressId | null }
  keptApart: KeptApart | null
  bouncedOutboxId: OutboxId | null
  /** The mail of ours a seller replies to; its kind decides what the reply is (see seller-answer.ts). */
  answeredOutboxId: OutboxId | null
  /** When the open question it replies to was asked; null when there is none. */
  endsWaitSince: Date | null
  /** The satisfaction rating it gives. */
  mark: Extract<Disposition, { kind: 'add' }>['mark']
  /** It takes up a ticket that was set aside as no complaint. */
  takesUp: boolean
  events: TicketEvent[]
  promised: PromisedRound | null
  acknowledgement: Acknowledged | null
  received: Received
}

type OpenDisposition = Extract<Disposition, { kind: 'open' }>

/** Plans a new ticket for a message that opens one. */
export function planOpening(
  settings: CoreSettings,
  arrival: NewMessage,
  disposition: OpenDisposition,
  sender: KnownSender,
  now: Date,
): MessagePlan {
  const decision = decideOpening(arrival)
  const opening = openingTicket(settings, arrival, disposition, sender, decision, now)
  const { id: ticketId, customerId, reference } = opening
  const messageId = newId<'message'>(now)
  const opened = { opening, messageId, decision }
  return {
    arrival,
    ticketId,
    messageId,
    conversationId: newId<'conversation'>(now),
    opening,
    addition: null,
    reopens: false,
    author: { kind: 'customer', addressId: sender.addressId },
    keptApart: disposition.keptApart,
    bouncedOutboxId: null,
    answeredOutboxId: null,
    endsWaitSince: null,
    mark: null,
    takesUp: false,
    events: openingEvents(arrival, disposition, opened, now),
    promised: disposition.promises
      ? { ticketId, customerId, round: 1, firstContact: arrival.message.receivedAt }
      : null,
    acknowledgement: disposition.acknowledge ? openingAcknowledgement(settings, arrival, opened) : null,
    received: { kind: receivedKind(disposition), ticketId, messageId, reference },
  }
}

function openingTicket(
  settings: CoreSettings,
  arrival: NewMessage,
  disposition: OpenDisposition,
  { customerId, addressId }: KnownSender,
  { category }: Decision,
  now: Date,
): NewTicket {
  return {
    id: newId<'ticket'>(now),
    reference: mintReference(),
    customerId,
    category,
    team: owningTeam(settings, category, arrivedIn(arrival)),
    language: replyLanguage(arrival.message.language),
    subject: arrival.message.subject,
    relatedTo: disposition.related?.ticket.id ?? null,
    quarantined: disposition.quarantined,
    addressId,
  }
}

/** A planned ticket, with the message that opens it and what was decided about it. */
interface Opened {
  opening: NewTicket
  messageId: MessageId
  decision: Decision
}

/** Returns the first events of a new ticket, and those of the ticket it is related to. */
function openingEvents(
  { message }: NewMessage,
  disposition: OpenDisposition,
  { opening: { id: ticketId, relatedTo }, messageId, decision }: Opened,
  now: Date,
): TicketEvent[] {
  const event = (
    kind: TicketEvent['kind'],
    detail: Record<string, unknown>,
    actor: Actor = SYSTEM,
  ): TicketEvent => ({ ticketId, kind, actor, at: now, detail })
  const events = [
    event(
      'opened',
      { messageId, door: message.door, mailbox: message.mail?.mailbox ?? null },
      { kind: 'customer' },
    ),
    event('classified', classification(decision)),
    ...disposition.because.map(({ kind, detail }) =>
      event(kind, { ...detail, ...(relatedTo && { relatedTicketId: relatedTo }) }),
    ),
    ...(message.mail?.unparsed ? [event('unparsed', { messageId, reason: message.mail.unparsed })] : []),
  ]
  if (!relatedTo || disposition.quarantined) return events
  const ofRelated = disposition.because.map(({ kind, detail }) => ({
    ...event(kind, { ...detail, relatedTicketId: ticketId }),
    ticketId: relatedTo,
  }))
  return [...events, ...ofRelated]
}

function openingAcknowledgement(
  settings: CoreSettings,
  arrival: NewMessage,
  { opening, messageId, decision }: Opened,
): Acknowledged {
  const { id: ticketId, customerId, reference, language } = opening
  return {
    ticketId,
    messageId,
    customerId,
    reference,
    language,
    understood: decision,
    mailbox: replyMailbox(settings, decision.category, arrivedIn(arrival)) ?? 'contact',
    reopened: false,
  }
}

/** Returns the names of the mailboxes a message arrived in. */
function arrivedIn({ mailboxes }: NewMessage): string[] {
  return mailboxes.map(({ mailbox }) => mailbox)
}

/**
 * Plans a message that joins a ticket.
 * What it ends (a resolution, a wait) ends on the shared ticket object too, for the batch's next message.
 */
export function planAddition(
  settings: CoreSettings,
  arrival: NewMessage,
  disposition: Extract<Disposition, { kind: 'add' }>,
  now: Date,
): MessagePlan {
  const { message } = arrival
  const { ticket, outboxId } = disposition.thread
  const messageId = newId<'message'>(now)
  const bounce = message.mail?.bounce ?? null
  const participant = ticket.participants.find(({ value }) => value === message.from.value)
  const actor: Actor = { kind: disposition.author }
  const fromCustomer = disposition.author === 'customer' && !disposition.keptApart && !isMachine(message)
  const fromSeller = disposition.author === 'seller' && !isMachine(message)
  const event = (kind: TicketEvent['kind'], detail: Record<string, unknown>): TicketEvent => ({
    ticketId: ticket.id,
    kind,
    actor,
    at: now,
    detail,
  })
  const events = [
    bounce
      ? event('bounced', { messageId, outboxId, status: bounce.status })
      : event('message-received', {
          messageId,
          automatic: message.mail?.automatic?.kind ?? null,
          by: disposition.thread.by,
        }),
    ...(message.mail?.unparsed ? [event('unparsed', { messageId, reason: message.mail.unparsed })] : []),
    ...(fromSeller ? [event('seller-answered', { messageId })] : []),
    ...(fromCustomer && ticket.waitingSince ? [event('information-received', { messageId })] : []),
    ...(fromCustomer && ticket.setAsideAt ? [event('taken-up', { messageId })] : []),
    ...(disposition.reopen ? [event('reopened', { messageId, round: ticket.round + 1 })] : []),
  ]
  const endsWaitSince = fromCustomer ? ticket.waitingSince : null
  const takesUp = fromCustomer && ticket.setAsideAt !== null
  if (endsWaitSince) ticket.waitingSince = null
  if (takesUp) ticket.setAsideAt = null
  if (disposition.mark || disposition.reopen) ticket.satisfactionRequest = null
  if (disposition.reopen) {
    ticket.round += 1
    ticket.resolvedAt = null
  }
  const promising = disposition.reopen && !message.backlog
  const { id: ticketId, customerId, reference, round } = ticket
  const category = ticket.category
  return {
    arrival,
    ticketId,
    messageId,
    conversationId: conversationOf(disposition.thread, disposition.author),
    opening: null,
    addition: ticket,
    reopens: disposition.reopen,
    author: { kind: disposition.author, addressId: participant?.addressId ?? null },
    keptApart: disposition.keptApart,
    bouncedOutboxId: bounce ? outboxId : null,
    answeredOutboxId: fromSeller ? outboxId : null,
    endsWaitSince,
    mark: disposition.mark,
    takesUp,
    events,
    promised: promising ? { ticketId, customerId, round, firstContact: message.receivedAt } : null,
    acknowledgement:
      promising && message.from.kind === 'email'
        ? {
            ticketId,
            messageId,
            customerId,
            reference,
            language: ticket.language,
            understood: { category, abstained: false },
            mailbox: replyMailbox(settings, category, arrivedIn(arrival)) ?? 'contact',
            reopened: true,
          }
        : null,
    received: {
      kind: disposition.keptApart ? 'kept-apart' : disposition.reopen ? 'reopened' : 'added',
      ticketId,
      messageId,
      reference,
    },
  }
}

// Messages of sellers, and of machines about mail to a seller (a bounce quotes it whole), stay hidden from
// the customer.
function conversationOf({ ticket, names }: Thread, author: MessagePlan['author']['kind']): ConversationId {
  const seller = author === 'seller' || (author !== 'customer' && names === 'seller')
  return (seller && ticket.sellerConversationId) || ticket.conversationId
}

function receivedKind(disposition: OpenDisposition): Received['kind'] {
  if (disposition.quarantined) return 'quarantined'
  return disposition.keptApart ? 'kept-apart' : 'opened'
}

/** A ticket about to be opened. */
interface NewTicket {
  id: TicketId
  reference: Reference
  customerId: CustomerId
  category: Category
  team: TeamId
  language: Language
  subject: string
  relatedTo: TicketId | null
  quarantined: boolean
  /** The sender's address becomes the customer participant. */
  addressId: AddressId | null
}

/** Returns a decision as the ticket's history stores it. */
function classification(decision: Decision): Record<string, unknown> {
  const { category, confidence, abstained, reasons, runnerUp, urgent } = decision
  return { category, confidence, abstained, reasons, runnerUp, urgent }
}

/**
 * Classifies a message that opens a ticket. A clear text outweighs the team address it was sent to.
 * With several of our addresses the strictest lane holds, because the stricter team was meant to read it too.
 */
function decideOpening({ message, mailboxes }: NewMessage): Decision {
  const { subject, newText, doorCategory } = message
  const decision = classify({ subject, text: newText, doorCategory })
  if (mailboxes.length < 2) return decision
  const category = strictest([decision.category, doorCategory])
  return category === decision.category
    ? decision
    : { ...decision, category, reasons: [{ rule: 'door', weight: 1 }] }
}
