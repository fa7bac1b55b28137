import { pipeline, Readable } from 'node:stream'
import { constants, createGzip } from 'node:zlib'
import type { FastifyInstance } from 'fastify'

const COMPRESSIBLE = /^(?:text\/|application\/javascript|image\/svg)/

/**
 * Sends style sheets and scripts compressed to browsers that take it. Nothing else: pages hold their session's form token
 * beside what a visitor sent, and compressed together the length of one tells about the other (the attack called BREACH).
 * A page of ours is small; what is large is the same for everybody, and kept by the browser for a week.
 */
export function compressAssets(pages: FastifyInstance): void {
  pages.addHook('onSend', async (request, reply, payload) => {
    if (request.method !== 'GET' || !request.url.startsWith('/static/') || reply.statusCode !== 200)
      return payload
    if (!(payload instanceof Readable) || reply.hasHeader('content-encoding')) return payload
    if (!COMPRESSIBLE.test(String(reply.getHeader('content-type')))) return payload
    reply.header('vary', 'accept-encoding')
    if (!/\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) return payload
    reply.removeHeader('content-length').removeHeader('accept-ranges').header('content-encoding', 'gzip')
    // Whoever breaks off ends both; the reply has noticed it by itself.
    return pipeline(payload, createGzip({ level: constants.Z_BEST_COMPRESSION }), () => {})
  })
}
