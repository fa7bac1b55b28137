import type { Core } from '../kernel/core.ts'
import type { WebhookSubscriptionId } from '../kernel/id.ts'
import { logAttempt, postponeNotices } from '../ticket/webhook-notice.ts'
import { subscriptionTarget } from '../ticket/webhook-subscription.ts'
import { startWebhookSender, type WebhookSender, type WebhookSenderOptions } from './webhook-sender.ts'

/** Tells subscribed systems what happens to tickets: the outbox's channel `subscription`, until stopped. */
export function startSubscriptionWebhooks(
  options: Pick<WebhookSenderOptions, 'holder' | 'sweepSeconds' | 'timeoutSeconds'> & { core: Core },
): WebhookSender {
  const { core } = options
  return startWebhookSender({
    ...options,
    channel: 'subscription',
    receiver: 'The subscribed system',
    postOf: async ({ id, recipient, content }) => {
      const target = await subscriptionTarget(core, recipient)
      return target && { url: target.url, secret: target.secret, body: JSON.stringify({ id, ...content }) }
    },
    attempted: ({ id, recipient }, attempt) =>
      logAttempt(core, {
        subscriptionId: recipient.replace(/^webhook:/, '') as WebhookSubscriptionId,
        outboxId: id,
        ...attempt,
      }),
    heldBack: ({ recipient }, until) => postponeNotices(core, recipient, until),
  })
}
