import { revokeSession } from '../../core/auth/session.ts'
import type { SignInResult } from '../../core/auth/sign-in.ts'
import type { RouteResponse } from '../http/response.ts'
import type { Visit } from '../http/route.ts'

/**
 * Sends someone who has shown who they are on to where they were going, or to the code they owe. The session the browser
 * held before ends: it may have been planted there by somebody else, or be somebody else's.
 */
export async function completeSignIn(
  { core, kept }: Visit,
  admission: SignInResult,
  next: string,
): Promise<RouteResponse> {
  if (kept.session) await revokeSession(core, kept.session)
  const { kind, token, lasts } = admission
  if (kind === 'session') return { kind: 'redirect', to: next, cookie: { token, lasts }, underway: null }
  const to = next === '/desk' ? '/sign-in/code' : `/sign-in/code?next=${encodeURIComponent(next)}`
  return { kind: 'redirect', to, cookie: null, underway: { token, lasts } }
}
