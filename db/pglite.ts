import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import { type DatabaseConnection, type Driver, PGliteDialect } from 'kysely'

/** Opens the embedded database: in `directory`, or in memory when null. Throws when another process uses the folder. */
export async function openPglite(directory: string | null): Promise<{ pglite: PGlite; release(): void }> {
  const release = directory === null ? () => {} : lockFolder(directory)
  try {
    // Imported only when used, because its WebAssembly would slow the start of a server on PostgreSQL.
    const { PGlite: Embedded } = await import('@electric-sql/pglite')
    const pglite = directory === null ? new Embedded(BYTES) : new Embedded(join(directory, 'pglite'), BYTES)
    await pglite.waitReady
    return { pglite, release }
  } catch (error) {
    release()
    throw error
  }
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

// PGlite itself does not notice a second process on its files and would damage them.
function lockFolder(directory: string): () => void {
  mkdirSync(directory, { recursive: true })
  const lock = join(directory, 'process.lock')
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const file = openSync(lock, 'wx', 0o600)
      writeSync(file, `${process.pid}\n`)
      closeSync(file)
      return () => rmSync(lock, { force: true })
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
      const holder = Number.parseInt(readFileSync(lock, 'utf8'), 10)
      if (isAlive(holder)) {
        throw new Error(
          `The data folder ${directory} is in use by process ${holder}. Stop that process, or set DATA_DIR to another folder. ` +
            `If no such program runs any more, delete ${lock}.`,
        )
      }
      rmSync(lock, { force: true })
    }
  }
  throw new Error(
    `The data folder ${directory} could not be locked: ${lock} keeps coming back. Set DATA_DIR to another folder.`,
  )
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
