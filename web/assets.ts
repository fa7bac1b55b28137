import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The folder of style sheets and the few lines of script, served under `/static/`. */
export const STATIC_FOLDER = fileURLToPath(new URL('./static/', import.meta.url))

type Asset = `${Style}.css` | 'desk.js' | 'keys.js' | 'icon.svg'
export type Style = 'base' | 'customer' | 'desk' | 'desk-list' | 'desk-ticket' | 'desk-pages'

const ADDRESSES = new Map<Asset, string>()

/** Where a file is fetched from. Its content's hash is part of it, so that an upgrade never meets an old copy. */
export function asset(name: Asset): string {
  const known = ADDRESSES.get(name)
  if (known !== undefined) return known
  const hash = createHash('sha256')
    .update(readFileSync(`${STATIC_FOLDER}${name}`))
    .digest('hex')
    .slice(0, 12)
  const address = `/static/${name}?v=${hash}`
  ADDRESSES.set(name, address)
  return address
}
