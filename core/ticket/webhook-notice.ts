import type { Core, Queryable, Trx } from '../kernel/core.ts'
import type { MemberId } from '../kernel/id.ts'
import { newId, type OutboxId, type WebhookSubscriptionId } from '../kernel/id.ts'
import { isReference } from '../kernel/reference.ts'
import { isLane, readableBy } from '../member/clearance.ts'
import { enqueueRows } from '../outbox/outbox.ts'
import type { NumberedEvent } from './event.ts'
import { listSubscriptions, subscriber, type WebhookSubscription, waitsFor } from './webhook-subscription.ts'

/** What a subscribed system receives: what happened, and on which ticket. No customer and no text. */
interface SubscribedNotice {
  event: string
  reference: string
  category: string
  /** The event's number in the ticket's history: notices may arrive out of order. */
  number: number
  /** ISO 8601. */
  at: string
}

/**
 * Enqueues notices of events for the systems that subscribed to them, in the transaction of the events. Excludes spam
 * in quarantine, and lanes that are not open to a system.
 */
export async function noteForSubscribers(trx: Trx, events: readonly NumberedEvent[]): Promise<void> {
  const active = (await listSubscriptions(trx)).filter(({ pausedAt }) => pausedAt === null)
  const subscribed = events.filter(({ kind }) =>
    active.some(({ events: wanted }) => (wanted as string[]).includes(kind)),
  )
  const [first] = subscribed
  if (!first) return
  const tickets = await trx
    .selectFrom('tickets')
    .select(['id', 'reference', 'category'])
    .where('id', 'in', [...new Set(subscribed.map(({ ticketId }) => ticketId))])
    .where('quarantined_at', 'is', null)
    .execute()
  const rows = subscribed.flatMap((event) => {
    const ticket = tickets.find(({ id }) => id === event.ticketId)
    if (!ticket) return []
    return active
      .filter((one) => covers(one, event.kind, ticket.category))
      .map((one) => ({
        channel: 'subscription' as const,
        kind: event.kind,
        recipient_kind: 'system' as const,
        recipient: subscriber(one.id),
        // A notice that is given up is a problem of that system, not part of the ticket's history.
        ticket_id: null,
        message_id: null,
        round: null,
        automatic: true,
        ordering_key: subscriber(one.id),
        content: JSON.stringify(noticeOf(event, ticket)),
      }))
  })
  await enqueueRows(trx, rows, first.at)
}

function covers({ events, lanes }: WebhookSubscription, kind: string, category: string): boolean {
  if (!(events as readonly string[]).includes(kind)) return false
  return !isLane(category) || lanes.includes(category)
}

function noticeOf(event: NumberedEvent, ticket: { reference: string; category: string }): SubscribedNotice {
  const { reference, category } = ticket
  return { event: event.kind, reference, category, number: event.number, at: event.at.toISOString() }
}

/** One attempt to notify a subscribed system. */
interface WebhookAttempt {
  subscriptionId: WebhookSubscriptionId
  outboxId: OutboxId
  /** The HTTP status of the response; null when there was none. */
  status: number | null
  error: string | null
  milliseconds: number
}

/** Records an attempt in the log. */
export async function logAttempt(core: Core, attempt: WebhookAttempt): Promise<void> {
  const now = core.clock.now()
  await core.db
    .insertInto('webhook_attempts')
    .values({
      id: newId<'webhook-attempt'>(now),
      subscription_id: attempt.subscriptionId,
      outbox_id: attempt.outboxId,
      at: now,
      status: attempt.status,
      error: attempt.error,
      milliseconds: Math.round(attempt.milliseconds),
    })
    .execute()
}

/** Returns the newest attempts to notify a system, with the event and reference of each. */
export async function attemptsOf(core: Core, id: WebhookSubscriptionId, limit = 50) {
  const rows = await core.db
    .selectFrom('webhook_attempts')
    .innerJoin('outbox', 'outbox.id', 'webhook_attempts.outbox_id')
    .select(['outbox.id as outbox_id', 'outbox.kind', 'outbox.content', 'outbox.failed_at', 'outbox.sent_at'])
    .select(['webhook_attempts.at', 'status', 'error', 'milliseconds'])
    .where('subscription_id', '=', id)
    .orderBy('webhook_attempts.id', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    outboxId: row.outbox_id,
    event: row.kind,
    reference: (row.content as SubscribedNotice).reference,
    at: row.at,
    status: row.status,
    error: row.error,
    milliseconds: row.milliseconds,
    /** Given up, and not sent again since. */
    dead: row.failed_at !== null && row.sent_at === null,
  }))
}

/** Returns how many notices wait for a system. */
export async function waitingNotices(core: Core, id: WebhookSubscriptionId): Promise<number> {
  const { waiting } = await core.db
    .selectFrom('outbox')
    .select((eb) => eb.fn.countAll<string>().as('waiting'))
    .where(waitsFor(subscriber(id)))
    .executeTakeFirstOrThrow()
  return Number(waiting)
}

/** Sends a dead notice again, at once. Returns false when it is not dead, or not that system's. */
export async function sendNoticeAgain(
  core: Core,
  given: { id: WebhookSubscriptionId; outboxId: OutboxId },
): Promise<boolean> {
  const now = core.clock.now()
  const again = await core.db
    .updateTable('outbox')
    .set({ failed_at: null, attempts: 0, send_after: now })
    .where('id', '=', given.outboxId)
    .where('recipient', '=', subscriber(given.id))
    .where('failed_at', 'is not', null)
    .returning('id')
    .executeTakeFirst()
  core.wakeDelivery()
  return again !== undefined
}

/** Returns the references whose ticket a member may read now; of others they may not even see the number. */
export async function readableReferences(
  db: Queryable,
  viewer: MemberId,
  references: readonly string[],
): Promise<Set<string>> {
  const named = [...new Set(references)].filter(isReference)
  if (named.length === 0) return new Set()
  const rows = await db
    .selectFrom('tickets')
    .select('reference')
    .where('reference', 'in', named)
    .where(readableBy(viewer))
    .execute()
  return new Set(rows.map(({ reference }) => reference))
}
