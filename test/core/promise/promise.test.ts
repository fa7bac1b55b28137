import { expect, it } from 'vitest'
import { conclude } from '../../../core/correspondence/conclusion.ts'
import { markSent } from '../../../core/correspondence/consequences.ts'
import { askCustomer } from '../../../core/correspondence/information-request.ts'
import { note } from '../../../core/correspondence/note.ts'
import { replyToCustomer } from '../../../core/correspondence/reply.ts'
import { DAY, HOUR, MINUTE } from '../../../core/kernel/duration.ts'
import { escalate } from '../../../core/promise/escalate.ts'
import { merge } from '../../../core/ticket-actions/merge.ts'
import { releaseFromQuarantine } from '../../../core/ticket-actions/quarantine.ts'
import { reopen } from '../../../core/ticket-actions/reopening.ts'
import { resolve } from '../../../core/ticket-actions/resolution.ts'
import { setAside, takeUp } from '../../../core/ticket-actions/set-aside.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { chatOfAna } from '../../world/chatter.ts'
import { openPolicyWorld } from '../../world/policy-world.ts'
import { TUESDAY } from '../../world/world.ts'

describeOnEachDatabase('The promises made to a customer', (database) => {
  const world = openPolicyWorld(database)
  const { core, clock, begin, member, written, send, pass, promise, ledger, events, mails } = world
  const after = (milliseconds: number) => new Date(TUESDAY.getTime() + milliseconds)

  it('fall due the policy’s times after the first contact, to the second', async () => {
    begin()
    const { ticketId } = await written()
    const due = Object.fromEntries((await ledger(ticketId)).map((row) => [row.kind, row.due_at]))
    expect(due).toEqual({
      acknowledge: after(15 * MINUTE),
      update: after(24 * HOUR),
      investigate: after(24 * HOUR),
      conclude: after(48 * HOUR),
      escalate: after(48 * HOUR),
      resolve: after(5 * DAY),
    })
  })

  it('run through the night the clocks change: 24 h are 24 h', async () => {
    clock.set(new Date('2027-03-27T20:00:00Z'))
    const { ticketId } = await written()
    expect((await promise(ticketId, 'update')).due_at).toEqual(new Date('2027-03-28T20:00:00Z'))
  })

  it('To acknowledge is kept by the acknowledgement leaving, not by its being written', async () => {
    begin()
    const { ticketId } = await written()
    expect((await promise(ticketId, 'acknowledge')).outcome).toBeNull()
    clock.advance(MINUTE)
    await send()
    expect(await promise(ticketId, 'acknowledge')).toMatchObject({ outcome: 'kept', ended_at: after(MINUTE) })
  })

  it('To acknowledge is kept in the chat, where the reference is given, when there is no address to write to', async () => {
    begin()
    const { ticketId } = await chatOfAna(core)
    expect(await promise(ticketId, 'acknowledge')).toMatchObject({ outcome: 'kept', ended_at: TUESDAY })
  })

  it('To acknowledge is owed no more for what left the quarantine while its sender is not answered', async () => {
    begin()
    const flood = openPolicyWorld(database, {
      answerLimits: { perAddress: 0, perTicket: 0, perSameText: 0, perMailbox: 0 },
    }).core
    const memberId = await member('Léa Martin', { teams: ['customer-service'] })
    const { ticketId } = await written({ mail: { spam: 'X-Spam-Flag: YES' } })
    await releaseFromQuarantine(flood, { ticketId, memberId })
    expect((await promise(ticketId, 'acknowledge')).outcome).toBe('no-longer-owed')
    expect(await events(ticketId)).toContain('acknowledgement-withheld')
  })

  it('What was written in a round before keeps nothing of this one, even when it leaves while the clock stands back', async () => {
    begin()
    const { ticketId } = await written()
    const memberId = await member('Léa Martin', { teams: ['customer-service'] })
    await send()
    clock.advance(3 * HOUR)
    await resolve(core, { ticketId, memberId, outcome: 'solved', text: 'Le colis est arrivé.' })
    clock.advance(-HOUR)
    await reopen(core, { ticketId, memberId })
    clock.advance(2 * HOUR)
    await send()
    expect((await promise(ticketId, 'conclude', { round: 2 })).outcome).toBeNull()
    expect((await promise(ticketId, 'update', { round: 2 })).outcome).toBeNull()
  })

  it('Conclusions that leave after a merge keep the promise of the ticket that goes on', async () => {
    begin()
    const memberId = await member('Léa Martin', { teams: ['customer-service'] })
    const [into, from] = [await written(), await written({ text: 'Toujours pas de colis.' })]
    await send()
    clock.advance(HOUR)
    await conclude(core, { ticketId: from.ticketId, memberId, findings: 'Le colis est perdu.' })
    await merge(core, { intoTicketId: into.ticketId, fromTicketId: from.ticketId, memberId })
    clock.advance(MINUTE)
    await send()
    expect(await promise(into.ticketId, 'conclude')).toMatchObject({ outcome: 'kept', ended_at: clock.now() })
    expect((await promise(into.ticketId, 'update', { number: 2 })).due_at).toEqual(after(25 * HOUR + MINUTE))
  })

  it('An update is kept by Léa’s mail at the very instant it is due, and broken by one a millisecond later', async () => {
    begin()
    const memberId = await member('Léa Martin', { teams: ['customer-service'] })
    const [marie, paul] = [await written(), await written({}, 'paul.leroy@courriel.example')]
    await send()
    clock.set(after(24 * HOUR))
    await replyToCustomer(core, { ticketId: marie.ticketId, memberId, text: 'Votre colis est à Lyon.' })
    await send()
    clock.advance(1)
    await replyToCustomer(core, { ticketId: paul.ticketId, memberId, text: 'Votre colis est à Lille.' })
    await send()
    expect((await promise(marie.ticketId, 'update')).outcome).toBe('kept')
    expect((await promise(paul.ticketId, 'update')).outcome).toBe('broken')
  })

  it('Of two replies reported together the first keeps the update, and the next is counted from the later', async () => {
    begin()
    const { ticketId } = await written()
    const memberId = await member('Léa Martin', { teams: ['customer-service'] })
    await send()
    clock.advance(HOUR)
    await replyToCustomer(core, { ticketId, memberId, text: 'Je regarde avec le transporteur.' })
    await replyToCustomer(core, { ticketId, memberId, text: 'Il cherche votre colis à Lyon.' })
    const [early, late] = (await mails(ticketId)).filter(({ kind }) => kind === 'answer')
    if (!early || !late) throw new Error('two answers were not written')
    clock.advance(2 * HOUR)
    // The later one is named first: what counts is when each left.
    await markSent(core, [
      { id: late.id, at: after(3 * HOUR) },
      { id: early.id, at: after(2 * HOUR) },
    ])
    expect(await promise(ticketId, 'update')).toMatchObject({ outcome: 'kept', ended_at: after(2 * HOUR) })
    expect((await promise(ticketId, 'update', { number: 2 })).due_at).toEqual(after(27 * HOUR))
  })

  it('A mail that says something to the customer keeps the update, and the next is owed 24 h later', async () => {
    begin()
    const { ticketId } = await written()
    const memberId = await member('Léa Martin', { teams: ['customer-service'] })
    await send()
    clock.advance(3 * HOUR)
    await replyToCustomer(core, { ticketId, memberId, text: 'Bonjour, je regarde avec le transporteur.' })
    expect((await promise(ticketId, 'update')).outcome).toBeNull()
    clock.advance(MINUTE)
    await send()
    const first = await promise(ticketId, 'update')
    expect(first).toMatchObject({ outcome: 'kept', ended_at: after(3 * HOUR + MINUTE) })
    const event = await database.db
      .selectFrom('events')
      .select('kind')
      .where('ticket_id', '=', ticketId)
      .where('number', '=', first.ended_by_event ?? 0)
      .executeTakeFirst()
    expect(event).toEqual({ kind: 'message-sent' })
    expect(await promise(ticketId, 'update', { number: 2 })).toMatchObject({
      outcome: null,
      due_at: after(27 * HOUR + MINUTE),
    })
  })

  it('The conclusions are given when their mail leaves; one that leaves late breaks the promise', async () => {
    begin()
    const memberId = await member('Claire Petit', { teams: ['resolution'] })
    const { ticketId } = await written()
    await send()
    clock.advance(47 * HOUR)
    await conclude(core, { ticketId, memberId, findings: 'Le colis a été perdu par le transporteur.' })
    expect((await promise(ticketId, 'conclude')).outcome).toBeNull()
    clock.advance(2 * HOUR)
    await send()
    expect(await promise(ticketId, 'conclude')).toMatchObject({
      outcome: 'broken',
      ended_at: after(49 * HOUR),
    })
  })

  it('A reply settles no conclusions', async () => {
    begin()
    const memberId = await member('Léa Martin', { teams: ['customer-service'] })
    const { ticketId } = await written()
    await replyToCustomer(core, { ticketId, memberId, text: 'Je regarde.' })
    await send()
    expect((await promise(ticketId, 'conclude')).outcome).toBeNull()
  })

  it('A resolution keeps its promise at once and settles the conclusions when its mail leaves', async () => {
    begin()
    const memberId = await member('Léa Martin', { teams: ['customer-service'] })
    const { ticketId } = await written()
    await send()
    clock.advance(HOUR)
    await resolve(core, { ticketId, memberId, outcome: 'solved', text: 'Le colis est retrouvé.' })
    expect((await promise(ticketId, 'resolve')).outcome).toBe('kept')
    expect((await promise(ticketId, 'conclude')).outcome).toBeNull()
    await send()
    expect((await promise(ticketId, 'conclude')).outcome).toBe('kept')
    for (const kind of ['update', 'investigate', 'escalate'] as const)
      expect((await promise(ticketId, kind)).outcome).toBe('no-longer-owed')
    expect((await ledger(ticketId)).filter((row) => row.outcome === null)).toEqual([])
  })

  it('A promise already late when the ticket is resolved is broken, whatever comes after', async () => {
    begin()
    const memberId = await member('Léa Martin', { teams: ['customer-service'] })
    const { ticketId } = await written()
    await send()
    clock.advance(25 * HOUR)
    await resolve(core, { ticketId, memberId, outcome: 'solved', text: 'Le colis est retrouvé.' })
    expect((await promise(ticketId, 'investigate')).outcome).toBe('broken')
    expect((await promise(ticketId, 'escalate')).outcome).toBe('no-longer-owed')
  })

  it('What is no complaint owes nothing any more, and everything again, as it was, when it is taken up', async () => {
    begin()
    const memberId = await member('Léa Martin', { teams: ['customer-service'] })
    const { ticketId } = await written({ text: 'Merci pour votre aide l’an dernier.' })
    await send()
    await pass(26 * HOUR, { step: HOUR })
    const before = await ledger(ticketId)
    await setAside(core, { ticketId, memberId, why: 'thanks' })
    const owed = (await ledger(ticketId)).filter((row) => row.outcome === null)
    expect(owed).toEqual([])
    await pass(3 * HOUR, { step: HOUR })
    await takeUp(core, { ticketId, memberId })
    expect(await ledger(ticketId)).toEqual(before)
  })

  it('Waiting for the customer does not stop the clock', async () => {
    begin()
    const memberId = await member('Claire Petit', { teams: ['resolution'] })
    const { ticketId, reference } = await written()
    await send()
    await askCustomer(core, { ticketId, memberId, question: 'Quel est le numéro de votre commande ?' })
    await send()
    clock.advance(5 * HOUR)
    const before = await ledger(ticketId)
    const { kind } = await written({ subject: `Re: [${reference}]`, text: 'C’est la commande 4512.' })
    expect(kind).toBe('added')
    expect((await world.ticket(ticketId)).waiting_since).toBeNull()
    expect((await ledger(ticketId)).map((row) => row.due_at)).toEqual(before.map((row) => row.due_at))
  })

  it('A reply under the conclusions of an earlier round settles nothing of a new one', async () => {
    begin()
    const memberId = await member('Léa Martin', { teams: ['customer-service'] })
    const { ticketId, reference } = await written()
    await send()
    await resolve(core, { ticketId, memberId, outcome: 'solved', text: 'Le colis est retrouvé.' })
    clock.advance(HOUR)
    await written({
      subject: `Re: [${reference}]`,
      text: 'Non, ce n’est toujours pas résolu, je n’ai rien reçu et je veux être remboursée.',
    })
    await send()
    expect((await promise(ticketId, 'conclude', { round: 2 })).outcome).toBeNull()
  })
})

describeOnEachDatabase('Promises whose clock a setting stops while we wait for the customer', (database) => {
  const world = openPolicyWorld(database, { stopsWhileWaiting: ['conclude', 'resolve'] })
  const { core, clock, begin, member, written, send, promise } = world

  it('fall due later by the time waited, the others as they were', async () => {
    begin()
    const memberId = await member('Claire Petit', { teams: ['resolution'] })
    const { ticketId, reference } = await written()
    await send()
    clock.advance(10 * HOUR)
    await askCustomer(core, { ticketId, memberId, question: 'Quel est le numéro de votre commande ?' })
    await send()
    clock.advance(7 * HOUR)
    await written({ subject: `Re: [${reference}]`, text: 'C’est la commande 4512.' })
    const after = (milliseconds: number) => new Date(TUESDAY.getTime() + milliseconds)
    expect((await promise(ticketId, 'conclude')).due_at).toEqual(after(55 * HOUR))
    expect((await promise(ticketId, 'resolve')).due_at).toEqual(after(5 * DAY + 7 * HOUR))
    expect((await promise(ticketId, 'investigate')).due_at).toEqual(after(24 * HOUR))
  })
})

describeOnEachDatabase(
  'Promises to act whose clock stands still while we wait for the customer',
  (database) => {
    const world = openPolicyWorld(database, { stopsWhileWaiting: ['investigate', 'escalate'] })
    const { core, clock, begin, member, written, send, promise } = world

    it('are not broken by an act that comes while it stands', async () => {
      begin()
      const lea = await member('Léa Martin', { teams: ['customer-service'] })
      const claire = await member('Claire Petit', { teams: ['resolution'] })
      const { ticketId } = await written()
      await send()
      clock.advance(10 * HOUR)
      await askCustomer(core, { ticketId, memberId: lea, question: 'Quel est le numéro de votre commande ?' })
      clock.advance(45 * HOUR)
      await escalate(core, { ticketId, memberId: lea, reason: 'Le client est pressé.' })
      await note(core, { ticketId, memberId: claire, text: 'J’appelle le transporteur.' })
      await escalate(core, { ticketId, memberId: claire, reason: 'Le vendeur se tait.' })
      expect((await promise(ticketId, 'investigate')).outcome).toBe('kept')
      expect((await promise(ticketId, 'escalate')).outcome).toBe('kept')
    })
  },
)
