/** A question to the customer; open until answered, lapsed, or closed with its ticket. The text is the message's. */
export interface InformationRequestsTable {
  id: string
  ticket_id: string
  round: number
  message_id: string
  /** The mail with the question. */
  outbox_id: string
  asked_by: string
  asked_at: Date
  remind_at: Date
  reply_by: Date
  reminded_at: Date | null
  ended_at: Date | null
  ended_how: string | null
  answered_by_message_id: string | null
}

/** Findings reported to the customer; the text is the message's, or that of the call which reported them. */
export interface ConclusionsTable {
  id: string
  ticket_id: string
  round: number
  member_id: string
  /** Null until the customer, who has no e-mail address, was called. */
  message_id: string | null
  at: Date
}

/** A message that is not a complaint, set aside by a member. Once taken up again, its promises are restored. */
export interface SetAsidesTable {
  id: string
  ticket_id: string
  why: string
  member_id: string
  at: Date
  /** The event that ended the promises; it identifies those to restore. */
  by_event: number
  taken_up_at: Date | null
}

/** A call to make to a customer who has no e-mail address, with its content. */
export interface CallBacksTable {
  id: string
  ticket_id: string
  round: number
  why: string
  text: string
  /** Deduplicates a form that is sent twice. */
  unique_key: string | null
  created_at: Date
  ended_at: Date | null
  /** The logged call; null while open, and when the ticket went on without it. */
  message_id: string | null
}

export interface InformationTables {
  information_requests: InformationRequestsTable
  conclusions: ConclusionsTable
  set_asides: SetAsidesTable
  call_backs: CallBacksTable
}
