/** The question how satisfied a customer is with one resolution; team, category and channel as they were then. */
export interface SatisfactionRequestsTable {
  id: string
  ticket_id: string
  round: number
  team_id: string
  category: string
  door: string
  language: string
  asked_at: Date
  /** When the one reminder is due; null when there is to be none. */
  remind_at: Date | null
  reminded_at: Date | null
  answered_at: Date | null
  /** When it ended, so that nothing more is sent: answered, reopened, or nobody is reached. */
  ended_at: Date | null
}

/** The rating of a request; at most one. */
export interface SatisfactionAnswersTable {
  request_id: string
  /** From 1 (not at all) to 5 (completely). */
  score: number
  comment: string | null
  via: string
  /** The message with the rating, when it came by mail or chat. */
  message_id: string | null
  at: Date
  /** When a comment was added after the rating; once. */
  comment_added_at: Date | null
  followed_up_by: string | null
  followed_up_at: Date | null
}

export interface SatisfactionTables {
  satisfaction_requests: SatisfactionRequestsTable
  satisfaction_answers: SatisfactionAnswersTable
}
