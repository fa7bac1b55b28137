import { expect, it } from 'vitest'
import { CONSEQUENCES } from '../../../core/correspondence/consequences.ts'
import { deadLetters, retryDeadLetter } from '../../../core/correspondence/dead-letter.ts'
import { receive } from '../../../core/intake/intake.ts'
import { HOUR, MINUTE } from '../../../core/kernel/duration.ts'
import type { MemberId } from '../../../core/kernel/id.ts'
import { newId } from '../../../core/kernel/id.ts'
import { Secret } from '../../../core/kernel/secret.ts'
import { describeOnDatabase } from '../../servers/database.ts'
import { poll } from '../../servers/poll.ts'
import type { SmtpRefusal } from '../../servers/smtp-sink.ts'
import { accountAt, enqueue, outboxRow, SENDERS, useSending } from '../../world/sending-world.ts'
import { mailFrom, openWorld, TUESDAY } from '../../world/world.ts'

describeOnDatabase('A mail that cannot leave', (database) => {
  const { core, clock } = openWorld(database)
  const sending = useSending()

  async function member(name: string): Promise<MemberId> {
    const id = newId<'member'>(TUESDAY)
    const email = `${name}@agafort.example`
    const row = { id, name, email, password_hash: null, role: 'agent', language: 'fr' } as const
    await core.db
      .insertInto('members')
      .values({ ...row, created_at: TUESDAY, deactivated_at: null })
      .execute()
    return id
  }

  const leave = (fits: (to: string) => boolean, refusal: SmtpRefusal) => (to: string) =>
    fits(to) ? refusal : undefined

  it('is tried again after a passing refusal, as the same mail', async () => {
    clock.set(TUESDAY)
    let busy = true
    const heard: string[] = []
    const sink = await sending.sink({
      rejectMail: ({ headers }) => {
        heard.push(`${headers['message-id']} of ${headers.date}`)
        return busy ? { code: 451, text: '4.3.2 Please come back' } : undefined
      },
    })
    const deliver = sending.deliver(core, sink)
    const id = await enqueue(core)
    await deliver.drained()
    expect(await outboxRow(core, id)).toMatchObject({ attempts: 1, sent_at: null, failed_at: null })
    expect((await outboxRow(core, id)).last_error).toContain('4.3.2 Please come back')
    expect((await outboxRow(core, id)).send_after).toEqual(new Date(TUESDAY.getTime() + MINUTE))
    busy = false
    await deliver.drained()
    expect(sink.mails).toEqual([])
    clock.advance(MINUTE)
    await deliver.drained()
    expect(sink.mails).toHaveLength(1)
    expect(await outboxRow(core, id)).toMatchObject({ sent_at: clock.now(), last_error: null })
    expect(heard).toHaveLength(2)
    expect(heard[1]).toBe(heard[0])
  })

  it('is a dead letter at once after a lasting refusal, seen on its ticket and retried by a member', async () => {
    clock.set(TUESDAY)
    let gone = true
    const sink = await sending.sink({
      rejectRecipient: () => (gone ? { code: 550, text: '5.1.1 No such user' } : undefined),
    })
    const deliver = sending.deliver(core, sink)
    const [taken] = await receive(core, [mailFrom('Marie Dubois', 'marie.dubois@courriel.example')])
    if (!taken) throw new Error('nothing was received')
    await deliver.drained()
    const anne = await member('anne')
    const [letter, ...others] = await deadLetters(core, { memberId: anne })
    expect(others).toEqual([])
    expect(letter).toMatchObject({
      kind: 'acknowledgement',
      recipient: 'marie.dubois@courriel.example',
      ticketId: taken.ticketId,
      attempts: 1,
      failedAt: TUESDAY,
    })
    expect(letter?.lastError).toContain('550 5.1.1 No such user')
    const events = () =>
      core.db
        .selectFrom('events')
        .selectAll()
        .where('ticket_id', '=', taken.ticketId)
        .orderBy('number')
        .execute()
    expect((await events()).at(-1)).toMatchObject({
      kind: 'delivery-failed',
      detail: { outboxId: letter?.id, what: 'acknowledgement', code: '550' },
    })
    if (!letter) throw new Error('no dead letter')

    gone = false
    await retryDeadLetter(core, { outboxId: letter.id, memberId: anne })
    expect((await events()).at(-1)).toMatchObject({ kind: 'delivery-retried', actor_id: anne })
    await expect(retryDeadLetter(core, { outboxId: letter.id, memberId: anne })).rejects.toMatchObject({
      code: 'already-done',
    })
    await deliver.drained()
    expect(sink.mails).toHaveLength(1)
    expect(await deadLetters(core, { memberId: anne })).toEqual([])
  })

  it('shows a dead letter of a sensitive lane to those who are cleared for it only', async () => {
    clock.set(TUESDAY)
    const sink = await sending.sink({ rejectRecipient: () => ({ code: 550, text: '5.1.1 No such user' }) })
    await receive(core, [
      mailFrom('Karim Benali', 'karim.benali@courriel.example', {
        subject: 'Compte piraté',
        text: 'Bonjour, quelqu’un a piraté mon compte et a commandé trois téléphones à mon nom.',
        doorCategory: 'fraud',
        mail: { mailbox: 'fraud' },
      }),
    ])
    await sending.deliver(core, sink).drained()
    const [anne, bruno] = [await member('anne'), await member('bruno')]
    const clearance = { member_id: bruno, lane: 'fraud', granted_by: null, granted_at: TUESDAY } as const
    await core.db.insertInto('clearances').values(clearance).execute()
    const [letter] = await deadLetters(core, { memberId: bruno })
    if (!letter) throw new Error('the cleared member sees no dead letter')
    expect(await deadLetters(core, { memberId: anne })).toEqual([])
    await expect(retryDeadLetter(core, { outboxId: letter.id, memberId: anne })).rejects.toMatchObject({
      code: 'not-found',
    })
  })

  it('is given up after three days of passing refusals, and not before', async () => {
    clock.set(TUESDAY)
    const sink = await sending.sink({ rejectMail: () => ({ code: 452, text: '4.2.2 Mailbox full' }) })
    const deliver = sending.deliver(core, sink)
    const id = await enqueue(core)
    for (let hour = 0; hour < 69; hour++) {
      await deliver.drained()
      clock.advance(HOUR)
    }
    expect((await outboxRow(core, id)).failed_at).toBeNull()
    for (let hour = 0; hour < 6; hour++) {
      await deliver.drained()
      clock.advance(HOUR)
    }
    const row = await outboxRow(core, id)
    expect(row.failed_at).not.toBeNull()
    expect(row.attempts).toBe(22)
  })

  it('waits, uncounted, while the server is away and leaves when it is back', async () => {
    clock.set(TUESDAY)
    const sink = await sending.sink()
    await sink.halt()
    const deliver = sending.deliver(core, sink)
    const ids = [await enqueue(core), await enqueue(core, { recipient: 'karim.benali@courriel.example' })]
    deliver.wake()
    await poll('the outage to be noticed', () => deliver.troubles().length > 0)
    expect(deliver.troubles()).toMatchObject([{ server: 'main', mailbox: null, needsPerson: false }])
    await sink.start()
    await deliver.drained()
    expect(sink.mails).toHaveLength(2)
    for (const id of ids) expect((await outboxRow(core, id)).attempts).toBe(0)
    expect(deliver.troubles()).toEqual([])
    expect(sending.alerts).toEqual([])
  })

  it('waits, and the team is told once, while the server refuses our log-in', async () => {
    clock.set(TUESDAY)
    let password = 'new password'
    const sink = await sending.sink({ authenticate: (login) => login.password === password })
    const login = { kind: 'password', user: 'intake', password: new Secret('old password') } as const
    const deliver = sending.deliver(core, [{ smtp: accountAt(sink, { login }), mailboxes: SENDERS }])
    const id = await enqueue(core)
    deliver.wake()
    await poll('the team to be told', () => sending.alerts.length > 0)
    expect(sending.alerts).toMatchObject([
      { kind: 'sending-failed', server: 'main', mailbox: null, code: '535' },
    ])
    expect(await outboxRow(core, id)).toMatchObject({ attempts: 0, failed_at: null })
    password = 'old password'
    await deliver.drained()
    expect(sink.mails.map(({ user }) => user)).toEqual(['intake'])
    expect(sending.alerts).toHaveLength(1)
  })

  it('waits, with the team told, when a mailbox may not send; the others still do', async () => {
    clock.set(TUESDAY)
    const refused = { code: 553, text: '5.7.1 Sender not owned by user' }
    let mended = false
    const senders = SENDERS.map((one) => ({ ...one, envelopeFrom: null }))
    const sink = await sending.sink({
      rejectSender: (from) =>
        mended ? undefined : leave((address) => address.startsWith('compte@'), refused)(from),
    })
    const deliver = sending.deliver(core, [{ smtp: accountAt(sink), mailboxes: senders }])
    const id = await enqueue(core, { mailbox: 'account' })
    await enqueue(core, { mailbox: 'contact' })
    await deliver.drained()
    expect(sink.mails.map(({ from }) => from)).toEqual(['contact@agafort.example'])
    expect(sending.alerts).toMatchObject([{ mailbox: 'account', code: '553' }])
    expect((await outboxRow(core, id)).failed_at).toBeNull()
    mended = true
    clock.advance(HOUR)
    await deliver.drained()
    expect(sink.mails.map(({ from }) => from)).toEqual(['contact@agafort.example', 'compte@agafort.example'])
    expect(deliver.troubles()).toEqual([])
  })

  it('goes out again under the same Message-ID when we died before recording that it was sent', async () => {
    clock.set(TUESDAY)
    const sink = await sending.sink()
    const dying = sending.deliver(core, sink, {
      leaseSeconds: 1,
      stopSeconds: 0.1,
      consequences: {
        ...CONSEQUENCES,
        sent: () => Promise.reject(new Error('the process dies here')),
      },
    })
    const id = await enqueue(core)
    dying.wake()
    await sink.waitForCount(1)
    await dying.stop()
    expect((await outboxRow(core, id)).sent_at).toBeNull()
    clock.advance(5 * MINUTE)
    sending.deliver(core, sink, { sweepSeconds: 0.2 })
    const [first, second] = await sink.waitForCount(2)
    await poll('it to count as sent', async () => (await outboxRow(core, id)).sent_at !== null)
    expect(second?.headers['message-id']).toBe(first?.headers['message-id'])
    expect(second?.headers.date).toBe(first?.headers.date)
    expect(sink.mails).toHaveLength(2)
  })

  it('does not go out again when recording it fails and then works', async () => {
    const sink = await sending.sink()
    let failures = 0
    const deliver = sending.deliver(core, sink, {
      consequences: {
        ...CONSEQUENCES,
        sent: async (...given) => {
          if (failures++ === 0) throw new Error('the database is away')
          return CONSEQUENCES.sent(...given)
        },
      },
    })
    const id = await enqueue(core)
    await deliver.drained()
    expect((await outboxRow(core, id)).sent_at).not.toBeNull()
    expect(failures).toBe(2)
    expect(sink.mails).toHaveLength(1)
  })

  it('goes out again under the same Message-ID when the connection broke in place of a reply', async () => {
    clock.set(TUESDAY)
    let cut = true
    const sink = await sending.sink({ dropAfterData: () => cut })
    const deliver = sending.deliver(core, sink)
    const id = await enqueue(core)
    await deliver.drained()
    expect(await outboxRow(core, id)).toMatchObject({ attempts: 1, sent_at: null })
    cut = false
    clock.advance(MINUTE)
    await deliver.drained()
    expect(sink.mails.map(({ confirmed }) => confirmed)).toEqual([false, true])
    expect(sink.mails[1]?.headers['message-id']).toBe(sink.mails[0]?.headers['message-id'])
  })

  it('stays with a slow server however long it takes, though the lease is short', async () => {
    const sink = await sending.sink({ latency: 2500 })
    const slow = sending.deliver(core, sink, { leaseSeconds: 1 })
    const id = await enqueue(core)
    slow.wake()
    await poll('the mail to be claimed', async () => (await outboxRow(core, id)).lease_holder !== null)
    const other = sending.deliver(core, sink, { sweepSeconds: 0.1 })
    await sink.waitForCount(1)
    await poll('it to count as sent', async () => (await outboxRow(core, id)).sent_at !== null)
    await other.stop()
    expect(sink.mails).toHaveLength(1)
  })

  it('is a dead letter when its recipient is no address', async () => {
    const sink = await sending.sink()
    const id = await enqueue(core, { recipient: 'marie@courriel.example, tout@le.monde.example' })
    await sending.deliver(core, sink).drained()
    expect((await outboxRow(core, id)).failed_at).not.toBeNull()
    expect(sink.mails).toEqual([])
  })
})
