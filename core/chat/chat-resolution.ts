import { owedAcknowledgement } from '../correspondence/acknowledgement.ts'
import { customerEmail } from '../correspondence/customer-view.ts'
import { closeRequest } from '../correspondence/information-request.ts'
import { ticketUrl } from '../correspondence/reply.ts'
import type { Core, Trx } from '../kernel/core.ts'
import { type ConversationId, newId } from '../kernel/id.ts'
import type { Reference } from '../kernel/reference.ts'
import { enqueueMails, type MailContent } from '../outbox/outbox.ts'
import { endCallBacks } from '../promise/call-back.ts'
import { cancelPendingUpdates } from '../promise/measure.ts'
import { endPromises } from '../promise/promise.ts'
import { askSatisfaction, recordSatisfactionRating } from '../satisfaction/satisfaction.ts'
import type { SatisfactionLinks } from '../satisfaction/satisfaction-link.ts'
import { recordEvents } from '../ticket/event-log.ts'
import { type LockedTicket, lockTicket } from '../ticket/lock.ts'
import { replyMailbox } from '../ticket/team-address.ts'
import { resolutionMail } from '../wording/resolution.ts'
import { lastTicketOf, sharesTicket } from './chat-details.ts'

/**
 * Resolves a ticket at the first contact (policy §3), because the customer confirmed that the article solved
 * the problem.
 * Asks for the satisfaction, by mail too when they gave an address. Returns false for another conversation's
 * ticket or one not open.
 */
export async function resolveAtFirstContact(
  trx: Trx,
  core: Core,
  given: { conversationId: ConversationId; reference: Reference; answer: string | null },
): Promise<boolean> {
  const ticketId = await sharesTicket(trx, given.conversationId, given.reference)
  if (!ticketId) return false
  const ticket = await lockTicket(trx, ticketId)
  if (ticket.resolvedAt || ticket.quarantinedAt || ticket.setAsideAt || ticket.mergedIntoId) return false
  const now = core.clock.now()
  await closeRequest(trx, core, ticket)
  await endCallBacks(trx, ticketId, { at: now })
  await trx.updateTable('tickets').set({ resolved_at: now }).where('id', '=', ticketId).execute()
  await trx
    .insertInto('resolutions')
    .values({
      id: newId<'resolution'>(now),
      ticket_id: ticketId,
      round: ticket.round,
      outcome: 'solved',
      reason: given.answer,
      actor_kind: 'customer',
      actor_id: null,
      at: now,
      reopened_at: null,
      reopened_by_message_id: null,
    })
    .execute()
  const detail = { outcome: 'solved', round: ticket.round, firstContact: true, answer: given.answer }
  const [event] = await recordEvents(trx, [
    { ticketId, kind: 'resolved', actor: { kind: 'customer' }, at: now, detail },
  ])
  await endPromises(trx, ticketId, {
    kinds: ['resolve', 'conclude'],
    release: ['update', 'investigate', 'escalate', ...(await owedAcknowledgement(trx, ticketId))],
    at: now,
    byEvent: event?.number ?? 0,
  })
  await cancelPendingUpdates(trx, core, ticketId)
  const asked = await askSatisfaction(trx, core, ticket)
  if (asked.byMail) await mailResolution(trx, core, ticket, asked)
  return true
}

async function mailResolution(
  trx: Trx,
  core: Core,
  ticket: LockedTicket,
  satisfaction: SatisfactionLinks,
): Promise<void> {
  const now = core.clock.now()
  const recipient = await customerEmail(trx, ticket)
  if (recipient === null) return
  const { id: ticketId, language, reference, category, round } = ticket
  const { name } = await trx
    .selectFrom('customers')
    .select('name')
    .where('id', '=', ticket.customerId)
    .executeTakeFirstOrThrow()
  const mail = resolutionMail({
    language,
    reference,
    category,
    outcome: 'solved',
    customerName: name,
    resolvedAt: now,
    explanation: null,
    memberFirstName: null,
    team: null,
    ticketUrl: ticketUrl(core, reference),
    satisfaction,
  })
  const content: MailContent = {
    ...mail,
    language,
    fromName: null,
    inReplyTo: null,
    references: [],
    autoSubmitted: 'auto-generated',
    replyTo: reference,
    attachments: [],
  }
  const sent = {
    kind: 'resolution',
    recipientKind: 'customer',
    recipient,
    ticketId,
    messageId: null,
  } as const
  const mailbox = replyMailbox(core.settings, category, [])
  await enqueueMails(trx, [{ ...sent, round, mailbox, content, fingerprint: null, sendAfter: now }], now)
  await core.enqueueDelivery(trx)
}

/**
 * Records the customer's rating of a resolved ticket of this conversation.
 * Returns false when there was no question, or it has a rating.
 */
export async function rateChatTicket(
  trx: Trx,
  core: Core,
  given: { conversationId: ConversationId; reference: Reference; score: number; comment: string | null },
): Promise<boolean> {
  const ticketId = await sharesTicket(trx, given.conversationId, given.reference)
  const request =
    ticketId &&
    (await trx
      .selectFrom('satisfaction_requests')
      .select('id')
      .where('ticket_id', '=', ticketId)
      .where('answered_at', 'is', null)
      .where('ended_at', 'is', null)
      .orderBy('asked_at', 'desc')
      .executeTakeFirst())
  if (!request) return false
  return recordSatisfactionRating(trx, core, {
    requestId: request.id,
    score: given.score,
    comment: given.comment ?? '',
    via: 'chat',
  })
}

/**
 * Records a rating of the handoff conversation itself in its ticket's history.
 * The question of policy §3 is about the ticket, and comes later.
 */
export async function rateTalk(
  trx: Trx,
  core: Core,
  given: { conversationId: ConversationId; score: number; comment: string | null },
): Promise<void> {
  const reference = await lastTicketOf(trx, given.conversationId)
  const ticketId = reference && (await sharesTicket(trx, given.conversationId, reference))
  if (!ticketId) return
  const { score, comment } = given
  const detail = { score, comment, via: 'chat', about: 'talk' }
  await recordEvents(trx, [
    {
      ticketId,
      kind: 'satisfaction-answered',
      actor: { kind: 'customer' },
      at: core.clock.now(),
      detail,
    },
  ])
}
