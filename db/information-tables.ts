import type {
  CallBackId,
  ConclusionId,
  InformationRequestId,
  MemberId,
  MessageId,
  OutboxId,
  SetAsideId,
  TicketId,
} from './row-id.ts'

/** Why a message is no complaint. */
export const SET_ASIDE_REASONS = ['spam', 'thanks', 'not-a-complaint', 'sent-by-mistake'] as const
export type SetAsideReason = (typeof SET_ASIDE_REASONS)[number]

/** What a call is for. */
export type CallBackWhy = 'answer' | 'update' | 'information' | 'conclusion' | 'resolution'

/** A question to the customer; open until answered, lapsed, or closed with its ticket. The text is the message's. */
export interface InformationRequestsTable {
  id: InformationRequestId
  ticket_id: TicketId
  round: number
  message_id: MessageId
  /** The mail with the question. */
  outbox_id: OutboxId
  asked_by: MemberId
  asked_at: Date
  remind_at: Date
  reply_by: Date
  reminded_at: Date | null
  ended_at: Date | null
  ended_how: 'answered' | 'lapsed' | 'closed' | null
  answered_by_message_id: MessageId | null
}

/** Findings reported to the customer; the text is the message's, or that of the call which reported them. */
export interface ConclusionsTable {
  id: ConclusionId
  ticket_id: TicketId
  round: number
  member_id: MemberId
  /** Null until the customer, who has no e-mail address, was called. */
  message_id: MessageId | null
  at: Date
}

/** A message that is not a complaint, set aside by a member. Once taken up again, its promises are restored. */
export interface SetAsidesTable {
  id: SetAsideId
  ticket_id: TicketId
  why: SetAsideReason
  member_id: MemberId
  at: Date
  /** The event that ended the promises; it identifies those to restore. */
  by_event: number
  taken_up_at: Date | null
}

/** A call to make to a customer who has no e-mail address, with its content. */
export interface CallBacksTable {
  id: CallBackId
  ticket_id: TicketId
  round: number
  why: CallBackWhy
  text: string
  /** Deduplicates a form that is sent twice. */
  unique_key: string | null
  created_at: Date
  ended_at: Date | null
  /** The logged call; null while open, and when the ticket went on without it. */
  message_id: MessageId | null
}

export interface InformationTables {
  information_requests: InformationRequestsTable
  conclusions: ConclusionsTable
  set_asides: SetAsidesTable
  call_backs: CallBacksTable
}
