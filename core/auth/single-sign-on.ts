import type { Core } from '../kernel/core.ts'
import type { MemberId } from '../kernel/id.ts'
import { openSealedText, sealText } from '../kernel/sealed-text.ts'
import { hashToken, mintToken } from '../kernel/secret-token.ts'
import { grantSignIn, type SignInResult } from './admission.ts'
import { type ProviderRefusal, recogniseMember } from './provider-identity.ts'
import type { IssuedToken } from './session.ts'
import { type ClientInfo, recordSignIn } from './sign-in-log.ts'

const MINUTE = 60_000
/** How long someone may take at the provider. */
export const PROVIDER_REQUEST_LASTS = 10 * MINUTE

/** What the provider's answer must match: OpenID Connect Core §3.1.2.1 (state, nonce), RFC 7636 (verifier). */
export interface ProviderChecks {
  state: string
  nonce: string
  verifier: string
}

/** What a provider says of someone, its signature, issuer, audience and nonce checked (OpenID Connect Core §3.1.3.7, §5.1). */
export interface ProviderClaims {
  issuer: string
  subject: string
  email: string | null
  emailVerified: boolean
  name: string | null
}

/** What we make of a provider's word. */
export interface ProviderRules {
  /** Someone it vouches for who is no member becomes one, as an agent. */
  createsMembers: boolean
  /** It asks for a second factor itself; ours is not asked for after it. */
  asksSecondFactor: boolean
}

/** Notes that someone goes to the provider; their browser keeps the token, and only it can bring the answer back. */
export async function beginProviderSignIn(
  core: Core,
  { checks, next }: { checks: ProviderChecks; next: string },
): Promise<IssuedToken> {
  const now = core.clock.now()
  const token = mintToken()
  await core.db
    .insertInto('provider_requests')
    .values({
      token_hash: hashToken(token),
      sealed_checks: sealText(core.settings.secretKeys, 'provider request', JSON.stringify(checks)),
      next,
      created_at: now,
      expires_at: new Date(now.getTime() + PROVIDER_REQUEST_LASTS),
    })
    .execute()
  return { token, lasts: PROVIDER_REQUEST_LASTS }
}

/** What the answer this browser brings must match, once: undefined for a token that is unknown, used or too old. */
export async function takeProviderRequest(
  core: Core,
  token: string,
): Promise<{ checks: ProviderChecks; next: string } | undefined> {
  const row = await core.db
    .deleteFrom('provider_requests')
    .where('token_hash', '=', hashToken(token))
    .returning(['sealed_checks', 'next', 'expires_at'])
    .executeTakeFirst()
  if (!row || row.expires_at <= core.clock.now()) return undefined
  const opened = openSealedText(core.settings.secretKeys, 'provider request', row.sealed_checks)
  return opened === null ? undefined : { checks: JSON.parse(opened) as ProviderChecks, next: row.next }
}

/** Lets in whom the provider vouches for, if it is a member; otherwise says why not. */
export async function signInFromProvider(
  core: Core,
  { claims, rules, from }: { claims: ProviderClaims; rules: ProviderRules; from: ClientInfo },
): Promise<SignInResult | { kind: 'refused'; why: ProviderRefusal }> {
  const found = await recogniseMember(core, { claims, createsMembers: rules.createsMembers, from })
  if ('why' in found) {
    const memberId: MemberId | null = found.memberId
    await recordSignIn(core.db, core, { memberId, kind: 'provider-refused', method: 'provider', from })
    return { kind: 'refused', why: found.why }
  }
  return grantSignIn(core, found.memberId, { method: 'provider', from, strong: rules.asksSecondFactor })
}
