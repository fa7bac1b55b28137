import { sql } from 'kysely'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { codeOf, faultOf, isTemporary } from '../../../core/kernel/database-fault.ts'
import { Problem } from '../../../core/kernel/problem.ts'
import { openDatabase } from '../../../db/database.ts'
import { describeOnEachDatabase, useTestDatabase } from '../../servers/database.ts'
import { freePort, LOOPBACK } from '../../servers/port.ts'
import { startProxy } from '../../servers/proxy.ts'

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )

describeOnEachDatabase('What the database says', (database) => {
  const run = (statement: string) => failureOf(sql.raw(statement).execute(database.db))

  it.each([
    ['a number out of range', 'select 100000 * 100000', '22003'],
    ['a text that is no date', "select 'demain'::date", '22007'],
    ['a missing value', 'insert into leases (name, holder, expires_at) values (null, null, null)', '23502'],
    ['too many columns', `select ${Array.from({ length: 1700 }, () => '1').join(',')}`, '54011'],
  ])('of %s is the content’s fault, and does not pass', async (_, statement, code) => {
    const error = await run(statement)
    expect([codeOf(error), faultOf(error), isTemporary(error)]).toEqual([code, 'content', false])
  })

  it('of a NUL character in a text is the content’s fault', async () => {
    const error = await failureOf(sql`select ${'un \0 octet nul'}::text`.execute(database.db))
    expect([codeOf(error), faultOf(error)]).toEqual(['22021', 'content'])
  })

  it('of a column it does not have, as when a newer version has changed it, passes', async () => {
    const error = await run('select colour from tickets')
    expect([codeOf(error), faultOf(error)]).toEqual(['42703', 'unavailable'])
  })

  it('of a read-only transaction passes', async () => {
    const error = await failureOf(
      database.db.transaction().execute(async (trx) => {
        await sql`set transaction read only`.execute(trx)
        await sql`delete from leases`.execute(trx)
      }),
    )
    expect([codeOf(error), faultOf(error)]).toEqual(['25006', 'unavailable'])
  })
})

describe('What others do in the database', () => {
  const database = useTestDatabase('PostgreSQL')

  it('passes: a row that is locked', async () => {
    const { db } = database
    const held = Promise.withResolvers<void>()
    const locked = Promise.withResolvers<void>()
    const holder = db.transaction().execute(async (trx) => {
      await sql`select id from migration_lock for update`.execute(trx)
      locked.resolve()
      await held.promise
    })
    await locked.promise
    const error = await failureOf(
      db.transaction().execute(async (trx) => {
        await sql`set local lock_timeout = 20`.execute(trx)
        await sql`select id from migration_lock for update`.execute(trx)
      }),
    )
    held.resolve()
    await holder
    expect([codeOf(error), faultOf(error), isTemporary(error)]).toEqual(['55P03', 'busy', true])
  })

  it('passes: a statement that took too long', async () => {
    const error = await failureOf(
      database.db.transaction().execute(async (trx) => {
        await sql`set local statement_timeout = 20`.execute(trx)
        await sql`select pg_sleep(60)`.execute(trx)
      }),
    )
    expect([codeOf(error), faultOf(error)]).toEqual(['57014', 'busy'])
  })

  it('passes: a row that was changed meanwhile', async () => {
    const { db } = database
    await sql`insert into leases (name, holder, expires_at) values ('x', 'a', now())`.execute(db)
    const error = await failureOf(
      db
        .transaction()
        .setIsolationLevel('serializable')
        .execute(async (trx) => {
          await sql`select * from leases`.execute(trx)
          await sql`update leases set holder = 'b'`.execute(db)
          await sql`update leases set holder = 'c'`.execute(trx)
        }),
    )
    expect([codeOf(error), faultOf(error)]).toEqual(['40001', 'busy'])
  })

  it('passes: a session that is ended in the middle of a transaction', async () => {
    const { db } = database
    const error = await failureOf(
      db.transaction().execute(async (trx) => {
        const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx)
        await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(db)
        await sql`select pg_sleep(60)`.execute(trx)
      }),
    )
    expect(faultOf(error)).toBe('unavailable')
  })
})

describe('The way to the database', () => {
  const database = useTestDatabase('PostgreSQL')
  const clientAt = (url: string, settings: pg.ClientConfig = {}) => {
    const client = new pg.Client({ connectionString: url, ...settings })
    client.on('error', () => {})
    return client
  }

  it('passes when it is closed, or refuses', async () => {
    const url = new URL(database.url)
    url.host = `${LOOPBACK}:${await freePort()}`
    const away = await openDatabase({ kind: 'postgres', url: url.href })
    expect(faultOf(await failureOf(sql`select 1`.execute(away.db)))).toBe('unavailable')
    await away.close()
    expect(faultOf(await failureOf(sql`select 1`.execute(away.db)))).toBe('unavailable')
    const closed = clientAt(database.url)
    await closed.connect()
    await closed.end()
    expect(faultOf(await failureOf(closed.query('select 1')))).toBe('unavailable')
  })

  it('passes when it falls silent, at a query and at a connection', async () => {
    const proxy = await startProxy({ port: Number(new URL(database.url).port) })
    const client = clientAt(proxy.through(database.url), { query_timeout: 50 })
    await client.connect()
    await proxy.become('silent')
    expect(faultOf(await failureOf(client.query('select 1')))).toBe('unavailable')
    const late = clientAt(proxy.through(database.url), { connectionTimeoutMillis: 50 })
    expect(faultOf(await failureOf(late.connect()))).toBe('unavailable')
    const waiting = failureOf(client.query('select 2'))
    await proxy.stop()
    expect(faultOf(await waiting)).toBe('unavailable')
  })
})

describe('A fault of our own code', () => {
  it.each([
    ['a missing property', () => (undefined as unknown as string).length],
    ['a length that cannot be', () => new Array(-1)],
    ['an address that is none', () => new URL('nulle part')],
    [
      'a broken promise to ourselves',
      () => {
        throw new Error('Every message of a batch has a result.')
      },
    ],
    [
      'a refusal',
      () => {
        throw new Problem('invalid-input', 'The report is not complete. Fill in what is missing.')
      },
    ],
  ] satisfies [string, () => unknown][])('does not pass: %s', async (_, work: () => unknown) => {
    const error = await failureOf((async () => work())())
    expect([faultOf(error), isTemporary(error)]).toEqual(['program', false])
  })

  it('is not what nobody knows: an error without name or sense may pass', () => {
    expect([faultOf(undefined), faultOf('oops'), faultOf(new DOMException('', 'AbortError'))]).toEqual([
      'unavailable',
      'unavailable',
      'unavailable',
    ])
  })
})
