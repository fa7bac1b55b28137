import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { rememberList, setSessionCookie, setUnderwayCookie } from './cookie.ts'
import { sendEvents } from './event-stream.ts'
import { asDownload, FILE_POLICY, mailPolicy, PAGE_POLICY, setPolicy } from './headers.ts'
import type { RouteResponse } from './response.ts'
import type { Route } from './route.ts'

const HTML = 'text/html; charset=utf-8'

/** Sends a response with the headers its kind requires. Caches store none of it, because all of it is personal. */
export async function sendResponse(
  reply: FastifyReply,
  response: RouteResponse,
  { publicUrl, route }: { publicUrl: string; route: Route | null },
): Promise<FastifyReply> {
  reply.header('cache-control', 'no-store')
  reply.header('x-robots-tag', 'noindex')
  if (route?.secretUrl) reply.header('referrer-policy', 'no-referrer')
  switch (response.kind) {
    case 'page':
      setPolicy(reply, PAGE_POLICY)
      if (response.keptList !== undefined) rememberList(reply, publicUrl, response.keptList)
      return reply.code(response.status).type(HTML).send(response.body.toString())
    case 'mail':
      setPolicy(reply, mailPolicy(response.remoteImages))
      reply.header('referrer-policy', 'no-referrer')
      return reply.type(HTML).send(response.body.toString())
    case 'redirect':
      if (response.cookie !== undefined) setSessionCookie(reply, publicUrl, response.cookie)
      if (response.underway !== undefined) setUnderwayCookie(reply, publicUrl, response.underway)
      return reply.redirect(response.to, 303)
    case 'file':
      setPolicy(reply, FILE_POLICY)
      reply.header('content-disposition', asDownload(response.file.name))
      reply.header('content-length', response.file.size)
      return reply.type(downloadType(response.file.type)).send(Readable.from(response.file.parts))
    case 'json':
      return reply.code(response.status).send(response.body)
    case 'events':
      return sendEvents(reply, response.follow)
    case 'text':
      return reply.type(response.type).send(response.body)
  }
}

// The sender declares a file's type; it is repeated only for types that no browser runs.
const REPEATED =
  /^(?:image\/(?:png|jpeg|gif|webp)|application\/pdf|text\/(?:plain|csv)|audio\/[\w.+-]+|video\/[\w.+-]+)$/

function downloadType(type: string): string {
  if (type === 'text/plain') return 'text/plain; charset=utf-8'
  return REPEATED.test(type) ? type : 'application/octet-stream'
}
