import '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { SessionCookie } from './response.ts'

/**
 * Returns the session cookie's name. With https the `__Host-` prefix binds it to this host. On loopback the port is
 * part of the name, because two copies side by side would otherwise share their cookies.
 */
export function sessionCookieName(publicUrl: string): string {
  return nameOf('session', publicUrl)
}

/** Returns the name of the cookie that binds a sign-in in progress to its browser. */
function underwayCookieName(publicUrl: string): string {
  return nameOf('sign-in', publicUrl)
}

/** Returns a request's session token. */
export function sessionToken(request: FastifyRequest, publicUrl: string): string | undefined {
  return request.cookies[sessionCookieName(publicUrl)]
}

/** Returns a request's token of a sign-in in progress: to the second factor, or to the identity provider and back. */
export function underwayToken(request: FastifyRequest, publicUrl: string): string | undefined {
  return request.cookies[underwayCookieName(publicUrl)]
}

/** Sets or clears the session cookie. */
export function setSessionCookie(reply: FastifyReply, publicUrl: string, cookie: SessionCookie): void {
  setTokenCookie(reply, sessionCookieName(publicUrl), publicUrl, cookie)
}

/** Sets or clears the cookie of a sign-in in progress. */
export function setUnderwayCookie(reply: FastifyReply, publicUrl: string, cookie: SessionCookie): void {
  setTokenCookie(reply, underwayCookieName(publicUrl), publicUrl, cookie)
}

function nameOf(what: string, publicUrl: string): string {
  const { protocol, port } = new URL(publicUrl)
  return protocol === 'https:' ? `__Host-${what}` : `${what}-${port || '80'}`
}

// Lax, not strict: a link in a mail or the return from the identity provider must find the session.
function setTokenCookie(reply: FastifyReply, name: string, publicUrl: string, cookie: SessionCookie): void {
  reply.setCookie(name, cookie?.token ?? '', {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: publicUrl.startsWith('https:'),
    // Never Expires: the browser compares that with its own clock, which may be ahead (RFC 6265, 5.2.2).
    maxAge: Math.floor((cookie?.lasts ?? 0) / 1000),
  })
}

const LIST_COOKIE = 'agafort-list'
const LONGEST_LIST_QUERY = 1_000

/**
 * Returns the query of the list this browser viewed last. A ticket opened from it shows it beside itself and links back
 * to it. The cookie lasts until the browser is closed; the last list of any tab wins.
 */
export function rememberedList(request: FastifyRequest): string {
  const query = request.cookies[LIST_COOKIE] ?? ''
  return query.length > LONGEST_LIST_QUERY ? '' : query
}

/** Stores the displayed list in the browser. */
export function rememberList(reply: FastifyReply, publicUrl: string, query: string): void {
  if (query.length > LONGEST_LIST_QUERY) return
  reply.setCookie(LIST_COOKIE, query, {
    path: '/desk',
    httpOnly: true,
    sameSite: 'lax',
    secure: publicUrl.startsWith('https:'),
  })
}
