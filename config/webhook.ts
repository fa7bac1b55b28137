import type { Secret } from '../core/kernel/secret.ts'
import { API_TOKEN, type Secrets, WEBHOOK_SECRET } from './secrets.ts'
import type { Settings } from './settings-schema.ts'

export interface WebhookConfig {
  readonly url: string
  /** What notices are signed with; the marketplace has the same. */
  readonly secret: Secret
}

// As many bits as the signature has (HMAC-SHA256), written in any alphabet, take at least this many characters.
const SHORTEST_SECRET = 32

/** Where the marketplace is told, with its secret from the environment; null when no address is set. */
export function webhookConfig(
  settings: Settings['marketplaceWebhook'],
  secrets: Secrets,
): WebhookConfig | null {
  if (settings.url === undefined) return null
  const secret = secrets.required(WEBHOOK_SECRET, 'signing what the marketplace is told')
  const length = secret.reveal().length
  if (length > 0 && length < SHORTEST_SECRET) {
    secrets.faults.push({
      where: WEBHOOK_SECRET,
      problem: `has fewer than ${SHORTEST_SECRET} characters`,
      remedy: 'Set it to one made by `openssl rand -hex 32`, here and at the marketplace.',
    })
  }
  return { url: settings.url, secret }
}

/** The API's token; null when there is to be no API. */
export function apiToken(secrets: Secrets): Secret | null {
  const token = secrets.optional(API_TOKEN)
  if (token && token.reveal().length < SHORTEST_SECRET) {
    secrets.faults.push({
      where: API_TOKEN,
      problem: `has fewer than ${SHORTEST_SECRET} characters`,
      remedy: 'Set it to one made by `openssl rand -hex 32`.',
    })
  }
  return token
}
