import type { JSONColumnType } from 'kysely'
import type { Later } from './column.ts'
import type { ApiTokenId, MemberId, OutboxId, WebhookAttemptId, WebhookSubscriptionId } from './row-id.ts'

/** Another system's token for the API; only its hash is stored. */
export interface ApiTokensTable {
  id: ApiTokenId
  name: string
  token_hash: string
  scopes: JSONColumnType<string[]>
  /** Sensitive lanes it may read and write besides the ordinary categories. */
  lanes: JSONColumnType<string[]>
  created_by: MemberId | null
  created_at: Date
  last_used_at: Later<Date>
  revoked_by: Later<MemberId>
  revoked_at: Later<Date>
}

/** Another system that is notified of what happens to tickets. */
export interface WebhookSubscriptionsTable {
  id: WebhookSubscriptionId
  name: string
  url: string
  /** The secret that signs its notices, sealed with the program's own keys. */
  sealed_secret: string
  events: JSONColumnType<string[]>
  lanes: JSONColumnType<string[]>
  created_by: MemberId | null
  created_at: Date
  paused_at: Later<Date>
  removed_at: Later<Date>
}

/** Each attempt to deliver a notice, for the operators of the other system. */
export interface WebhookAttemptsTable {
  id: WebhookAttemptId
  subscription_id: WebhookSubscriptionId
  outbox_id: OutboxId
  at: Date
  /** The HTTP status of the response; null when there was none. */
  status: number | null
  error: string | null
  milliseconds: number
}

export interface InterfaceTables {
  api_tokens: ApiTokensTable
  webhook_subscriptions: WebhookSubscriptionsTable
  webhook_attempts: WebhookAttemptsTable
}
