import { revokeSession } from '../../core/auth/session.ts'
import type { SignInResult } from '../../core/auth/sign-in.ts'
import type { RouteResponse } from '../http/response.ts'
import type { Visit } from '../http/route.ts'

/**
 * Redirects an authenticated visitor to their destination, or to the second factor they still need. The browser's
 * previous session is revoked: somebody else may have planted it, or it may be somebody else's.
 */
export async function completeSignIn(
  { core, kept }: Visit,
  result: SignInResult,
  next: string,
): Promise<RouteResponse> {
  if (kept.session) await revokeSession(core, kept.session)
  const { kind, token, lasts } = result
  if (kind === 'session') return { kind: 'redirect', to: next, cookie: { token, lasts }, underway: null }
  const to = next === '/desk' ? '/sign-in/code' : `/sign-in/code?next=${encodeURIComponent(next)}`
  return { kind: 'redirect', to, cookie: null, underway: { token, lasts } }
}
