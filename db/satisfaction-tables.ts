import type { Category, Channel, Language, TeamId } from './column-values.ts'
import type { MemberId, MessageId, SatisfactionRequestId, TicketId } from './row-id.ts'

/** How satisfied a person is with a resolution (policy §3), from 1 (not at all) to 5 (completely). */
export const SCORES = [1, 2, 3, 4, 5] as const

export type Score = (typeof SCORES)[number]

/** The channel a rating came by. */
export type SatisfactionVia = 'page' | 'mail' | 'chat' | 'desk'

/** The question how satisfied a customer is with one resolution; team, category and channel as they were then. */
export interface SatisfactionRequestsTable {
  id: SatisfactionRequestId
  ticket_id: TicketId
  round: number
  team_id: TeamId
  category: Category
  door: Channel
  language: Language
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
  request_id: SatisfactionRequestId
  /** From 1 (not at all) to 5 (completely). */
  score: Score
  comment: string | null
  via: SatisfactionVia
  /** The message with the rating, when it came by mail or chat. */
  message_id: MessageId | null
  at: Date
  /** When a comment was added after the rating; once. */
  comment_added_at: Date | null
  followed_up_by: MemberId | null
  followed_up_at: Date | null
}

export interface SatisfactionTables {
  satisfaction_requests: SatisfactionRequestsTable
  satisfaction_answers: SatisfactionAnswersTable
}
