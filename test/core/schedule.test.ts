import { describe, expect, it } from 'vitest'
import { sweepAges } from '../../core/kernel/due-sweeps.ts'
import { DAY, HOUR, MINUTE } from '../../core/kernel/duration.ts'
import type { TicketId } from '../../core/kernel/id.ts'
import { runSweeps, SWEEPS, startSchedule } from '../../core/schedule.ts'
import { indexTickets } from '../../core/search/indexer.ts'
import { lockTicket } from '../../core/ticket/lock.ts'
import { assign } from '../../core/ticket-actions/assign.ts'
import { describeOnEachDatabase, useTestDatabase } from '../servers/database.ts'
import { poll } from '../servers/poll.ts'
import { openPolicyWorld } from '../world/policy-world.ts'
import { TUESDAY } from '../world/world.ts'

describeOnEachDatabase('What runs on the clock', (database) => {
  const world = openPolicyWorld(database)
  const { core, clock, begin, member, written, send, pass, promise, events, notices, ledger, mails } = world

  it('finds nothing to do when nothing is due', async () => {
    begin()
    await written()
    await send()
    // What was just written is read for the search; that much is due.
    await indexTickets(core)
    const done = await runSweeps(core)
    expect(Object.entries(done).filter(([, count]) => count !== 0)).toEqual([])
    expect(Object.keys(done)).toEqual(SWEEPS.map(({ name }) => name))
  })

  it('does nothing twice when it runs twice at the same instant', async () => {
    begin()
    await member('Claire Petit', { teams: ['resolution'] })
    const { ticketId } = await written()
    await send()
    clock.advance(24 * HOUR)
    await runSweeps(core)
    const before = [await events(ticketId), await ledger(ticketId), await mails(ticketId)]
    await runSweeps(core)
    expect([await events(ticketId), await ledger(ticketId), await mails(ticketId)]).toEqual(before)
  })

  it('A clock set back makes nothing due again and loses nothing', async () => {
    begin()
    await member('Claire Petit', { teams: ['resolution'] })
    const { ticketId } = await written()
    await send()
    await pass(25 * HOUR, { step: HOUR })
    const before = await events(ticketId)
    clock.set(new Date(TUESDAY.getTime() + 20 * HOUR))
    await pass(5 * HOUR, { step: HOUR })
    expect(await events(ticketId)).toEqual(before)
    await pass(23 * HOUR, { step: HOUR })
    expect((await events(ticketId)).filter((kind) => kind === 'escalated')).toHaveLength(2)
  })

  it('The hour that comes twice is lived once', async () => {
    clock.set(new Date('2027-10-30T00:30:00Z'))
    const { ticketId } = await written()
    await send()
    await pass(DAY + HOUR, { step: 30 * MINUTE })
    const [first] = (await mails(ticketId)).filter(({ kind }) => kind === 'update')
    expect(first?.sentAt?.toISOString()).toBe('2027-10-31T00:00:00.000Z')
    expect((await promise(ticketId, 'update')).outcome).toBe('kept')
    expect((await promise(ticketId, 'update', { number: 2 })).due_at.toISOString()).toBe(
      '2027-11-01T00:00:00.000Z',
    )
    expect((await events(ticketId)).filter((kind) => kind === 'escalated')).toHaveLength(1)
  })

  it('A promise that is not kept is noted once, and whoever has the problem is told', async () => {
    begin()
    const lea = await member('Léa Martin', { teams: ['customer-service'] })
    const { ticketId, reference } = await written()
    await assign(core, { ticketId, memberId: lea, assigneeId: lea })
    clock.advance(HOUR)
    await runSweeps(core)
    await runSweeps(core)
    expect((await events(ticketId)).filter((kind) => kind === 'promise-overdue')).toHaveLength(1)
    const told = await notices()
    expect(told).toMatchObject([{ recipient: 'lea.martin@agafort.example' }])
    expect(told[0]?.text).toContain(reference)
    expect((await promise(ticketId, 'acknowledge')).outcome).toBeNull()
  })

  it('Where nobody has the problem the team’s supervisors are told, in one mail for all', async () => {
    begin()
    await member('Hugo Blanc', { teams: ['customer-service'], role: 'supervisor' })
    await member('Sarah Cohen', { teams: ['legal'], role: 'supervisor' })
    for (let i = 0; i < 5; i++) await written({ text: `Colis ${i}` }, `client${i}@courriel.example`)
    clock.advance(HOUR)
    await runSweeps(core)
    expect(
      (await notices()).map(({ recipient, subject }) => [recipient, subject.replace(/\s/g, ' ')]),
    ).toEqual([['hugo.blanc@agafort.example', '5 dossiers demandent votre attention']])
  })

  it('After three days down members get one mail each, not one for every day', async () => {
    begin()
    await member('Claire Petit', { teams: ['resolution'] })
    await member('Paul Roux', { teams: ['customer-experience'] })
    for (let i = 0; i < 5; i++) await written({ text: `Colis ${i}` }, `client${i}@courriel.example`)
    await send()
    clock.advance(3 * DAY)
    await runSweeps(core)
    const told = await notices()
    const recipients = told.map(({ recipient }) => recipient)
    expect(new Set(recipients).size).toBe(recipients.length)
  })

  it('One sweep that fails keeps none of the others from running', async () => {
    const ran: string[] = []
    const sweep = (name: string, fails = false) => ({
      name,
      every: MINUTE,
      run: async () => {
        ran.push(name)
        if (fails) throw new Error('out of order')
        return 1
      },
    })
    await expect(runSweeps(core, [sweep('a'), sweep('b', true), sweep('c')])).rejects.toThrow('Sweeps failed')
    expect(ran).toEqual(['a', 'b', 'c'])
  })

  it('runs by itself once it is started, whatever its host’s clock says, and learns at night only', async () => {
    begin()
    clock.set(new Date('2031-01-01T00:00:00Z'))
    const running = await startSchedule(core, 'lyon')
    clock.set(new Date(TUESDAY.getTime() - HOUR))
    const rows = await poll('every sweep to have ended once', async () => {
      const ages = await sweepAges(core.db)
      return ages.every(({ ago }) => ago !== null) && ages
    })
    await running.stop()
    expect(rows.map(({ name }) => name).sort()).toEqual([...SWEEPS.map(({ name }) => name), 'relearn'].sort())
    expect(await core.db.selectFrom('learned_models').select('id').execute()).toEqual([])
  })
})

describe('A ticket that somebody has locked', () => {
  const database = useTestDatabase('PostgreSQL')
  const { core, clock, begin, member, written, send, events, mails } = openPolicyWorld(database)

  it('holds up no sweep: the others get what is due, and it does once it is free', async () => {
    begin()
    await member('Claire Petit', { teams: ['resolution'] })
    const [held, free] = [await written(), await written({}, 'paul.aubin@courriel.example')]
    await send()
    await indexTickets(core)
    clock.advance(25 * HOUR)
    const due = ['investigator-named', 'escalated']
    const updates = async (ticketId: TicketId) =>
      (await mails(ticketId)).filter(({ kind }) => kind === 'update').length
    await database.db.transaction().execute(async (trx) => {
      const before = await events(held.ticketId)
      await lockTicket(trx, held.ticketId)
      await runSweeps(core)
      expect(await events(free.ticketId)).toEqual(expect.arrayContaining(due))
      expect(await events(held.ticketId)).toEqual(before)
      expect([await updates(free.ticketId), await updates(held.ticketId)]).toEqual([1, 0])
    })
    await runSweeps(core)
    expect(await events(held.ticketId)).toEqual(expect.arrayContaining(due))
    expect(await updates(held.ticketId)).toBe(1)
  })
})
