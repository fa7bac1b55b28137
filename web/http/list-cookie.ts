import type { FastifyReply, FastifyRequest } from 'fastify'

const COOKIE = 'agafort-list'
const LONGEST = 1_000

/**
 * The list a browser looked at last, as the query of its address: the ticket opened from it is shown beside it, and the
 * way back leads to it. It stays with the browser until that is closed; each tab's last list wins.
 */
export function keptList(request: FastifyRequest): string {
  const kept = request.cookies[COOKIE] ?? ''
  return kept.length > LONGEST ? '' : kept
}

/** Has the browser keep the list it is shown. */
export function keepList(reply: FastifyReply, publicUrl: string, query: string): void {
  if (query.length > LONGEST) return
  reply.setCookie(COOKIE, query, {
    path: '/desk',
    httpOnly: true,
    sameSite: 'lax',
    secure: publicUrl.startsWith('https:'),
  })
}
