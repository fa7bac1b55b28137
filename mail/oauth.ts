import type { Core } from '../core/kernel/core.ts'
import { MINUTE } from '../core/kernel/duration.ts'
import type { Secret } from '../core/kernel/secret.ts'
import {
  keepRefreshToken,
  markTokenRefused,
  readRefreshToken,
  unmarkTokenRefused,
} from '../core/mailbox/oauth-token.ts'
import type { RaiseAlert } from './mail-alert.ts'

/** The settings of an OAuth2 log-in with a refresh token. */
export interface OAuthGrant {
  readonly type: 'oauth2'
  readonly tokenUrl: string
  readonly clientId: string
  /** Null for an application registered without a secret. */
  readonly clientSecret: Secret | null
  /** The initial refresh token. A rotated one is stored in the database and takes precedence. */
  readonly refreshToken: Secret
  readonly scope: string
}

/** Access tokens for IMAP and SMTP log-ins, renewed when needed. */
export interface AccessTokens {
  /**
   * Returns a valid access token for an account (`mailbox:fraud`, `smtp:main`). Throws `RenewalRefused` when the
   * provider refuses to renew it, and another error when the provider could not be reached.
   */
  get(account: string, grant: OAuthGrant): Promise<string>
  /** Drops a token that the server rejected, so that the next `get` renews it. */
  forget(account: string): void
}

// A token about to expire could expire on its way to the server.
const SPARE_MS = MINUTE

/**
 * Returns access tokens whose refresh tokens are stored in the database. `alert` is called once per refused renewal.
 */
export function openAccessTokens(core: Core, alert: RaiseAlert): AccessTokens {
  const cached = new Map<string, { accessToken: string; until: number }>()
  const renewing = new Map<string, Promise<string>>()

  async function renew(account: string, grant: OAuthGrant): Promise<string> {
    const renewed = await renewToken(core, account, grant, alert)
    const lifetime = renewed.expiresIn * 1000 - SPARE_MS
    cached.set(account, { accessToken: renewed.accessToken, until: core.clock.now().getTime() + lifetime })
    return renewed.accessToken
  }

  return {
    async get(account, grant) {
      const known = cached.get(account)
      if (known && known.until > core.clock.now().getTime()) return known.accessToken
      // One renewal at a time: with rotation, a second concurrent renewal would use a refresh token that is already
      // spent.
      const present = renewing.get(account) ?? renew(account, grant).finally(() => renewing.delete(account))
      renewing.set(account, present)
      return present
    },
    forget(account) {
      cached.delete(account)
    },
  }
}

async function renewToken(core: Core, account: string, grant: OAuthGrant, alert: RaiseAlert) {
  const configured = grant.refreshToken.reveal()
  const kept = await readRefreshToken(core, account, configured)
  const refreshToken = kept?.refreshToken ?? configured
  try {
    return await renewWithToken(core, account, grant, refreshToken, kept?.refusedAt != null)
  } catch (error) {
    if (!(error instanceof RenewalRefused)) throw error
    // Another process may have renewed meanwhile and spent the token we read.
    const newer = await readRefreshToken(core, account, configured)
    if (newer && newer.refreshToken !== refreshToken)
      return renewWithToken(core, account, grant, newer.refreshToken, newer.refusedAt !== null)
    await alertRefused(core, account, configured, refreshToken, error, alert)
    throw error
  }
}

async function renewWithToken(
  core: Core,
  account: string,
  grant: OAuthGrant,
  refreshToken: string,
  wasRefused: boolean,
) {
  const renewed = await requestToken(grant, refreshToken)
  const next = renewed.refreshToken ?? refreshToken
  if (next !== refreshToken || wasRefused) {
    await keepRefreshToken(core, account, grant.refreshToken.reveal(), next)
  }
  return renewed
}

async function alertRefused(
  core: Core,
  account: string,
  configured: string,
  refreshToken: string,
  refused: RenewalRefused,
  alert: RaiseAlert,
): Promise<void> {
  core.log.error('the provider refuses to renew an OAuth2 token: someone has to give consent again', {
    server: account,
    code: refused.code,
    error: refused,
  })
  const first = await markTokenRefused(core, account, configured, refreshToken)
  if (!first) return
  try {
    await alert({ kind: 'renewal-refused', account, reason: refused.code })
  } catch (error) {
    await unmarkTokenRefused(core, account)
    core.log.error('the team could not be told of a refused OAuth2 token', { server: account, error })
  }
}

/** The response to a renewal (RFC 6749 §5.1). */
interface RenewedToken {
  accessToken: string
  /** Seconds. */
  expiresIn: number
  /** The next refresh token when the provider rotates them, else null. */
  refreshToken: string | null
}

/** The provider refuses to renew this token, and a retry does not help: a person has to give consent again. */
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
// RFC 6749 §5.1 only recommends `expires_in`. One hour is what both large providers grant.
const USUAL_LIFETIME = 3600
const TEMPORARY = ['temporarily_unavailable', 'server_error', 'slow_down']

/**
 * Requests a new access token with a refresh token (RFC 6749 §6). Throws `RenewalRefused` when the provider refuses it
 * for good. Throws another error when the provider is unreachable, slow or its response is unclear.
 */
async function requestToken(grant: OAuthGrant, refreshToken: string): Promise<RenewedToken> {
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
  const fields = asFields(await response.json().catch(() => null))
  if (response.ok && typeof fields.access_token === 'string') {
    const next = fields.refresh_token
    return {
      accessToken: fields.access_token,
      expiresIn: Number(fields.expires_in) || USUAL_LIFETIME,
      refreshToken: typeof next === 'string' && next !== '' ? next : null,
    }
  }
  const code = fields.error
  const final = response.status === 400 || response.status === 401 || response.status === 403
  if (final && typeof code === 'string' && !TEMPORARY.includes(code)) throw new RenewalRefused(code)
  throw new Error(`The OAuth2 token endpoint answered with status ${response.status}.`)
}

function asFields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
