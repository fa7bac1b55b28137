import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { OutboxId } from '../../core/kernel/id.ts'
import { ownMessageId } from '../../core/kernel/signed-link.ts'
import { mailboxOfAddress } from '../../core/ticket/team-address.ts'
import { openDatabase } from '../../db/database.ts'
import { openParsePool, type ParsePool } from '../../mail/parse/parse-pool.ts'
import { openMailReceiver } from '../../mail/receive-mail.ts'
import { startSmtpServer } from '../../mail/smtp-server.ts'
import { useTestDatabase } from '../servers/database.ts'
import { poll } from '../servers/poll.ts'
import { LOOPBACK } from '../servers/port.ts'
import { startProxy } from '../servers/proxy.ts'
import { connectSmtp } from '../servers/smtp-client.ts'
import { CONTACT, complaint } from '../world/poller-world.ts'
import { openWorld } from '../world/world.ts'

describe('A mail that meets a busy database', () => {
  const database = useTestDatabase('PostgreSQL')
  const { core: world } = openWorld(database)
  const cleanups: (() => Promise<unknown>)[] = []
  let parsePool: ParsePool
  beforeAll(() => {
    parsePool = openParsePool({ workers: 1 })
  })
  afterEach(async () => {
    for (const clean of cleanups.splice(0).reverse()) await clean()
  })
  afterAll(() => parsePool.close())

  it('waits as a reply to a ticket that is held, is no empty ticket, and others come in meanwhile', async () => {
    const host = await openHost()
    const { ticketId, reply } = await customerWithTicket(host)
    const { release } = await hold('select id from tickets for update')
    const replies = range(1, 13).map((number) => sendUntilTaken(host, reply(number)))
    await poll('a reply to wait for the ticket', waitingForLocks)
    await Promise.all(range(21, 25).map((number) => sendUntilTaken(host, complaint(number)).taken))
    expect(await texts()).toHaveLength(6)
    await poll('each reply to be put off', () => replies.every(({ refusals }) => refusals.length > 0))
    await release()
    await Promise.all(replies.map(({ taken }) => taken))
    expect(replies.flatMap(({ refusals }) => refusals).filter((said) => !said.startsWith('451 '))).toEqual([])
    await everyMailWhole(19)
    expect((await texts()).filter((message) => message.ticket_id === ticketId)).toHaveLength(14)
    expect(await ticketCount()).toBe(6)
  })

  it('waits while a table is locked against writing', async () => {
    const host = await openHost()
    const { release } = await hold('lock table messages in share mode')
    const mails = range(1, 16).map((number) => sendUntilTaken(host, complaint(number)))
    await poll('each mail to be put off', () => mails.every(({ refusals }) => refusals.length > 0))
    await release()
    await Promise.all(mails.map(({ taken }) => taken))
    await everyMailWhole(16)
    expect(await ticketCount()).toBe(16)
  })

  it('is taken in whole while all sessions are ended again and again', async () => {
    const host = await openHost()
    const stranger = await openStranger()
    const killing = { on: true, ended: 0 }
    const killer = (async () => {
      while (killing.on) {
        const { rowCount } = await stranger.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid() and application_name = 'intake of a host'`,
        )
        killing.ended += rowCount ?? 0
      }
    })()
    const mails = range(1, 150).map((number) => sendUntilTaken(host, complaint(number)))
    const putOff = () => mails.filter(({ refusals }) => refusals.length > 0).length
    await poll('most mails to be put off', () => putOff() > 100 && killing.ended > 200)
    killing.on = false
    await killer
    await Promise.all(mails.map(({ taken }) => taken))
    await everyMailWhole(150)
    expect(await ticketCount()).toBe(150)
  })

  it('waits for a ticket that a lost host holds, and comes in by another host once that transaction is ended', async () => {
    const proxy = await startProxy({ port: Number(new URL(database.url).port) })
    const lost = await openHost(proxy.through(database.url), {})
    const other = await openHost()
    const { ticketId, reply } = await customerWithTicket(other)
    const { release } = await hold('lock table messages in share mode')
    const first = sendOnce(lost, reply(1))
    await poll('the first reply to have its ticket', waitingForLocks)
    await proxy.become('silent')
    cleanups.push(() => proxy.stop())
    await release()
    await poll('the transaction to be left open', async () => (await leftOpen()) > 0)
    const replies = range(1, 10).map((number) => sendUntilTaken(other, reply(number)))
    await Promise.all(range(21, 25).map((number) => sendUntilTaken(other, complaint(number)).taken))
    await poll('each reply to be put off', () => replies.every(({ refusals }) => refusals.length > 0))
    await endLeftOpen()
    await Promise.all(replies.map(({ taken }) => taken))
    await everyMailWhole(16)
    expect((await texts()).filter((message) => message.ticket_id === ticketId)).toHaveLength(11)
    expect(await ticketCount()).toBe(6)
    await proxy.stop()
    expect(await first).not.toMatch(/^250 /)
  })

  /** A process of ours as far as mail goes: an LMTP server before a database of its own. Waits briefly for locks. */
  async function openHost(
    url = database.url,
    limits: Record<string, string> = { options: '-c lock_timeout=500' },
  ): Promise<number> {
    const settings = new URLSearchParams({ application_name: 'intake of a host', ...limits })
    const open = await openDatabase({ kind: 'postgres', url: `${url}?${settings}` })
    cleanups.push(open.close)
    const core = { ...world, db: open.db }
    const server = await startSmtpServer({
      core,
      protocol: 'lmtp',
      host: LOOPBACK,
      port: 0,
      maxSize: 1_000_000,
      stopSeconds: 1,
      takeIn: openMailReceiver({ core, parsePool, authservIds: [], spamHeaders: [] }),
      accepts: (recipient) => mailboxOfAddress(core.settings, recipient),
    })
    cleanups.push(server.stop)
    return server.port
  }

  async function customerWithTicket(port: number) {
    expect(await sendOnce(port, complaint(1))).toMatch(/^250 /)
    const ticket = await database.db.selectFrom('tickets').select('id').executeTakeFirstOrThrow()
    const { id } = await database.db.selectFrom('outbox').select('id').executeTakeFirstOrThrow()
    const inReplyTo = ownMessageId(world.settings.secretKeys, id as OutboxId, 'agafort.example')
    const reply = (number: number) =>
      complaint(1, { subject: 'Re: Commande 1', body: `Toujours rien, relance ${number}.` }).replace(
        'Message-ID: <commande-1@courriel.example>',
        `Message-ID: <relance-${number}@courriel.example>\r\nIn-Reply-To: ${inReplyTo}`,
      )
    return { ticketId: ticket.id, reply }
  }

  /** Sends a mail as a mail server does that was told 4xx: again and again. */
  function sendUntilTaken(port: number, mail: string) {
    const refusals: string[] = []
    const send = async () => {
      for (;;) {
        const said = await sendOnce(port, mail)
        if (said.startsWith('250 ')) return
        refusals.push(said)
      }
    }
    return { refusals, taken: send() }
  }

  async function sendOnce(port: number, mail: string): Promise<string> {
    // At most a hundred clients are let in at once.
    const client = await connectSmtp(port).catch(() => null)
    if (!client) return '421 No connection'
    try {
      await client.say('LHLO mx.agafort.example')
      await client.say('MAIL FROM:<marie.dubois@courriel.example> BODY=8BITMIME')
      await client.say(`RCPT TO:<${CONTACT}>`)
      await client.say('DATA')
      return (await client.give(mail))[0] ?? ''
    } catch (error) {
      return `421 ${error}`
    } finally {
      client.close()
    }
  }

  async function openStranger(): Promise<pg.Client> {
    const stranger = new pg.Client({ connectionString: database.url })
    cleanups.push(() => stranger.end())
    await stranger.connect()
    return stranger
  }

  /** A stranger's transaction, left open until it is released. */
  async function hold(statement: string) {
    const stranger = await openStranger()
    await stranger.query('begin')
    await stranger.query(statement)
    return { release: () => stranger.query('commit') }
  }

  async function activity(condition: string): Promise<number[]> {
    const { rows } = await sql<{ pid: number }>`
      select pid from pg_stat_activity where datname = current_database() and application_name = 'intake of a host'
        and ${sql.raw(condition)}`.execute(database.db)
    return rows.map(({ pid }) => pid)
  }

  const waitingForLocks = async () => (await activity("wait_event_type = 'Lock'")).length > 0
  const leftOpen = async () =>
    (await activity("state = 'idle in transaction' and wait_event = 'ClientRead'")).length

  // What idle_in_transaction_session_timeout does, without its minute.
  async function endLeftOpen(): Promise<void> {
    for (const pid of await activity("state = 'idle in transaction'"))
      await sql`select pg_terminate_backend(${pid})`.execute(database.db)
  }

  const texts = () => database.db.selectFrom('messages').select(['ticket_id', 'text']).execute()
  const ticketCount = async () => (await database.db.selectFrom('tickets').select('id').execute()).length

  async function everyMailWhole(count: number): Promise<void> {
    const messages = await texts()
    expect(messages).toHaveLength(count)
    expect(messages.filter(({ text }) => text === '')).toEqual([])
    expect(await database.db.selectFrom('parse_failures').selectAll().execute()).toEqual([])
  }
})

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}
