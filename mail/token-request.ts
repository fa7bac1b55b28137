import type { OAuthGrant } from './oauth.ts'

/** The answer to a renewal (RFC 6749 §5.1). */
export interface RenewedToken {
  accessToken: string
  /** Seconds. */
  expiresIn: number
  /** The next refresh token when the provider rotates them, else null. */
  refreshToken: string | null
}

/** The provider will not renew this token however often it is asked; a person has to give consent again. */
export class RenewalRefused extends Error {
  /** The provider's error code (RFC 6749 §5.2), such as `invalid_grant`. */
  readonly code: string
  constructor(code: string) {
    super(`The OAuth2 provider refuses to renew the token (${code}).`)
    this.name = 'RenewalRefused'
    this.code = code
  }
}

const PATIENCE_MS = 30_000
// RFC 6749 §5.2 says how long a token lives is up to the provider; without a word an hour is what both big ones give.
const USUAL_LIFETIME = 3600
const TEMPORARY = ['temporarily_unavailable', 'server_error', 'slow_down']

/**
 * Asks for a new access token with a refresh token (RFC 6749 §6). Throws `RenewalRefused` when the provider refuses it
 * for good, another error when it is away, slow or unclear.
 */
export async function requestToken(grant: OAuthGrant, refreshToken: string): Promise<RenewedToken> {
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    client_id: grant.clientId,
    ...(grant.clientSecret ? { client_secret: grant.clientSecret.reveal() } : {}),
    ...(grant.scope ? { scope: grant.scope } : {}),
  })
  const response = await fetch(grant.tokenUrl, {
    method: 'POST',
    body: form,
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(PATIENCE_MS),
  })
  const answer = asFields(await response.json().catch(() => null))
  if (response.ok && typeof answer.access_token === 'string') {
    const next = answer.refresh_token
    return {
      accessToken: answer.access_token,
      expiresIn: Number(answer.expires_in) || USUAL_LIFETIME,
      refreshToken: typeof next === 'string' && next !== '' ? next : null,
    }
  }
  const code = answer.error
  const final = response.status === 400 || response.status === 401 || response.status === 403
  if (final && typeof code === 'string' && !TEMPORARY.includes(code)) throw new RenewalRefused(code)
  throw new Error(`The OAuth2 token endpoint answered with status ${response.status}.`)
}

function asFields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
