import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Database } from '../../db/schema.ts'

/** A statement as the program sent it. */
export interface SentStatement {
  readonly sql: string
  readonly parameters: readonly unknown[]
}

/** A connection to a PostgreSQL database that records every statement sent through it. */
export interface ListeningDatabase {
  readonly db: Kysely<Database>
  /** Returns the statements since the last call, each text once. */
  heard(): SentStatement[]
  close(): Promise<void>
}

const BIGINT = 20

/** Opens it; values are converted as in the product's own connection. */
export function openListeningDatabase(url: string): ListeningDatabase {
  const pool = new pg.Pool({
    connectionString: url,
    max: 4,
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === BIGINT ? Number : pg.types.getTypeParser(oid, format as 'text'),
    },
  })
  // A connection that is ending hears of its database being dropped.
  pool.on('connect', (client) => client.on('error', () => {}))
  let heard = new Map<string, SentStatement>()
  const db = new Kysely<Database>({
    dialect: new PostgresDialect({ pool }),
    log: ({ query: { sql, parameters } }) => {
      heard.set(sql, { sql, parameters })
    },
  })
  return {
    db,
    heard() {
      const statements = [...heard.values()]
      heard = new Map()
      return statements
    },
    close: () => db.destroy(),
  }
}
