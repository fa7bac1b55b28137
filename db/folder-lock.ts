import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

// The lock ends with the object, so that nothing may collect it.
const held = new Set<DatabaseSync>()

/**
 * Locks a folder for this process until it ends, however it ends, or the function returned is called. Throws when
 * another holds it, in whatever container: it is the kernel's lock on a file (fcntl, through SQLite), no process id.
 */
export function lockFolder(directory: string): () => void {
  mkdirSync(directory, { recursive: true })
  let lock: DatabaseSync | undefined
  try {
    lock = new DatabaseSync(join(directory, 'database.lock'))
    lock.exec('pragma journal_mode = memory; begin exclusive')
  } catch (error) {
    lock?.close()
    throw new Error(`The data folder ${directory} ${isBusy(error) ? IN_USE : NO_LOCKS}`, { cause: error })
  }
  const taken = lock
  held.add(taken)
  return () => {
    if (held.delete(taken)) taken.close()
  }
}

const IN_USE =
  'is in use by another copy of this program, on this machine or in a container. Stop that copy, or set DATA_DIR to another folder.'
const NO_LOCKS = 'cannot be locked. Set DATA_DIR to a folder on a local disk that this user may write in.'
const SQLITE_BUSY = 5

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY
}
