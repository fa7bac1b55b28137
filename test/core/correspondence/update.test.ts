import { expect, it } from 'vitest'
import { askCustomer } from '../../../core/correspondence/information-request.ts'
import { note } from '../../../core/correspondence/note.ts'
import { replyToCustomer } from '../../../core/correspondence/reply.ts'
import { MESSAGES_APART, sweepUpdates } from '../../../core/correspondence/update.ts'
import { DAY, HOUR, MINUTE } from '../../../core/kernel/duration.ts'
import type { TicketId } from '../../../core/kernel/id.ts'
import { escalate } from '../../../core/promise/escalate.ts'
import { recordMeasures } from '../../../core/promise/measure.ts'
import { runSweeps } from '../../../core/schedule.ts'
import { resolve } from '../../../core/ticket-actions/resolution.ts'
import { setAside } from '../../../core/ticket-actions/set-aside.ts'
import { describeOnDatabase } from '../../servers/database.ts'
import { openPolicyWorld } from '../../world/policy-world.ts'
import { TUESDAY } from '../../world/world.ts'

describeOnDatabase('The updates a customer is sent', (database) => {
  const world = openPolicyWorld(database)
  const { core, clock, begin, member, written, send, pass, promise, mails, ticket } = world
  const updatesOf = async (ticketId: TicketId) =>
    (await mails(ticketId)).filter(({ kind }) => kind === 'update')

  it('come at least every 24 hours while the problem is not resolved, before the promise falls due', async () => {
    begin()
    const { ticketId } = await written()
    await send()
    await pass(60 * HOUR, { step: 30 * MINUTE })
    const sent = (await updatesOf(ticketId)).map(({ sentAt }) => sentAt?.getTime() ?? 0)
    expect(sent.length).toBeGreaterThanOrEqual(2)
    const gaps = sent.map((at, index) => at - (sent[index - 1] ?? TUESDAY.getTime()))
    expect(Math.max(...gaps)).toBeLessThanOrEqual(24 * HOUR)
    for (let number = 1; number <= 2; number++)
      expect((await promise(ticketId, 'update', { number })).outcome).toBe('kept')
  })

  it('say honestly that there is nothing new when nothing was done, what comes next, and by when', async () => {
    begin()
    await member('Claire Petit', { teams: ['resolution'] })
    const { ticketId } = await written()
    await send()
    await pass(22 * HOUR, { step: 2 * HOUR })
    await pass(90 * MINUTE, { step: 30 * MINUTE })
    const [update] = await updatesOf(ticketId)
    expect(update?.text).toContain('Nous n’avons pas encore d’élément nouveau à vous communiquer.')
    expect(update?.text).toContain('suivi par le service client')
    expect(update?.text.replace(/\s/g, ' ')).toContain(
      'Si votre problème n’est pas résolu d’ici au mercredi 25 novembre à 9 h 05, Claire',
    )
    expect(update?.text).not.toContain('nous avons commencé une enquête')
  })

  it('tell what was done since the last one, once', async () => {
    begin()
    const claire = await member('Claire Petit', { teams: ['resolution'] })
    const { ticketId } = await written()
    await send()
    await escalate(core, { ticketId, memberId: claire, reason: 'À traiter vite.' })
    await note(core, { ticketId, memberId: claire, text: 'J’appelle le transporteur.' })
    await pass(10 * MINUTE, { step: MINUTE })
    const [first] = await updatesOf(ticketId)
    expect(first?.text).toContain('confié à l’équipe de résolution des problèmes. Claire en a désormais')
    expect(first?.text).toContain('nous avons commencé une enquête')
    await pass(26 * HOUR, { step: HOUR })
    const second = (await updatesOf(ticketId))[1]
    expect(second?.text).not.toContain('confié à l’équipe de résolution')
  })

  it('report measures that fall together in one mail', async () => {
    begin()
    const { ticketId } = await written()
    await send()
    const measure = (kind: 'seller-asked' | 'seller-answered') =>
      database.db
        .transaction()
        .execute((trx) => recordMeasures(trx, [{ ticketId, round: 1, kind, at: clock.now() }]))
    await measure('seller-asked')
    await pass(2 * MINUTE, { step: MINUTE })
    await measure('seller-answered')
    await pass(2 * MINUTE, { step: MINUTE })
    expect(await updatesOf(ticketId)).toEqual([])
    await pass(MINUTE)
    const updates = await updatesOf(ticketId)
    expect(updates).toHaveLength(1)
    expect(updates[0]?.text).toContain('contacté le vendeur en votre nom')
    expect(updates[0]?.text).toContain('le vendeur nous a répondu')
    await measure('seller-asked')
    await pass(MESSAGES_APART - MINUTE, { step: 20 * MINUTE })
    expect(await updatesOf(ticketId)).toHaveLength(1)
    await pass(10 * MINUTE, { step: MINUTE })
    expect(await updatesOf(ticketId)).toHaveLength(2)
  })

  it('never come before the acknowledgement has left, nor a second while one waits', async () => {
    begin()
    const { ticketId } = await written()
    await pass(2 * DAY, { step: 3 * HOUR, mail: false })
    expect(await updatesOf(ticketId)).toEqual([])
    await send()
    // So late, the acknowledgement is the news that was owed.
    expect(await promise(ticketId, 'update')).toMatchObject({ outcome: 'broken' })
    await pass(2 * DAY, { step: 3 * HOUR, mail: false })
    expect(await updatesOf(ticketId)).toHaveLength(1)
  })

  it('are one mail after three days down, which says what is late', async () => {
    begin()
    await member('Paul Roux', { teams: ['customer-experience'] })
    const { ticketId } = await written()
    await send()
    clock.advance(3 * DAY)
    await runSweeps(core)
    await send()
    await pass(HOUR, { step: 5 * MINUTE })
    const updates = await updatesOf(ticketId)
    expect(updates).toHaveLength(1)
    expect(updates[0]?.text).toContain('transmis à l’équipe chargée de l’expérience client')
    expect(updates[0]?.text).toContain('nous ne les avons pas encore')
    expect(updates[0]?.text.match(/Nous sommes en retard/g)).toHaveLength(1)
  })

  it('name the question that is open, and do not wait for the reply', async () => {
    begin()
    const claire = await member('Claire Petit', { teams: ['resolution'] })
    const { ticketId } = await written()
    await send()
    await askCustomer(core, { ticketId, memberId: claire, question: 'Quel est le numéro de la commande ?' })
    await send()
    await pass(24 * HOUR, { step: HOUR })
    const [update] = await updatesOf(ticketId)
    expect(update?.text).toContain('Ce dont nous avons besoin de votre part')
    expect(update?.text).toContain('nous vous avons posé une question')
  })

  it('are needless when a colleague has just written, and are owed from then on', async () => {
    begin()
    const lea = await member('Léa Martin', { teams: ['customer-service'] })
    const { ticketId } = await written()
    await send()
    clock.advance(20 * HOUR)
    await replyToCustomer(core, { ticketId, memberId: lea, text: 'Je vois cela avec le transporteur.' })
    await send()
    await pass(20 * HOUR, { step: HOUR })
    const sent = (await updatesOf(ticketId)).map(({ sentAt }) => sentAt)
    expect(sent.every((at) => at && at.getTime() >= TUESDAY.getTime() + 24 * HOUR)).toBe(true)
  })

  it('stop with the resolution: what waited to be reported is not reported any more', async () => {
    begin()
    const claire = await member('Claire Petit', { teams: ['resolution'] })
    const { ticketId } = await written()
    await send()
    await escalate(core, { ticketId, memberId: claire, reason: 'À traiter vite.' })
    clock.advance(10 * MINUTE)
    await sweepUpdates(core)
    await resolve(core, { ticketId, memberId: claire, outcome: 'solved', text: 'Le colis est retrouvé.' })
    const before = await mails(ticketId)
    await send()
    await pass(10 * DAY, { step: 12 * HOUR })
    const left = (await mails(ticketId)).filter(({ id }) => !before.some((mail) => mail.id === id))
    expect(await updatesOf(ticketId)).toEqual([])
    expect(left.map(({ kind }) => kind)).toEqual(['satisfaction-reminder'])
  })

  it('are not sent for what is no complaint', async () => {
    begin()
    const lea = await member('Léa Martin', { teams: ['customer-service'] })
    const { ticketId } = await written()
    await send()
    await setAside(core, { ticketId, memberId: lea, why: 'thanks' })
    await pass(2 * DAY, { step: 6 * HOUR })
    expect(await updatesOf(ticketId)).toEqual([])
  })

  it('are calls to make where the customer has no e-mail address', async () => {
    begin()
    const { ticketId } = await written()
    await send()
    await database.db.deleteFrom('participants').where('ticket_id', '=', ticketId).execute()
    clock.advance(23 * HOUR + 40 * MINUTE)
    await runSweeps(core)
    expect(await updatesOf(ticketId)).toEqual([])
    const calls = await database.db.selectFrom('call_backs').selectAll().execute()
    expect(calls).toMatchObject([{ ticket_id: ticketId, why: 'update', ended_at: null }])
    expect(calls[0]?.text).toContain('Nous n’avons pas encore d’élément nouveau')
    expect((await promise(ticketId, 'update')).outcome).toBeNull()
  })

  it('are not sent every half minute to an address that refuses them', async () => {
    begin()
    const { ticketId } = await written()
    await send()
    clock.advance(24 * HOUR)
    await sweepUpdates(core)
    await database.db
      .updateTable('outbox')
      .set({ failed_at: clock.now() })
      .where('kind', '=', 'update')
      .execute()
    await pass(20 * HOUR, { step: HOUR })
    expect(await updatesOf(ticketId)).toHaveLength(1)
    await pass(6 * HOUR, { step: HOUR })
    expect(await updatesOf(ticketId)).toHaveLength(2)
    expect(await ticket(ticketId)).toMatchObject({ resolved_at: null })
  })

  it('are written once by two processes that sweep at once', async () => {
    begin()
    const ids: TicketId[] = []
    for (let i = 0; i < 8; i++)
      ids.push((await written({ text: `Colis ${i}` }, `client${i}@courriel.example`)).ticketId)
    await send()
    clock.advance(24 * HOUR)
    await Promise.all([1, 2, 3].map(() => sweepUpdates(core)))
    for (const id of ids) expect(await updatesOf(id)).toHaveLength(1)
  })

  it('are in the customer’s language', async () => {
    begin()
    const { ticketId } = await written(
      { text: 'Hello, my parcel never arrived. Can you help?', language: 'en' },
      'emma.jones@mail.example',
    )
    await send()
    clock.advance(23 * HOUR + 40 * MINUTE)
    await runSweeps(core)
    const [update] = await updatesOf(ticketId)
    expect(update?.subject).toContain('An update on your case')
    expect(update?.text).toContain('We have nothing new to tell you yet.')
  })
})
