import { expect, it } from 'vitest'
import { askCustomer } from '../../../core/correspondence/information-request.ts'
import { replyToCustomer } from '../../../core/correspondence/reply.ts'
import { receive } from '../../../core/intake/intake.ts'
import { DAY, HOUR, MINUTE } from '../../../core/kernel/duration.ts'
import type { TicketId } from '../../../core/kernel/id.ts'
import { resolve } from '../../../core/ticket-actions/resolution.ts'
import { setAside, takeUp } from '../../../core/ticket-actions/set-aside.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { openPolicyWorld } from '../../world/policy-world.ts'
import { mailFrom, TUESDAY } from '../../world/world.ts'

const after = (milliseconds: number) => new Date(TUESDAY.getTime() + milliseconds)

describeOnEachDatabase('The promise a ticket is listed by', (database) => {
  const world = openPolicyWorld(database)
  const { core, clock, begin, member, written, send, ticket, ledger } = world
  const next = async (ticketId: TicketId) => {
    const { next_kind, next_due_at, broken_promises } = await ticket(ticketId)
    return [next_kind, next_due_at, broken_promises]
  }
  const owedBy = async (ticketId: TicketId) =>
    (await ledger(ticketId)).filter(({ ended_at }) => ended_at === null).map(({ kind }) => kind)
  const lea = () => member('Léa Martin', { teams: ['customer-service'] })

  it('is Marie’s acknowledgement until it has left, then the update', async () => {
    begin()
    const { ticketId } = await written()
    expect(await next(ticketId)).toEqual(['acknowledge', after(15 * MINUTE), 0])
    await send()
    expect(await next(ticketId)).toEqual(['update', after(24 * HOUR), 0])
  })

  it('is the next update once Léa’s reply has left, and one too late counts as broken', async () => {
    begin()
    const memberId = await lea()
    const { ticketId } = await written()
    await send()
    clock.set(after(25 * HOUR))
    await replyToCustomer(core, { ticketId, memberId, text: 'Le transporteur cherche votre colis.' })
    await send()
    expect(await next(ticketId)).toEqual(['investigate', after(24 * HOUR), 1])
  })

  it('is none once Léa has resolved the ticket and Marie was told', async () => {
    begin()
    const memberId = await lea()
    const { ticketId } = await written()
    await send()
    await resolve(core, { ticketId, memberId, outcome: 'solved', text: 'Votre colis est arrivé.' })
    expect(await next(ticketId)).toEqual(['conclude', after(48 * HOUR), 0])
    await send()
    expect(await next(ticketId)).toEqual([null, null, 0])
  })

  it('is what it was when a ticket set aside is taken up, and that of another set aside stays none', async () => {
    begin()
    const memberId = await lea()
    const marie = await written()
    const paul = await written({}, 'paul.leroy@courriel.example')
    await send()
    const owed = await owedBy(marie.ticketId)
    for (const { ticketId } of [marie, paul])
      await setAside(core, { ticketId, memberId, why: 'not-a-complaint' })
    expect([await next(marie.ticketId), await next(paul.ticketId)]).toEqual([
      [null, null, 0],
      [null, null, 0],
    ])
    await takeUp(core, { ticketId: marie.ticketId, memberId })
    expect(await next(marie.ticketId)).toEqual(['update', after(24 * HOUR), 0])
    expect(await owedBy(marie.ticketId)).toEqual(owed)
    expect([await next(paul.ticketId), await owedBy(paul.ticketId)]).toEqual([[null, null, 0], []])
  })
})

describeOnEachDatabase('An acknowledgement that is withheld', (database) => {
  const world = openPolicyWorld(database, {
    answerLimits: { perAddress: 1, perTicket: 1, perSameText: 20, perMailbox: 1_000 },
  })
  const { core, clock, begin, ticket, ledger } = world

  it('is owed no more on its own ticket, and on no other: Paul’s still is, and Marie’s other promises are', async () => {
    begin()
    const of = (name: string, address: string, text: string) =>
      mailFrom(name, address, { receivedAt: clock.now(), text })
    const taken = await receive(core, [
      of('Marie Dubois', 'marie.dubois@courriel.example', 'Où est mon colis ?'),
      of('Marie Dubois', 'marie.dubois@courriel.example', 'Où est ma facture ?'),
      of('Paul Leroy', 'paul.leroy@courriel.example', 'Où est mon avoir ?'),
    ])
    const ended = []
    for (const { ticketId } of taken)
      ended.push((await ledger(ticketId)).filter(({ ended_at }) => ended_at).map(({ kind }) => kind))
    expect(ended).toEqual([[], ['acknowledge'], []])
    const [, withheld] = taken
    if (!withheld) throw new Error('nothing was received')
    expect(await ticket(withheld.ticketId)).toMatchObject({
      next_kind: 'update',
      next_due_at: after(24 * HOUR),
    })
  })
})

describeOnEachDatabase('A clock that stood still while Marie was asked', (database) => {
  const world = openPolicyWorld(database, { stopsWhileWaiting: ['update', 'conclude', 'resolve'] })
  const { core, clock, begin, member, written, send, promise, ticket } = world

  it('moves what is owed and not late, on her ticket alone, and the list by it', async () => {
    begin()
    const memberId = await member('Léa Martin', { teams: ['customer-service'] })
    const { ticketId, reference } = await written()
    const paul = await written({}, 'paul.leroy@courriel.example')
    await send()
    // The update is late before she is asked.
    clock.set(after(30 * HOUR))
    await askCustomer(core, { ticketId, memberId, question: 'Quel est votre numéro de commande ?' })
    clock.advance(10 * HOUR)
    await written({ subject: `Re: [${reference}]`, text: 'C’est la commande 4512.' })
    expect((await promise(ticketId, 'update')).due_at).toEqual(after(24 * HOUR))
    expect((await promise(ticketId, 'conclude')).due_at).toEqual(after(58 * HOUR))
    expect((await promise(ticketId, 'acknowledge')).due_at).toEqual(after(15 * MINUTE))
    expect((await promise(paul.ticketId, 'conclude')).due_at).toEqual(after(48 * HOUR))
    expect((await promise(paul.ticketId, 'resolve')).due_at).toEqual(after(5 * DAY))
    await send()
    expect(await ticket(ticketId)).toMatchObject({ next_kind: 'investigate', next_due_at: after(24 * HOUR) })
  })
})
