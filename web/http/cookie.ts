import '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { SessionCookie } from './response.ts'

/**
 * The session cookie's name. With https the `__Host-` prefix binds it to this host; on loopback the port is part of the
 * name, because cookies of two copies side by side are otherwise one.
 */
export function sessionCookieName(publicUrl: string): string {
  return nameOf('session', publicUrl)
}

/** The same of the cookie that binds a sign-in under way to its browser. */
function underwayCookieName(publicUrl: string): string {
  return nameOf('sign-in', publicUrl)
}

/** The session token a request brought. */
export function sessionToken(request: FastifyRequest, publicUrl: string): string | undefined {
  return request.cookies[sessionCookieName(publicUrl)]
}

/** The token a request brought of a sign-in that is under way: to the code, or to the identity provider and back. */
export function underwayToken(request: FastifyRequest, publicUrl: string): string | undefined {
  return request.cookies[underwayCookieName(publicUrl)]
}

/** Has the browser keep a session, or forget it. */
export function setSessionCookie(reply: FastifyReply, publicUrl: string, cookie: SessionCookie): void {
  setTokenCookie(reply, sessionCookieName(publicUrl), publicUrl, cookie)
}

/** Has the browser keep the token of a sign-in under way, or forget it. */
export function setUnderwayCookie(reply: FastifyReply, publicUrl: string, cookie: SessionCookie): void {
  setTokenCookie(reply, underwayCookieName(publicUrl), publicUrl, cookie)
}

function nameOf(what: string, publicUrl: string): string {
  const { protocol, port } = new URL(publicUrl)
  return protocol === 'https:' ? `__Host-${what}` : `${what}-${port || '80'}`
}

// Lax, not strict: whoever follows a link in a mail, or comes back from the identity provider, is to find their session.
function setTokenCookie(reply: FastifyReply, name: string, publicUrl: string, cookie: SessionCookie): void {
  reply.setCookie(name, cookie?.token ?? '', {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: publicUrl.startsWith('https:'),
    // Never Expires: an instant of our clock is judged by the browser's, which may be ahead (RFC 6265, 5.2.2).
    maxAge: Math.floor((cookie?.lasts ?? 0) / 1000),
  })
}

const LIST_COOKIE = 'agafort-list'
const LONGEST_LIST_QUERY = 1_000

/**
 * The list a browser looked at last, as the query of its address: the ticket opened from it is shown beside it, and the
 * way back leads to it. It stays with the browser until that is closed; each tab's last list wins.
 */
export function rememberedList(request: FastifyRequest): string {
  const kept = request.cookies[LIST_COOKIE] ?? ''
  return kept.length > LONGEST_LIST_QUERY ? '' : kept
}

/** Has the browser keep the list it is shown. */
export function rememberList(reply: FastifyReply, publicUrl: string, query: string): void {
  if (query.length > LONGEST_LIST_QUERY) return
  reply.setCookie(LIST_COOKIE, query, {
    path: '/desk',
    httpOnly: true,
    sameSite: 'lax',
    secure: publicUrl.startsWith('https:'),
  })
}
