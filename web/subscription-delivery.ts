import type { Core } from '../core/kernel/core.ts'
import type { WebhookSubscriptionId } from '../core/kernel/id.ts'
import { holdBack, logAttempt } from '../core/ticket/webhook-notice.ts'
import { subscriptionTarget } from '../core/ticket/webhook-subscription.ts'
import { type Posting, type PostingOptions, startPosting } from './posting.ts'

/** Tells subscribed systems what happens to tickets: the outbox's channel `subscription`, until stopped. */
export function startSubscriptionDelivery(
  options: Pick<PostingOptions, 'holder' | 'sweepSeconds' | 'timeoutSeconds'> & { core: Core },
): Posting {
  const { core } = options
  return startPosting({
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
    heldBack: ({ recipient }, until) => holdBack(core, recipient, until),
  })
}
