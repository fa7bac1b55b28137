import type { Core } from '../core/kernel/core.ts'
import type { Secret } from '../core/kernel/secret.ts'
import {
  keepRefreshToken,
  markTokenRefused,
  readRefreshToken,
  unmarkTokenRefused,
} from '../core/mailbox/oauth-token.ts'
import type { RaiseAlert } from './mail-alert.ts'
import { RenewalRefused, requestToken } from './token-request.ts'

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
const SPARE_MS = 60_000

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
