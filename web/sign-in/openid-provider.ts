import * as openid from 'openid-client'
import type { ProviderChecks, ProviderClaims, ProviderRules } from '../../core/auth/single-sign-on.ts'

import { Problem } from '../../core/kernel/problem.ts'
import type { Secret } from '../../core/kernel/secret.ts'

/** The company's identity provider, as the sign-in uses it. */
export interface Provider extends ProviderRules {
  /** The name on its button: `Agafort Connect`. */
  name: string
  /**
   * Returns where to send the browser, and what its response must match. Throws `not-available` when the provider does
   * not respond.
   */
  begin(redirectUri: string): Promise<{ url: string; checks: ProviderChecks }>
  /**
   * Returns the provider's claims about the person who returned to `url`. Throws `not-signed-in` for a response that
   * does not match, is not the provider's, or was a refusal. Throws `not-available` when the provider does not respond.
   */
  finish(url: URL, checks: ProviderChecks): Promise<ProviderClaims>
}

/** The provider's address and our registration there. */
export interface ProviderOptions extends ProviderRules {
  name: string
  /** Its issuer identifier: https, or http on this machine itself. */
  issuer: string
  clientId: string
  clientSecret: Secret
  timeoutSeconds?: number
}

const TIMEOUT_SECONDS = 8
const SCOPE = 'openid email profile'

/**
 * Opens an OpenID Connect provider, by the authorization code flow with PKCE, state and nonce (OpenID Connect Core
 * §3.1, RFC 7636, RFC 9207). Its metadata is fetched on first use, so that we start while it is down.
 */
export function openProvider(options: ProviderOptions): Provider {
  const { name, createsMembers, asksSecondFactor } = options
  let known: Promise<openid.Configuration> | undefined
  const configuration = () => {
    known ??= discover(options).catch((error) => {
      known = undefined
      throw away(error)
    })
    return known
  }
  return {
    name,
    createsMembers,
    asksSecondFactor,
    begin: async (redirectUri) => {
      const config = await configuration()
      const checks = {
        state: openid.randomState(),
        nonce: openid.randomNonce(),
        verifier: openid.randomPKCECodeVerifier(),
      }
      const url = openid.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: SCOPE,
        state: checks.state,
        nonce: checks.nonce,
        code_challenge: await openid.calculatePKCECodeChallenge(checks.verifier),
        code_challenge_method: 'S256',
      })
      return { url: url.href, checks }
    },
    finish: async (url, checks) => claimsOf(await configuration(), url, checks),
  }
}

function discover({ issuer, clientId, clientSecret, timeoutSeconds = TIMEOUT_SECONDS }: ProviderOptions) {
  const address = new URL(issuer)
  // Our configuration refuses http elsewhere; the library refuses it everywhere by default.
  const onThisMachine = ['127.0.0.1', '[::1]', 'localhost'].includes(address.hostname)
  return openid.discovery(address, clientId, clientSecret.reveal(), undefined, {
    timeout: timeoutSeconds,
    execute: address.protocol === 'http:' && onThisMachine ? [openid.allowInsecureRequests] : [],
  })
}

async function claimsOf(
  config: openid.Configuration,
  url: URL,
  checks: ProviderChecks,
): Promise<ProviderClaims> {
  try {
    const tokens = await openid.authorizationCodeGrant(config, url, {
      expectedState: checks.state,
      expectedNonce: checks.nonce,
      pkceCodeVerifier: checks.verifier,
      idTokenExpected: true,
    })
    const claims = tokens.claims()
    if (!claims) throw new Error('There was no ID token.')
    // Many providers return the address only from the UserInfo endpoint (OpenID Connect Core §5.4).
    const more =
      claims.email === undefined
        ? await openid.fetchUserInfo(config, tokens.access_token, claims.sub)
        : claims
    return {
      issuer: claims.iss,
      subject: claims.sub,
      email: typeof more.email === 'string' ? more.email : null,
      emailVerified: more.email_verified === true,
      name: typeof more.name === 'string' ? more.name : null,
    }
  } catch (error) {
    if (isAway(error)) throw away(error)
    throw new Problem('not-signed-in', "The identity provider's answer does not hold. Begin again.", {
      cause: error,
    })
  }
}

function away(error: unknown): Problem {
  return new Problem('not-available', 'The identity provider does not answer.', { cause: error })
}

// The errors of fetch when the provider does not respond, or not in time; and a provider's own server fault.
function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, cause, status } = error as { code?: unknown; cause?: unknown; status?: unknown }
  if (typeof status === 'number' && status >= 500) return true
  if (error.name === 'TimeoutError' || code === 'OAUTH_TIMEOUT') return true
  if (error instanceof TypeError && error.message === 'fetch failed') return true
  return cause !== undefined && cause !== error && isAway(cause)
}
