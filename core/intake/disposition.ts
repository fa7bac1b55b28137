import { DAY } from '../kernel/duration.ts'
import type { SatisfactionRequestId } from '../kernel/id.ts'
import { findReferences } from '../kernel/reference.ts'
import { type ResolutionReply, readResolutionReply } from '../message-text/resolution-reply.ts'
import type { Score } from '../policy/satisfaction-score.ts'
import type { EventKind } from '../ticket/event.ts'
import type { IncomingMessage } from '../ticket/message.ts'
import { participantOf, type Thread } from './threading.ts'

// A reply comes back to its matter for this long after it was resolved. Later it is more often a new matter written on an
// old mail; joining two matters is the worse mistake, for the new one would start with the old one's broken promises.
const REOPENS_WITHIN = 30 * DAY

/** Why a message is not shown among its customer's own. */
export type KeptApart = 'stranger' | 'failed-authentication' | 'spam'

/** What becomes of a message. Decided before anything is written; `because` is put into the ticket's history. */
export type Disposition =
  | {
      kind: 'open'
      /** Shown beside the ticket it named but may not enter. */
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
      /** An answer to the question how satisfied the customer is, which it was asked. */
      mark: { requestId: SatisfactionRequestId; score: Score; comment: string } | null
    }

/**
 * Decides what becomes of a message, given the ticket it names. Only a participant's message enters that ticket; a
 * stranger quoting a reference, or a mail that failed authentication, gets a ticket of its own and learns nothing.
 */
export function dispose(message: IncomingMessage, thread: Thread | undefined): Disposition {
  if (message.mail?.spam)
    return opening(message, thread ?? null, [{ kind: 'quarantined', detail: { reason: message.mail.spam } }])
  if (!thread) return opening(message, null, mistyped(message))
  const participant = participantOf(thread, message)
  if (isMachine(message)) {
    const bounce = message.mail?.automatic?.kind === 'bounce'
    const author = bounce ? 'system' : participant ? authorOf(participant.role) : 'stranger'
    // Saying that one is a machine makes nobody the customer.
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
  const said = resolvedAt ? saidAfter(message) : null
  const reopen = said !== null && opensAgain(said, satisfactionRequest !== null)
  // A late thank-you is no new matter.
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
      said?.kind === 'rating' && satisfactionRequest
        ? { requestId: satisfactionRequest, score: said.score, comment: said.comment }
        : null,
  }
}

// A seller speaks to us, not to the customer: whatever they write on a ticket of theirs stays in their own thread, is
// never acknowledged, and reopens nothing. One who only claims to be the seller is kept apart there.
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

/** What a customer says after a resolution; a file or a mail nobody could read says more than its words do. */
function saidAfter({ newText, from, attachments, mail }: IncomingMessage): ResolutionReply {
  if (mail?.unparsed) return { kind: 'reopens' }
  const said = readResolutionReply(newText, [from.name ?? '', from.value.split('@')[0] ?? ''])
  if (attachments.every(({ inline }) => inline)) return said
  return said.kind === 'rating' ? { ...said, reopens: true } : { kind: 'reopens' }
}

// A bad mark answers a question; with no question open, it can only be a complaint.
function opensAgain(said: ResolutionReply, asked: boolean): boolean {
  if (said.kind === 'rating') return said.reopens || (!asked && said.score <= 2)
  return said.kind === 'reopens'
}

/** Sent by a machine, or by ourselves: kept, never answered, owed nothing, and reopening nothing. */
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

// People start a new matter by answering our last mail and typing another subject over it. Only an answer to our own
// Message-ID can tell that: a quoted reference or the ticket's own address is meant.
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
