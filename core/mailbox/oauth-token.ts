import { createHash } from 'node:crypto'
import type { Core } from '../kernel/core.ts'
import { openSealedText, sealText } from '../kernel/sealed-text.ts'

/** A refresh token as last renewed, for one account. */
interface KeptRefreshToken {
  refreshToken: string
  /** Since when the provider refuses it; null while it works. */
  refusedAt: Date | null
}

/**
 * Returns the stored refresh token derived from the configured one, or null when there is none.
 * That is when it was never renewed, was encrypted with a removed key, or another token was configured since,
 * which then counts.
 */
export async function readRefreshToken(
  core: Core,
  account: string,
  configured: string,
): Promise<KeptRefreshToken | null> {
  const row = await core.db
    .selectFrom('oauth_tokens')
    .select(['refresh_token', 'refused_at'])
    .where('account', '=', account)
    .executeTakeFirst()
  if (!row) return null
  const opened = openSealedText(core.settings.secretKeys, purpose(account), row.refresh_token)
  if (opened === null) {
    core.log.warn(
      'A kept OAuth2 token opens with none of the secret keys; the configured one is used instead',
    )
    return null
  }
  const { origin, refreshToken } = JSON.parse(opened) as SealedToken
  return origin === originOf(configured) ? { refreshToken, refusedAt: row.refused_at } : null
}

/**
 * Stores a renewed refresh token, encrypted, in place of the one before; it works, so it is not marked as
 * refused.
 */
export async function keepRefreshToken(
  core: Core,
  account: string,
  configured: string,
  refreshToken: string,
): Promise<void> {
  const row = {
    refresh_token: sealed(core, account, configured, refreshToken),
    refused_at: null,
    updated_at: core.clock.now(),
  }
  await core.db
    .insertInto('oauth_tokens')
    .values({ account, ...row })
    .onConflict((conflict) => conflict.column('account').doUpdateSet(row))
    .execute()
}

/**
 * Marks a refresh token as refused by the provider. Returns true when it was not marked yet, so that the team
 * is alerted once.
 */
export async function markTokenRefused(
  core: Core,
  account: string,
  configured: string,
  refreshToken: string,
): Promise<boolean> {
  const now = core.clock.now()
  const sealedToken = sealed(core, account, configured, refreshToken)
  const marked = await core.db
    .insertInto('oauth_tokens')
    .values({ account, refresh_token: sealedToken, refused_at: now, updated_at: now })
    .onConflict((conflict) =>
      conflict
        .column('account')
        .doUpdateSet({ refresh_token: sealedToken, refused_at: now, updated_at: now })
        .where('oauth_tokens.refused_at', 'is', null),
    )
    .returning('account')
    .executeTakeFirst()
  return marked !== undefined
}

/** Clears the mark when the alert could not be sent, so that it is retried. */
export async function unmarkTokenRefused(core: Core, account: string): Promise<void> {
  await core.db.updateTable('oauth_tokens').set({ refused_at: null }).where('account', '=', account).execute()
}

interface SealedToken {
  /** The configured token it was derived from. */
  origin: string
  refreshToken: string
}

function sealed(core: Core, account: string, configured: string, refreshToken: string): string {
  const content: SealedToken = { origin: originOf(configured), refreshToken }
  return sealText(core.settings.secretKeys, purpose(account), JSON.stringify(content))
}

function originOf(configured: string): string {
  return createHash('sha256').update(configured).digest('base64url')
}

function purpose(account: string): string {
  return `oauth-token ${account}`
}
