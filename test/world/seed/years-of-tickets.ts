import pg from 'pg'
import { afterAll, beforeAll, inject } from 'vitest'
import type { Core } from '../../../core/kernel/core.ts'
import { openDatabase } from '../../../db/database.ts'
import { cloneOnPostgres, type TestDatabase } from '../../servers/database.ts'
import { openListeningDatabase, type SentStatement } from '../../servers/listening-database.ts'
import { bigTables } from '../../servers/whole-table-reads.ts'
import { openWorld, TUESDAY } from '../world.ts'
import { seedTickets } from './seed-tickets.ts'

/** The number of tickets. */
export const TICKETS = 30_000

const BIG = 5_000
const TEMPLATE = 'years_of_tickets'
const UNFINISHED = 'unfinished_years_of_tickets'
const LOCK = 1

/** Core on a PostgreSQL with the tickets of two years, and what tells how the server would read a million of them. */
export interface YearsOfTickets {
  readonly core: Core
  /** Reaches the same database, unheard. */
  readonly db: TestDatabase['db']
  /** Returns the statements core sent since the last call, each text once. */
  heard(): SentStatement[]
  /** A connection whose planner reckons with a million tickets. */
  readonly explaining: pg.Client
  /** The tables that grow. */
  readonly tables: readonly string[]
}

/** Gives the surrounding `describe` a database of its own with years of tickets. It is read in tests and hooks alone. */
export function useYearsOfTickets(): YearsOfTickets {
  let opened: OpenedYears | undefined
  const here = () => {
    if (!opened) throw new Error('The tickets are only there inside tests and hooks.')
    return opened
  }
  beforeAll(async () => {
    opened = await openYearsOfTickets()
  })
  afterAll(() => opened?.close())
  const heardDatabase = {
    get db() {
      return here().listening.db
    },
  }
  return {
    core: openWorld(heardDatabase).core,
    get db() {
      return here().db
    },
    heard: () => here().listening.heard(),
    get explaining() {
      return here().explaining
    },
    get tables() {
      return here().tables
    },
  }
}

type OpenedYears = Awaited<ReturnType<typeof openYearsOfTickets>>

async function openYearsOfTickets() {
  await seedOnce()
  const database = await cloneOnPostgres(TEMPLATE)
  const listening = openListeningDatabase(database.url)
  const explaining = new pg.Client({ connectionString: database.url })
  await explaining.connect()
  // A million tickets fill so many times the pages; the planner is asked what it would do then.
  await explaining.query(`set seq_page_cost = ${1_000_000 / TICKETS}`)
  return {
    db: database.db,
    listening,
    explaining,
    tables: await bigTables(explaining, BIG),
    async close() {
      await explaining.end()
      await listening.close()
      await database.close()
    },
  }
}

/** Seeds the database that the files of a run clone, unless one of them has. */
async function seedOnce(): Promise<void> {
  const server = inject('postgresUrl')
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    // Another process of the run may begin at the same moment. The lock goes with the connection.
    await client.query('select pg_advisory_lock($1)', [LOCK])
    const found = await client.query('select from pg_database where datname = $1', [TEMPLATE])
    if (found.rowCount === 1) return
    await client.query(`drop database if exists ${UNFINISHED} with (force)`)
    await client.query(`create database ${UNFINISHED} template ${inject('templateDatabase')}`)
    const { db, close } = await openDatabase({
      kind: 'postgres',
      url: new URL(`/${UNFINISHED}`, server).href,
    })
    try {
      await seedTickets(db, { tickets: TICKETS, now: TUESDAY })
    } finally {
      await close()
    }
    await client.query(`alter database ${UNFINISHED} rename to ${TEMPLATE}`)
  } finally {
    await client.end()
  }
}
