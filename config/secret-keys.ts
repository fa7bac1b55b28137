import { randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type SigningKeys, signingKeys } from '../core/kernel/signed-link.ts'
import type { Config } from './config.ts'

/**
 * Returns the keys that sign links, plus-addresses and Message-IDs: SECRET_KEYS when set. Otherwise a key generated at
 * the first start and stored in `dataDir`/secret-keys, readable by this user only. Deleting that file invalidates every
 * link mailed so far. To rotate, put a new line first and keep the old ones below it.
 */
export async function secretKeys(config: Pick<Config, 'secretKeys'>, dataDir: string): Promise<SigningKeys> {
  if (config.secretKeys) return signingKeys(config.secretKeys.map((key) => key.reveal()))
  const path = join(dataDir, 'secret-keys')
  const stored = (await read(path)) ?? (await make(dataDir, path))
  const keys = stored.split(/[\s,]+/).filter((key) => key !== '')
  if (keys.length === 0) {
    throw new Error(`${path} holds no key. Restore it from a backup, or delete it to have a new one made.`)
  }
  return signingKeys(keys)
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined
    throw error
  }
}

// Written to a temporary file and linked into place: a crash leaves no partial key, and of two processes starting at
// once one wins.
async function make(dataDir: string, path: string): Promise<string> {
  await mkdir(dataDir, { recursive: true })
  const aside = `${path}.${randomBytes(6).toString('hex')}`
  const file = await open(aside, 'wx', 0o600)
  try {
    await file.writeFile(`${randomBytes(32).toString('hex')}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  try {
    await link(aside, path)
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'EEXIST') throw error
  } finally {
    await rm(aside, { force: true })
  }
  return readFile(path, 'utf8')
}
