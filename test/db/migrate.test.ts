import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { type OpenDatabase, openDatabase } from '../../db/database.ts'
import { MIGRATIONS, migrate, NewerDatabase } from '../../db/migrate.ts'
import { describeOnEachDatabase } from '../servers/database.ts'

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

describe('The embedded database’s folder', () => {
  it('keeps its data, and is given to one process at a time', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'agafort-pglite-'))
    try {
      const first = await openDatabase({ kind: 'pglite', directory })
      await migrate(first.db)
      // The same process would be let in again; another one, alive, is not.
      const lock = join(directory, 'process.lock')
      await writeFile(lock, `${process.ppid}\n`)
      await expect(openDatabase({ kind: 'pglite', directory })).rejects.toThrow(
        /in use by process \d+\. Stop that process, or set DATA_DIR/,
      )
      await writeFile(lock, '999999999\n')
      await first.close()
      const again = await openDatabase({ kind: 'pglite', directory })
      expect(await migrate(again.db)).toEqual([])
      await again.close()
    } finally {
      await rm(directory, { recursive: true, force: true })
    }
  })
})
