import type { Later } from './column.ts'

// Absent until it happens.

/** A seller on the marketplace, with their contact details as far as known. */
export interface SellersTable {
  id: string
  /** The marketplace's own number; null for a seller typed by hand without it. */
  external_id: string | null
  name: string
  email: string | null
  telephone: string | null
  postal_address: string | null
  language: string
  source: string
  created_at: Date
  updated_at: Date
}

/** A question to a seller on a customer's behalf (policy §5). */
export interface SellerRequestsTable {
  id: string
  ticket_id: string
  round: number
  seller_id: string
  member_id: string
  message_id: string
  /** The mail with the question; the seller counts as asked once it is sent. */
  outbox_id: string
  /** The address written to. Only a reply from it, or from the seller's present address, counts as the seller's. */
  recipient: string
  asked_at: Date
  due_at: Date
  remind_at: Date
  reminded_at: Later<Date>
  answered_at: Later<Date>
  answered_by_message_id: Later<string>
  /** When the deadline passed without a reply. */
  silent_at: Later<Date>
  closed_at: Later<Date>
  cooperated: Later<boolean>
  judged_by: Later<string>
  judged_at: Later<Date>
  judgement: Later<string>
}

/** A customer's request to contact the seller themselves (policy §5). */
export interface SellerContactRequestsTable {
  id: string
  ticket_id: string
  asked_by: string
  asked_by_member_id: Later<string>
  asked_at: Date
  seller_id: Later<string>
  outcome: Later<string>
  decided_by: Later<string>
  decided_at: Later<Date>
  reason: Later<string>
  message_id: Later<string>
}

/** A sanction against a seller (policy §6): proposed, decided and lifted, each by a person with a reason. */
export interface SanctionsTable {
  id: string
  seller_id: string
  ticket_id: string
  kind: string
  reason_code: string
  /** Internal reason for the proposal. */
  reason: string
  proposed_by: string
  proposed_at: Date
  decision: Later<string>
  decided_by: Later<string>
  decided_at: Later<Date>
  /** The reason for the decision; the seller receives it when it is a yes. */
  decision_reason: Later<string>
  /** The mail that notified the seller; a reply to it is an appeal. */
  notice_id: Later<string>
  appeal_by: Later<Date>
  lifted_by: Later<string>
  lifted_at: Later<Date>
  lift_reason: Later<string>
  /** The harder sanction that replaced it. */
  replaced_by_id: Later<string>
}

export interface SanctionAppealsTable {
  id: string
  sanction_id: string
  message_id: Later<string>
  text: string
  /** Null when the seller wrote it. */
  typed_by: Later<string>
  at: Date
  outcome: Later<string>
  answered_by: Later<string>
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
