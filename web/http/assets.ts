import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pipeline, Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { constants, createGzip } from 'node:zlib'
import type { FastifyInstance } from 'fastify'

/** The folder of style sheets and scripts, served under `/static/`. */
export const STATIC_FOLDER = fileURLToPath(new URL('../static/', import.meta.url))
/** The folder of the htmx package, and its one file that is served, under `/static/htmx/`. */
export const HTMX_FOLDER = dirname(createRequire(import.meta.url).resolve('htmx.org/dist/htmx.min.js'))
export const HTMX_FILE = 'htmx.min.js'

export type Style =
  | 'base'
  | 'customer'
  | 'desk'
  | 'desk-list'
  | 'desk-ticket'
  | 'ticket'
  | 'desk-pages'
  | 'desk-live'
  | 'report'
type Script = 'desk' | 'keys' | 'keep' | 'live' | 'live-worker' | 'fresh' | 'talk'
type Asset = `${Style}.css` | `${Script}.js` | 'icon.svg' | 'arrival.wav' | 'htmx'

/** The scripts of a desk page, in this order. */
export const DESK_SCRIPTS: readonly Asset[] = [
  'htmx',
  'desk.js',
  'keys.js',
  'keep.js',
  'live.js',
  'fresh.js',
  'talk.js',
]

const ADDRESSES = new Map<Asset, string>()

/** Returns a file's URL. Its content hash is part of it, so that an upgrade never uses an old copy. */
export function asset(name: Asset): string {
  const known = ADDRESSES.get(name)
  if (known !== undefined) return known
  const [file, path] =
    name === 'htmx' ? [join(HTMX_FOLDER, HTMX_FILE), `htmx/${HTMX_FILE}`] : [join(STATIC_FOLDER, name), name]
  const hash = createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 12)
  const address = `/static/${path}?v=${hash}`
  ADDRESSES.set(name, address)
  return address
}

const COMPRESSIBLE = /^(?:text\/|application\/javascript|image\/svg)/

/**
 * Compresses style sheets and scripts for browsers that accept it, and nothing else. A page holds its session's CSRF
 * token beside what a visitor sent; compressed together, the length of one reveals the other (the BREACH attack). Our
 * pages are small; the large files are the same for everybody, and browsers cache them for a week.
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
    // An aborted request ends both streams; the reply handles it by itself.
    return pipeline(payload, createGzip({ level: constants.Z_BEST_COMPRESSION }), () => {})
  })
}
