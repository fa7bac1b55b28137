import { expect, it } from 'vitest'
import { receive } from '../../../core/intake/intake.ts'
import { HOUR, MINUTE } from '../../../core/kernel/duration.ts'
import type { TicketId } from '../../../core/kernel/id.ts'
import { openOwnMessageId, openReplyAddress } from '../../../core/kernel/signed-link.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { poll } from '../../servers/poll.ts'
import { accountAt, enqueue, outboxRow, SENDERS, useSending } from '../../world/sending-world.ts'
import { mailFrom, openWorld, TUESDAY } from '../../world/world.ts'

const MARIE = ['Marie Dubois', 'marie.dubois@courriel.example'] as const
const KARIM = ['Karim Benali', 'karim.benali@courriel.example'] as const

describeOnEachDatabase('Sending', (database) => {
  const { core, clock } = openWorld(database)
  const sending = useSending()

  async function received(who: readonly [string, string] = MARIE, given = {}) {
    const [taken] = await receive(core, [mailFrom(...who, given)])
    if (!taken) throw new Error('nothing was received')
    return taken
  }

  const acknowledgePromise = (ticketId: TicketId) =>
    core.db
      .selectFrom('promises')
      .selectAll()
      .where('ticket_id', '=', ticketId)
      .where('kind', '=', 'acknowledge')
      .executeTakeFirstOrThrow()

  const eventsOf = (ticketId: TicketId) =>
    core.db.selectFrom('events').selectAll().where('ticket_id', '=', ticketId).orderBy('number').execute()

  it('acknowledges a mail and so keeps its promise', async () => {
    clock.set(TUESDAY)
    const sink = await sending.sink()
    const deliver = sending.deliver(core, sink)
    const { ticketId, reference } = await received(MARIE, { mail: { messageId: '<abc.1@courriel.example>' } })
    clock.advance(2 * MINUTE)
    await deliver.drained()

    const [mail, ...others] = sink.mails
    expect(others).toEqual([])
    expect(mail?.to).toEqual(['marie.dubois@courriel.example'])
    expect(mail?.from).toBe('retours@agafort.example')
    expect(mail?.headers.from).toBe('Service client Agafort <contact@agafort.example>')
    expect(mail?.headers['in-reply-to']).toBe('<abc.1@courriel.example>')
    expect(mail?.headers.references).toBe('<abc.1@courriel.example>')
    expect(openReplyAddress(core.settings.secretKeys, mail?.headers['reply-to'] ?? '')?.reference).toBe(
      reference,
    )
    expect(mail?.headers['content-language']).toBe('fr')
    expect(mail?.raw.toString()).toContain('Content-Type: text/plain; charset=utf-8')
    expect(mail?.raw.toString()).toContain('Content-Type: text/html; charset=utf-8')

    const outboxId = openOwnMessageId(core.settings.secretKeys, mail?.headers['message-id'] ?? '')
    if (!outboxId) throw new Error('not one of our own Message-IDs')
    const row = await outboxRow(core, outboxId)
    expect(row.sent_at).toEqual(clock.now())
    expect(row.lease_holder).toBeNull()
    expect(new Date(mail?.headers.date ?? '')).toEqual(TUESDAY)

    const promise = await acknowledgePromise(ticketId)
    const [last] = (await eventsOf(ticketId)).slice(-1)
    expect(promise.outcome).toBe('kept')
    expect(promise.ended_at).toEqual(clock.now())
    expect(last).toMatchObject({ kind: 'acknowledged', number: promise.ended_by_event, detail: { outboxId } })
  })

  it('breaks the promise to acknowledge when it comes too late', async () => {
    clock.set(TUESDAY)
    const sink = await sending.sink()
    const { ticketId } = await received()
    clock.advance(HOUR)
    await sending.deliver(core, sink).drained()
    expect(await acknowledgePromise(ticketId)).toMatchObject({ outcome: 'broken', ended_at: clock.now() })
  })

  it('numbers the events of many tickets rightly in one batch', async () => {
    clock.set(TUESDAY)
    const sink = await sending.sink()
    const mails = Array.from({ length: 30 }, (_, n) => mailFrom(`Client ${n}`, `client${n}@courriel.example`))
    const taken = await receive(core, mails)
    await sending.deliver(core, sink).drained()
    expect(sink.mails).toHaveLength(30)
    for (const { ticketId } of taken) {
      const events = await eventsOf(ticketId)
      expect(events.map(({ number }) => number)).toEqual(events.map((_, index) => index + 1))
      expect(events.at(-1)?.kind).toBe('acknowledged')
      const ticket = await core.db
        .selectFrom('tickets')
        .select('last_event')
        .where('id', '=', ticketId)
        .executeTakeFirstOrThrow()
      expect(ticket.last_event).toBe(events.length)
      expect((await acknowledgePromise(ticketId)).outcome).toBe('kept')
    }
  })

  it('sends as soon as it is woken, without waiting for its sweep', async () => {
    const sink = await sending.sink()
    const deliver = sending.deliver(core, sink)
    await deliver.drained()
    const id = await enqueue(core)
    deliver.wake()
    await sink.waitForCount(1)
    await poll('the mail to count as sent', async () => (await outboxRow(core, id)).sent_at !== null)
  })

  it('finds by its sweep what nobody woke it for', async () => {
    const sink = await sending.sink()
    const deliver = sending.deliver(core, sink, { sweepSeconds: 0.05 })
    await deliver.drained()
    await enqueue(core)
    await sink.waitForCount(1)
  })

  it('sends nothing before its time, and nothing that was cancelled', async () => {
    clock.set(TUESDAY)
    const sink = await sending.sink()
    const deliver = sending.deliver(core, sink)
    const later = await enqueue(core, { sendAfter: new Date(TUESDAY.getTime() + MINUTE) })
    const cancelled = await enqueue(core)
    await core.db.updateTable('outbox').set({ cancelled_at: TUESDAY }).where('id', '=', cancelled).execute()
    await deliver.drained()
    expect(sink.mails).toEqual([])
    clock.advance(MINUTE)
    await deliver.drained()
    expect(sink.mails).toHaveLength(1)
    expect((await outboxRow(core, later)).sent_at).toEqual(clock.now())
    expect((await outboxRow(core, cancelled)).sent_at).toBeNull()
  })

  it('sends each mail once when two processes send', async () => {
    const sink = await sending.sink({ keep: 'headers' })
    for (let n = 0; n < 100; n++) await enqueue(core, { recipient: `client${n}@courriel.example` })
    await Promise.all([sending.deliver(core, sink).drained(), sending.deliver(core, sink).drained()])
    await poll('all mails to count as sent', async () => {
      const unsent = await core.db.selectFrom('outbox').select('id').where('sent_at', 'is', null).execute()
      return unsent.length === 0
    })
    expect(new Set(sink.mails.map(({ to }) => to[0])).size).toBe(100)
    expect(sink.mails).toHaveLength(100)
  })

  it('keeps mail, and counts it as sent, when no server is configured', async () => {
    clock.set(TUESDAY)
    const { ticketId } = await received()
    await sending.deliver(core, [{ smtp: null, mailboxes: SENDERS }]).drained()
    const rows = await core.db.selectFrom('outbox').selectAll().where('ticket_id', '=', ticketId).execute()
    expect(rows.map(({ sent_at }) => sent_at)).toEqual([TUESDAY])
    expect((await acknowledgePromise(ticketId)).outcome).toBe('kept')
  })

  it('sends by each mailbox’s own server, one of them down or not', async () => {
    const [general, fraud] = [await sending.sink(), await sending.sink()]
    await general.halt()
    const of = (...names: string[]) => SENDERS.filter(({ name }) => names.includes(name))
    const deliver = sending.deliver(core, [
      { smtp: accountAt(general), mailboxes: of('contact', 'account') },
      { smtp: accountAt(fraud, { name: 'secure' }), mailboxes: of('fraud') },
    ])
    await enqueue(core, { recipient: KARIM[1], mailbox: 'account' })
    await enqueue(core, { recipient: MARIE[1], mailbox: 'fraud' })
    await enqueue(core, { recipient: 'retraite@courriel.example', mailbox: 'a mailbox of former times' })
    await enqueue(core, { recipient: 'equipe@agafort.example', mailbox: null })
    deliver.wake()
    expect((await fraud.waitForCount(1))[0]?.headers.from).toContain('securite@agafort.example')
    await general.start()
    await deliver.drained()
    expect(general.mails.map(({ to, headers }) => `${to[0]} from ${headers.from}`).sort()).toEqual([
      'equipe@agafort.example from Service client Agafort <contact@agafort.example>',
      'karim.benali@courriel.example from Service client Agafort <compte@agafort.example>',
      'retraite@courriel.example from Service client Agafort <contact@agafort.example>',
    ])
    expect(fraud.mails).toHaveLength(1)
  })

  it('finishes what is under way and gives the rest back when it is stopped', async () => {
    const sink = await sending.sink({ latency: 300 })
    const account = { smtp: accountAt(sink, { connections: 1 }), mailboxes: SENDERS }
    const deliver = sending.deliver(core, [account])
    for (let n = 0; n < 10; n++) await enqueue(core, { recipient: `client${n}@courriel.example` })
    deliver.wake()
    await sink.waitForCount(1)
    await deliver.stop()
    const rows = await core.db.selectFrom('outbox').selectAll().execute()
    const sent = rows.filter(({ sent_at }) => sent_at !== null)
    expect(sent.map(({ recipient }) => recipient).sort()).toEqual(sink.mails.map(({ to }) => to[0]).sort())
    expect(sent.length).toBeLessThan(10)
    expect(rows.every(({ lease_holder }) => lease_holder === null)).toBe(true)
  })
})
