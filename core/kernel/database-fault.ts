/**
 * Whose fault it is that something could not be stored.
 * `content`: the database refuses what it holds (SQLSTATE classes 22 data, 23 integrity, 54 limits).
 * `program`: our own code fails at it. Both come again however often it is tried.
 * `busy`: others hold the rows, or the statement took too long. `unavailable`: everything else, such as a lost
 * connection, a full disk, or a schema newer than the program. Both are temporary and say nothing of the content.
 */
export type Fault = 'content' | 'program' | 'busy' | 'unavailable'

const CONTENT = /^(?:22|23|54)[0-9A-Z]{3}$/
// Serialisation failure and deadlock, lock timeout, statement timeout.
const BUSY = /^(?:40[0-9A-Z]{3}|55P03|57014)$/
// What node-postgres, its pool, Kysely and PGlite say without a code when a connection is lost, closed or silent.
const OF_A_CONNECTION = /connect|terminated|timeout|client|pool|driver|backend|closed/i

/** Returns whose fault an error is, from PostgreSQL or PGlite, of the way there, or of our own code. */
export function faultOf(error: unknown): Fault {
  const code = codeOf(error)
  if (CONTENT.test(code)) return 'content'
  if (BUSY.test(code)) return 'busy'
  return isOwnFault(error, code) ? 'program' : 'unavailable'
}

/** Returns whether what failed may succeed later as it is. What is not temporary fails however often it is tried. */
export function isTemporary(error: unknown): boolean {
  return ['busy', 'unavailable'].includes(faultOf(error))
}

/** Returns the SQLSTATE of a refusal, or the code of another error; empty when it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

// An error nobody knows counts as the database's: to wait needlessly is the better mistake than to keep a mail empty.
function isOwnFault(error: unknown, code: string): boolean {
  if (!(error instanceof Error)) return false
  if (code !== '') return code.startsWith('ERR_') || error.name === 'Problem'
  return error.name !== 'Error'
    ? !/Abort|Timeout|Runtime/.test(error.name)
    : !OF_A_CONNECTION.test(error.message)
}
