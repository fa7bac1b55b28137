import type { Core, Trx } from '../kernel/core.ts'
import type { MemberId, OutboxId } from '../kernel/id.ts'
import { sellerReference } from '../kernel/reference.ts'
import { enqueueWebhook, type WebhookContent } from '../outbox/webhook.ts'
import type { LockedTicket } from '../ticket/lock.ts'
import type { RenderedMail } from '../wording/mail.ts'
import type { SellerLetterFacts } from '../wording/seller.ts'
import { liftedSanctionMail, sanctionMail, upheldSanctionMail } from '../wording/seller-sanction.ts'
import type { Sanction } from './sanction-record.ts'
import type { Seller } from './seller.ts'
import { writeToSeller } from './seller-thread.ts'

/** A decided sanction, in the transaction that holds its locks. */
interface Decided {
  ticket: LockedTicket
  sanction: Sanction
  seller: Seller
  memberId: MemberId
  /** The reason, worded for the seller. */
  reason: string
}

/** Notifies the seller and the marketplace of a sanction; a reply to the mail is the seller's appeal. */
export async function notifyOfSanction(
  trx: Trx,
  core: Core,
  decided: Decided & { appealBy: Date },
): Promise<void> {
  const { kind, reasonCode, id } = decided.sanction
  const now = core.clock.now()
  const noticeId = await notifySeller(trx, core, decided, (facts) =>
    sanctionMail({
      ...facts,
      kind,
      reason: reasonCode,
      explanation: decided.reason,
      since: now,
      appealBy: decided.appealBy,
    }),
  )
  await trx.updateTable('sanctions').set({ notice_id: noticeId }).where('id', '=', id).execute()
  await notifyMarketplace(trx, core, decided, 'sanction-decided')
}

/** Notifies the seller and the marketplace that a sanction is lifted. */
export async function notifyOfLifting(trx: Trx, core: Core, decided: Decided): Promise<void> {
  const { kind, decision, proposedAt } = decided.sanction
  const now = core.clock.now()
  await notifySeller(trx, core, decided, (facts) =>
    liftedSanctionMail({
      ...facts,
      kind,
      explanation: decided.reason,
      since: decision?.at ?? proposedAt,
      liftedAt: now,
    }),
  )
  await notifyMarketplace(trx, core, decided, 'sanction-lifted')
}

/** Notifies the seller that their appeal failed; for the marketplace nothing has changed. */
export async function notifyOfUpholding(
  trx: Trx,
  core: Core,
  decided: Decided & { appealedAt: Date },
): Promise<void> {
  const { appealedAt, reason, sanction } = decided
  await notifySeller(trx, core, decided, (facts) =>
    upheldSanctionMail({ ...facts, kind: sanction.kind, explanation: reason, appealedAt }),
  )
}

// Without the seller's address the decision still stands, and the desk shows that no mail was written.
async function notifySeller(
  trx: Trx,
  core: Core,
  { ticket, seller, memberId, reason }: Decided,
  render: (facts: SellerLetterFacts) => RenderedMail,
): Promise<OutboxId | null> {
  const { email } = seller
  if (email === null) return null
  const mail = render({
    language: seller.language,
    reference: sellerReference(ticket.reference),
    sellerName: seller.name,
    writtenAt: core.clock.now(),
  })
  const { outboxId } = await writeToSeller(trx, core, ticket, {
    seller: { ...seller, email },
    memberId,
    text: reason,
    kind: 'seller-sanction',
    mail,
  })
  return outboxId
}

async function notifyMarketplace(
  trx: Trx,
  core: Core,
  { ticket, sanction, seller }: Decided,
  event: WebhookContent['event'],
): Promise<void> {
  const now = core.clock.now()
  // A proposal needs the external id; without it, if it was removed since, the marketplace could not act.
  if (seller.externalId === null) return
  const content: WebhookContent = {
    event,
    sanctionId: sanction.id,
    sellerExternalId: seller.externalId,
    kind: sanction.kind,
    reason: sanction.reasonCode,
    at: now.toISOString(),
  }
  await enqueueWebhook(trx, { content, ticketId: ticket.id }, now)
  await core.enqueueDelivery(trx)
}
