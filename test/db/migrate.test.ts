import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { type OpenDatabase, openDatabase } from '../../db/database.ts'
import { MIGRATIONS, migrate, NewerDatabase } from '../../db/migrate.ts'
import { describeOnEachDatabase, useTestDatabase } from '../servers/database.ts'
import { poll } from '../servers/poll.ts'

const LAST = MIGRATIONS.at(-1)?.number ?? 0

describeOnEachDatabase('A migrated database', (database) => {
  it('is left alone by the same program', async () => {
    expect(await migrate(database.db)).toEqual([])
  })

  it('is refused by an older program, which says what to do', async () => {
    const error = await migrate(database.db, MIGRATIONS.slice(0, -1)).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(NewerDatabase)
    expect(String(error)).toContain(`The database is at migration ${LAST}, this program knows ${LAST - 1}.`)
  })

  it('is brought forward, and a migration that fails leaves nothing behind', async () => {
    const next = {
      number: LAST + 1,
      name: 'colour',
      up: async (db: OpenDatabase['db']) => void (await sql`create table colour (name text)`.execute(db)),
    }
    const broken = {
      ...next,
      number: LAST + 2,
      up: async () => Promise.reject(new Error('this migration is broken')),
    }
    const up = [...MIGRATIONS, next] as typeof MIGRATIONS
    await expect(migrate(database.db, [...up, broken] as typeof MIGRATIONS)).rejects.toThrow('broken')
    await expect(sql`select * from colour`.execute(database.db)).rejects.toThrow()
    expect(await migrate(database.db, up)).toEqual([LAST + 1])
    await sql`drop table colour`.execute(database.db)
    await sql`delete from migrations where number > ${LAST}`.execute(database.db)
  })
})

describe('An empty PostgreSQL database', () => {
  const name = `migrate_${process.pid}_${Date.now()}`
  const runOn = async (statement: string) => {
    const client = new pg.Client({ connectionString: inject('postgresUrl') })
    await client.connect()
    await client.query(statement)
    await client.end()
  }
  beforeAll(() => runOn(`create database ${name}`))
  afterAll(() => runOn(`drop database if exists ${name} with (force)`))

  it('is migrated once by several processes that start at the same moment', async () => {
    const url = new URL(`/${name}`, inject('postgresUrl')).href
    const opened = await Promise.all(
      Array.from({ length: 5 }, () => openDatabase({ kind: 'postgres', url, connections: 2 })),
    )
    const applied = await Promise.all(opened.map(({ db }) => migrate(db)))
    expect(applied.flat()).toEqual(MIGRATIONS.map(({ number }) => number))
    await Promise.all(opened.map((database) => database.close()))
  })
})

describe('A table that a stranger holds', () => {
  const database = useTestDatabase('PostgreSQL', { keep: true })
  const adding = {
    number: LAST + 1,
    name: 'colour',
    up: async (db: OpenDatabase['db']) =>
      void (await sql`alter table macros add column colour text`.execute(db)),
  }

  it('is waited for in short attempts that let others pass, and migrated once it is free', async () => {
    const stranger = new pg.Client({ connectionString: database.url })
    await stranger.connect()
    await stranger.query('begin; lock table macros in share mode')
    const migrated = migrate(database.db, [...MIGRATIONS, adding] as typeof MIGRATIONS)
    const waits = async () => {
      const { rows } = await stranger.query(`select 1 from pg_locks where not granted`)
      return rows.length > 0
    }
    await poll('the migration to wait for the table', waits)
    await poll('the migration to step back', async () => !(await waits()))
    await stranger.query('rollback')
    await stranger.end()
    expect(await migrated).toEqual([LAST + 1])
  })
})
