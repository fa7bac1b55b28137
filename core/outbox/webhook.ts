import { createHmac } from 'node:crypto'
import type { Trx } from '../kernel/core.ts'
import type { OutboxId, SanctionId, TicketId } from '../kernel/id.ts'
import { enqueueRows } from './outbox.ts'

/** The content of a webhook to the marketplace. No customer and no text: they stay with us. */
export interface WebhookContent {
  event: 'sanction-decided' | 'sanction-lifted'
  sanctionId: SanctionId
  /** The marketplace's own number of the seller. */
  sellerExternalId: string
  kind: string
  /** One of SANCTION_REASONS. */
  reason: string
  /** ISO 8601. Notices may arrive out of order; the later instant counts. */
  at: string
}

/** Puts a webhook in the outbox, in the caller's transaction. It waits there while no marketplace is configured. */
export async function enqueueWebhook(
  trx: Trx,
  notice: { content: WebhookContent; ticketId: TicketId },
  now: Date,
): Promise<OutboxId> {
  const [id] = await enqueueRows(
    trx,
    [
      {
        channel: 'webhook',
        kind: notice.content.event,
        recipient_kind: 'system',
        recipient: 'marketplace',
        ticket_id: notice.ticketId,
        message_id: null,
        round: null,
        automatic: true,
        // A lifting must not arrive before what it lifts.
        ordering_key: `marketplace:${notice.content.sellerExternalId}`,
        content: JSON.stringify(notice.content),
      },
    ],
    now,
  )
  if (!id) throw new Error('A notice put in the outbox has an id.')
  return id
}

/** The header with the signature, and the one with the id, which is the same on every retry. */
export const SIGNATURE_HEADER = 'X-Agafort-Signature'
export const DELIVERY_HEADER = 'X-Agafort-Delivery'

/** Returns the body of a webhook; `id` is the same on every retry, so that a receiver can deduplicate. */
export function webhookBody(id: OutboxId, content: WebhookContent): string {
  return JSON.stringify({ id, ...content })
}

/** Returns `t=<unix seconds>,v1=<hex>`: HMAC-SHA256 (RFC 2104) over `<unix seconds>.<body>` with the shared secret. */
export function signWebhook(secret: string, body: string, now: Date): string {
  const seconds = Math.floor(now.getTime() / 1000)
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`
}
