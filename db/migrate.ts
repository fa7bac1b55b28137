import { setTimeout as pause } from 'node:timers/promises'
import { type Kysely, sql, type Transaction } from 'kysely'
import { type OpenDatabase, openDatabase } from './database.ts'
import * as intake from './migrations/0001_intake.ts'
import * as classification from './migrations/0002_classification.ts'
import * as promises from './migrations/0003_promises.ts'
import * as information from './migrations/0004_information.ts'
import * as satisfaction from './migrations/0005_satisfaction.ts'
import * as sellers from './migrations/0006_sellers.ts'
import * as chat from './migrations/0007_chat.ts'
import * as lists from './migrations/0008_lists.ts'
import * as signIn from './migrations/0009_sign-in.ts'
import * as deskWork from './migrations/0010_desk-work.ts'
import * as live from './migrations/0011_live.ts'
import * as administration from './migrations/0012_administration.ts'
import * as otherSystems from './migrations/0013_interface.ts'
import * as handoffHub from './migrations/0014_handoff-hub.ts'
import * as promisesDue from './migrations/0015_promises-due.ts'
import * as work from './migrations/0016_work.ts'
import * as ticketDetails from './migrations/0017_ticket-details.ts'
import type { Database } from './schema.ts'

interface Migration {
  number: number
  name: string
  up(db: Kysely<unknown>): Promise<void>
}

/** The migrations: forward only, numbered without gaps. A released one is never changed; a later one corrects it. */
export const MIGRATIONS: readonly Migration[] = [
  { number: 1, name: 'intake', up: intake.up },
  { number: 2, name: 'classification', up: classification.up },
  { number: 3, name: 'promises', up: promises.up },
  { number: 4, name: 'information', up: information.up },
  { number: 5, name: 'satisfaction', up: satisfaction.up },
  { number: 6, name: 'sellers', up: sellers.up },
  { number: 7, name: 'chat', up: chat.up },
  { number: 8, name: 'lists', up: lists.up },
  { number: 9, name: 'sign-in', up: signIn.up },
  { number: 10, name: 'desk-work', up: deskWork.up },
  { number: 11, name: 'live', up: live.up },
  { number: 12, name: 'administration', up: administration.up },
  { number: 13, name: 'interface', up: otherSystems.up },
  { number: 14, name: 'handoff-hub', up: handoffHub.up },
  { number: 15, name: 'promises-due', up: promisesDue.up },
  { number: 16, name: 'work', up: work.up },
  { number: 17, name: 'ticket-details', up: ticketDetails.up },
]

/** Thrown for a database written by a newer program: continuing could damage what this one does not understand. */
export class NewerDatabase extends Error {}

// The largest index of the largest installation.
const LONGEST_STATEMENT_SECONDS = 3600

/** As `migrate`; on PostgreSQL over a connection of its own, on which a statement may take an hour. */
export async function migrateUnhurried({ db, location }: OpenDatabase): Promise<number[]> {
  if (location.kind !== 'postgres') return migrate(db)
  const statementSeconds = LONGEST_STATEMENT_SECONDS
  const unhurried = await openDatabase({ ...location, connections: 1, statementSeconds })
  try {
    return await migrate(unhurried.db)
  } finally {
    await unhurried.close()
  }
}

const ATTEMPTS = 10
const PAUSE_MS = 2_000

/**
 * Brings the database to this program's newest migration, in one transaction under a row lock, so that processes
 * starting together migrate once. Returns the numbers applied now. Throws NewerDatabase for a newer database.
 *
 * While others hold a table it gives up after three seconds, since whoever comes after it would wait for it, and tries
 * again: ten times in all. Its own statements may take as long as they need, if the connection lets them.
 */
export async function migrate(db: Kysely<Database>, migrations = MIGRATIONS): Promise<number[]> {
  await createLock(db)
  for (let attempt = 1; ; attempt++) {
    try {
      return await applyMissing(db, migrations)
    } catch (error) {
      if (attempt === ATTEMPTS || !isLockTimeout(error)) throw error
      await pause(PAUSE_MS)
    }
  }
}

function applyMissing(db: Kysely<Database>, migrations: readonly Migration[]): Promise<number[]> {
  return db.transaction().execute(async (trx) => {
    // Another process's migration is waited for, however long it takes: it holds up nobody but us.
    await sql`set local lock_timeout = 0`.execute(trx)
    await sql`set local statement_timeout = 0`.execute(trx)
    await sql`select id from migration_lock for update`.execute(trx)
    await sql`set local lock_timeout = '3s'`.execute(trx)
    const applied = await appliedNumbers(trx)
    const newest = Math.max(0, ...applied)
    const known = migrations.at(-1)?.number ?? 0
    if (newest > known) {
      throw new NewerDatabase(
        `The database is at migration ${newest}, this program knows ${known}. Start the newer program, or restore a backup made before the upgrade.`,
      )
    }
    const missing = migrations.filter((migration) => !applied.includes(migration.number))
    for (const migration of missing) {
      await migration.up(trx as unknown as Kysely<unknown>)
      await sql`insert into migrations (number, name, applied_at) values (${migration.number}, ${migration.name}, now())`.execute(
        trx,
      )
    }
    return missing.map((migration) => migration.number)
  })
}

async function appliedNumbers(trx: Transaction<Database>): Promise<number[]> {
  const { rows } = await sql<{ number: number }>`select number from migrations order by number`.execute(trx)
  return rows.map((row) => row.number)
}

// "create table if not exists" is not safe in concurrent use: of two processes starting together, one may get a unique
// violation in the catalogue. On the retry it finds the table.
async function createLock(db: Kysely<Database>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await sql`create table if not exists migrations (number integer primary key, name text not null, applied_at timestamptz not null)`.execute(
        db,
      )
      await sql`create table if not exists migration_lock (id integer primary key)`.execute(db)
      await sql`insert into migration_lock (id) values (1) on conflict do nothing`.execute(db)
      return
    } catch (error) {
      if (attempt === 5 || !isConcurrentCreate(error)) throw error
    }
  }
}

function isLockTimeout(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '55P03'
}

const CONCURRENT_CREATE = ['23505', '42P07', '42710', 'XX000']

function isConcurrentCreate(error: unknown): boolean {
  return error instanceof Error && 'code' in error && CONCURRENT_CREATE.includes(String(error.code))
}
