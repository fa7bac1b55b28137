import type { ExpressionBuilder } from 'kysely'
import type { Database } from '../../db/schema.ts'
import type { Core, Queryable } from '../kernel/core.ts'
import { isUuid, type MemberId, newId, type WebhookSubscriptionId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { openSealedText, sealText } from '../kernel/sealed-text.ts'
import { mintToken } from '../kernel/secret-token.ts'
import { recordAudit } from '../member/audit-log.ts'
import { SENSITIVE_LANES, type SensitiveLane } from '../policy/category.ts'

/** The events another system can subscribe to, by their names in a ticket's history (event.ts). */
export const WEBHOOK_EVENTS = [
  'opened',
  'message-received',
  'message-sent',
  'recategorised',
  'assigned',
  'escalated',
  'concluded',
  'resolved',
  'reopened',
  'merged',
  'split',
  'set-aside',
  'taken-up',
  'satisfaction-answered',
] as const
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number]

/** Another system that is notified of what happens to tickets. */
export interface WebhookSubscription {
  id: WebhookSubscriptionId
  name: string
  url: string
  events: readonly WebhookEvent[]
  /** Sensitive lanes it may know of besides the ordinary categories. */
  lanes: readonly SensitiveLane[]
  createdAt: Date
  /** Since when nothing new is enqueued for it and nothing is sent. */
  pausedAt: Date | null
}

const LONGEST_NAME = 100

/** Returns the outbox's recipient of a subscription's notices. */
export function subscriber(id: WebhookSubscriptionId): string {
  return `webhook:${id}`
}

/** Returns the subscription that a recipient in the outbox names, as `subscriber` wrote it; throws for another. */
export function subscriptionOf(recipient: string): WebhookSubscriptionId {
  const id = recipient.replace(/^webhook:/, '')
  if (!isUuid<WebhookSubscriptionId>(id)) throw new Error(`"${recipient}" names no subscription.`)
  return id
}

/** Returns the condition on `outbox` for unsent notices of a subscription; dead and cancelled ones are excluded. */
export function waitsFor(recipient: string) {
  return (eb: ExpressionBuilder<Database, 'outbox'>) =>
    eb.and([
      eb('channel', '=', 'subscription'),
      eb('recipient', '=', recipient),
      eb('sent_at', 'is', null),
      eb('cancelled_at', 'is', null),
      eb('failed_at', 'is', null),
    ])
}

/**
 * Subscribes another system and returns the secret that signs its notices, this once. Throws `invalid-input` for a URL
 * that is not http(s) or has a user name, and without events. Throws `not-allowed` for lanes its creator is not cleared
 * for.
 */
export async function subscribe(
  core: Core,
  wanted: {
    name: string
    url: string
    events: readonly WebhookEvent[]
    lanes: readonly SensitiveLane[]
    createdBy: MemberId
    cleared: readonly SensitiveLane[]
  },
): Promise<{ id: WebhookSubscriptionId; secret: string }> {
  const name = wanted.name.trim().slice(0, LONGEST_NAME)
  if (name === '') throw new Problem('invalid-input', 'Give the name of the system that is to be told.')
  const url = checkedAddress(wanted.url)
  if (wanted.events.length === 0) throw new Problem('invalid-input', 'Choose what it is to be told of.')
  if (wanted.lanes.some((lane) => !wanted.cleared.includes(lane)))
    throw new Problem('not-allowed', 'You can only open lanes to a system that you are cleared for yourself.')
  const now = core.clock.now()
  const id = newId<'webhook-subscription'>(now)
  const secret = mintToken()
  const { events, lanes, createdBy } = wanted
  await core.db.transaction().execute(async (trx) => {
    await trx
      .insertInto('webhook_subscriptions')
      .values({
        id,
        name,
        url,
        sealed_secret: sealText(core.settings.secretKeys, subscriber(id), secret),
        events: JSON.stringify(events),
        lanes: JSON.stringify(lanes),
        created_by: createdBy,
        created_at: now,
      })
      .execute()
    const change = { kind: 'webhook-added', subject: name, detail: { url, events, lanes } } as const
    await recordAudit(trx, { ...change, reason: null, by: createdBy, at: now })
  })
  return { id, secret }
}

/** Returns every subscription that was not removed, oldest first. */
export async function listSubscriptions(db: Queryable): Promise<WebhookSubscription[]> {
  const rows = await db
    .selectFrom('webhook_subscriptions')
    .selectAll()
    .where('removed_at', 'is', null)
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    url: row.url,
    events: WEBHOOK_EVENTS.filter((event) => row.events.includes(event)),
    lanes: SENSITIVE_LANES.filter((lane) => row.lanes.includes(lane)),
    createdAt: row.created_at,
    pausedAt: row.paused_at,
  }))
}

/** Pauses or resumes a subscription. On resuming, waiting notices are sent; events in between were never enqueued. */
export async function pauseSubscription(
  core: Core,
  given: { id: WebhookSubscriptionId; paused: boolean },
): Promise<void> {
  const now = core.clock.now()
  await core.db
    .updateTable('webhook_subscriptions')
    .set({ paused_at: given.paused ? now : null })
    .where('id', '=', given.id)
    .where('removed_at', 'is', null)
    .execute()
  if (given.paused) return
  await core.db
    .updateTable('outbox')
    .set({ send_after: now })
    .where(waitsFor(subscriber(given.id)))
    .execute()
  core.wakeDelivery()
}

/** Removes a subscription and cancels its waiting notices; its log stays. */
export async function removeSubscription(
  core: Core,
  { id, by }: { id: WebhookSubscriptionId; by: MemberId },
): Promise<void> {
  const now = core.clock.now()
  await core.db.transaction().execute(async (trx) => {
    const removed = await trx
      .updateTable('webhook_subscriptions')
      .set({ removed_at: now })
      .where('id', '=', id)
      .where('removed_at', 'is', null)
      .returning('name')
      .executeTakeFirst()
    if (!removed) return
    const change = { kind: 'webhook-removed', subject: removed.name, detail: {}, reason: null } as const
    await recordAudit(trx, { ...change, by, at: now })
    await trx
      .updateTable('outbox')
      .set({ cancelled_at: now })
      .where('channel', '=', 'subscription')
      .where('recipient', '=', subscriber(id))
      .where('sent_at', 'is', null)
      .where('cancelled_at', 'is', null)
      .execute()
  })
}

/** Returns a subscription's URL and secret; null when it is paused, removed, or sealed with a lost key. */
export async function subscriptionTarget(
  core: Core,
  recipient: string,
): Promise<{ id: WebhookSubscriptionId; url: string; secret: string } | null> {
  const row = await core.db
    .selectFrom('webhook_subscriptions')
    .select(['id', 'url', 'sealed_secret'])
    .where('id', '=', subscriptionOf(recipient))
    .where('paused_at', 'is', null)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  const secret = row && openSealedText(core.settings.secretKeys, recipient, row.sealed_secret)
  return row && secret ? { id: row.id, url: row.url, secret } : null
}

function checkedAddress(typed: string): string {
  const url = URL.canParse(typed.trim()) ? new URL(typed.trim()) : null
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password)
    throw new Problem('invalid-input', 'Give an address that begins with https://, without a user name.')
  return url.href
}
