import {
  beginProviderSignIn,
  signInFromProvider,
  takeProviderRequest,
} from '../../core/auth/single-sign-on.ts'
import { Problem } from '../../core/kernel/problem.ts'
import { localPath } from '../http/local-path.ts'
import type { RouteResponse } from '../http/response.ts'
import { ANYONE, type OpenRoute, type Visit } from '../http/route.ts'
import { SIGN_IN_WORDS } from '../wording/sign-in-words.ts'
import { completeSignIn } from './complete-sign-in.ts'
import type { Provider } from './openid-provider.ts'
import { signInPage } from './sign-in-page.ts'

const CALLBACK = '/sign-in/provider/callback'

/**
 * The redirect to the company's identity provider and the return from it (OpenID Connect). Without a configured
 * provider there is nothing here.
 */
export const SINGLE_SIGN_ON_ROUTES: readonly OpenRoute[] = [
  { method: 'GET', url: '/sign-in/provider', allow: ANYONE, limit: 'signIn', handle: leave },
  { method: 'GET', url: CALLBACK, allow: ANYONE, limit: 'signIn', secretUrl: true, handle: comeBack },
]

async function leave(visit: Visit): Promise<RouteResponse> {
  const { core, query } = visit
  const provider = theProvider(visit)
  try {
    const { url, checks } = await provider.begin(redirectUri(visit))
    const underway = await beginProviderSignIn(core, { checks, next: localPath(query.next) })
    return { kind: 'redirect', to: url, underway }
  } catch (error) {
    return turnedAway(visit, provider, error)
  }
}

async function comeBack(visit: Visit): Promise<RouteResponse> {
  const { core, kept, from, wording } = visit
  const provider = theProvider(visit)
  // Consumed before it is checked: a replayed response is worthless.
  const request = kept.underway === undefined ? undefined : await takeProviderRequest(core, kept.underway)
  try {
    if (!request) throw new Problem('not-signed-in', 'Nobody in this browser is on the way back.')
    const claims = await provider.finish(cameTo(visit), request.checks)
    const admission = await signInFromProvider(core, { claims, rules: provider, from })
    if (admission.kind !== 'refused') return await completeSignIn(visit, admission, request.next)
    core.log.info('the identity provider vouched for someone who is not let in', { code: admission.why })
    const why = SIGN_IN_WORDS[wording.language].provider.refused[admission.why]
    return signInPage(visit, { why, status: 403 })
  } catch (error) {
    return turnedAway(visit, provider, error)
  }
}

function turnedAway(visit: Visit, { name }: Provider, error: unknown): RouteResponse {
  if (!(error instanceof Problem)) throw error
  const { core, wording } = visit
  const words = SIGN_IN_WORDS[wording.language].provider
  core.log.warn('a sign-in by the identity provider failed', { code: error.code, error: error.cause })
  return error.code === 'not-available'
    ? signInPage(visit, { why: words.away(name), status: 503 })
    : signInPage(visit, { why: words.failed(name), status: 401 })
}

function theProvider({ settings }: Visit): Provider {
  if (!settings.provider) throw new Problem('not-found', 'No identity provider is configured.')
  return settings.provider
}

function redirectUri({ core }: Visit): string {
  return `${core.settings.publicUrl}${CALLBACK}`
}

// The URL as the provider was given it, whatever proxy is in between.
function cameTo(visit: Visit): URL {
  const url = new URL(redirectUri(visit))
  url.search = visit.path.split('?').slice(1).join('?')
  return url
}
