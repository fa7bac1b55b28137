import type { Later } from './column.ts'
import type { Language } from './column-values.ts'
import type {
  MemberId,
  MessageId,
  OutboxId,
  SanctionAppealId,
  SanctionId,
  SellerContactRequestId,
  SellerId,
  SellerRequestId,
  TicketId,
} from './row-id.ts'

/** How a seller was added. */
export type SellerSource = 'csv' | 'api' | 'typed'

/** Sanctions against a seller who does not cooperate in good faith (policy §6), mildest first. */
export const SANCTION_KINDS = ['warning', 'restriction', 'termination'] as const

export type SanctionKind = (typeof SANCTION_KINDS)[number]

/** Why a sanction is imposed. The marketplace gets this code, the seller a sentence for it. */
export const SANCTION_REASONS = ['no-answer', 'refused', 'agreement-not-kept', 'bad-faith'] as const

export type SanctionReason = (typeof SANCTION_REASONS)[number]

/** What became of a seller's appeal. */
export type AppealOutcome = 'upheld' | 'lifted'

// Absent until it happens.

/** A seller on the marketplace, with their contact details as far as known. */
export interface SellersTable {
  id: SellerId
  /** The marketplace's own number; null for a seller typed by hand without it. */
  external_id: string | null
  name: string
  email: string | null
  telephone: string | null
  postal_address: string | null
  language: Language
  source: SellerSource
  created_at: Date
  updated_at: Date
}

/** A question to a seller on a customer's behalf (policy §5). */
export interface SellerRequestsTable {
  id: SellerRequestId
  ticket_id: TicketId
  round: number
  seller_id: SellerId
  member_id: MemberId
  message_id: MessageId
  /** The mail with the question; the seller counts as asked once it is sent. */
  outbox_id: OutboxId
  /** The address written to. Only a reply from it, or from the seller's present address, counts as the seller's. */
  recipient: string
  asked_at: Date
  due_at: Date
  remind_at: Date
  reminded_at: Later<Date>
  answered_at: Later<Date>
  answered_by_message_id: Later<MessageId>
  /** When the deadline passed without a reply. */
  silent_at: Later<Date>
  closed_at: Later<Date>
  cooperated: Later<boolean>
  judged_by: Later<MemberId>
  judged_at: Later<Date>
  judgement: Later<string>
}

/** A customer's request to contact the seller themselves (policy §5). */
export interface SellerContactRequestsTable {
  id: SellerContactRequestId
  ticket_id: TicketId
  asked_by: 'customer' | 'member'
  asked_by_member_id: Later<MemberId>
  asked_at: Date
  seller_id: Later<SellerId>
  outcome: Later<'released' | 'refused'>
  decided_by: Later<MemberId>
  decided_at: Later<Date>
  reason: Later<string>
  message_id: Later<MessageId>
}

/** A sanction against a seller (policy §6): proposed, decided and lifted, each by a person with a reason. */
export interface SanctionsTable {
  id: SanctionId
  seller_id: SellerId
  ticket_id: TicketId
  kind: SanctionKind
  reason_code: SanctionReason
  /** Internal reason for the proposal. */
  reason: string
  proposed_by: MemberId
  proposed_at: Date
  decision: Later<'yes' | 'no'>
  decided_by: Later<MemberId>
  decided_at: Later<Date>
  /** The reason for the decision; the seller receives it when it is a yes. */
  decision_reason: Later<string>
  /** The mail that notified the seller; a reply to it is an appeal. */
  notice_id: Later<OutboxId>
  appeal_by: Later<Date>
  lifted_by: Later<MemberId>
  lifted_at: Later<Date>
  lift_reason: Later<string>
  /** The harder sanction that replaced it. */
  replaced_by_id: Later<SanctionId>
}

export interface SanctionAppealsTable {
  id: SanctionAppealId
  sanction_id: SanctionId
  message_id: Later<MessageId>
  text: string
  /** Null when the seller wrote it. */
  typed_by: Later<MemberId>
  at: Date
  outcome: Later<AppealOutcome>
  answered_by: Later<MemberId>
  answered_at: Later<Date>
  answer: Later<string>
}

export interface SellerTables {
  sellers: SellersTable
  seller_requests: SellerRequestsTable
  seller_contact_requests: SellerContactRequestsTable
  sanctions: SanctionsTable
  sanction_appeals: SanctionAppealsTable
}
