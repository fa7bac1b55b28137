import { type Kysely, sql } from 'kysely'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase, openDatabaseByWork } from '../../db/database.ts'
import type { Database } from '../../db/schema.ts'
import { useTestDatabase } from '../servers/database.ts'
import { type PgBouncer, startPgBouncer } from '../servers/pgbouncer.ts'
import { poll } from '../servers/poll.ts'
import { startProxy, type TcpProxy } from '../servers/proxy.ts'

const LIMITS = {
  statement_timeout: '7s',
  lock_timeout: '5s',
  idle_in_transaction_session_timeout: '1min',
  jit: 'off',
}
const ROLE = `intake_${process.pid}`
const NO_LIMITS = {
  statement_timeout: '0',
  lock_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  jit: 'on',
}

const inForce = async (db: Kysely<Database>) => {
  const { rows } = await sql<{ name: string; setting: string }>`
    select name, current_setting(name) as setting from pg_settings where name in (${sql.join(Object.keys(LIMITS))})`.execute(
    db,
  )
  return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))
}
const limitsInTransaction = (db: Kysely<Database>) => db.transaction().execute(inForce)

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean()
})

async function openAt(url: string, settings: { connections?: number; statementSeconds?: number } = {}) {
  const open = await openDatabase({ kind: 'postgres', url, ...settings })
  cleanups.push(open.close)
  return open.db
}

async function openStranger(url: string): Promise<pg.Client> {
  const stranger = new pg.Client({ connectionString: url })
  await stranger.connect()
  cleanups.push(() => stranger.end())
  return stranger
}

describe('The limits on statements, locks and idle transactions', () => {
  const database = useTestDatabase('PostgreSQL')
  let pooler: PgBouncer
  beforeAll(async () => {
    pooler = await startPgBouncer(database.url, [ROLE])
  })
  afterAll(() => pooler.stop())

  it('hold on a connection of our own, in a transaction and outside', async () => {
    const db = await openAt(database.url, { statementSeconds: 7 })
    expect(await limitsInTransaction(db)).toEqual(LIMITS)
    expect(await inForce(db)).toEqual(LIMITS)
  })

  it('hold behind PgBouncer in transactions, and reach nobody else who uses its connection', async () => {
    const db = await openAt(pooler.through(database.url), { statementSeconds: 7 })
    expect(await limitsInTransaction(db)).toEqual(LIMITS)
    expect(await inForce(db)).toEqual(NO_LIMITS)
    const stranger = await openStranger(pooler.through(database.url))
    expect((await stranger.query('show jit')).rows).toEqual([{ jit: 'on' }])
  })

  it('are the role’s behind PgBouncer, for statements outside a transaction', async () => {
    const server = await openStranger(database.url)
    await server.query(`create role ${ROLE} login; alter role ${ROLE} set statement_timeout = '9s'`)
    cleanups.push(() => server.query(`drop role ${ROLE}`))
    const url = new URL(pooler.through(database.url))
    url.username = ROLE
    const db = await openAt(url.href, { statementSeconds: 7 })
    expect(await inForce(db)).toEqual({ ...NO_LIMITS, statement_timeout: '9s' })
    expect(await limitsInTransaction(db)).toEqual(LIMITS)
  })

  it('let a transaction say its isolation', async () => {
    const db = await openAt(database.url)
    const isolation = await db
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute(async (trx) => (await sql`show transaction_isolation`.execute(trx)).rows)
    expect(isolation).toEqual([{ transaction_isolation: 'repeatable read' }])
  })

  it('end a wait for a row that a stranger has locked', async () => {
    const db = await openAt(database.url)
    const stranger = await openStranger(database.url)
    await stranger.query('begin; select id from migration_lock for update')
    const waiting = db.transaction().execute((trx) => sql`update migration_lock set id = id`.execute(trx))
    await expect(waiting).rejects.toMatchObject({ code: '55P03' })
  })
})

describe('A connection that goes silent, while new ones are answered', () => {
  const database = useTestDatabase('PostgreSQL')
  const openThroughProxy = async () => {
    const proxy = await startProxy({ port: Number(new URL(database.url).port) })
    cleanups.push(proxy.stop)
    return { proxy, db: await openAt(proxy.through(database.url), { connections: 2, statementSeconds: 1 }) }
  }
  const failOver = async (proxy: TcpProxy) => {
    await proxy.become('silent')
    await proxy.become('pass')
  }

  it('is ended with all its transactions, and the next ones find new connections', async () => {
    const { proxy, db } = await openThroughProxy()
    const begun = [0, 0].map(() => Promise.withResolvers<void>())
    const gone = Promise.withResolvers<void>()
    const transactions = begun.map(({ resolve }) =>
      db.transaction().execute(async (trx) => {
        await sql`select 1`.execute(trx)
        resolve()
        await gone.promise
        await sql`select 1`.execute(trx)
      }),
    )
    await Promise.all(begun.map(({ promise }) => promise))
    await failOver(proxy)
    gone.resolve()
    const ends = await Promise.allSettled(transactions)
    expect(ends).toEqual(
      ends.map(() => ({ status: 'rejected', reason: expect.objectContaining({ code: 'ETIMEDOUT' }) })),
    )
    const next = await Promise.all([0, 0, 0].map(() => limitsInTransaction(db)))
    expect(next).toHaveLength(3)
    expect(proxy.accepted).toBe(4)
  })

  it('is ended when it lay idle in the pool, and given to nobody a second time', async () => {
    const { proxy, db } = await openThroughProxy()
    await sql`select 1`.execute(db)
    await failOver(proxy)
    await expect(sql`select 1`.execute(db)).rejects.toMatchObject({ code: 'ETIMEDOUT' })
    expect((await sql`select 1`.execute(db)).rows).toHaveLength(1)
    expect(proxy.accepted).toBe(2)
  })

  it('fails a transaction at its commit with the same words', async () => {
    const { proxy, db } = await openThroughProxy()
    const lost = db.transaction().execute(async (trx) => {
      await sql`select 1`.execute(trx)
      await failOver(proxy)
    })
    await expect(lost).rejects.toThrow('did not answer on this connection')
  })
})

describe('A connection to a primary that became a standby', () => {
  const database = useTestDatabase('PostgreSQL')

  it('is dropped at the first write refused, so that the next goes to the new primary', async () => {
    const name = new URL(database.url).pathname.slice(1)
    const server = await openStranger(database.url)
    await server.query(`alter database ${name} set default_transaction_read_only = on`)
    const db = await openAt(database.url, { connections: 1 })
    const write = () => db.transaction().execute((trx) => sql`update migration_lock set id = id`.execute(trx))
    await sql`select 1`.execute(db)
    await server.query(
      `set default_transaction_read_only = off; alter database ${name} reset default_transaction_read_only`,
    )
    await expect(write()).rejects.toMatchObject({ code: '25006' })
    await write()
  })
})

describe('A row that a stranger has locked', () => {
  const database = useTestDatabase('PostgreSQL')

  it('holds up thirteen messages coming in, and neither a page of the desk nor background work', async () => {
    const byWork = await openDatabaseByWork({ kind: 'postgres', url: database.url }, 20)
    cleanups.push(byWork.open.close)
    const stranger = await openStranger(database.url)
    await stranger.query('begin; select id from migration_lock for update')
    const settled: string[] = []
    const intakes = Array.from({ length: 13 }, () =>
      byWork.intake
        .transaction()
        .execute((trx) => sql`update migration_lock set id = id`.execute(trx))
        .then(
          () => settled.push('taken in'),
          (error) => settled.push(String(error)),
        ),
    )
    await poll('every connection of the intake to wait', async () => {
      const { rows } = await sql<{ name: string }>`
        select application_name as name from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`.execute(byWork.background)
      return rows.length === 6 && rows.every(({ name }) => name === 'agafort intake')
    })
    expect((await sql`select 1`.execute(byWork.desk)).rows).toHaveLength(1)
    expect((await sql`select 1`.execute(byWork.background)).rows).toHaveLength(1)
    expect(settled).toEqual([])
    await stranger.query('rollback')
    await Promise.all(intakes)
    expect(settled).toEqual(Array.from({ length: 13 }, () => 'taken in'))
  })
})
