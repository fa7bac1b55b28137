import type { JSONColumnType } from 'kysely'
import type { Later } from './column.ts'

/** What another system shows to use the API; only a hash of it is kept. */
export interface ApiTokensTable {
  id: string
  name: string
  token_hash: string
  scopes: JSONColumnType<string[]>
  /** Sensitive lanes it may read and write besides the ordinary categories. */
  lanes: JSONColumnType<string[]>
  created_by: string | null
  created_at: Date
  last_used_at: Later<Date>
  revoked_by: Later<string>
  revoked_at: Later<Date>
}

/** Another system that is told what happens to tickets. */
export interface WebhookSubscriptionsTable {
  id: string
  name: string
  url: string
  /** What its notices are signed with, sealed with the program's own keys. */
  sealed_secret: string
  events: JSONColumnType<string[]>
  lanes: JSONColumnType<string[]>
  created_by: string | null
  created_at: Date
  paused_at: Later<Date>
  removed_at: Later<Date>
}

/** Each attempt to deliver a notice, for whoever looks after the other system. */
export interface WebhookAttemptsTable {
  id: string
  subscription_id: string
  outbox_id: string
  at: Date
  /** The answer's status; null when there was none. */
  status: number | null
  error: string | null
  milliseconds: number
}

export interface InterfaceTables {
  api_tokens: ApiTokensTable
  webhook_subscriptions: WebhookSubscriptionsTable
  webhook_attempts: WebhookAttemptsTable
}
