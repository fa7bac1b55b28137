import { randomUUID } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { openDatabase } from '../db/database.ts'
import { migrate } from '../db/migrate.ts'
import type { Database } from '../db/schema.ts'

/** A database for one rehearsal, dropped when it is closed. */
export interface ScratchDatabase {
  readonly db: Kysely<Database>
  /** What it runs on, for the report. */
  readonly kind: 'PostgreSQL' | 'PGlite'
  /** Updates the planner's statistics: the database grows faster than autovacuum notices. */
  analyse(): Promise<void>
  /** Drops the database. A second call waits for the first. */
  close(): Promise<void>
}

const PREFIX = 'agafort_rehearsal_'
const CONNECTIONS = 8

/**
 * Creates a migrated database on the PostgreSQL server of `server` (a URL), else PGlite in memory.
 * The database named in the URL only receives the statement that creates another; nothing in it is read or
 * written.
 */
export async function openScratchDatabase(server: string | null): Promise<ScratchDatabase> {
  if (server === null) {
    const open = await openDatabase({ kind: 'pglite', directory: null })
    await migrate(open.db)
    return { ...analysable(open.db), kind: 'PGlite', close: once(() => open.close()) }
  }
  const name = `${PREFIX}${randomUUID().replaceAll('-', '')}`
  const admin = await openDatabase({ kind: 'postgres', url: server, connections: 1 })
  const drop = async () => {
    await sql`drop database if exists ${sql.id(name)} with (force)`.execute(admin.db)
    await admin.close()
  }
  try {
    await sql`create database ${sql.id(name)} template template0`.execute(admin.db)
    // A power cut would lose only a rehearsal.
    await sql`alter database ${sql.id(name)} set synchronous_commit = off`.execute(admin.db)
    const url = new URL(server)
    url.pathname = `/${name}`
    const open = await openDatabase({ kind: 'postgres', url: url.href, connections: CONNECTIONS })
    try {
      await migrate(open.db)
    } catch (error) {
      await open.close()
      throw error
    }
    const close = once(async () => {
      await open.close()
      await drop()
    })
    return { ...analysable(open.db), kind: 'PostgreSQL', close }
  } catch (error) {
    await drop().catch(() => {})
    throw error
  }
}

function analysable(db: Kysely<Database>): Pick<ScratchDatabase, 'db' | 'analyse'> {
  return {
    db,
    analyse: async () => {
      await sql`analyze`.execute(db)
    },
  }
}

function once(close: () => Promise<void>): () => Promise<void> {
  let closed: Promise<void> | undefined
  return () => {
    closed ??= close()
    return closed
  }
}
