import type { ColumnType, JSONColumnType } from 'kysely'
import type { Counted, Later } from './column.ts'
import type { Language } from './column-values.ts'
import type { HandoffTables } from './handoff-tables.ts'
import type { ConversationId, MemberId, TicketId } from './row-id.ts'

/** An app id and key of the chat's in earlier versions. Nothing reads it; the next version drops it. */
export interface ChatIdentityTable {
  id: number
  app_id: string
  key_id: string
  public_key: JSONColumnType<object>
  sealed_private_key: string
  created_at: Date
}

/** A conversation as the channel on our website knows it. */
export interface DirectLineConversationsTable {
  id: string
  user_id: string
  language: Language
  last_number: Counted<number>
  created_at: Date
}

/** The activities in the customer's window, numbered; the customer's own are forwarded to the agent. */
export interface DirectLineActivitiesTable {
  conversation_id: string
  number: number
  from_user: boolean
  /** False for what channel and agent exchange between themselves. */
  shown: boolean
  /** The sender's key; it deduplicates activities. */
  unique_key: string
  activity: JSONColumnType<object>
  at: Date
  forwarded_at: Later<Date>
  /** Set by earlier versions when the agent would never accept it. */
  refused_at: Later<Date>
  attempts: Counted<number>
  /** When to retry; null when there is nothing to do. */
  next_attempt_at: Later<Date>
}

export interface DirectLineFilesTable {
  id: string
  conversation_id: string
  name: string
  type: string
  size: number
  sha256: string
  created_at: Date
}

/** A conversation as the agent knows it, by any channel. */
export interface ChatConversationsTable {
  id: ConversationId
  channel: string
  external_id: string
  /** How to reach it again (a Bot Framework conversation reference). */
  reference: JSONColumnType<object>
  state: ColumnType<object | null, string | null | undefined, string | null>
  language: Language
  last_number: Counted<number>
  created_at: Date
  last_inbound_at: Date
  /** When the customer counts as idle. */
  quiet_due_at: Later<Date>
  quiet_long: Counted<boolean>
  /** Since when the channel no longer knows it. */
  dead_at: Later<Date>
}

/** The activities of a conversation, in order; ours wait here until the channel has accepted them. */
export interface ChatActivitiesTable {
  conversation_id: ConversationId
  number: number
  author_kind: 'customer' | 'bot' | 'member' | 'system'
  member_id: Later<MemberId>
  /** The channel's id of an incoming activity; null for ours. */
  activity_id: Later<string>
  content: JSONColumnType<object>
  at: Date
  sent_at: Later<Date>
  failed_at: Later<Date>
  attempts: Counted<number>
  next_attempt_at: Later<Date>
}

/** A mailed code that proves a ticket is the customer's. Without a ticket no code fits, with no visible difference. */
export interface ChatCodesTable {
  conversation_id: ConversationId
  ticket_id: Later<TicketId>
  code_hash: string
  tries_left: number
  asked: Counted<number>
  created_at: Date
  expires_at: Date
}

export interface ChatTables extends HandoffTables {
  chat_identity: ChatIdentityTable
  direct_line_conversations: DirectLineConversationsTable
  direct_line_activities: DirectLineActivitiesTable
  direct_line_files: DirectLineFilesTable
  chat_conversations: ChatConversationsTable
  chat_activities: ChatActivitiesTable
  chat_codes: ChatCodesTable
}
