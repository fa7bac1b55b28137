import { acknowledge } from '../correspondence/acknowledgement.ts'
import { judgeAutomaticMail, textFingerprint } from '../correspondence/automatic-mail-limit.ts'
import { type InformationAnswer, receiveInformation } from '../correspondence/information-answer.ts'
import type { Core, Trx } from '../kernel/core.ts'
import type { TicketId } from '../kernel/id.ts'
import { enqueueMails, type OutgoingMail } from '../outbox/outbox.ts'
import { promiseRounds, releaseAcknowledgements } from '../promise/promise.ts'
import { recordRatingsFromReplies } from '../satisfaction/from-reply.ts'
import { findSenders } from '../ticket/customer.ts'
import { SYSTEM, type TicketEvent } from '../ticket/event.ts'
import { insertEvents, numberEvents } from '../ticket/event-log.ts'
import type { IncomingMessage } from '../ticket/message.ts'
import { endEarlierRounds } from '../ticket-actions/reopening.ts'
import { endSetAsides } from '../ticket-actions/set-aside.ts'
import { deduplicateMessages, type NewMessage } from './deduplicate.ts'
import { type Disposition, dispose } from './disposition.ts'
import { type MessagePlan, planAddition, planOpening } from './plan.ts'
import type { Received } from './received.ts'
import { noteSellerAnswers, planAppeals } from './seller-answer.ts'
import { findThreads, type Thread } from './threading.ts'
import { keepMessages, noteReopenings, saveTickets } from './write.ts'

/**
 * Receives a batch in the caller's transaction: plans everything first, then writes it in a fixed number of
 * statements.
 * A unique violation means that another process received one of the messages meanwhile: the caller retries.
 */
export async function receiveBatch(
  trx: Trx,
  core: Core,
  messages: readonly IncomingMessage[],
): Promise<Received[]> {
  const now = core.clock.now()
  const { known, fresh } = await deduplicateMessages(trx, core, messages, now)
  const threads = await findThreads(
    trx,
    core,
    fresh.map(({ message }) => message),
  )
  const plans = await planAll(trx, core, fresh, threads, now)
  const mails = await planAcknowledgements(trx, core, plans, now)
  const appeals = await planAppeals(trx, plans, now)
  const last = lastEventNumbers(threads)
  const events = numberEvents(
    plans.flatMap((plan) => plan.events),
    last,
  )
  await saveTickets(trx, plans, touched(last, plans), now)
  await keepMessages(trx, plans, now)
  await noteReopenings(trx, plans)
  await endEarlierRounds(trx, events.filter(isReopening))
  await receiveInformation(trx, core, plans.flatMap(informationOf))
  await endSetAsides(
    trx,
    core,
    plans.flatMap(({ takesUp, ticketId }) => (takesUp ? [ticketId] : [])),
  )
  await noteSellerAnswers(trx, plans, appeals, now)
  await insertEvents(trx, events)
  await promiseRounds(
    trx,
    core,
    plans.flatMap((plan) => plan.promised ?? []),
    now,
  )
  await recordRatingsFromReplies(trx, core, plans)
  await releaseAcknowledgements(trx, events.filter(isWithheld), now)
  await enqueueMails(trx, mails, now)
  if (mails.length > 0) await core.enqueueDelivery(trx)
  for (const plan of plans) known.set(plan.arrival.message.idempotencyKey, plan.received)
  return resultsInOrder(messages, known)
}

async function planAll(
  trx: Trx,
  core: Core,
  arrivals: readonly NewMessage[],
  threads: readonly (Thread | undefined)[],
  now: Date,
): Promise<MessagePlan[]> {
  const opening: { arrival: NewMessage; disposition: Extract<Disposition, { kind: 'open' }> }[] = []
  const plans = new Map<NewMessage, MessagePlan>()
  arrivals.forEach((arrival, index) => {
    const disposition = dispose(arrival.message, threads[index])
    if (disposition.kind === 'open') opening.push({ arrival, disposition })
    else plans.set(arrival, planAddition(core.settings, arrival, disposition, now))
  })
  const senders = await findSenders(
    trx,
    opening.map(({ arrival }) => arrival.message),
    now,
  )
  opening.forEach(({ arrival, disposition }, index) => {
    const sender = senders[index]
    if (sender) plans.set(arrival, planOpening(core.settings, arrival, disposition, sender, now))
  })
  return arrivals.flatMap((arrival) => plans.get(arrival) ?? [])
}

async function planAcknowledgements(
  trx: Trx,
  core: Core,
  plans: readonly MessagePlan[],
  now: Date,
): Promise<OutgoingMail[]> {
  const wanted = plans.flatMap((plan) => {
    const { acknowledgement, arrival } = plan
    if (!acknowledgement) return []
    const fingerprint = textFingerprint(acknowledgement.mailbox, arrival.message.newText)
    return [{ plan, acknowledgement, message: arrival.message, fingerprint }]
  })
  const verdicts = await judgeAutomaticMail(
    trx,
    core.settings.answerLimits,
    wanted.map(({ plan, acknowledgement: { ticketId, mailbox }, message, fingerprint }) => ({
      recipient: message.from.value,
      ticketId,
      mailbox,
      fingerprint,
      quoted: plan.keptApart === 'stranger' ? (plan.opening?.relatedTo ?? null) : null,
    })),
    now,
  )
  return wanted.flatMap(({ plan, acknowledgement, message }, index): OutgoingMail[] => {
    const verdict = verdicts[index]
    const { ticketId, messageId, mailbox } = acknowledgement
    if (!verdict?.send) {
      const detail = { messageId, reason: verdict?.reason ?? 'unknown' }
      plan.events.push({ ticketId, kind: 'acknowledgement-withheld', actor: SYSTEM, at: now, detail })
      return []
    }
    return [
      {
        kind: 'acknowledgement',
        recipientKind: 'customer',
        recipient: message.from.value,
        ticketId,
        messageId,
        mailbox,
        content: acknowledge(core, acknowledgement, message),
        fingerprint: verdict.fingerprint,
        sendAfter: verdict.sendAfter,
      },
    ]
  })
}

function isReopening({ kind }: TicketEvent): boolean {
  return kind === 'reopened'
}

function informationOf({ endsWaitSince, addition, ticketId, messageId }: MessagePlan): InformationAnswer[] {
  return endsWaitSince && addition
    ? [{ ticketId, round: addition.round, messageId, waitingSince: endsWaitSince }]
    : []
}

function isWithheld({ kind }: TicketEvent): boolean {
  return kind === 'acknowledgement-withheld'
}

function lastEventNumbers(threads: readonly (Thread | undefined)[]): Map<TicketId, number> {
  return new Map(
    threads.flatMap((thread) => (thread ? [[thread.ticket.id, thread.ticket.lastEvent] as const] : [])),
  )
}

// Tickets that were only read (a spam mail naming one) have no new event and stay unchanged.
function touched(last: ReadonlyMap<TicketId, number>, plans: readonly MessagePlan[]): Map<TicketId, number> {
  const written = new Set(plans.flatMap((plan) => plan.events.map((event) => event.ticketId)))
  return new Map([...last].filter(([ticketId]) => written.has(ticketId)))
}

function resultsInOrder(
  messages: readonly IncomingMessage[],
  results: ReadonlyMap<string, Received>,
): Received[] {
  const answered = new Set<string>()
  return messages.map(({ idempotencyKey }) => {
    const result = results.get(idempotencyKey)
    if (!result) throw new Error('Every message of a batch has a result.')
    const again = answered.has(idempotencyKey)
    answered.add(idempotencyKey)
    return again ? { ...result, kind: 'duplicate' } : result
  })
}
