import { expect, it } from 'vitest'
import { note } from '../../../core/correspondence/note.ts'
import { receive } from '../../../core/intake/intake.ts'
import { DAY, HOUR } from '../../../core/kernel/duration.ts'
import { listCallBacks } from '../../../core/promise/call-back.ts'
import { listMentions } from '../../../core/ticket/mention.ts'
import { viewTicket } from '../../../core/ticket/view.ts'
import { split } from '../../../core/ticket-actions/split.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { openPolicyWorld } from '../../world/policy-world.ts'
import { mailFrom, TUESDAY } from '../../world/world.ts'

describeOnEachDatabase('A ticket about two problems', (database) => {
  const world = openPolicyWorld(database)
  const { core, clock, begin, member, written, send, mails, ledger, ticket } = world
  const after = (milliseconds: number) => new Date(TUESDAY.getTime() + milliseconds)

  /** Marie writes about a parcel, and six hours later, in the same thread, about her account. */
  async function two() {
    begin()
    const memberId = await member('Léa Martin', { teams: ['customer-service'] })
    const first = await written({ text: 'Mon colis n’est jamais arrivé.' })
    await send()
    clock.advance(6 * HOUR)
    const second = await written({
      subject: `Re: [${first.reference}] Et mon compte`,
      text: 'Au fait, je ne peux plus me connecter à mon compte.',
    })
    expect(second.ticketId).toBe(first.ticketId)
    return { memberId, ...first, account: second.messageId }
  }

  it('becomes two: the other has its own reference, category and messages, and both are linked', async () => {
    const { memberId, ticketId, reference, messageId, account } = await two()
    const other = await split(core, { ticketId, memberId, messageIds: [account], category: 'account' })
    expect(other.reference).not.toBe(reference)
    const here = await viewTicket(core, memberId, reference)
    const there = await viewTicket(core, memberId, other.reference)
    expect(here.messages.map(({ id }) => id)).toEqual([messageId])
    expect(there.messages.map(({ id }) => id)).toEqual([account])
    expect(there.ticket).toMatchObject({ category: 'account', team: { id: 'account' } })
    expect(there.ticket.customer.id).toBe(here.ticket.customer.id)
    expect(here.related).toMatchObject([{ reference: other.reference, direction: 'split' }])
    expect(there.related).toMatchObject([{ reference, direction: 'split' }])
    for (const { events } of [here, there]) {
      expect(events.at(-1)).toMatchObject({ kind: 'split', actorName: 'Léa Martin' })
    }
  })

  it('owes for the other what the policy promises, counted from its own first contact', async () => {
    const { memberId, ticketId, account } = await two()
    const before = await ledger(ticketId)
    clock.advance(HOUR)
    const other = await split(core, { ticketId, memberId, messageIds: [account], category: 'account' })
    const owed = (await ledger(other.ticketId)).filter(({ outcome }) => outcome === null)
    expect(Object.fromEntries(owed.map(({ kind, due_at }) => [kind, due_at]))).toEqual({
      update: after(30 * HOUR),
      investigate: after(30 * HOUR),
      conclude: after(54 * HOUR),
      escalate: after(54 * HOUR),
      resolve: after(5 * DAY + 6 * HOUR),
    })
    expect((await ticket(other.ticketId)).first_contact_at).toEqual(after(6 * HOUR))
    expect(await ledger(ticketId)).toEqual(before)
  })

  it('leaves each standing in lists by the last word written on it, which a note is not', async () => {
    const { memberId, ticketId, account } = await two()
    clock.advance(HOUR)
    await note(core, { ticketId, memberId, text: 'Deux affaires dans un même fil.' })
    const other = await split(core, { ticketId, memberId, messageIds: [account], category: 'account' })
    expect((await ticket(ticketId)).last_message_at).toEqual(TUESDAY)
    expect((await ticket(other.ticketId)).last_message_at).toEqual(after(6 * HOUR))
  })

  it('brings the customer the new reference, and their reply to it reaches the new ticket', async () => {
    const { memberId, ticketId, account } = await two()
    const other = await split(core, { ticketId, memberId, messageIds: [account], category: 'account' })
    await send()
    const told = (await mails(other.ticketId)).filter(({ kind }) => kind === 'acknowledgement')
    expect(told).toMatchObject([{ recipient: 'marie.dubois@courriel.example' }])
    expect(told[0]?.text).toContain(other.reference)
    const reply = await written({ subject: `Re: [${other.reference}] Reçu`, text: 'Merci.' })
    expect(reply.ticketId).toBe(other.ticketId)
  })

  it('takes a note along, with whom it named', async () => {
    const { memberId, ticketId, account } = await two()
    const karim = await member('Karim Haddad', { teams: ['account'] })
    const noteId = await note(core, { ticketId, memberId, text: '@Karim Haddad, le compte est bloqué.' })
    const messageIds = [account, noteId]
    const other = await split(core, { ticketId, memberId, messageIds, category: 'account' })
    const there = await viewTicket(core, memberId, other.reference)
    expect(there.messages.map(({ direction }) => direction)).toEqual(['in', 'note'])
    expect(await listMentions(core.db, karim)).toMatchObject([{ reference: other.reference }])
  })

  it('is not split without a message of the customer on both sides', async () => {
    const { memberId, ticketId, messageId, account } = await two()
    const noteId = await note(core, { ticketId, memberId, text: 'Compte bloqué.' })
    for (const messageIds of [[], [noteId], [messageId, account], [account, ticketId as never]]) {
      await expect(
        split(core, { ticketId, memberId, messageIds, category: 'account' }),
      ).rejects.toMatchObject({ code: 'invalid-input' })
    }
    expect(await core.db.selectFrom('tickets').select('id').execute()).toHaveLength(1)
  })

  it('has a call made where the customer gave no address', async () => {
    begin()
    const memberId = await member('Léa Martin', { teams: ['customer-service'] })
    const call = (text: string) => ({
      ...mailFrom('Marie Dubois', 'sans@adresse.example', { text, receivedAt: clock.now() }),
      door: 'call' as const,
      from: { kind: 'telephone' as const, value: '+33612345678', name: 'Marie Dubois' },
      mail: null,
      raw: null,
    })
    const [first] = await receive(core, [call('Mon colis n’est jamais arrivé.')])
    if (!first) throw new Error('nothing was received')
    const [again] = await receive(core, [call('Je ne peux plus me connecter à mon compte.')])
    if (!again) throw new Error('nothing was received')
    await core.db
      .updateTable('messages')
      .set({ ticket_id: first.ticketId })
      .where('id', '=', again.messageId)
      .execute()
    const { ticketId } = first
    const messageIds = [again.messageId]
    const other = await split(core, { ticketId, memberId, messageIds, category: 'account' })
    const calls = await listCallBacks(core.db, memberId)
    expect(calls.find((one) => one.ticketId === other.ticketId)?.text).toContain(other.reference)
  })
})
