import { randomUUID } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { openDatabase } from '../db/database.ts'
import { migrate } from '../db/migrate.ts'
import type { Database } from '../db/schema.ts'

/** A database of the rehearsal's own, gone when it is closed. */
export interface ScratchDatabase {
  readonly db: Kysely<Database>
  /** What it runs on, for the report. */
  readonly kind: 'PostgreSQL' | 'PGlite'
  /** Brings the planner's statistics up to date; it grows from nothing faster than the server's own housekeeping notices. */
  analyse(): Promise<void>
  /** Drops it. Asked again, it waits for the first time. */
  close(): Promise<void>
}

const PREFIX = 'agafort_rehearsal_'
const CONNECTIONS = 8

/**
 * Makes a migrated database: a new one on the PostgreSQL server that `server` (a URL) names, else PGlite in memory. The
 * database named in the URL is only where the statement that creates another is sent; nothing in it is read or written.
 */
export async function openScratchDatabase(server: string | null): Promise<ScratchDatabase> {
  if (server === null) {
    const open = await openDatabase({ kind: 'pglite', directory: null })
    await migrate(open.db)
    return { ...analysable(open.db), kind: 'PGlite', close: once(() => open.close()) }
  }
  const name = `${PREFIX}${randomUUID().replaceAll('-', '')}`
  const door = await openDatabase({ kind: 'postgres', url: server, connections: 1 })
  const drop = async () => {
    await sql`drop database if exists ${sql.id(name)} with (force)`.execute(door.db)
    await door.close()
  }
  try {
    await sql`create database ${sql.id(name)} template template0`.execute(door.db)
    // What a power cut would lose is only a rehearsal.
    await sql`alter database ${sql.id(name)} set synchronous_commit = off`.execute(door.db)
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
