import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { sweepConsequences } from '../../../core/correspondence/consequences.ts'
import { receive } from '../../../core/intake/intake.ts'
import type { Core } from '../../../core/kernel/core.ts'
import { MINUTE } from '../../../core/kernel/duration.ts'
import type { TicketId } from '../../../core/kernel/id.ts'
import { lockTicket } from '../../../core/ticket/lock.ts'
import { type OpenDatabase, openDatabase } from '../../../db/database.ts'
import { openSmtpTransport } from '../../../mail/send/smtp-transport.ts'
import { useTestDatabase } from '../../servers/database.ts'
import { poll } from '../../servers/poll.ts'
import { LOOPBACK } from '../../servers/port.ts'
import { startProxy, type TcpProxy } from '../../servers/proxy.ts'
import { accountAt, enqueue, SENDERS, useSending } from '../../world/sending-world.ts'
import { mailFrom, openWorld, TUESDAY } from '../../world/world.ts'

const WRITERS = Array.from({ length: 40 }, (_, n) => `client${n}@courriel.example`)

describe('Sending, when something is in its way', () => {
  const database = useTestDatabase('PostgreSQL')
  const { core, clock } = openWorld(database)
  const sending = useSending()
  const opened: OpenDatabase[] = []
  const proxies: TcpProxy[] = []
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((one) => one.close()))
    await Promise.all(proxies.splice(0).map((proxy) => proxy.stop()))
  })

  /** Another process's core, whose database may be cut off by the proxy. */
  async function coreBehind(proxy: TcpProxy): Promise<Core> {
    const open = await openDatabase({ kind: 'postgres', url: proxy.through(database.url) })
    opened.push(open)
    return { ...core, db: open.db }
  }

  async function proxyToDatabase(): Promise<TcpProxy> {
    const proxy = await startProxy({ port: Number(new URL(database.url).port) })
    proxies.push(proxy)
    return proxy
  }

  const unsent = async () =>
    (await core.db.selectFrom('outbox').select('id').where('sent_at', 'is', null).execute()).length
  const copies = (mails: readonly { to: readonly string[] }[]) => {
    const to = mails.flatMap((mail) => mail.to)
    return { customers: new Set(to).size, mails: to.length }
  }
  const acknowledged = (ticketId: TicketId) =>
    core.db
      .selectFrom('promises')
      .select('outcome')
      .where('ticket_id', '=', ticketId)
      .where('kind', '=', 'acknowledge')
      .executeTakeFirstOrThrow()

  it('goes on past a ticket that somebody has locked: all others leave, once, and it counts afterwards', async () => {
    clock.set(TUESDAY)
    const sink = await sending.sink()
    const taken = await receive(
      core,
      WRITERS.map((email) => mailFrom('Marie Dubois', email)),
    )
    const locked = taken[0]?.ticketId
    if (!locked) throw new Error('nothing was received')
    const engines = [1, 2].map(() => sending.deliver(core, sink, { leaseSeconds: 1, sweepSeconds: 0.2 }))
    await core.db.transaction().execute(async (trx) => {
      await lockTicket(trx, locked)
      for (const engine of engines) engine.wake()
      await poll('all forty to be recorded as sent', async () => (await unsent()) === 0)
    })
    await Promise.all(engines.map((engine) => engine.drained()))
    expect(copies(sink.mails)).toEqual({ customers: 40, mails: 40 })
    expect((await acknowledged(locked)).outcome).toBeNull()
    clock.advance(MINUTE)
    expect(await sweepConsequences(core)).toBe(1)
    expect((await acknowledged(locked)).outcome).toBe('kept')
    expect(await sweepConsequences(core)).toBe(0)
  })

  it('sends nothing twice when the database is away for longer than a lease, with two processes', async () => {
    clock.set(TUESDAY)
    const proxy = await proxyToDatabase()
    const sink = await sending.sink({ latency: 100 })
    const engines = []
    for (const name of ['lyon', 'lille'])
      engines.push(
        sending.deliver(await coreBehind(proxy), sink, { holder: name, leaseSeconds: 1, sweepSeconds: 0.2 }),
      )
    for (const recipient of WRITERS) await enqueue(core, { recipient })
    for (const engine of engines) engine.wake()
    await sink.waitForCount(8)
    await proxy.become('refuse')
    const soFar = sink.mails.length
    await poll('three leases to be over', async () => {
      const { count } = await core.db
        .selectFrom('outbox')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('lease_until', '<', new Date(Date.now() - 2_000))
        .where('sent_at', 'is', null)
        .executeTakeFirstOrThrow()
      return Number(count) > 0
    })
    await proxy.become('pass')
    await poll('all forty to be recorded as sent', async () => (await unsent()) === 0)
    expect(soFar).toBeLessThan(40)
    expect(copies(sink.mails)).toEqual({ customers: 40, mails: 40 })
  })

  it('sends again, and records, within seconds of connections to the database that went silent', async () => {
    const proxy = await proxyToDatabase()
    const sink = await sending.sink()
    const engine = sending.deliver(await coreBehind(proxy), sink, { leaseSeconds: 1, sweepSeconds: 0.2 })
    await enqueue(core)
    await engine.drained()
    await proxy.become('refuse')
    await proxy.become('pass')
    await enqueue(core, { recipient: 'karim.benali@courriel.example' })
    await poll('Karim’s mail to be recorded', async () => (await unsent()) === 0)
    expect(sink.mails).toHaveLength(2)
  })
})

describe('An SMTP server that hangs', () => {
  const database = useTestDatabase('PostgreSQL')
  const { core } = openWorld(database)
  const sending = useSending()
  let server: Server | undefined
  const sockets = new Set<Socket>()
  afterEach(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise<void>((closed) => (server ? server.close(() => closed()) : closed()))
    server = undefined
  })

  /** Greets nobody: it takes connections and says nothing. */
  async function mute(): Promise<number> {
    const listening = createServer((socket) => sockets.add(socket))
    server = listening
    await new Promise<void>((ready) => listening.listen(0, LOOPBACK, ready))
    return (listening.address() as { port: number }).port
  }

  it('keeps none of the mail of the other servers, and what it was given stays', async () => {
    const sink = await sending.sink()
    const account = accountAt(sink)
    const [contact, ...others] = SENDERS
    if (!contact) throw new Error('there are no mailboxes')
    const hanging = { smtp: { ...account, name: 'hanging', port: await mute() }, mailboxes: [contact] }
    const engine = sending.deliver(core, [hanging, { smtp: account, mailboxes: others }], {
      stopSeconds: 0.1,
    })
    await enqueue(core, { mailbox: contact.name })
    const other = others[0]?.name ?? ''
    await enqueue(core, { mailbox: other, recipient: 'karim.benali@courriel.example' })
    engine.wake()
    await sink.waitForCount(1)
    await poll('the hanging attempt to show', () => true)
    const before = performance.now()
    await engine.stop()
    expect(performance.now() - before).toBeLessThan(10_000)
    const [row] = await core.db.selectFrom('outbox').selectAll().where('sent_at', 'is', null).execute()
    expect(row).toMatchObject({ mailbox: contact.name, failed_at: null, attempts: 0 })
  })

  it('is asked over a connection apart for mail that failed before, so that it does not hold up the first tries', async () => {
    const sink = await sending.sink({ latency: 300 })
    const transport = openSmtpTransport(accountAt(sink, { connections: 1 }))
    const mail = (to: string) => ({ from: 'contact@agafort.example', to, subject: 'Colis', text: 'Bonjour' })
    await Promise.all([
      ...[1, 2, 3].map((n) => transport.send(mail(`encore${n}@courriel.example`), { again: true })),
      transport.send(mail('marie.dubois@courriel.example'), { again: false }),
    ])
    transport.close(true)
    const order = sink.mails.flatMap(({ to }) => to)
    expect(order.indexOf('marie.dubois@courriel.example')).toBeLessThan(2)
  })
})
