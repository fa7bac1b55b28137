import type { Core } from '../kernel/core.ts'
import type { Secret } from '../kernel/secret.ts'
import { type WebhookContent, webhookBody } from '../outbox/webhook.ts'
import { startWebhookSender, type WebhookSender, type WebhookSenderOptions } from './webhook-sender.ts'

export type WebhookDelivery = WebhookSender

export interface WebhookDeliveryOptions
  extends Pick<WebhookSenderOptions, 'holder' | 'sweepSeconds' | 'timeoutSeconds'> {
  core: Core
  url: string
  /** What the signature is made with; the marketplace has the same. */
  secret: Secret
}

/** Tells the marketplace of sanctions (policy §6): the outbox's channel `webhook`, until stopped. */
export function startMarketplaceWebhooks({ url, secret, ...more }: WebhookDeliveryOptions): WebhookDelivery {
  return startWebhookSender({
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
