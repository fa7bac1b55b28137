import { expect, it } from 'vitest'
import { replyToCustomer } from '../../../core/correspondence/reply.ts'
import { DAY, HOUR, MINUTE } from '../../../core/kernel/duration.ts'
import type { TicketId } from '../../../core/kernel/id.ts'
import { grantClearance } from '../../../core/member/clearance.ts'
import { noteAbsence } from '../../../core/member/staff.ts'
import { escalate, sweepEscalations } from '../../../core/promise/escalate.ts'
import { runSweeps } from '../../../core/schedule.ts'
import { assign } from '../../../core/ticket-actions/assign.ts'
import { resolve } from '../../../core/ticket-actions/resolution.ts'
import { setAside } from '../../../core/ticket-actions/set-aside.ts'
import { describeOnDatabase } from '../../servers/database.ts'
import { openPolicyWorld } from '../../world/policy-world.ts'
import { TUESDAY } from '../../world/world.ts'

describeOnDatabase('The escalation procedure', (database) => {
  const world = openPolicyWorld(database)
  const { core, clock, begin, member, written, send, pass, promise, ticket, notices } = world
  const FRAUD = {
    subject: 'Compte piraté',
    text: 'On a piraté mon compte et passé une commande frauduleuse que je n’ai jamais faite.',
    doorCategory: 'fraud' as const,
    mail: { mailbox: 'fraud' },
  }
  const escalationsOf = (ticketId: TicketId) =>
    database.db
      .selectFrom('escalations')
      .select(['from_level', 'to_level', 'because', 'reason', 'at'])
      .where('ticket_id', '=', ticketId)
      .orderBy('at')
      .execute()

  /** A ticket Claire has begun to investigate, an hour before the hand-over. */
  async function begunAt23Hours() {
    begin()
    const claire = await member('Claire Petit', { teams: ['resolution'] })
    const { ticketId } = await written()
    await pass(23 * HOUR, { step: HOUR })
    const text = 'J’ai commencé à regarder votre dossier.'
    await replyToCustomer(core, { ticketId, memberId: claire, text })
    return { ticketId, claire }
  }

  it('If customer service does not resolve the problem within 24 hours, the resolution team has it', async () => {
    begin()
    const claire = await member('Claire Petit', { teams: ['resolution'] })
    const { ticketId } = await written()
    await pass(24 * HOUR - MINUTE, { step: HOUR })
    expect(await ticket(ticketId)).toMatchObject({ level: 'customer-service', team_id: 'customer-service' })
    await pass(MINUTE)
    expect(await ticket(ticketId)).toMatchObject({
      level: 'resolution',
      team_id: 'resolution',
      assignee_id: claire,
    })
    expect(await escalationsOf(ticketId)).toMatchObject([
      { from_level: 'customer-service', to_level: 'resolution', because: 'time' },
    ])
  })

  it('A problem goes to the resolution team at 24 hours also when its investigator has begun before', async () => {
    const { ticketId, claire } = await begunAt23Hours()
    expect((await promise(ticketId, 'investigate')).outcome).toBe('kept')
    await pass(HOUR, { step: HOUR })
    expect(await ticket(ticketId)).toMatchObject({ level: 'resolution', assignee_id: claire })
  })

  it('Claire, who has begun to investigate and is away at 24 hours, stays the one named; Nadia has the ticket', async () => {
    const { ticketId, claire } = await begunAt23Hours()
    const nadia = await member('Nadia Haddad', { teams: ['resolution'] })
    await noteAbsence(core, { memberId: claire, until: null, notedBy: null })
    await pass(HOUR, { step: HOUR })
    expect(await ticket(ticketId)).toMatchObject({ level: 'resolution', assignee_id: nadia })
    const named = await database.db.selectFrom('investigations').selectAll().execute()
    expect(named).toMatchObject([{ investigator_id: claire, ended_at: null }])
    expect((await world.events(ticketId)).filter((kind) => kind === 'investigator-named')).toHaveLength(1)
  })

  it('A problem not resolved within 48 hours goes automatically to the customer-experience team', async () => {
    begin()
    await member('Claire Petit', { teams: ['resolution'] })
    const paul = await member('Paul Roux', { teams: ['customer-experience'] })
    const { ticketId } = await written()
    await pass(48 * HOUR, { step: HOUR })
    expect(await ticket(ticketId)).toMatchObject({
      level: 'customer-experience',
      team_id: 'customer-experience',
      assignee_id: paul,
    })
    expect(await promise(ticketId, 'escalate')).toMatchObject({ outcome: 'kept' })
  })

  it('The hand-over at 48 hours is kept by a sweep a quarter of an hour late, and broken by a later one', async () => {
    begin()
    const inTime = await written()
    clock.advance(20 * MINUTE)
    const later = await written({ text: 'Mon colis est arrivé cassé.' }, 'paul.leroy@courriel.example')
    clock.set(new Date(TUESDAY.getTime() + 48 * HOUR + 15 * MINUTE))
    await sweepEscalations(core)
    clock.set(new Date(TUESDAY.getTime() + 48 * HOUR + 36 * MINUTE))
    await sweepEscalations(core)
    expect((await promise(inTime.ticketId, 'escalate')).outcome).toBe('kept')
    expect((await promise(later.ticketId, 'escalate')).outcome).toBe('broken')
  })

  it('A problem resolved in time climbs no further', async () => {
    begin()
    const lea = await member('Léa Martin', { teams: ['customer-service'] })
    const { ticketId } = await written()
    await send()
    await resolve(core, { ticketId, memberId: lea, outcome: 'solved', text: 'Voici votre colis.' })
    await pass(3 * DAY, { step: 6 * HOUR })
    expect(await ticket(ticketId)).toMatchObject({ level: 'customer-service' })
    expect(await escalationsOf(ticketId)).toEqual([])
  })

  it('A ticket set aside does not climb', async () => {
    begin()
    const lea = await member('Léa Martin', { teams: ['customer-service'] })
    const { ticketId } = await written()
    await setAside(core, { ticketId, memberId: lea, why: 'spam' })
    await pass(3 * DAY, { step: 6 * HOUR })
    expect(await ticket(ticketId)).toMatchObject({ level: 'customer-service' })
  })

  it('A ticket reopened at the last level stays there and is not promised to be handed there', async () => {
    begin()
    const paul = await member('Paul Roux', { teams: ['customer-experience'] })
    const { ticketId, reference } = await written()
    await pass(48 * HOUR, { step: 6 * HOUR })
    await resolve(core, { ticketId, memberId: paul, outcome: 'solved', text: 'Voici votre colis.' })
    await pass(HOUR)
    const again = await written({
      subject: `Re: [${reference}]`,
      text: 'Je n’ai toujours rien reçu, le problème n’est pas résolu. Remboursez-moi.',
    })
    expect(again.kind).toBe('reopened')
    await expect(promise(ticketId, 'escalate', { round: 2 })).rejects.toThrow('no promise')
    expect((await promise(ticketId, 'investigate', { round: 2 })).outcome).toBeNull()
    await pass(3 * DAY, { step: 6 * HOUR })
    expect(await ticket(ticketId)).toMatchObject({ level: 'customer-experience' })
  })

  it('A member hands a problem up with a reason, to the next level or to the last', async () => {
    begin()
    const lea = await member('Léa Martin', { teams: ['customer-service'] })
    const claire = await member('Claire Petit', { teams: ['resolution'] })
    const { ticketId } = await written()
    await escalate(core, { ticketId, memberId: lea, reason: 'Le client menace de partir.' })
    expect(await ticket(ticketId)).toMatchObject({ level: 'resolution', assignee_id: claire })
    clock.advance(HOUR)
    await escalate(core, { ticketId, memberId: claire, reason: 'Un geste commercial est à décider.' })
    expect(await ticket(ticketId)).toMatchObject({ level: 'customer-experience' })
    expect(await promise(ticketId, 'escalate')).toMatchObject({ outcome: 'kept', ended_at: clock.now() })
    expect(await escalationsOf(ticketId)).toMatchObject([
      { because: 'by-hand', reason: 'Le client menace de partir.' },
      { because: 'by-hand', reason: 'Un geste commercial est à décider.' },
    ])
  })

  it('Handing up is refused without a reason, to a team there is not, downwards, and past the last level', async () => {
    begin()
    const lea = await member('Léa Martin', { teams: ['customer-service'] })
    const { ticketId } = await written()
    const up = (given: { reason?: string; to?: string }) =>
      escalate(core, { ticketId, memberId: lea, reason: 'Pour le rétrofacturer.', ...given })
    await expect(up({ reason: ' ' })).rejects.toMatchObject({ code: 'invalid-input' })
    await expect(up({ to: 'direction' })).rejects.toThrow('There is no team called "direction"')
    await expect(up({ to: 'customer-service' })).rejects.toThrow('only goes up')
    expect(await escalationsOf(ticketId)).toEqual([])
    await up({ to: 'customer-experience' })
    await expect(up({})).rejects.toMatchObject({ code: 'already-done' })
    await expect(up({ to: 'resolution' })).rejects.toMatchObject({ code: 'already-done' })
    expect(await escalationsOf(ticketId)).toHaveLength(1)
  })

  it('Handing up is refused for a problem that is resolved', async () => {
    begin()
    const lea = await member('Léa Martin', { teams: ['customer-service'] })
    const { ticketId } = await written()
    await resolve(core, { ticketId, memberId: lea, outcome: 'solved', text: 'Voici votre colis.' })
    await expect(escalate(core, { ticketId, memberId: lea, reason: 'Trop tard.' })).rejects.toMatchObject({
      code: 'already-done',
    })
  })

  it('A sensitive ticket begins with its own team, still climbs, and only to someone cleared for it', async () => {
    begin()
    await member('Claire Petit', { teams: ['resolution'] })
    const nadia = await member('Nadia Haddad', { teams: ['fraud'], lanes: ['fraud'] })
    const { ticketId } = await written(FRAUD)
    expect(await ticket(ticketId)).toMatchObject({ category: 'fraud', team_id: 'fraud' })
    await pass(24 * HOUR, { step: 2 * HOUR })
    expect(await ticket(ticketId)).toMatchObject({ level: 'resolution', assignee_id: nadia })
  })

  it('A sensitive ticket climbs without anyone when nobody is cleared, and a cleared supervisor is alerted', async () => {
    begin()
    await member('Claire Petit', { teams: ['resolution'] })
    await member('Hugo Blanc', { teams: ['resolution'], role: 'supervisor' })
    await member('Sarah Cohen', { teams: ['legal'], role: 'supervisor', lanes: ['fraud'] })
    const { ticketId, reference } = await written(FRAUD)
    await send()
    await pass(24 * HOUR, { step: 2 * HOUR })
    expect(await ticket(ticketId)).toMatchObject({ level: 'resolution', assignee_id: null })
    const told = (await notices()).filter(({ text }) => text.includes(reference))
    expect(told.map(({ recipient }) => recipient)).toEqual(['sarah.cohen@agafort.example'])
    expect(told[0]?.text).not.toContain('piraté')
  })

  it('The alert address is written to when there is no cleared supervisor either', async () => {
    begin()
    await member('Claire Petit', { teams: ['resolution'] })
    const { reference } = await written(FRAUD)
    await pass(24 * HOUR, { step: 2 * HOUR })
    const alerts = (await notices()).filter(({ kind }) => kind === 'alert')
    expect(alerts).toMatchObject([{ recipient: 'astreinte@agafort.example' }])
    expect(alerts[0]?.text).toContain(reference)
  })

  it('Whoever is away is given nothing, nor whoever lost the clearance', async () => {
    begin()
    const claire = await member('Claire Petit', { teams: ['resolution'] })
    const nadia = await member('Nadia Haddad', { teams: ['resolution'] })
    await noteAbsence(core, { memberId: claire, until: null, notedBy: null })
    const { ticketId } = await written()
    await pass(24 * HOUR, { step: 2 * HOUR })
    expect((await ticket(ticketId)).assignee_id).toBe(nadia)
  })

  it('Everyone concerned is notified: who has the ticket now and who had it before, each in one mail', async () => {
    begin()
    const lea = await member('Léa Martin', { teams: ['customer-service'] })
    await member('Claire Petit', { teams: ['resolution'] })
    const people = ['anne.roy', 'luc.faure', 'ines.garnier'].map((name) => `${name}@courriel.example`)
    const references: string[] = []
    for (const address of people) {
      const { ticketId, reference } = await written({ text: `Colis de ${address}` }, address)
      await assign(core, { ticketId, memberId: lea, assigneeId: lea })
      references.push(reference)
    }
    await send()
    clock.advance(24 * HOUR)
    await runSweeps(core)
    const told = await notices()
    expect(told.map(({ recipient }) => recipient).sort()).toEqual([
      'claire.petit@agafort.example',
      'lea.martin@agafort.example',
    ])
    for (const { text } of told) for (const reference of references) expect(text).toContain(reference)
  })

  it('Two processes sweeping at once hand each problem over once', async () => {
    begin()
    await member('Claire Petit', { teams: ['resolution'] })
    await member('Marc Henry', { teams: ['resolution'] })
    const ids: TicketId[] = []
    for (let i = 0; i < 12; i++)
      ids.push((await written({ text: `Colis ${i}` }, `client${i}@courriel.example`)).ticketId)
    await send()
    clock.advance(24 * HOUR)
    await Promise.all([1, 2, 3].map(() => runSweeps(core)))
    await runSweeps(core)
    for (const id of ids) expect(await escalationsOf(id)).toHaveLength(1)
    const load = await database.db
      .selectFrom('tickets')
      .select(['assignee_id', (eb) => eb.fn.countAll<string>().as('count')])
      .groupBy('assignee_id')
      .execute()
    expect(load.map(({ count }) => Number(count)).reduce((sum, count) => sum + count, 0)).toBe(12)
    expect(load).toHaveLength(2)
  })

  it('After three days down each problem goes straight to where it should be', async () => {
    begin()
    await member('Claire Petit', { teams: ['resolution'] })
    const paul = await member('Paul Roux', { teams: ['customer-experience'] })
    const { ticketId } = await written()
    await send()
    clock.advance(3 * DAY)
    await runSweeps(core)
    expect(await ticket(ticketId)).toMatchObject({ level: 'customer-experience', assignee_id: paul })
    expect(await escalationsOf(ticketId)).toMatchObject([
      { from_level: 'customer-service', to_level: 'customer-experience' },
    ])
  })

  it('A clearance granted at night opens a ticket nobody could take', async () => {
    begin()
    const claire = await member('Claire Petit', { teams: ['resolution'] })
    const { ticketId } = await written(FRAUD)
    await pass(25 * HOUR, { step: HOUR })
    expect((await ticket(ticketId)).assignee_id).toBeNull()
    await grantClearance(core, { memberId: claire, lane: 'fraud', grantedBy: null })
    await pass(5 * MINUTE)
    expect((await ticket(ticketId)).assignee_id).toBe(claire)
  })
})
