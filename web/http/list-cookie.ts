import type { FastifyReply, FastifyRequest } from 'fastify'

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
