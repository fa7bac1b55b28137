import { expect, it } from 'vitest'
import { resolveAtFirstContact } from '../../../core/chat/chat-resolution.ts'
import { viewForCustomer } from '../../../core/correspondence/customer-view.ts'
import {
  sweepInformationReminders,
  sweepLapsedRequests,
} from '../../../core/correspondence/information-reminders.ts'
import { askCustomer } from '../../../core/correspondence/information-request.ts'
import { replyFromPage } from '../../../core/intake/customer-reply.ts'
import { receive } from '../../../core/intake/intake.ts'
import { DAY, HOUR, MINUTE } from '../../../core/kernel/duration.ts'
import type { TicketId } from '../../../core/kernel/id.ts'
import type { Reference } from '../../../core/kernel/reference.ts'
import { signLink } from '../../../core/kernel/signed-link.ts'
import { viewTicket } from '../../../core/ticket/view.ts'
import { resolve } from '../../../core/ticket-actions/resolution.ts'
import { setAside } from '../../../core/ticket-actions/set-aside.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { chatOfAna } from '../../world/chatter.ts'
import { openPolicyWorld } from '../../world/policy-world.ts'
import { mailFrom, TUESDAY } from '../../world/world.ts'

const QUESTION = 'Bonjour Marie,\n\nPouvez-vous nous envoyer une photo du bon de livraison ?'

describeOnEachDatabase('A question to the customer', (database) => {
  const world = openPolicyWorld(database, { stopsWhileWaiting: [] })
  const { core, clock, begin, member, written, send, mails, promise, ticket, events } = world
  const after = (milliseconds: number) => new Date(TUESDAY.getTime() + milliseconds)
  const claire = () => member('Claire Petit', { teams: ['resolution'] })

  /** Marie wrote on Tuesday at 9:05, was acknowledged, and is asked an hour later. */
  async function asked(replyWithinMs?: number) {
    begin()
    const received = await written()
    const memberId = await claire()
    await send()
    clock.advance(HOUR)
    const requestId = await askCustomer(core, {
      ticketId: received.ticketId,
      memberId,
      question: QUESTION,
      ...(replyWithinMs === undefined ? {} : { replyWithinMs }),
    })
    await send()
    return { ...received, memberId, requestId }
  }
  const kinds = async (ticketId: TicketId) => (await mails(ticketId)).map(({ kind }) => kind)
  const requests = (ticketId: TicketId) =>
    database.db
      .selectFrom('information_requests')
      .selectAll()
      .where('ticket_id', '=', ticketId)
      .orderBy('asked_at')
      .execute()
  const measures = async (ticketId: TicketId) =>
    (await database.db.selectFrom('measures').select('kind').where('ticket_id', '=', ticketId).execute()).map(
      ({ kind }) => kind,
    )
  const reply = (reference: Reference, given: Parameters<typeof written>[0] = {}) =>
    written({ subject: `Re: Colis jamais reçu [${reference}]`, text: 'La voici.', ...given })

  it('is asked in the member’s own words, with by when we need the reply, and that we go on meanwhile', async () => {
    const { ticketId } = await asked()
    const mail = (await mails(ticketId)).at(-1)
    expect(mail).toMatchObject({ kind: 'information-request', recipient: 'marie.dubois@courriel.example' })
    expect(mail?.text).toContain('Pouvez-vous nous envoyer une photo du bon de livraison ?')
    expect(mail?.text).toContain('d’ici au jeudi 26 novembre à 10 h 05')
    expect(mail?.text).toContain('nous continuons à traiter votre dossier')
    expect(mail?.text).toContain('Claire')
  })

  it('lets the ticket wait, which stops none of the policy’s clocks', async () => {
    const { ticketId } = await asked()
    expect((await ticket(ticketId)).waiting_since).toEqual(after(HOUR))
    expect((await promise(ticketId, 'conclude')).due_at).toEqual(after(48 * HOUR))
    expect((await promise(ticketId, 'resolve')).due_at).toEqual(after(5 * DAY))
  })

  it('is shown to both sides while it is open', async () => {
    const { ticketId, reference, memberId } = await asked()
    const token = signLink(core.settings.secretKeys, { purpose: 'ticket', subject: reference })
    const question = { question: QUESTION, askedAt: after(HOUR), replyBy: after(49 * HOUR), remindedAt: null }
    expect((await viewForCustomer(core, token)).question).toEqual(question)
    const desk = await viewTicket(core, memberId, reference)
    expect([desk.question, desk.ticket.waitingSince]).toEqual([question, after(HOUR)])
    await reply(reference)
    expect((await viewForCustomer(core, token)).question).toBeNull()
    expect((await ticket(ticketId)).waiting_since).toBeNull()
  })

  it('is answered by whatever the customer writes while it is open', async () => {
    const { ticketId, reference } = await asked()
    clock.advance(3 * HOUR)
    const received = await reply(reference)
    expect(received).toMatchObject({ kind: 'added', ticketId })
    expect(await requests(ticketId)).toMatchObject([
      { ended_how: 'answered', ended_at: after(4 * HOUR), answered_by_message_id: received.messageId },
    ])
    expect(await events(ticketId)).toContain('information-received')
    expect(await measures(ticketId)).toContain('information-received')
  })

  it('is answered once by two mails that come in together', async () => {
    const { ticketId, reference } = await asked()
    const subject = `Re: Colis jamais reçu [${reference}]`
    await receive(core, [
      mailFrom('Marie Dubois', 'marie.dubois@courriel.example', { subject, text: 'La voici.' }),
      mailFrom('Marie Dubois', 'marie.dubois@courriel.example', { subject, text: 'Et la seconde.' }),
    ])
    expect((await events(ticketId)).filter((kind) => kind === 'information-received')).toHaveLength(1)
    expect((await measures(ticketId)).filter((kind) => kind === 'information-received')).toHaveLength(1)
  })

  it('is answered from the ticket’s page as well', async () => {
    const { ticketId, reference } = await asked()
    const token = signLink(core.settings.secretKeys, { purpose: 'ticket', subject: reference })
    await replyFromPage(core, { token, formToken: 'page-1', text: 'Je n’ai pas de bon.', files: [] })
    expect(await requests(ticketId)).toMatchObject([{ ended_how: 'answered' }])
    expect((await ticket(ticketId)).waiting_since).toBeNull()
  })

  it('is not answered by a machine, nor by somebody else who quotes the reference', async () => {
    const { ticketId, reference } = await asked()
    await reply(reference, { mail: { automatic: { kind: 'auto-reply', reasons: ['Auto-Submitted'] } } })
    await written({ subject: `[${reference}]`, text: 'Moi aussi.' }, 'inconnu@ailleurs.example')
    await reply(reference, { standing: 'failed' })
    expect((await ticket(ticketId)).waiting_since).toEqual(after(HOUR))
    expect(await requests(ticketId)).toMatchObject([{ ended_at: null }])
  })

  it('is reminded of once, half way, with the question and until when', async () => {
    const { ticketId } = await asked()
    clock.advance(24 * HOUR - MINUTE)
    expect(await sweepInformationReminders(core)).toBe(0)
    clock.advance(MINUTE)
    expect(await Promise.all([sweepInformationReminders(core), sweepInformationReminders(core)])).toContain(1)
    await send()
    clock.advance(12 * HOUR)
    expect(await sweepInformationReminders(core)).toBe(0)
    const reminders = (await mails(ticketId)).filter(({ kind }) => kind === 'information-reminder')
    expect(reminders).toHaveLength(1)
    expect(reminders[0]?.text).toContain('une photo du bon de livraison')
    expect(reminders[0]?.text).toContain('jusqu’au jeudi 26 novembre à 10 h 05')
    expect(reminders[0]?.text).toContain('ne sera pas rejetée pour cette seule raison')
    expect((await events(ticketId)).filter((kind) => kind === 'information-reminded')).toHaveLength(1)
  })

  it('is not reminded of once it is answered, not even by a reminder that has not left', async () => {
    const { ticketId, reference } = await asked()
    clock.advance(24 * HOUR)
    await sweepInformationReminders(core)
    await reply(reference)
    await send()
    expect(await kinds(ticketId)).not.toContain('information-reminder')
  })

  it('lapses at the end of the time given: the ticket waits no more, and nothing is refused by itself', async () => {
    const { ticketId } = await asked()
    await database.db
      .updateTable('tickets')
      .set({ assignee_id: (await requests(ticketId))[0]?.asked_by ?? null })
      .where('id', '=', ticketId)
      .execute()
    clock.advance(48 * HOUR - MINUTE)
    expect(await sweepLapsedRequests(core)).toBe(0)
    clock.advance(MINUTE)
    expect(await sweepLapsedRequests(core)).toBe(1)
    expect(await sweepLapsedRequests(core)).toBe(0)
    expect(await requests(ticketId)).toMatchObject([{ ended_how: 'lapsed', ended_at: after(49 * HOUR) }])
    expect(await ticket(ticketId)).toMatchObject({ waiting_since: null, resolved_at: null })
    expect((await ticket(ticketId)).assignee_id).not.toBeNull()
    expect(await events(ticketId)).toContain('information-lapsed')
    expect(await measures(ticketId)).toContain('information-lapsed')
  })

  it('lapses without a reminder when nothing ran for days', async () => {
    const { ticketId } = await asked()
    clock.advance(6 * DAY)
    expect(await sweepInformationReminders(core)).toBe(0)
    expect(await sweepLapsedRequests(core)).toBe(1)
    expect(await kinds(ticketId)).not.toContain('information-reminder')
  })

  it('neither lapses nor is reminded of while it has not left', async () => {
    begin()
    const { ticketId } = await written()
    await askCustomer(core, { ticketId, memberId: await claire(), question: QUESTION })
    clock.advance(25 * HOUR)
    expect(await sweepInformationReminders(core)).toBe(0)
    clock.advance(2 * DAY)
    expect(await sweepLapsedRequests(core)).toBe(0)
  })

  it('that an outage held up leaves the customer as much time as any other', async () => {
    begin()
    const { ticketId } = await written()
    await askCustomer(core, { ticketId, memberId: await claire(), question: QUESTION })
    clock.advance(30 * HOUR)
    await send()
    expect(await sweepInformationReminders(core)).toBe(0)
    clock.advance(47 * HOUR)
    expect(await sweepLapsedRequests(core)).toBe(0)
    clock.advance(HOUR)
    expect(await sweepLapsedRequests(core)).toBe(1)
  })

  it('is over, with its reminder, when the customer says in the chat that all is well', async () => {
    begin()
    const { ticketId, reference, conversationId } = await chatOfAna(core, 'ana.costa@courriel.example')
    await askCustomer(core, { ticketId, memberId: await claire(), question: QUESTION })
    await send()
    const resolving = { conversationId, reference, answer: null }
    await core.db.transaction().execute((trx) => resolveAtFirstContact(trx, core, resolving))
    clock.advance(3 * DAY)
    expect([await sweepInformationReminders(core), await sweepLapsedRequests(core)]).toEqual([0, 0])
    expect((await ticket(ticketId)).waiting_since).toBeNull()
  })

  it('gives way to a newer one, so that there is one thing to reply to', async () => {
    const { ticketId, memberId } = await asked()
    clock.advance(HOUR)
    await askCustomer(core, { ticketId, memberId, question: 'Et quel est le numéro de suivi ?' })
    expect(await requests(ticketId)).toMatchObject([{ ended_how: 'closed' }, { ended_at: null }])
    expect((await ticket(ticketId)).waiting_since).toEqual(after(HOUR))
  })

  it('is asked once when its form is sent twice', async () => {
    begin()
    const { ticketId } = await written()
    const memberId = await claire()
    const twice = await Promise.all(
      [1, 2].map(() => askCustomer(core, { ticketId, memberId, question: QUESTION, token: 'form-1' })),
    )
    expect(twice[0]).toBe(twice[1])
    expect(await requests(ticketId)).toHaveLength(1)
  })

  it('is over when the ticket is resolved', async () => {
    const { ticketId, memberId } = await asked()
    await resolve(core, { ticketId, memberId, outcome: 'solved', text: 'Le colis est retrouvé.' })
    expect(await requests(ticketId)).toMatchObject([{ ended_how: 'closed' }])
    expect((await ticket(ticketId)).waiting_since).toBeNull()
  })

  it('is over when the ticket is set aside', async () => {
    const { ticketId, memberId } = await asked()
    await setAside(core, { ticketId, memberId, why: 'not-a-complaint' })
    expect(await requests(ticketId)).toMatchObject([{ ended_how: 'closed' }])
    expect((await ticket(ticketId)).waiting_since).toBeNull()
  })

  it.each([
    ['without words', { question: '  \n' }],
    ['to be answered in less than an hour', { replyWithinMs: 10 * MINUTE }],
    ['to be answered in a month', { replyWithinMs: 30 * DAY }],
    ['in no time that is a number', { replyWithinMs: Number.NaN }],
  ])('%s is refused and changes nothing', async (_, given) => {
    begin()
    const { ticketId } = await written()
    const memberId = await claire()
    await expect(
      askCustomer(core, { ticketId, memberId, question: QUESTION, ...given }),
    ).rejects.toMatchObject({ code: 'invalid-input' })
    expect(await requests(ticketId)).toEqual([])
    expect((await ticket(ticketId)).waiting_since).toBeNull()
  })

  it('is not asked about a ticket that is resolved', async () => {
    begin()
    const { ticketId } = await written()
    const memberId = await claire()
    await resolve(core, { ticketId, memberId, outcome: 'solved', text: '' })
    await expect(askCustomer(core, { ticketId, memberId, question: QUESTION })).rejects.toMatchObject({
      code: 'already-done',
    })
  })
})

describeOnEachDatabase(
  'A question to the customer, where waiting stops the clock of the conclusions',
  (database) => {
    const world = openPolicyWorld(database, { stopsWhileWaiting: ['conclude'] })
    const { core, clock, begin, member, written, send, promise } = world

    it('moves that promise, and no other, by the time waited', async () => {
      begin()
      const { ticketId, reference } = await written()
      const memberId = await member('Claire Petit', { teams: ['resolution'] })
      await askCustomer(core, { ticketId, memberId, question: QUESTION })
      await send()
      clock.advance(7 * HOUR)
      await written({ subject: `Re: [${reference}]`, text: 'La voici.' })
      expect((await promise(ticketId, 'conclude')).due_at.getTime()).toBe(TUESDAY.getTime() + 55 * HOUR)
      expect((await promise(ticketId, 'resolve')).due_at.getTime()).toBe(TUESDAY.getTime() + 5 * DAY)
    })
  },
)
