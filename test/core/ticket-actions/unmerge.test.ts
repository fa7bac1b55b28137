import { expect, it } from 'vitest'
import { askCustomer } from '../../../core/correspondence/information-request.ts'
import { replyToCustomer } from '../../../core/correspondence/reply.ts'
import { HOUR } from '../../../core/kernel/duration.ts'
import { grantClearance } from '../../../core/member/clearance.ts'
import { viewTicket } from '../../../core/ticket/view.ts'
import { recategorise } from '../../../core/ticket-actions/assign.ts'
import { merge } from '../../../core/ticket-actions/merge.ts'
import { resolve } from '../../../core/ticket-actions/resolution.ts'
import { split } from '../../../core/ticket-actions/split.ts'
import { unmerge } from '../../../core/ticket-actions/unmerge.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { openPolicyWorld } from '../../world/policy-world.ts'

describeOnEachDatabase('A merge taken back', (database) => {
  const world = openPolicyWorld(database)
  const { core, clock, begin, member, written, send, ledger, ticket } = world

  /** Marie writes on Tuesday, and three hours later again without the reference. */
  async function twice() {
    begin()
    const memberId = await member('Léa Martin', { teams: ['customer-service'] })
    const first = await written({ text: 'Mon colis n’est jamais arrivé.' })
    await send()
    clock.advance(3 * HOUR)
    const second = await written({ subject: 'Mon compte', text: 'Je ne peux plus me connecter.' })
    await send()
    const textsOf = async (reference: string) =>
      (await viewTicket(core, memberId, reference)).messages.map(({ newText }) => newText)
    const join = (into = first, from = second) =>
      merge(core, { intoTicketId: into.ticketId, fromTicketId: from.ticketId, memberId })
    const part = (from = second) => unmerge(core, { ticketId: from.ticketId, memberId })
    return { memberId, first, second, textsOf, join, part }
  }

  it('leaves both tickets as they were: their messages, their promises, their first contact', async () => {
    const { first, second, textsOf, join, part } = await twice()
    const owed = async () => [await ledger(first.ticketId), await ledger(second.ticketId)]
    const before = await owed()
    // The later ticket goes on, so that its promises moved.
    await join(second, first)
    clock.advance(HOUR)
    await part(first)
    expect(await owed()).toEqual(before)
    expect(await textsOf(first.reference)).toEqual(['Mon colis n’est jamais arrivé.'])
    expect(await textsOf(second.reference)).toEqual(['Je ne peux plus me connecter.'])
    expect((await ticket(first.ticketId)).merged_into_id).toBeNull()
    expect((await ticket(second.ticketId)).first_contact_at).toEqual(
      new Date((await ticket(first.ticketId)).first_contact_at.getTime() + 3 * HOUR),
    )
  })

  it('is written in both tickets’ histories', async () => {
    const { memberId, first, second, join, part } = await twice()
    await join()
    await part()
    for (const { reference } of [first, second]) {
      const { events } = await viewTicket(core, memberId, reference)
      expect(events.at(-1)).toMatchObject({ kind: 'unmerged', actorName: 'Léa Martin' })
    }
  })

  it('leaves what came in since with the ticket that went on, and takes what comes next to its own', async () => {
    const { second, first, textsOf, join, part } = await twice()
    await join()
    await written({ subject: `Re: [${second.reference}] Mon compte`, text: 'Toujours bloqué.' })
    await part()
    expect(await textsOf(first.reference)).toEqual(['Mon colis n’est jamais arrivé.', 'Toujours bloqué.'])
    const next = await written({ subject: `Re: [${second.reference}] Mon compte`, text: 'Ça remarche.' })
    expect(next.ticketId).toBe(second.ticketId)
    expect(await textsOf(second.reference)).toEqual(['Je ne peux plus me connecter.', 'Ça remarche.'])
  })

  it('counts what was sent to the customer meanwhile as sent about both', async () => {
    const { memberId, first, second, join, part } = await twice()
    await join()
    clock.advance(20 * HOUR)
    await replyToCustomer(core, {
      ticketId: first.ticketId,
      memberId,
      text: 'Bonjour Marie, nous cherchons.',
    })
    await send()
    const toldAt = clock.now()
    clock.advance(10 * HOUR)
    await part()
    const updates = (await ledger(second.ticketId)).filter(({ kind }) => kind === 'update')
    expect(updates.map(({ outcome }) => outcome)).toEqual(['kept', null])
    expect(updates[1]?.due_at).toEqual(new Date(toldAt.getTime() + 24 * HOUR))
  })

  it('gives an open question back to the ticket it was asked on', async () => {
    const { memberId, first, second, join, part } = await twice()
    await askCustomer(core, { ticketId: second.ticketId, memberId, question: 'Quel est votre identifiant ?' })
    const { waiting_since } = await ticket(second.ticketId)
    await join()
    expect((await ticket(first.ticketId)).waiting_since).toEqual(waiting_since)
    await part()
    expect((await ticket(second.ticketId)).waiting_since).toEqual(waiting_since)
    expect((await ticket(first.ticketId)).waiting_since).toBeNull()
  })

  it('is refused to Léa, though she may read both, once the other moved into a lane few may read', async () => {
    const { memberId, first, second, join, part } = await twice()
    await join()
    await grantClearance(core, { memberId, lane: 'fraud', grantedBy: null })
    await recategorise(core, { ticketId: first.ticketId, memberId, category: 'fraud' })
    await expect(part()).rejects.toThrow(/in a lane few may read/)
    expect((await ticket(second.ticketId)).merged_into_id).toBe(first.ticketId)
    await recategorise(core, { ticketId: first.ticketId, memberId, category: 'other' })
    await part()
    expect((await ticket(second.ticketId)).merged_into_id).toBeNull()
  })

  it('is refused once the other was resolved, merged further, joined by a third, or split', async () => {
    const { memberId, first, second, join, part } = await twice()
    await expect(part()).rejects.toMatchObject({ code: 'already-done' })
    await join()
    const third = await written({ subject: 'Ma facture', text: 'Où est ma facture ?' })
    await join(first, third)
    await expect(part()).rejects.toMatchObject({ code: 'not-allowed' })
    await part(third)
    const [moved] = (await viewTicket(core, memberId, first.reference)).messages.filter(
      ({ newText }) => newText === 'Je ne peux plus me connecter.',
    )
    if (!moved) throw new Error('the message is not there')
    const { ticketId } = first
    await split(core, { ticketId, memberId, messageIds: [moved.id], category: 'account' })
    await expect(part()).rejects.toMatchObject({ code: 'not-allowed' })
    await join(first, third)
    await resolve(core, { ticketId, memberId, outcome: 'solved', text: 'Tout est réglé.' })
    await expect(part(third)).rejects.toMatchObject({ code: 'not-allowed' })
    expect((await ticket(second.ticketId)).merged_into_id).toBe(first.ticketId)
  })
})
