import { expect, it } from 'vitest'
import { viewForCustomer } from '../../../core/correspondence/customer-view.ts'
import { askCustomer } from '../../../core/correspondence/information-request.ts'
import { receive } from '../../../core/intake/intake.ts'
import { DAY, HOUR } from '../../../core/kernel/duration.ts'
import type { TicketId } from '../../../core/kernel/id.ts'
import { ownMessageId, signLink } from '../../../core/kernel/signed-link.ts'
import { listTickets } from '../../../core/ticket/list.ts'
import { viewTicket } from '../../../core/ticket/view.ts'
import { recategorise } from '../../../core/ticket-actions/assign.ts'
import { merge } from '../../../core/ticket-actions/merge.ts'
import { resolve } from '../../../core/ticket-actions/resolution.ts'
import { setAside } from '../../../core/ticket-actions/set-aside.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { openPolicyWorld } from '../../world/policy-world.ts'
import { mailFrom, TUESDAY } from '../../world/world.ts'

describeOnEachDatabase('Two tickets about one problem', (database) => {
  const world = openPolicyWorld(database)
  const { core, clock, begin, member, written, send, pass, mails, promise, ledger, ticket, events } = world
  const after = (milliseconds: number) => new Date(TUESDAY.getTime() + milliseconds)
  const lea = () => member('Léa Martin', { teams: ['customer-service'] })

  /** Marie writes on Tuesday, and three hours later again without the reference. */
  async function twice() {
    begin()
    const memberId = await lea()
    const first = await written({ text: 'Mon colis n’est jamais arrivé.' })
    await send()
    clock.advance(3 * HOUR)
    const second = await written({ subject: 'Ma commande', text: 'Toujours rien reçu pour ma commande.' })
    await send()
    return { memberId, first, second }
  }

  it('go on as one: what is still owed counts from the earliest first contact', async () => {
    const { memberId, first, second } = await twice()
    await merge(core, { intoTicketId: second.ticketId, fromTicketId: first.ticketId, memberId })
    const due = Object.fromEntries((await ledger(second.ticketId)).map((row) => [row.kind, row.due_at]))
    expect(due).toMatchObject({
      update: after(24 * HOUR),
      investigate: after(24 * HOUR),
      conclude: after(48 * HOUR),
      escalate: after(48 * HOUR),
      resolve: after(5 * DAY),
    })
    expect((await ticket(second.ticketId)).first_contact_at).toEqual(TUESDAY)
    // That one was acknowledged on its own time.
    expect(due.acknowledge).toEqual(after(3 * HOUR + 15 * 60_000))
  })

  it('go on as one: a later first contact moves nothing', async () => {
    const { memberId, first, second } = await twice()
    const before = await ledger(first.ticketId)
    await merge(core, { intoTicketId: first.ticketId, fromTicketId: second.ticketId, memberId })
    expect(await ledger(first.ticketId)).toEqual(before)
    expect((await ticket(first.ticketId)).first_contact_at).toEqual(TUESDAY)
  })

  it('owe once what they both owed: the merged one owes nothing, and broke nothing', async () => {
    const { memberId, first, second } = await twice()
    clock.advance(3 * DAY)
    await merge(core, { intoTicketId: first.ticketId, fromTicketId: second.ticketId, memberId })
    const ended = (await ledger(second.ticketId)).map(({ outcome }) => outcome)
    expect(new Set(ended)).toEqual(new Set(['kept', 'no-longer-owed']))
    expect((await promise(first.ticketId, 'resolve')).outcome).toBeNull()
  })

  it('are read in one place, by the desk and by the customer, whichever link they open', async () => {
    const { memberId, first, second } = await twice()
    await merge(core, { intoTicketId: first.ticketId, fromTicketId: second.ticketId, memberId })
    const desk = await viewTicket(core, memberId, first.reference)
    expect(desk.messages.map(({ newText }) => newText)).toEqual([
      'Mon colis n’est jamais arrivé.',
      'Toujours rien reçu pour ma commande.',
    ])
    expect((await viewTicket(core, memberId, second.reference)).ticket.mergedInto).toBe(first.reference)
    const token = signLink(core.settings.secretKeys, { purpose: 'ticket', subject: second.reference })
    const page = await viewForCustomer(core, token)
    expect(page.ticket.reference).toBe(first.reference)
    expect(page.entries.filter(({ kind }) => kind === 'wrote')).toHaveLength(2)
    const listed = (await listTickets(core, memberId, { queue: 'all' })).tickets.map((row) => row.reference)
    expect(listed).toEqual([first.reference])
  })

  it('let what comes under the old reference, or in reply to the old mail, reach the one that goes on', async () => {
    const { memberId, first, second } = await twice()
    await merge(core, { intoTicketId: first.ticketId, fromTicketId: second.ticketId, memberId })
    const quoting = await written({
      subject: `Re: Ma commande [${second.reference}]`,
      text: 'Et maintenant ?',
    })
    expect(quoting).toMatchObject({ kind: 'added', ticketId: first.ticketId })
    const [acknowledgement] = await mails(second.ticketId)
    if (!acknowledgement) throw new Error('The second mail was not acknowledged.')
    const inReplyTo = ownMessageId(core.settings.secretKeys, acknowledgement.id, 'agafort.example')
    const reply = await written({
      subject: 'Re: Ma commande',
      text: 'Toujours rien.',
      mail: { inReplyTo, references: [inReplyTo] },
    })
    expect(reply).toMatchObject({ kind: 'added', ticketId: first.ticketId })
  })

  it('lead from any reference to the ticket that goes on in one step, when that is merged again', async () => {
    const { memberId, first, second } = await twice()
    const third = await written({ subject: 'Colis', text: 'Où est mon colis ?' })
    await merge(core, { intoTicketId: second.ticketId, fromTicketId: third.ticketId, memberId })
    await merge(core, { intoTicketId: first.ticketId, fromTicketId: second.ticketId, memberId })
    const received = await written({ subject: `Re: Colis [${third.reference}]`, text: 'Bonjour ?' })
    expect(received).toMatchObject({ kind: 'added', ticketId: first.ticketId })
  })

  it('take an open question along, and the reply to it', async () => {
    const { memberId, first, second } = await twice()
    await askCustomer(core, { ticketId: second.ticketId, memberId, question: 'Quelle est votre adresse ?' })
    await merge(core, { intoTicketId: first.ticketId, fromTicketId: second.ticketId, memberId })
    expect((await ticket(first.ticketId)).waiting_since).toEqual(after(3 * HOUR))
    await written({ subject: `Re: [${second.reference}]`, text: '12 rue des Lilas.' })
    expect((await ticket(first.ticketId)).waiting_since).toBeNull()
    const rows = await database.db.selectFrom('information_requests').selectAll().execute()
    expect(rows).toMatchObject([{ ticket_id: first.ticketId, ended_how: 'answered' }])
  })

  it('are not written about: the customer hears of the merge with the next update', async () => {
    const { memberId, first, second } = await twice()
    await merge(core, { intoTicketId: first.ticketId, fromTicketId: second.ticketId, memberId })
    await pass(2 * DAY, { step: 6 * HOUR })
    expect((await mails(second.ticketId)).map(({ kind }) => kind)).toEqual(['acknowledgement'])
    expect((await mails(first.ticketId)).some(({ kind }) => kind === 'update')).toBe(true)
    expect(await events(second.ticketId)).toContain('merged')
    expect(await events(first.ticketId)).toContain('merged')
  })

  it('of one address nobody has proven are one customer’s', async () => {
    begin()
    const memberId = await lea()
    const [one, other] = await receive(core, [
      mailFrom('Paul', 'paul@courriel.example', { standing: 'unproven', text: 'Mon colis ?' }),
      mailFrom('Paul', 'paul@courriel.example', { standing: 'unproven', text: 'Et mon colis ?' }),
    ])
    if (!one || !other) throw new Error('Nothing was received.')
    await merge(core, { intoTicketId: one.ticketId, fromTicketId: other.ticketId, memberId })
    expect((await ticket(other.ticketId)).merged_into_id).toBe(one.ticketId)
  })

  it('of two customers are not merged, nor one whose address is only claimed with the one who proved it', async () => {
    begin()
    const memberId = await lea()
    const maries = await written()
    const claimed = await written({ standing: 'unproven', subject: 'Ma commande' })
    const pauls = await written({}, 'paul@courriel.example')
    for (const other of [claimed, pauls]) {
      await expect(
        merge(core, { intoTicketId: maries.ticketId, fromTicketId: other.ticketId, memberId }),
      ).rejects.toMatchObject({ code: 'not-allowed' })
      expect((await ticket(other.ticketId)).merged_into_id).toBeNull()
    }
  })

  it('keep their lanes: nobody reads more by a merge, and who may not read a ticket does not merge it', async () => {
    const { memberId, first, second } = await twice()
    const ines = await member('Ines Faure', { teams: ['fraud'], lanes: ['fraud'] })
    await recategorise(core, { ticketId: second.ticketId, memberId, category: 'fraud' })
    const opening = { intoTicketId: first.ticketId, fromTicketId: second.ticketId }
    await expect(merge(core, { ...opening, memberId: ines })).rejects.toMatchObject({ code: 'not-allowed' })
    await expect(merge(core, { ...opening, memberId })).rejects.toMatchObject({ code: 'not-found' })
    await merge(core, { intoTicketId: second.ticketId, fromTicketId: first.ticketId, memberId: ines })
    expect((await ticket(first.ticketId)).merged_into_id).toBe(second.ticketId)
  })

  it('are not merged when one is the other, resolved, set aside or merged already', async () => {
    const { memberId, first, second } = await twice()
    const into = (fromTicketId: TicketId, intoTicketId: TicketId = first.ticketId) =>
      merge(core, { intoTicketId, fromTicketId, memberId })
    await expect(into(first.ticketId)).rejects.toMatchObject({ code: 'invalid-input' })
    const resolved = await written({ subject: 'Remboursement' })
    await resolve(core, { ticketId: resolved.ticketId, memberId, outcome: 'solved', text: '' })
    await expect(into(resolved.ticketId)).rejects.toMatchObject({ code: 'already-done' })
    await expect(into(first.ticketId, resolved.ticketId)).rejects.toMatchObject({ code: 'already-done' })
    const aside = await written({ subject: 'Merci' })
    await setAside(core, { ticketId: aside.ticketId, memberId, why: 'thanks' })
    await expect(into(aside.ticketId)).rejects.toMatchObject({ code: 'invalid-input' })
    await into(second.ticketId)
    await expect(into(second.ticketId)).rejects.toMatchObject({ code: 'invalid-input' })
  })

  it('merged both ways at once end as one', async () => {
    const { memberId, first, second } = await twice()
    const both = await Promise.allSettled([
      merge(core, { intoTicketId: first.ticketId, fromTicketId: second.ticketId, memberId }),
      merge(core, { intoTicketId: second.ticketId, fromTicketId: first.ticketId, memberId }),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })
})
