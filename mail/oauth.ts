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

/** What a log-in by OAuth2 with a refresh token needs. */
export interface OAuthGrant {
  readonly type: 'oauth2'
  readonly tokenUrl: string
  readonly clientId: string
  /** Null for an application registered without one. */
  readonly clientSecret: Secret | null
  /** The one to begin with; a rotated one is kept in the database and goes before it. */
  readonly refreshToken: Secret
  readonly scope: string
}

/** Access tokens for IMAP and SMTP log-ins, renewed when needed. */
export interface AccessTokens {
  /**
   * A valid access token for an account (`mailbox:fraud`, `smtp:main`). Throws `RenewalRefused` when the provider will
   * not renew it any more, and other errors when it could not be asked.
   */
  get(account: string, grant: OAuthGrant): Promise<string>
  /** The server did not take the token just given: the next `get` renews it. */
  forget(account: string): void
}

// A token about to expire could do so between here and the server.
const SPARE_MS = MINUTE

/** Access tokens whose refresh tokens are kept in the database; `alert` hears of a refused renewal once. */
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
      // One renewal at a time: with rotation, the second of two would bring a token the first has just used up.
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
    return await renewWith(core, account, grant, refreshToken, kept?.refusedAt != null)
  } catch (error) {
    if (!(error instanceof RenewalRefused)) throw error
    // Another process may have renewed meanwhile and so used up the token we read.
    const newer = await readRefreshToken(core, account, configured)
    if (newer && newer.refreshToken !== refreshToken)
      return renewWith(core, account, grant, newer.refreshToken, newer.refusedAt !== null)
    await alertRefused(core, account, configured, refreshToken, error, alert)
    throw error
  }
}

async function renewWith(
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

/** The answer to a renewal (RFC 6749 §5.1). */
interface RenewedToken {
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
