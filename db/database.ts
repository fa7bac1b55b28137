import type { PGlite } from '@electric-sql/pglite'
import { Kysely } from 'kysely'
import { openPglite, QueuedPgliteDialect } from './pglite.ts'
import { limitedPostgres } from './postgres-pool.ts'
import type { Database } from './schema.ts'

/**
 * The location of the data: a PostgreSQL server, or the embedded PGlite (in memory when `directory` is null).
 * `connections` are ten and `statementSeconds` a minute when left out.
 */
export type DatabaseLocation =
  | { kind: 'postgres'; url: string; connections?: number; statementSeconds?: number }
  | { kind: 'pglite'; directory: string | null }
  | { kind: 'pglite-instance'; pglite: PGlite; searchPath?: string }

export interface OpenDatabase {
  db: Kysely<Database>
  location: DatabaseLocation
  /** The embedded database, for notifications; null on PostgreSQL. */
  pglite: PGlite | null
  close(): Promise<void>
}

const CONNECTIONS = 10
// A longer statement holds locks and hides a fault; big reads are paged.
const STATEMENT_SECONDS = 60
// The program's own are short. As long as this and a quarter, a connection gone silent holds up what waits on it.
const STATEMENT_SECONDS_BY_WORK = 12

/**
 * Opens PostgreSQL or PGlite behind Kysely; both return whole numbers as numbers and instants as Date. It migrates
 * nothing (see migrate.ts). On PostgreSQL only the first query shows whether the server can be reached.
 */
export async function openDatabase(location: DatabaseLocation): Promise<OpenDatabase> {
  if (location.kind === 'postgres') {
    const db = openPool(location, 'agafort')
    return { db, location, pglite: null, close: () => db.destroy() }
  }
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

/** What work is done for: a person at a page, a message coming in, or neither waits for it. */
export type Work = 'desk' | 'intake' | 'background'

/** One database, with connections for each kind of work; `open` is the whole of it. */
export type DatabaseByWork = Record<Work, Kysely<Database>> & { open: OpenDatabase }

// Of all connections. Pages need most, as a person waits for each.
const SHARES: Readonly<Record<Work, number>> = { desk: 0.4, intake: 0.3, background: 0.3 }

/**
 * Opens the database for each kind of work: on PostgreSQL with connections of its own, so that none waits for those of
 * another. `connections` are all of them together, at least one each. PGlite has only one for all.
 */
export async function openDatabaseByWork(
  location: DatabaseLocation,
  connections: number,
): Promise<DatabaseByWork> {
  if (location.kind !== 'postgres') {
    const open = await openDatabase(location)
    return { desk: open.db, intake: open.db, background: open.db, open }
  }
  const share = (work: Work) => {
    const settings = {
      statementSeconds: STATEMENT_SECONDS_BY_WORK,
      ...location,
      connections: Math.max(1, Math.floor(connections * SHARES[work])),
    }
    return openPool(settings, `agafort ${work}`)
  }
  const pools = { desk: share('desk'), intake: share('intake'), background: share('background') }
  const close = async () => void (await Promise.all(Object.values(pools).map((pool) => pool.destroy())))
  return { ...pools, open: { db: pools.background, location, pglite: null, close } }
}

function openPool(
  location: Extract<DatabaseLocation, { kind: 'postgres' }>,
  applicationName: string,
): Kysely<Database> {
  const dialect = limitedPostgres({
    applicationName,
    connections: CONNECTIONS,
    statementSeconds: STATEMENT_SECONDS,
    ...location,
  })
  return new Kysely<Database>({ dialect })
}

function kyselyOn(pglite: PGlite): Kysely<Database> {
  return new Kysely<Database>({ dialect: new QueuedPgliteDialect({ pglite }) })
}
