import { timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { needsSecondFactor } from '../../core/auth/second-factor.ts'
import { findSession, type Session } from '../../core/auth/session.ts'
import type { Core } from '../../core/kernel/core.ts'
import { Problem } from '../../core/kernel/problem.ts'
import { sessionToken } from './cookie.ts'
import type { MemberRoute, Route } from './route.ts'

/** The requester: the session, and the token from its cookie. */
export interface Entered {
  session: Session
  token: string
}

/** Refuses a POST that another site made the browser send (`not-allowed`). */
export function checkOrigin(core: Core, route: Route, request: FastifyRequest): void {
  if (route.method !== 'POST') return
  const { origin, host, 'sec-fetch-site': site } = request.headers
  const headers = { site: typeof site === 'string' ? site : undefined, origin, host }
  const secretUrl = route.secretUrl === true
  if (!comesFromOurPages(headers, core.settings.publicUrl, { secretUrl })) {
    throw new Problem('not-allowed', 'This request comes from another site.')
  }
}

/**
 * Returns the session of a member whose role the route allows. Undefined when nobody is signed in; throws `not-allowed`
 * for other roles.
 */
export async function enter(
  core: Core,
  route: MemberRoute,
  request: FastifyRequest,
): Promise<Entered | undefined> {
  const token = sessionToken(request, core.settings.publicUrl)
  const session = token ? await findSession(core, token) : undefined
  if (!token || !session) return undefined
  if (!route.allow.includes(session.member.role)) {
    throw new Problem('not-allowed', 'This page is for other roles.')
  }
  return { session, token }
}

/**
 * Returns whether a page must wait: the member's role needs a second factor, and this session was opened without one.
 * Throws `not-allowed` for a POST.
 */
export function leadsToSecondFactor(core: Core, route: MemberRoute, session: Session): boolean {
  if (session.strong || route.beforeSecondFactor || !needsSecondFactor(core, session.member)) return false
  if (route.method === 'POST') throw new Problem('not-allowed', 'Set up your second factor first.')
  return true
}

/** Refuses a form without its session's own CSRF token (`not-allowed`). */
export function checkCsrf(session: Session, sent: string | undefined): void {
  const expected = Buffer.from(session.csrfToken)
  const given = Buffer.from(sent ?? '')
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) {
    throw new Problem('not-allowed', 'The form is too old. Reload the page and send it again.')
  }
}

/**
 * Returns whether a POST may come from its stated origin (Fetch Metadata, Origin). A page without a referrer sends
 * `Origin: null`, which is accepted only where the URL itself is the secret. A request without any of these headers
 * comes from no browser, so no browser can be abused to send it.
 */
export function comesFromOurPages(
  headers: { site: string | undefined; origin: string | undefined; host: string | undefined },
  publicUrl: string,
  { secretUrl = false }: { secretUrl?: boolean } = {},
): boolean {
  const { site, origin, host } = headers
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  if (origin === undefined) return true
  if (origin === 'null') return secretUrl || site === 'same-origin'
  return origin === new URL(publicUrl).origin || hostOf(origin) === host
}

function hostOf(origin: string): string | undefined {
  try {
    return new URL(origin).host
  } catch {
    return undefined
  }
}
