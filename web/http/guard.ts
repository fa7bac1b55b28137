import { timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { needsSecondFactor } from '../../core/auth/second-factor.ts'
import { findSession, type Session } from '../../core/auth/session.ts'
import type { Core } from '../../core/kernel/core.ts'
import { Problem } from '../../core/kernel/problem.ts'
import { sessionToken } from './cookie.ts'
import type { MemberRoute, Route } from './route.ts'

/** Who makes a request: the session and the token its cookie brought. */
export interface Entered {
  session: Session
  token: string
}

/** Refuses a POST another site had the browser make (`not-allowed`). */
export function checkOrigin(core: Core, route: Route, request: FastifyRequest): void {
  if (route.method !== 'POST') return
  const { origin, host, 'sec-fetch-site': site } = request.headers
  const headers = { site: typeof site === 'string' ? site : undefined, origin, host }
  const secretUrl = route.secretUrl === true
  if (!comesFromOurPages(headers, core.settings.publicUrl, { secretUrl })) {
    throw new Problem('not-allowed', 'This request comes from another site.')
  }
}

/** The session of a member whose role the route allows: undefined when nobody is signed in, `not-allowed` for other roles. */
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
 * True when a page must wait: the member's role needs a second factor, and this session was opened without one. A POST
 * is refused then (`not-allowed`).
 */
export function leadsToSecondFactor(core: Core, route: MemberRoute, session: Session): boolean {
  if (session.strong || route.beforeSecondFactor || !needsSecondFactor(core, session.member)) return false
  if (route.method === 'POST') throw new Problem('not-allowed', 'Set up your second factor first.')
  return true
}

/** Refuses a form without its session's own token (`not-allowed`). */
export function checkCsrf(session: Session, sent: string | undefined): void {
  const expected = Buffer.from(session.csrfToken)
  const given = Buffer.from(sent ?? '')
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) {
    throw new Problem('not-allowed', 'The form is too old. Reload the page and send it again.')
  }
}

/**
 * True when a POST may come from where it says (Fetch Metadata, Origin). A page that tells no referrer sends
 * `Origin: null`; that is let through only where the URL itself is the secret. A request that says nothing at all is
 * no browser's, and nobody's browser can be abused to send it.
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
