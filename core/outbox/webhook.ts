import { createHmac } from 'node:crypto'
import type { Trx } from '../kernel/core.ts'
import type { OutboxId, SanctionId, TicketId } from '../kernel/id.ts'
import { enqueueRows } from './outbox.ts'

/** What the marketplace is told. No customer and no words: they stay with us. */
export interface WebhookContent {
  event: 'sanction-decided' | 'sanction-lifted'
  sanctionId: SanctionId
  /** The marketplace's own number of the seller. */
  sellerExternalId: string
  kind: string
  /** A code of the closed list in sanction.ts. */
  reason: string
  /** ISO 8601. Notices may overtake each other; the later instant counts. */
  at: string
}

/** Puts a notice to the marketplace in the outbox, in the caller's transaction; it waits there while none is configured. */
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
        content: JSON.stringify(notice.content),
      },
    ],
    now,
  )
  if (!id) throw new Error('A notice put in the outbox has an id.')
  return id
}

/** The header that carries the signature, and the one with the id that is the same however often a notice is sent. */
export const SIGNATURE_HEADER = 'X-Agafort-Signature'
export const DELIVERY_HEADER = 'X-Agafort-Delivery'

/** The body of a notice; `id` is the same whenever it is sent again, so that a receiver acts on it once. */
export function webhookBody(id: OutboxId, content: WebhookContent): string {
  return JSON.stringify({ id, ...content })
}

/** `t=<unix seconds>,v1=<hex>`: HMAC-SHA256 (RFC 2104) over `<unix seconds>.<body>` with the shared secret. */
export function signWebhook(secret: string, body: string, now: Date): string {
  const seconds = Math.floor(now.getTime() / 1000)
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`
}
