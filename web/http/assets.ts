import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of style sheets and the few lines of script, served under `/static/`. */
export const STATIC_FOLDER = fileURLToPath(new URL('../static/', import.meta.url))
/** Where the package of htmx lies, and the one file of it that is served, under `/static/htmx/`. */
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

/** What runs on a page of the desk, in this order. */
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

/** Where a file is fetched from. Its content's hash is part of it, so that an upgrade never meets an old copy. */
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
