import type { PGlite } from '@electric-sql/pglite'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { openPglite, QueuedPgliteDialect } from './pglite.ts'
import type { Database } from './schema.ts'

/** The location of the data: a PostgreSQL server, or the embedded PGlite (in memory when `directory` is null). */
export type DatabaseLocation =
  | { kind: 'postgres'; url: string; connections?: number; searchPath?: string }
  | { kind: 'pglite'; directory: string | null }
  | { kind: 'pglite-instance'; pglite: PGlite; searchPath?: string }

export interface OpenDatabase {
  db: Kysely<Database>
  location: DatabaseLocation
  /** The embedded database, for the job queue; null on PostgreSQL. */
  pglite: PGlite | null
  close(): Promise<void>
}

// A longer statement holds locks and hides a fault; big reads are paged.
const STATEMENT_TIMEOUT_MS = 60_000
const BIGINT = 20

/**
 * Opens PostgreSQL or PGlite behind Kysely; both return whole numbers as numbers and instants as Date. It migrates
 * nothing (see migrate.ts). On PostgreSQL only the first query shows whether the server can be reached.
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
  // The pool replaces a connection that the server closes (a restart); an unhandled error would end the process. The
  // pool handles idle connections itself. Between two statements of a transaction nobody does, and the next one fails.
  pool.on('error', () => {})
  pool.on('connect', (client) => {
    client.on('error', () => {})
    // Compiling a statement costs a second; none of ours runs long enough, a report of thirty days included. A server
    // without this setting does not compile.
    client.query('set jit = off').catch(() => {})
  })
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
  return { db, location, pglite: null, close: () => db.destroy() }
}

function kyselyOn(pglite: PGlite): Kysely<Database> {
  return new Kysely<Database>({ dialect: new QueuedPgliteDialect({ pglite }) })
}
