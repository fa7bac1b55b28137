/** A question to the customer; open until answered, lapsed, or closed with its ticket. The words are the message's. */
export interface InformationRequestsTable {
  id: string
  ticket_id: string
  round: number
  message_id: string
  /** The mail that asks. */
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

/** Findings told to the customer; the words are the message's, or of the call that told them. */
export interface ConclusionsTable {
  id: string
  ticket_id: string
  round: number
  member_id: string
  /** Null until the customer, who has no e-mail address, was called. */
  message_id: string | null
  at: Date
}

/** Someone found that a message is not a complaint; taken up again, it owes what it owed. */
export interface SetAsidesTable {
  id: string
  ticket_id: string
  why: string
  member_id: string
  at: Date
  /** The event that ended the promises; they are found by it when they are restored. */
  by_event: number
  taken_up_at: Date | null
}

/** A call to make to a customer who has no e-mail address, with what is to be said. */
export interface CallBacksTable {
  id: string
  ticket_id: string
  round: number
  why: string
  text: string
  /** One for the same form sent twice. */
  unique_key: string | null
  created_at: Date
  ended_at: Date | null
  /** The logged call; null while open, and when the matter went on without it. */
  message_id: string | null
}

export interface InformationTables {
  information_requests: InformationRequestsTable
  conclusions: ConclusionsTable
  set_asides: SetAsidesTable
  call_backs: CallBacksTable
}
