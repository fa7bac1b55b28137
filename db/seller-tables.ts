/** Someone who sells on the marketplace, as far as we know how to reach them. */
export interface SellersTable {
  id: string
  /** The marketplace's own number; null for one typed by hand without it. */
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

/** A question put to a seller on a customer's behalf (policy §5). */
export interface SellerRequestsTable {
  id: string
  ticket_id: string
  round: number
  seller_id: string
  member_id: string
  message_id: string
  /** The address written to; only from there, or from the seller's present one, an answer is the seller's. */
  recipient: string
  asked_at: Date
  due_at: Date
  remind_at: Date
  reminded_at: Date | null
  answered_at: Date | null
  answered_by_message_id: string | null
  /** The deadline passed without an answer. */
  silent_at: Date | null
  closed_at: Date | null
  cooperated: boolean | null
  judged_by: string | null
  judged_at: Date | null
  judgement: string | null
}

/** A customer wants to reach the seller themselves (policy §5). */
export interface SellerContactRequestsTable {
  id: string
  ticket_id: string
  asked_by: string
  asked_by_member_id: string | null
  asked_at: Date
  seller_id: string | null
  outcome: string | null
  decided_by: string | null
  decided_at: Date | null
  reason: string | null
  message_id: string | null
}

/** What a seller who does not cooperate may see done (policy §6): proposed, decided, lifted, each by someone with a reason. */
export interface SanctionsTable {
  id: string
  seller_id: string
  ticket_id: string
  kind: string
  reason_code: string
  /** Why it is proposed, for us. */
  reason: string
  proposed_by: string
  proposed_at: Date
  decision: string | null
  decided_by: string | null
  decided_at: Date | null
  /** Why it was decided so; of a yes, the seller is told it. */
  decision_reason: string | null
  /** The mail that told the seller; an answer to it is an appeal. */
  notice_id: string | null
  appeal_by: Date | null
  lifted_by: string | null
  lifted_at: Date | null
  lift_reason: string | null
  /** The harder sanction that took its place. */
  replaced_by_id: string | null
}

export interface SanctionAppealsTable {
  id: string
  sanction_id: string
  message_id: string | null
  text: string
  /** Null when the seller wrote it. */
  typed_by: string | null
  at: Date
  outcome: string | null
  answered_by: string | null
  answered_at: Date | null
  answer: string | null
}

export interface SellerTables {
  sellers: SellersTable
  seller_requests: SellerRequestsTable
  seller_contact_requests: SellerContactRequestsTable
  sanctions: SanctionsTable
  sanction_appeals: SanctionAppealsTable
}
