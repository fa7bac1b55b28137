import { expect, it } from 'vitest'
import { replyToCustomer } from '../../../core/correspondence/reply.ts'
import { DAY, HOUR } from '../../../core/kernel/duration.ts'
import type { TicketId } from '../../../core/kernel/id.ts'
import { listTickets } from '../../../core/ticket/list.ts'
import { resolve } from '../../../core/ticket-actions/resolution.ts'
import { SET_ASIDE_REASONS, setAside, takeUp } from '../../../core/ticket-actions/set-aside.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { openPolicyWorld } from '../../world/policy-world.ts'
import { TUESDAY } from '../../world/world.ts'

describeOnEachDatabase('A message that is no complaint', (database) => {
  const world = openPolicyWorld(database)
  const { core, clock, begin, member, written, send, pass, mails, ledger, ticket, events } = world
  const after = (milliseconds: number) => new Date(TUESDAY.getTime() + milliseconds)
  const lea = () => member('Léa Martin', { teams: ['customer-service'] })
  const state = async (ticketId: TicketId) =>
    (await ledger(ticketId)).map(({ kind, number, due_at, ended_at, outcome, ended_by_event }) => ({
      kind,
      number,
      due_at,
      ended_at,
      outcome,
      ended_by_event,
    }))
  const THANKS = { subject: 'Merci', text: 'Merci pour votre aide, tout est arrivé.' }

  it('is owed nothing once it is set aside, and that says who, when and why', async () => {
    begin()
    const { ticketId } = await written(THANKS)
    const memberId = await lea()
    await send()
    clock.advance(HOUR)
    await setAside(core, { ticketId, memberId, why: 'thanks' })
    const outcomes = (await ledger(ticketId)).map(({ kind, outcome }) => `${kind} ${outcome}`)
    expect(outcomes).toEqual([
      'acknowledge kept',
      'conclude no-longer-owed',
      'escalate no-longer-owed',
      'investigate no-longer-owed',
      'resolve no-longer-owed',
      'update no-longer-owed',
    ])
    expect((await ticket(ticketId)).set_aside_at).toEqual(after(HOUR))
    const rows = await database.db.selectFrom('set_asides').selectAll().execute()
    expect(rows).toMatchObject([{ why: 'thanks', member_id: memberId, at: after(HOUR), taken_up_at: null }])
  })

  it('broke no promise, even when somebody looked at it only after six days', async () => {
    begin()
    const { ticketId } = await written(THANKS)
    await send()
    clock.advance(6 * DAY)
    await setAside(core, { ticketId, memberId: await lea(), why: 'thanks' })
    expect((await ledger(ticketId)).filter(({ outcome }) => outcome === 'broken')).toEqual([])
  })

  it('is written about no more, and stands in no queue that wants work', async () => {
    begin()
    const { ticketId, reference } = await written(THANKS)
    const memberId = await lea()
    await send()
    await setAside(core, { ticketId, memberId, why: 'thanks' })
    await pass(3 * DAY, { step: 6 * HOUR })
    expect((await mails(ticketId)).map(({ kind }) => kind)).toEqual(['acknowledgement'])
    const references = async (queue: 'open' | 'all') =>
      (await listTickets(core, memberId, { queue })).tickets.map((row) => row.reference)
    expect(await references('open')).toEqual([])
    expect(await references('all')).toEqual([reference])
  })

  it('taken up again owes exactly what it owed, due when it was due', async () => {
    begin()
    const { ticketId } = await written()
    const memberId = await lea()
    await send()
    clock.advance(2 * HOUR)
    await replyToCustomer(core, { ticketId, memberId, text: 'Bonjour Marie, je regarde.' })
    await send()
    const before = await state(ticketId)
    await setAside(core, { ticketId, memberId, why: 'sent-by-mistake' })
    clock.advance(DAY)
    await takeUp(core, { ticketId, memberId })
    expect(await state(ticketId)).toEqual(before)
    expect((await ticket(ticketId)).set_aside_at).toBeNull()
    expect((await events(ticketId)).slice(-2)).toEqual(['set-aside', 'taken-up'])
  })

  it('set aside and taken up twice owes the same as before', async () => {
    begin()
    const { ticketId } = await written()
    const memberId = await lea()
    await send()
    const before = await state(ticketId)
    for (const why of ['spam', 'not-a-complaint'] as const) {
      await setAside(core, { ticketId, memberId, why })
      await takeUp(core, { ticketId, memberId })
    }
    expect(await state(ticketId)).toEqual(before)
  })

  it('still lets an acknowledgement that is on its way keep its promise', async () => {
    begin()
    const { ticketId } = await written(THANKS)
    const memberId = await lea()
    await setAside(core, { ticketId, memberId, why: 'thanks' })
    await send()
    await takeUp(core, { ticketId, memberId })
    expect((await ledger(ticketId)).find(({ kind }) => kind === 'acknowledge')?.outcome).toBe('kept')
  })

  it('is taken up by itself when its customer writes again', async () => {
    begin()
    const { ticketId, reference } = await written(THANKS)
    const memberId = await lea()
    await send()
    const before = await state(ticketId)
    await setAside(core, { ticketId, memberId, why: 'thanks' })
    clock.advance(DAY)
    await written({ subject: `Re: Merci [${reference}]`, text: 'En fait, il manque un article.' })
    expect((await ticket(ticketId)).set_aside_at).toBeNull()
    expect(await state(ticketId)).toEqual(before)
    expect(await events(ticketId)).toContain('taken-up')
  })

  it('is not taken up by a machine, nor by somebody else', async () => {
    begin()
    const { ticketId, reference } = await written(THANKS)
    await setAside(core, { ticketId, memberId: await lea(), why: 'thanks' })
    const subject = `Re: Merci [${reference}]`
    await written({ subject, mail: { automatic: { kind: 'auto-reply', reasons: ['Auto-Submitted'] } } })
    await written({ subject, text: 'Moi aussi.' }, 'inconnu@ailleurs.example')
    expect((await ticket(ticketId)).set_aside_at).not.toBeNull()
  })

  it('is not set aside twice, nor for a reason we do not know, nor taken up when it was not set aside', async () => {
    begin()
    const { ticketId } = await written(THANKS)
    const memberId = await lea()
    await expect(takeUp(core, { ticketId, memberId })).rejects.toMatchObject({ code: 'already-done' })
    const before = await state(ticketId)
    await expect(setAside(core, { ticketId, memberId, why: 'ennui' as 'spam' })).rejects.toThrow(
      SET_ASIDE_REASONS.join(', '),
    )
    expect(await state(ticketId)).toEqual(before)
    await setAside(core, { ticketId, memberId, why: 'spam' })
    await expect(setAside(core, { ticketId, memberId, why: 'spam' })).rejects.toMatchObject({
      code: 'already-done',
    })
  })

  it('is neither answered nor resolved before it is taken up', async () => {
    begin()
    const { ticketId } = await written(THANKS)
    const memberId = await lea()
    await setAside(core, { ticketId, memberId, why: 'spam' })
    const refused = { code: 'invalid-input', message: expect.stringContaining('Take it up first') }
    await expect(replyToCustomer(core, { ticketId, memberId, text: 'Bonjour' })).rejects.toMatchObject(
      refused,
    )
    await expect(resolve(core, { ticketId, memberId, outcome: 'solved', text: '' })).rejects.toMatchObject(
      refused,
    )
  })
})
