import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { rememberList, setSessionCookie, setUnderwayCookie } from './cookie.ts'
import { sendEvents } from './event-stream.ts'
import { asDownload, FILE_POLICY, mailPolicy, PAGE_POLICY, setPolicy } from './headers.ts'
import type { RouteResponse } from './response.ts'
import type { Route } from './route.ts'

const HTML = 'text/html; charset=utf-8'

/** Sends an answer with the headers its kind asks for. Nothing here is kept by caches: it is all somebody's own. */
export async function sendResponse(
  reply: FastifyReply,
  answer: RouteResponse,
  { publicUrl, route }: { publicUrl: string; route: Route | null },
): Promise<FastifyReply> {
  reply.header('cache-control', 'no-store')
  reply.header('x-robots-tag', 'noindex')
  if (route?.secretUrl) reply.header('referrer-policy', 'no-referrer')
  switch (answer.kind) {
    case 'page':
      setPolicy(reply, PAGE_POLICY)
      if (answer.keptList !== undefined) rememberList(reply, publicUrl, answer.keptList)
      return reply.code(answer.status).type(HTML).send(answer.body.toString())
    case 'mail':
      setPolicy(reply, mailPolicy(answer.remoteImages))
      reply.header('referrer-policy', 'no-referrer')
      return reply.type(HTML).send(answer.body.toString())
    case 'redirect':
      if (answer.cookie !== undefined) setSessionCookie(reply, publicUrl, answer.cookie)
      if (answer.underway !== undefined) setUnderwayCookie(reply, publicUrl, answer.underway)
      return reply.redirect(answer.to, 303)
    case 'file':
      setPolicy(reply, FILE_POLICY)
      reply.header('content-disposition', asDownload(answer.file.name))
      reply.header('content-length', answer.file.size)
      return reply.type(downloadType(answer.file.type)).send(Readable.from(answer.file.parts))
    case 'json':
      return reply.code(answer.status).send(answer.body)
    case 'events':
      return sendEvents(reply, answer.follow)
    case 'text':
      return reply.type(answer.type).send(answer.body)
  }
}

// The sender's word for what a file is; only what no browser would run is repeated.
const REPEATED =
  /^(?:image\/(?:png|jpeg|gif|webp)|application\/pdf|text\/(?:plain|csv)|audio\/[\w.+-]+|video\/[\w.+-]+)$/

function downloadType(type: string): string {
  if (type === 'text/plain') return 'text/plain; charset=utf-8'
  return REPEATED.test(type) ? type : 'application/octet-stream'
}
