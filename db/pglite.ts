import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import { type DatabaseConnection, type Driver, PGliteDialect } from 'kysely'
import { lockFolder } from './folder-lock.ts'

/**
 * Opens the embedded database: in `directory`, or in memory when null. Throws when another process uses the folder, and
 * DamagedDatabase when what lies there does not open. In a folder, what is committed is on the disk.
 */
export async function openPglite(directory: string | null): Promise<{ pglite: PGlite; release(): void }> {
  if (directory === null) return { pglite: await openInMemory(), release: () => {} }
  const release = lockFolder(directory)
  const folder = join(directory, 'pglite')
  const isOld = existsSync(join(folder, 'PG_VERSION'))
  try {
    // Imported only when used, because its WebAssembly would slow the start of a server on PostgreSQL.
    const { openDurably } = await import('./durable-files.ts')
    return { pglite: await openDurably(folder, BYTES), release }
  } catch (error) {
    release()
    throw isOld ? new DamagedDatabase(folder, error) : error
  }
}

/** The files of the embedded database do not open: cut off, overwritten or missing. */
export class DamagedDatabase extends Error {
  constructor(folder: string, cause: unknown) {
    super(
      `The embedded database in ${folder} does not open. Unless the disk is full, its files are damaged. Keep them as they are, and put ` +
        'the last good copy of the folder in their place (one taken while the program ran will do), or set DATA_DIR to another folder to start empty.',
      { cause },
    )
  }
}

async function openInMemory(): Promise<PGlite> {
  const { PGlite: Embedded } = await import('@electric-sql/pglite')
  const pglite = new Embedded(BYTES)
  await pglite.waitReady
  return pglite
}

// PGlite converts bytes through an array of strings, one per byte, on the main thread. A mail of 70 MB blocked
// everything else for 38 seconds.
const BYTEA = 17
const BYTES = {
  serializers: {
    [BYTEA]: (bytes: Uint8Array) =>
      `\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}`,
  },
  parsers: { [BYTEA]: (written: string) => Buffer.from(written.slice(2), 'hex') },
}

/**
 * Kysely's PGlite dialect behind a queue. PGlite has one connection, and Kysely gives it to every caller at once.
 * Without the queue a query beside an open transaction would run, and be rolled back, inside it.
 */
export class QueuedPgliteDialect extends PGliteDialect {
  override createDriver(): ReturnType<PGliteDialect['createDriver']> {
    const driver = super.createDriver()
    queueConnections(driver)
    return driver
  }
}

function queueConnections(driver: Driver): void {
  const acquire = driver.acquireConnection.bind(driver)
  const release = driver.releaseConnection.bind(driver)
  const waiting: (() => void)[] = []
  let busy = false
  driver.acquireConnection = async (options): Promise<DatabaseConnection> => {
    if (busy) await new Promise<void>((resolve) => waiting.push(resolve))
    busy = true
    return acquire(options)
  }
  driver.releaseConnection = async (connection, options): Promise<void> => {
    await release(connection, options)
    const next = waiting.shift()
    if (next) next()
    else busy = false
  }
}
