import type { Core } from '../kernel/core.ts'
import type { Secret } from '../kernel/secret.ts'
import { type WebhookContent, webhookBody } from '../outbox/webhook.ts'
import { type Posting, type PostingOptions, startPosting } from './webhook-sender.ts'

export type WebhookDelivery = Posting

export interface WebhookDeliveryOptions
  extends Pick<PostingOptions, 'holder' | 'sweepSeconds' | 'timeoutSeconds'> {
  core: Core
  url: string
  /** What the signature is made with; the marketplace has the same. */
  secret: Secret
}

/** Tells the marketplace of sanctions (policy §6): the outbox's channel `webhook`, until stopped. */
export function startWebhookDelivery({ url, secret, ...more }: WebhookDeliveryOptions): WebhookDelivery {
  return startPosting({
    ...more,
    channel: 'webhook',
    receiver: 'The marketplace',
    postOf: async ({ id, content }) => ({
      url,
      secret: secret.reveal(),
      body: webhookBody(id, content as WebhookContent),
    }),
  })
}
