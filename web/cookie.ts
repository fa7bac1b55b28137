import '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { SessionCookie } from './answer.ts'

/**
 * The session cookie's name. With https the `__Host-` prefix binds it to this host; on loopback the port is part of the
 * name, because cookies of two copies side by side are otherwise one.
 */
export function cookieName(publicUrl: string): string {
  const { protocol, port } = new URL(publicUrl)
  return protocol === 'https:' ? '__Host-session' : `session-${port || '80'}`
}

/** The session token a request brought. */
export function sessionToken(request: FastifyRequest, publicUrl: string): string | undefined {
  return request.cookies[cookieName(publicUrl)]
}

/** Has the browser keep a session, or forget it. */
export function setSessionCookie(reply: FastifyReply, publicUrl: string, cookie: SessionCookie): void {
  reply.setCookie(cookieName(publicUrl), cookie?.token ?? '', {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: publicUrl.startsWith('https:'),
    expires: cookie?.expiresAt ?? new Date(0),
  })
}
