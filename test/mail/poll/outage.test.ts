import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type OpenDatabase, openDatabase } from '../../../db/database.ts'
import { migrate } from '../../../db/migrate.ts'
import type { MailboxSource } from '../../../mail/poll/mailbox-source.ts'
import { describeOnDatabase, describeOnEachDatabase, useTestDatabase } from '../../servers/database.ts'
import { poll } from '../../servers/poll.ts'
import type { PollerProcessOrder } from '../../servers/poller-process.ts'
import { type PostgresServer, startPostgres } from '../../servers/postgres.ts'
import { startProxy, type TcpProxy } from '../../servers/proxy.ts'
import {
  complaint,
  connected,
  freshUser,
  MAILBOX_PASSWORD,
  mailboxOn,
  useDovecot,
  useMailroom,
} from '../../world/poller-world.ts'

const hasty = { silenceLimit: 1_000, alertAfter: 1_500 }

describeOnDatabase('A mail server that falls silent without closing', (database) => {
  const dovecot = useDovecot()
  const room = useMailroom(database)
  afterEach(() => dovecot.here.resume())

  it('is found out within the limit, reported to the team once, and reconnected when it responds (case 8)', async () => {
    const user = freshUser()
    const poller = await room.pollConnected([mailboxOn(dovecot.here, user)], hasty)
    dovecot.here.pause()
    const silent = performance.now()
    await poll('the silence to be noticed', () => poller.health()[0]?.state === 'failing')
    // The limit itself is a second; the rest is for a busy machine.
    expect(performance.now() - silent).toBeLessThan(10_000)
    await poll('the team to be told', () => room.alerts.length > 0)
    await poll('several more attempts', () => failures() >= 4)
    expect(room.alerts).toEqual([
      { kind: 'mailbox-silent', mailbox: 'contact', since: expect.any(Date), reason: expect.any(String) },
    ])
    dovecot.here.resume()
    await dovecot.here.deliver(user, complaint(1))
    await room.awaitMessages(1)
    await connected(poller)
  })

  it('is reported again when it falls silent anew', async () => {
    const user = freshUser()
    const poller = await room.pollConnected([mailboxOn(dovecot.here, user)], hasty)
    for (const times of [1, 2]) {
      dovecot.here.pause()
      await poll('the team to be told', () => room.alerts.length === times)
      dovecot.here.resume()
      await connected(poller)
      await poll('the recovery to be recorded', async () => (await alertedAt()) === null)
    }
  })

  const failures = () => room.logged.filter((line) => line.fact === 'the mailbox could not be polled').length
  const alertedAt = async () =>
    (await database.db.selectFrom('mailbox_health').select('alerted_at').executeTakeFirst())?.alerted_at
})

describeOnEachDatabase('A mailbox that nobody polls', (database) => {
  const dovecot = useDovecot()
  const room = useMailroom(database)

  it('is told by another process when the one that holds it hangs', async () => {
    const user = freshUser()
    await database.db
      .insertInto('leases')
      .values({
        name: 'mailbox:contact',
        holder: 'a process that hangs',
        expires_at: sql`now() + interval '1 hour'`,
      })
      .execute()
    room.poll([mailboxOn(dovecot.here, user)], hasty)
    await poll('the team to be told', () => room.alerts.length > 0)
    expect(room.alerts).toMatchObject([{ kind: 'mailbox-silent', mailbox: 'contact', reason: null }])
  })
})

describe('A database that is away', () => {
  const dovecot = useDovecot()
  const opened: { postgres?: PostgresServer; database?: OpenDatabase } = {}
  const room = useMailroom({
    get db() {
      if (!opened.database) throw new Error('The database is only there inside tests and hooks.')
      return opened.database.db
    },
  })
  beforeAll(async () => {
    const postgres = await startPostgres()
    const database = await openDatabase({ kind: 'postgres', url: await postgres.createDatabase('outage') })
    await migrate(database.db)
    Object.assign(opened, { postgres, database })
  })
  afterAll(async () => {
    await opened.database?.close()
    await opened.postgres?.stop()
  })

  it('loses no mail: the poller waits and goes on where it was', async () => {
    const user = freshUser()
    const poller = await room.pollConnected([mailboxOn(dovecot.here, user)])
    await dovecot.here.deliver(user, complaint(1))
    await room.awaitMessages(1)
    await opened.postgres?.halt('power-cut')
    for (const number of [2, 3, 4]) await dovecot.here.deliver(user, complaint(number))
    await poll('the outage to be noticed', () => poller.health()[0]?.state === 'failing')
    await opened.postgres?.start()
    const messages = await room.awaitMessages(4)
    expect(messages.map((message) => message.subject)).toEqual(
      [1, 2, 3, 4].map((number) => `Commande ${number} jamais livrée`),
    )
  })
})

describe('A database that says nothing any more', () => {
  const dovecot = useDovecot()
  const database = useTestDatabase('PostgreSQL')
  const opened: { proxy?: TcpProxy; database?: OpenDatabase } = {}
  const cleanups: (() => Promise<unknown>)[] = []
  const room = useMailroom({
    get db() {
      return opened.database?.db ?? database.db
    },
  })
  beforeAll(async () => {
    opened.proxy = await startProxy({ port: Number(new URL(database.url).port) })
    opened.database = await openDatabase({ kind: 'postgres', url: opened.proxy.through(database.url) })
  })
  afterEach(async () => {
    for (const clean of cleanups.splice(0).reverse()) await clean()
  })
  afterAll(async () => {
    await opened.proxy?.stop()
    await opened.database?.close()
  })

  it('keeps the program from stopping only for as long as was set, and the mail is taken in after the next start', async () => {
    const user = freshUser()
    const poller = await room.pollConnected([mailboxOn(dovecot.here, user)], {
      leaseSeconds: 600,
      stopWithin: 500,
    })
    const { release } = await lockMessages(database.url, cleanups)
    await dovecot.here.deliver(user, complaint(1))
    await poll('the intake to wait', async () => {
      const { rows } = await sql`
        select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
        database.db,
      )
      return rows.length > 0
    })
    await opened.proxy?.become('silent')
    await poller.stop()
    expect(poller.health()[0]?.state).not.toBe('stopped')
    expect(room.logged.map(({ fact }) => fact)).toContain('the mailbox is left although its work hangs')
    await release()
    await opened.proxy?.become('refuse')
    await opened.proxy?.become('pass')
    await database.db.deleteFrom('leases').execute()
    await room.pollConnected([mailboxOn(dovecot.here, user)])
    expect((await room.messages()).map(({ text }) => text !== '')).toEqual([true])
  })
})

describe('The process that polls a mailbox', () => {
  const database = useTestDatabase('PostgreSQL')
  const dovecot = useDovecot()
  const room = useMailroom(database)
  const started: ChildProcess[] = []
  const cleanups: (() => Promise<unknown>)[] = []
  afterEach(async () => {
    for (const child of started.splice(0)) child.kill('SIGKILL')
    for (const clean of cleanups.splice(0).reverse()) await clean()
  })

  it('is followed by another when it dies', async () => {
    const user = freshUser()
    const first = await startPollerProcess(mailboxOn(dovecot.here, user))
    const second = room.poll([mailboxOn(dovecot.here, user)], { leaseSeconds: 2 })
    await dovecot.here.deliver(user, complaint(1))
    await room.awaitMessages(1)
    expect(second.health()[0]?.state).toBe('waiting')
    first.kill('SIGKILL')
    await dovecot.here.deliver(user, complaint(2))
    await room.awaitMessages(2)
    await poll('the second to say that it is connected', () => second.health()[0]?.state === 'connected')
  })

  it('receives nothing any more when it was frozen and another has taken over', async () => {
    const user = freshUser()
    const first = await startPollerProcess(mailboxOn(dovecot.here, user))
    first.kill('SIGSTOP')
    const second = room.poll([mailboxOn(dovecot.here, user)], { leaseSeconds: 2 })
    await connected(second)
    await dovecot.here.deliver(user, complaint(1))
    await room.awaitMessages(1)
    const waiting = statesOf(first)
    first.kill('SIGCONT')
    await poll('the first to wait for the lease', () => waiting.includes('waiting'))
    await dovecot.here.deliver(user, complaint(2))
    expect(await room.awaitMessages(2)).toHaveLength(2)
    expect(second.health()[0]?.state).toBe('connected')
  })

  it('gives it to another when its work hangs on connections gone silent, although it renews its lease on new ones', async () => {
    const user = freshUser()
    const proxy = await startProxy({ port: Number(new URL(database.url).port) })
    cleanups.push(proxy.stop)
    const first = await startPollerProcess(mailboxOn(dovecot.here, user), proxy.through(database.url))
    const { release } = await lockMessages(database.url, cleanups)
    for (let number = 1; number <= 45; number++) await dovecot.here.deliver(user, complaint(number))
    await poll(
      'it to be in the middle of its intake',
      async () => (await sessions("wait_event_type = 'Lock'")).length > 0,
    )
    await proxy.become('silent')
    await proxy.become('pass')
    await release()
    const second = startPoller(mailboxOn(dovecot.here, user), database.url, '-c lock_timeout=500')
    await poll('the other to hold the mailbox', async () => (await holder())?.includes(`:${second.pid}:`))
    expect(first.exitCode).toBeNull()
    // What idle_in_transaction_session_timeout does, without its minute.
    for (const pid of await sessions("state = 'idle in transaction'"))
      await sql`select pg_terminate_backend(${pid})`.execute(database.db)
    const messages = await room.awaitMessages(45)
    expect(messages.filter(({ text }) => text === '')).toEqual([])
    expect(await holder()).toContain(`:${second.pid}:`)
  })

  it('stops before its next batch when the lease is taken from it', async () => {
    const user = freshUser()
    const poller = await room.pollConnected([mailboxOn(dovecot.here, user)], { leaseSeconds: 3600 })
    await database.db.updateTable('leases').set({ holder: 'another process' }).execute()
    await dovecot.here.deliver(user, complaint(1))
    await poll('it to wait for the lease', () => poller.health()[0]?.state === 'waiting')
    expect(await room.messages()).toEqual([])
    await database.db.deleteFrom('leases').execute()
  })

  async function startPollerProcess(
    mailbox: MailboxSource,
    databaseUrl = database.url,
  ): Promise<ChildProcess> {
    const child = startPoller(mailbox, databaseUrl)
    const states = statesOf(child)
    await poll('the process to poll', () => states.includes('connected'), { deadline: 60_000 })
    return child
  }

  function startPoller(mailbox: MailboxSource, databaseUrl: string, options = ''): ChildProcess {
    const { auth: _, since: __, ...source } = mailbox
    const order: PollerProcessOrder = {
      databaseUrl: `${databaseUrl}?${new URLSearchParams({ application_name: 'poller', options })}`,
      password: MAILBOX_PASSWORD,
      leaseSeconds: 2,
      source,
    }
    const script = fileURLToPath(new URL('../../servers/poller-process.ts', import.meta.url))
    const child = spawn(process.execPath, [script, JSON.stringify(order)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    started.push(child)
    return child
  }

  async function holder(): Promise<string | undefined> {
    const lease = await database.db.selectFrom('leases').select('holder').executeTakeFirst()
    return lease?.holder
  }

  async function sessions(condition: string): Promise<number[]> {
    const { rows } = await sql<{ pid: number }>`
      select pid from pg_stat_activity where datname = current_database() and application_name = 'poller'
        and ${sql.raw(condition)}`.execute(database.db)
    return rows.map(({ pid }) => pid)
  }

  function statesOf(child: ChildProcess): string[] {
    const states: string[] = []
    child.stdout?.on('data', (chunk) => states.push(...String(chunk).trim().split('\n')))
    return states
  }
})

/** A stranger's lock on the table of messages: intake waits for it in the middle of a transaction. */
async function lockMessages(url: string, cleanups: (() => Promise<unknown>)[]) {
  const stranger = new pg.Client({ connectionString: url })
  await stranger.connect()
  cleanups.push(() => stranger.end())
  await stranger.query('begin; lock table messages in share mode')
  return { release: () => stranger.query('commit') }
}
