import { randomFillSync } from 'node:crypto'

declare const brand: unique symbol

/** A UUID that the compiler accepts only where its own kind of row is meant. */
export type Id<Kind extends string> = string & { readonly [brand]: Kind }

export type CustomerId = Id<'customer'>
export type AddressId = Id<'address'>
export type TicketId = Id<'ticket'>
export type ConversationId = Id<'conversation'>
export type MessageId = Id<'message'>
export type AttachmentId = Id<'attachment'>
export type PromiseId = Id<'promise'>
export type OutboxId = Id<'outbox'>
export type MemberId = Id<'member'>
export type BounceId = Id<'bounce'>
export type TeamId = Id<'team'>
export type CorrectionId = Id<'correction'>
export type ModelId = Id<'model'>
export type MeasureId = Id<'measure'>
export type InvestigationId = Id<'investigation'>
export type EscalationId = Id<'escalation'>
export type AbsenceId = Id<'absence'>
export type InformationRequestId = Id<'information-request'>
export type ConclusionId = Id<'conclusion'>
export type CallBackId = Id<'call-back'>
export type SatisfactionRequestId = Id<'satisfaction-request'>
export type SellerId = Id<'seller'>
export type SellerRequestId = Id<'seller-request'>
export type SanctionId = Id<'sanction'>
export type HandoffId = Id<'handoff'>
export type SanctionAppealId = Id<'sanction-appeal'>
export type SellerContactRequestId = Id<'seller-contact-request'>
export type MacroId = Id<'macro'>
export type MergeId = Id<'merge'>
export type ApiTokenId = Id<'api-token'>
export type WebhookSubscriptionId = Id<'webhook-subscription'>

/** Returns true for text in the form of a UUID. PostgreSQL rejects a query for anything else. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
}

let counter = 0
let millisecond = 0
// One call for random bytes costs more than using them, and a mail takes a dozen ids.
const pool = Buffer.alloc(256 * 16)
let used = pool.length

/**
 * Returns a new id, UUID version 7 (RFC 9562 §5.7): rows made together are close together in an index.
 * Ids are made here and not in the database, so that a whole batch is inserted without a round trip per row.
 */
export function newId<Kind extends string>(now: Date): Id<Kind> {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const bytes = pool.subarray(used, used + 16)
  used += 16
  bytes.writeUIntBE(now.getTime(), 0, 6)
  // RFC 9562 §6.2, method 1: rows made in one millisecond sort in the order they were made. A batch makes thousands, as
  // does a test's clock that stands still. The counter therefore has 26 bits, and begins at random within the first 20.
  if (now.getTime() !== millisecond) {
    millisecond = now.getTime()
    counter = bytes.readUInt32BE(12) >>> 12
  } else {
    counter = (counter + 1) & 0x3ffffff
  }
  bytes.writeUInt16BE(0x7000 | (counter >>> 14), 6)
  bytes.writeUInt16BE(0x8000 | (counter & 0x3fff), 8)
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as Id<Kind>
}
