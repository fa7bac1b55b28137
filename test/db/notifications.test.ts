import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { type Listener, listen } from '../../db/notifications.ts'
import { describeOnEachDatabase, type TestDatabase, useTestDatabase } from '../servers/database.ts'
import { poll } from '../servers/poll.ts'
import { startProxy, type TcpProxy } from '../servers/proxy.ts'

const CHANNEL = 'mail_to_send'
const listeners: Listener[] = []
afterEach(() => Promise.all(listeners.splice(0).map((listener) => listener.stop())))

function startListening({ open }: TestDatabase, further: { url?: string; checkEvery?: number } = {}) {
  const told = { heard: 0, lost: [] as unknown[] }
  const listener = listen(open, {
    channel: CHANNEL,
    heard: () => void told.heard++,
    lost: (error) => void told.lost.push(error),
    ...further,
  })
  listeners.push(listener)
  return { told, listener }
}

const toHear = (told: { heard: number }, times: number) =>
  poll(`${times} to be heard`, () => told.heard >= times)
const notify = ({ db }: TestDatabase) => sql`select pg_notify(${CHANNEL}, '')`.execute(db)

describeOnEachDatabase('A process that listens', (database) => {
  it('hears once that it listens, then each notification, and none after it stopped', async () => {
    const { told, listener } = startListening(database)
    await toHear(told, 1)
    await notify(database)
    await toHear(told, 2)
    await listener.stop()
    await notify(database)
    await sql`select 1`.execute(database.db)
    expect(told).toEqual({ heard: 2, lost: [] })
  })

  it('hears what is notified in a transaction only when that is committed', async () => {
    const { told } = startListening(database)
    await toHear(told, 1)
    const undone = database.db.transaction().execute(async (trx) => {
      await sql`select pg_notify(${CHANNEL}, '')`.execute(trx)
      throw new Error('the ticket is locked')
    })
    await expect(undone).rejects.toThrow('the ticket is locked')
    await database.db.transaction().execute(async (trx) => {
      await sql`select pg_notify(${CHANNEL}, '')`.execute(trx)
    })
    await toHear(told, 2)
    expect(told.heard).toBe(2)
  })
})

describe('A listening connection to PostgreSQL', () => {
  const database = useTestDatabase('PostgreSQL')
  const listeningSessions = async () => {
    const { rows } = await sql<{ pid: number }>`
      select pid from pg_stat_activity where datname = current_database() and query ilike 'listen %'`.execute(
      database.db,
    )
    return rows
  }
  let proxy: TcpProxy | undefined
  afterEach(async () => {
    await Promise.all(listeners.splice(0).map((listener) => listener.stop()))
    await proxy?.stop()
    proxy = undefined
  })
  const throughProxy = async () => {
    proxy = await startProxy({ port: Number(new URL(database.url).port) })
    return { proxy, url: proxy.through(database.url) }
  }

  it('that the server ends is made again, and says that something may have been missed', async () => {
    const { told } = startListening(database)
    await toHear(told, 1)
    const [session] = await listeningSessions()
    await sql`select pg_terminate_backend(${session?.pid})`.execute(database.db)
    await toHear(told, 2)
    expect(told.lost).toHaveLength(1)
    await notify(database)
    await toHear(told, 3)
    expect(await listeningSessions()).toHaveLength(1)
  })

  it('that goes silent is found by asking it, ended and made again', async () => {
    const { proxy, url } = await throughProxy()
    const { told } = startListening(database, { url, checkEvery: 200 })
    await toHear(told, 1)
    await proxy.become('silent')
    await proxy.become('pass')
    await toHear(told, 2)
    expect(told.lost).toEqual([expect.objectContaining({ code: 'ETIMEDOUT' })])
    await notify(database)
    await toHear(told, 3)
  })

  it('that cannot be made is tried until it can, and told of once', async () => {
    const { proxy, url } = await throughProxy()
    await proxy.become('refuse')
    const { told } = startListening(database, { url })
    await poll('the refusal', () => told.lost.length > 0)
    await proxy.become('pass')
    await toHear(told, 1)
    expect(told.lost).toEqual([expect.objectContaining({ code: 'ECONNREFUSED' })])
  })

  it('stops at once while the server says nothing', async () => {
    const { proxy, url } = await throughProxy()
    await proxy.become('silent')
    const { told, listener } = startListening(database, { url })
    await poll('the connection to be begun', () => proxy.accepted > 0)
    await listener.stop()
    expect(told).toEqual({ heard: 0, lost: [] })
  })
})
