import type { MessageId } from './row-id.ts'

/** A mail that could not be parsed; its ticket and raw mail exist, and it can be parsed again. */
export interface ParseFailuresTable {
  message_id: MessageId
  error: string
  attempts: number
  last_attempt_at: Date
  recovered_at: Date | null
}

export interface MailboxCursorsTable {
  mailbox: string
  folder: string
  uid_validity: string
  last_uid: number
  connected_at: Date
  /** The highest UID when first connected; null once UIDVALIDITY has changed. */
  history_end: number | null
  updated_at: Date
}

export interface MailboxHealthTable {
  mailbox: string
  last_success_at: Date | null
  failing_since: Date | null
  last_error: string | null
  alerted_at: Date | null
}

/** Rotated OAuth2 refresh tokens, encrypted with the program's secret key. */
export interface OauthTokensTable {
  account: string
  refresh_token: string
  refused_at: Date | null
  updated_at: Date
}

export interface MailboxTables {
  parse_failures: ParseFailuresTable
  mailbox_cursors: MailboxCursorsTable
  mailbox_health: MailboxHealthTable
  oauth_tokens: OauthTokensTable
}
