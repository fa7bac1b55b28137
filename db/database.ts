import type { PGlite } from '@electric-sql/pglite'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { openPglite, QueuedPgliteDialect } from './pglite.ts'
import type { Database } from './schema.ts'

/** Where the data is: a PostgreSQL server, or the embedded PGlite (in memory when `directory` is null). */
export type DatabaseLocation =
  | { kind: 'postgres'; url: string; connections?: number; searchPath?: string }
  | { kind: 'pglite'; directory: string | null }
  | { kind: 'pglite-instance'; pglite: PGlite; searchPath?: string }

export interface OpenDatabase {
  db: Kysely<Database>
  location: DatabaseLocation
  /** The embedded database itself, for the job queue; null on PostgreSQL. */
  pglite: PGlite | null
  close(): Promise<void>
}

// A statement that runs longer holds locks and hides a fault; big reads are paged.
const STATEMENT_TIMEOUT_MS = 60_000
const BIGINT = 20

/**
 * Opens PostgreSQL or PGlite behind Kysely; whole numbers come back as numbers and instants as Date from both.
 * Nothing is migrated here (see migrate.ts). On PostgreSQL the first query tells whether the server is there.
 */
export async function openDatabase(location: DatabaseLocation): Promise<OpenDatabase> {
  if (location.kind === 'postgres') return openPostgres(location)
  if (location.kind === 'pglite') {
    const { pglite, release } = await openPglite(location.directory)
    const db = kyselyOn(pglite)
    return {
      db,
      location,
      pglite,
      close: async () => {
        await db.destroy()
        release()
      },
    }
  }
  const { pglite, searchPath } = location
  if (searchPath) await pglite.exec(`set search_path to ${searchPath}`)
  return { db: kyselyOn(pglite), location, pglite, close: async () => {} }
}

function openPostgres(location: Extract<DatabaseLocation, { kind: 'postgres' }>): OpenDatabase {
  const pool = new pg.Pool({
    connectionString: location.url,
    max: location.connections ?? 10,
    application_name: 'agafort-intake',
    statement_timeout: STATEMENT_TIMEOUT_MS,
    ...(location.searchPath ? { options: `-c search_path=${location.searchPath}` } : {}),
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === BIGINT ? Number : pg.types.getTypeParser(oid, format as 'text'),
    },
  })
  // A connection that the server closes (a restart) is replaced by the pool; unheard it would end the process. The pool
  // hears idle ones itself; one between two statements of a transaction is nobody's else, and its next statement fails.
  pool.on('error', () => {})
  pool.on('connect', (client) => {
    client.on('error', () => {})
    // Compiling a statement costs a second; none of ours, a report of thirty days included, runs long enough to earn it.
    // A server that has no such setting does not compile.
    client.query('set jit = off').catch(() => {})
  })
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
  return { db, location, pglite: null, close: () => db.destroy() }
}

function kyselyOn(pglite: PGlite): Kysely<Database> {
  return new Kysely<Database>({ dialect: new QueuedPgliteDialect({ pglite }) })
}
