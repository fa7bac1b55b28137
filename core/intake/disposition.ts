import type { KeptApart } from '../../db/column-values.ts'
import { DAY } from '../kernel/duration.ts'
import type { SatisfactionRequestId } from '../kernel/id.ts'
import { findReferences } from '../kernel/reference.ts'
import { type ResolutionReply, readResolutionReply } from '../message-text/resolution-reply.ts'
import type { Score } from '../policy/satisfaction-score.ts'
import type { EventKind } from '../ticket/event.ts'
import type { IncomingMessage } from '../ticket/message.ts'
import { participantOf, type Thread } from './threading.ts'

export type { KeptApart }

// How long after a resolution a reply reopens its ticket. Later it is more often a new problem written on an
// old mail.
// Joining two problems is the worse mistake, because the new one would start with the old one's broken
// promises.
const REOPENS_WITHIN = 30 * DAY

/**
 * What happens to a message, decided before anything is written. `because` goes into the ticket's history.
 */
export type Disposition =
  | {
      kind: 'open'
      /** The ticket it named but may not enter; displayed beside the new one. */
      related: Thread | null
      because: { kind: EventKind; detail: Record<string, unknown> }[]
      keptApart: KeptApart | null
      quarantined: boolean
      promises: boolean
      acknowledge: boolean
    }
  | {
      kind: 'add'
      thread: Thread
      author: 'customer' | 'seller' | 'stranger' | 'system'
      keptApart: KeptApart | null
      reopen: boolean
      /** A reply to the open satisfaction question. */
      mark: { requestId: SatisfactionRequestId; score: Score; comment: string } | null
    }

/**
 * Decides what happens to a message, given the ticket it names. Only a participant's message enters that
 * ticket.
 * A stranger quoting a reference, or a mail that failed authentication, gets a ticket of its own and learns
 * nothing.
 */
export function dispose(message: IncomingMessage, thread: Thread | undefined): Disposition {
  if (message.mail?.spam)
    return opening(message, thread ?? null, [{ kind: 'quarantined', detail: { reason: message.mail.spam } }])
  if (!thread) return opening(message, null, mistyped(message))
  const participant = participantOf(thread, message)
  if (isMachine(message)) {
    const bounce = message.mail?.automatic?.kind === 'bounce'
    const author = bounce ? 'system' : participant ? authorOf(participant.role) : 'stranger'
    // Claiming to be a machine does not make the sender the customer.
    const forged = message.standing === 'failed' && !bounce
    return {
      kind: 'add',
      thread,
      author: forged ? 'stranger' : author,
      keptApart: forged ? 'failed-authentication' : author === 'stranger' ? 'stranger' : null,
      reopen: false,
      mark: null,
    }
  }
  if (participant?.role === 'seller') return fromSeller(message, thread)
  const because = (kind: EventKind) => [{ kind, detail: { by: thread.by } }]
  if (!participant) return opening(message, thread, because('stranger-quoted-reference'), 'stranger')
  if (message.standing === 'failed')
    return opening(message, thread, because('sender-not-proven'), 'failed-authentication')
  if (isNewSubject(message, thread)) return opening(message, thread, because('new-subject'))
  const { resolvedAt, satisfactionRequest } = thread.ticket
  const resolutionReply = resolvedAt ? readReplyToResolution(message) : null
  const reopen = resolutionReply !== null && reopensTicket(resolutionReply, satisfactionRequest !== null)
  // A late thank-you opens no new ticket.
  if (resolvedAt && reopen && message.receivedAt.getTime() - resolvedAt.getTime() > REOPENS_WITHIN) {
    return opening(message, thread, because('resolved-too-long-ago'))
  }
  return {
    kind: 'add',
    thread,
    author: authorOf(participant.role),
    keptApart: null,
    reopen,
    mark:
      resolutionReply?.kind === 'rating' && satisfactionRequest
        ? { requestId: satisfactionRequest, score: resolutionReply.score, comment: resolutionReply.comment }
        : null,
  }
}

// A seller speaks to us, not to the customer: their messages stay in their own thread, are never acknowledged
// and reopen
// nothing. A sender who only claims to be the seller is kept apart there.
function fromSeller(message: IncomingMessage, thread: Thread): Disposition {
  const forged = message.standing === 'failed'
  return {
    kind: 'add',
    thread,
    author: forged ? 'stranger' : 'seller',
    keptApart: forged ? 'failed-authentication' : null,
    reopen: false,
    mark: null,
  }
}

/**
 * Returns what a customer replies to a resolution; an attachment or an unparsed mail means more than the
 * text.
 */
function readReplyToResolution({ newText, from, attachments, mail }: IncomingMessage): ResolutionReply {
  if (mail?.unparsed) return { kind: 'reopens' }
  const resolutionReply = readResolutionReply(newText, [from.name ?? '', from.value.split('@')[0] ?? ''])
  if (attachments.every(({ inline }) => inline)) return resolutionReply
  return resolutionReply.kind === 'rating' ? { ...resolutionReply, reopens: true } : { kind: 'reopens' }
}

// A bad score is a rating while a question is open; without one, it can only be a complaint.
function reopensTicket(resolutionReply: ResolutionReply, asked: boolean): boolean {
  if (resolutionReply.kind === 'rating')
    return resolutionReply.reopens || (!asked && resolutionReply.score <= 2)
  return resolutionReply.kind === 'reopens'
}

/**
 * Returns whether a machine, or we ourselves, sent it: stored, never replied to, without promises, reopening
 * nothing.
 */
export function isMachine(message: IncomingMessage): boolean {
  return message.mail !== null && (message.mail.automatic !== null || message.mail.ownLoop)
}

function opening(
  message: IncomingMessage,
  related: Thread | null,
  because: { kind: EventKind; detail: Record<string, unknown> }[],
  apart: KeptApart | null = null,
): Disposition {
  const quarantined = Boolean(message.mail?.spam)
  const promises = !quarantined && !message.backlog && !isMachine(message)
  const acknowledge = promises && message.from.kind === 'email' && message.from.value !== ''
  return {
    kind: 'open',
    related,
    because,
    keptApart: quarantined ? 'spam' : apart,
    quarantined,
    promises,
    acknowledge,
  }
}

function mistyped(message: IncomingMessage): { kind: EventKind; detail: Record<string, unknown> }[] {
  const found = findReferences(message.subject).find(({ kind }) => kind === 'mistyped')
  return found ? [{ kind: 'reference-mistyped', detail: {} }] : []
}

function authorOf(role: string): 'customer' | 'seller' {
  return role === 'seller' ? 'seller' : 'customer'
}

const REPLY_PREFIX = /^(?:\s*(?:re|ré|rép|réf|fw|fwd|tr|aw|sv|antw|res|wg)(?:\s*\[\d+\])?\s*:\s*)+/iu

// People start a new problem by replying to our last mail under another subject. Only a reply to our own
// Message-ID
// reveals that: a quoted reference or the ticket's own address is intended.
function isNewSubject(message: IncomingMessage, thread: Thread): boolean {
  if (thread.by !== 'message-id') return false
  const subject = message.subject.trim()
  if (subject === '' || REPLY_PREFIX.test(subject)) return false
  if (
    findReferences(subject).some(
      (found) => found.kind === 'valid' && found.reference === thread.ticket.reference,
    )
  )
    return false
  return withoutReplyPrefix(subject) !== withoutReplyPrefix(thread.ticket.subject)
}

function withoutReplyPrefix(subject: string): string {
  return subject.replace(REPLY_PREFIX, '').replace(/\s+/g, ' ').trim().toLowerCase()
}
