import { expect, it } from 'vitest'
import { markSent } from '../../../core/correspondence/consequences.ts'
import {
  followUpDissatisfaction,
  listDissatisfied,
  reopenDissatisfied,
} from '../../../core/intake/dissatisfaction.ts'
import { receive } from '../../../core/intake/intake.ts'
import { DAY, HOUR, MINUTE } from '../../../core/kernel/duration.ts'
import { type MemberId, newId, type TicketId } from '../../../core/kernel/id.ts'
import { signLink } from '../../../core/kernel/signed-link.ts'
import { grantClearance } from '../../../core/member/clearance.ts'
import { createMember } from '../../../core/member/member.ts'
import { dueTimes } from '../../../core/promise/promise.ts'
import {
  addSatisfactionComment,
  openSatisfactionOf,
  rateSatisfaction,
  satisfactionOfTicket,
  viewSatisfaction,
} from '../../../core/satisfaction/satisfaction.ts'
import { satisfactionFigures } from '../../../core/satisfaction/satisfaction-figures.ts'
import { sweepSatisfactionReminders } from '../../../core/satisfaction/satisfaction-reminder.ts'
import { SWEEPS } from '../../../core/schedule.ts'
import type { MailFacts } from '../../../core/ticket/message.ts'
import { reopen } from '../../../core/ticket-actions/reopening.ts'
import { resolve } from '../../../core/ticket-actions/resolution.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { mailFrom, openWorld, TUESDAY } from '../../world/world.ts'

describeOnEachDatabase('The satisfaction question (policy §3)', (database) => {
  const { core, clock } = openWorld(database)
  const NADIA = 'nadia.benali@exemple.fr'

  const agent = async (name = 'Léa Martin') => {
    const email = `${name.split(' ')[1]?.toLowerCase()}@agafort.example`
    return (await createMember(core, { name, email, role: 'agent', language: 'fr' })).id
  }
  const take = async (given: Parameters<typeof mailFrom>[2] = {}) => {
    const [received] = await receive(core, [
      mailFrom('Nadia Benali', NADIA, { receivedAt: clock.now(), ...given }),
    ])
    if (!received) throw new Error('nothing was received')
    return received
  }
  const settle = async (ticketId: TicketId, memberId: MemberId) => {
    await resolve(core, { ticketId, memberId, outcome: 'solved', text: 'Votre colis est livré.' })
    await sendAll()
  }
  /** A matter resolved one hour after it came in, and the mail that says so sent. */
  const resolved = async (given: Parameters<typeof mailFrom>[2] = {}) => {
    clock.set(TUESDAY)
    const { ticketId, reference } = await take(given)
    clock.advance(HOUR)
    const lea = await agent()
    await settle(ticketId, lea)
    return { ticketId, reference, lea, token: await tokenOf(ticketId) }
  }
  const sendAll = async () => {
    const rows = await database.db
      .selectFrom('outbox')
      .select('id')
      .where('sent_at', 'is', null)
      .where('cancelled_at', 'is', null)
      .execute()
    await markSent(
      core,
      rows.map(({ id }) => ({ id, at: clock.now() })),
    )
  }
  const tokenOf = async (ticketId: TicketId) => {
    const links = await openSatisfactionOf(core, ticketId)
    return new URL(links?.url ?? 'none:').pathname.slice('/s/'.length)
  }
  const mailsOf = async (ticketId: TicketId, kind: string) =>
    (
      await database.db
        .selectFrom('outbox')
        .selectAll()
        .where('ticket_id', '=', ticketId)
        .where('kind', '=', kind)
        .execute()
    ).filter((mail) => mail.cancelled_at === null)
  const contentOf = (mail: { content: object } | undefined) => ({ text: '', ...mail?.content })
  const reminders = (ticketId: TicketId) => mailsOf(ticketId, 'satisfaction-reminder')
  const replies = (reference: string, text: string, mail: Partial<MailFacts> = {}) =>
    take({ subject: `Re: Votre problème est résolu [${reference}]`, text, newText: text, mail })
  const ticketOf = (id: TicketId) =>
    database.db.selectFrom('tickets').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const ratings = () => database.db.selectFrom('satisfaction_answers').selectAll().execute()
  const eventsOf = async (ticketId: TicketId) =>
    (
      await database.db
        .selectFrom('events')
        .select('kind')
        .where('ticket_id', '=', ticketId)
        .orderBy('number')
        .execute()
    ).map(({ kind }) => kind)

  it('is asked with the mail of the resolution, by five links that are the customer’s own', async () => {
    const { ticketId, token } = await resolved()
    const [mail] = await mailsOf(ticketId, 'resolution')
    const { text } = contentOf(mail)
    for (const score of [1, 2, 3, 4, 5]) {
      expect(text).toContain(`https://aide.agafort.example/s/${token}?score=${score}`)
    }
    expect(await eventsOf(ticketId)).toContain('satisfaction-asked')
    expect(await viewSatisfaction(core, token)).toMatchObject({ state: 'open', rating: null })
  })

  it('is answered once: who answers a second time reads so and changes nothing', async () => {
    const { token, ticketId } = await resolved()
    await rateSatisfaction(core, { token, score: 4, comment: ' Rapide. ' })
    await expect(rateSatisfaction(core, { token, score: 1, comment: '' })).rejects.toMatchObject({
      code: 'already-done',
    })
    expect(await ratings()).toMatchObject([
      { score: 4, comment: 'Rapide.', via: 'page', followed_up_at: null },
    ])
    expect((await eventsOf(ticketId)).filter((kind) => kind === 'satisfaction-answered')).toHaveLength(1)
  })

  it('is answered once even by two clicks at the same moment', async () => {
    const { token } = await resolved()
    const clicks = await Promise.allSettled(
      [5, 1].map((score) => rateSatisfaction(core, { token, score, comment: '' })),
    )
    expect(clicks.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await ratings()).toHaveLength(1)
  })

  it('takes words added later, once', async () => {
    const { token } = await resolved()
    await rateSatisfaction(core, { token, score: 3, comment: '' })
    await addSatisfactionComment(core, { token, comment: 'Un peu long.' })
    await expect(addSatisfactionComment(core, { token, comment: 'Encore' })).rejects.toMatchObject({
      code: 'already-done',
    })
    expect(await ratings()).toMatchObject([{ score: 3, comment: 'Un peu long.' }])
  })

  it('refuses a link that is altered, expired or for something else, and a score that is none of the five', async () => {
    const { token, reference } = await resolved()
    const subject = (
      await database.db.selectFrom('satisfaction_requests').select('id').executeTakeFirstOrThrow()
    ).id
    const forTicket = signLink(core.settings.secretKeys, { purpose: 'ticket', subject: reference })
    for (const other of [`${token.slice(0, -2)}xx`, forTicket, '', subject]) {
      await expect(rateSatisfaction(core, { token: other, score: 5, comment: '' })).rejects.toMatchObject({
        code: 'not-found',
      })
    }
    for (const score of [0, 6, 2.5, Number.NaN]) {
      await expect(rateSatisfaction(core, { token, score, comment: '' })).rejects.toMatchObject({
        code: 'invalid-input',
      })
    }
    await expect(
      rateSatisfaction(core, { token, score: 5, comment: 'a'.repeat(5001) }),
    ).rejects.toMatchObject({ code: 'invalid-input' })
    clock.advance(30 * DAY)
    await expect(rateSatisfaction(core, { token, score: 5, comment: '' })).rejects.toMatchObject({
      code: 'link-expired',
    })
    expect(await ratings()).toEqual([])
  })

  it('is reminded of once, three days after it was asked, and then no more', async () => {
    const { ticketId, token } = await resolved()
    clock.advance(3 * DAY - MINUTE)
    expect(await sweepSatisfactionReminders(core)).toBe(0)
    clock.advance(MINUTE)
    expect(await sweepSatisfactionReminders(core)).toBe(1)
    const [mail] = await reminders(ticketId)
    expect(mail).toMatchObject({ recipient: NADIA, automatic: true, recipient_kind: 'customer' })
    expect(contentOf(mail).text).toContain(`/s/${token}?score=5`)
    await sendAll()
    for (let days = 0; days < 40; days++) {
      clock.advance(DAY)
      expect(await sweepSatisfactionReminders(core)).toBe(0)
    }
    expect(await reminders(ticketId)).toHaveLength(1)
  })

  it('is reminded of by one mail after the sweep was away for a week, and by two sweeps at once', async () => {
    const { ticketId } = await resolved()
    clock.advance(10 * DAY)
    await Promise.all([sweepSatisfactionReminders(core), sweepSatisfactionReminders(core)])
    expect(await reminders(ticketId)).toHaveLength(1)
    expect(SWEEPS.map(({ run }) => run)).toContain(sweepSatisfactionReminders)
  })

  it('is not reminded of when answered, opened again, or when the mail came back or never left', async () => {
    const rated = await resolved()
    await rateSatisfaction(core, { token: rated.token, score: 5, comment: '' })
    const settled = async (subject: string) => {
      const { ticketId, reference } = await take({ subject })
      await settle(ticketId, rated.lea)
      return { ticketId, reference }
    }
    const reopened = await settled('Lampe cassée')
    await replies(reopened.reference, 'Elle est encore cassée.')
    const byHand = await settled('Chaise bancale')
    await reopen(core, { ticketId: byHand.ticketId, memberId: rated.lea })
    const bounced = await settled('Tapis taché')
    const [mail] = await mailsOf(bounced.ticketId, 'resolution')
    if (!mail) throw new Error('no resolution was sent')
    await database.db
      .insertInto('bounces')
      .values({
        id: newId<'bounce'>(clock.now()),
        outbox_id: mail.id,
        ticket_id: bounced.ticketId,
        message_id: (
          await database.db
            .selectFrom('messages')
            .select('id')
            .where('ticket_id', '=', bounced.ticketId)
            .executeTakeFirstOrThrow()
        ).id,
        recipient: NADIA,
        status: '5.1.1',
        permanent: true,
        at: clock.now(),
      })
      .execute()
    const failed = await take({ subject: 'Vase fêlé' })
    await resolve(core, { ticketId: failed.ticketId, memberId: rated.lea, outcome: 'solved', text: '' })
    await database.db
      .updateTable('outbox')
      .set({ failed_at: clock.now() })
      .where('ticket_id', '=', failed.ticketId)
      .execute()
    clock.advance(4 * DAY)
    expect(await sweepSatisfactionReminders(core)).toBe(0)
    const rows = await database.db.selectFrom('outbox').select('kind').execute()
    expect(rows.map(({ kind }) => kind)).not.toContain('satisfaction-reminder')
  })

  it('takes back a reminder that has not left when the rating comes', async () => {
    const { ticketId, token } = await resolved()
    clock.advance(3 * DAY)
    await sweepSatisfactionReminders(core)
    await rateSatisfaction(core, { token, score: 5, comment: '' })
    expect(await reminders(ticketId)).toEqual([])
  })

  it('gives whoever was asked late, after an outage, the same three days', async () => {
    clock.set(TUESDAY)
    const { ticketId } = await take()
    await resolve(core, { ticketId, memberId: await agent(), outcome: 'solved', text: '' })
    clock.advance(3 * DAY)
    expect(await sweepSatisfactionReminders(core)).toBe(0)
    await sendAll()
    clock.advance(2 * DAY)
    expect(await sweepSatisfactionReminders(core)).toBe(0)
    clock.advance(DAY)
    expect(await sweepSatisfactionReminders(core)).toBe(1)
  })

  it('is answered by a number in reply to the mail, which does not reopen the ticket', async () => {
    const { ticketId, reference } = await resolved()
    const { kind, messageId } = await replies(reference, '4/5, conseillère à l’écoute')
    expect(kind).toBe('added')
    expect(await ratings()).toMatchObject([
      { score: 4, comment: 'conseillère à l’écoute', via: 'mail', message_id: messageId },
    ])
    expect((await ticketOf(ticketId)).resolved_at).not.toBeNull()
    expect(await mailsOf(ticketId, 'acknowledgement')).toHaveLength(1)
  })

  it('is not taken for answered by a bare thank-you, which reopens nothing', async () => {
    const { ticketId, reference } = await resolved()
    expect((await replies(reference, 'Merci beaucoup, bonne journée')).kind).toBe('added')
    expect(await ticketOf(ticketId)).toMatchObject({ round: 1, resolved_at: expect.any(Date) })
    expect(await ratings()).toEqual([])
    clock.advance(3 * DAY)
    expect(await sweepSatisfactionReminders(core)).toBe(1)
  })

  it('is answered once by mail too: a second number changes nothing', async () => {
    const { reference } = await resolved()
    await replies(reference, '5')
    await replies(reference, '3')
    expect(await ratings()).toMatchObject([{ score: 5 }])
  })

  it('reopens the ticket, with the customer-experience team, when a bad mark says what is left to do', async () => {
    const { ticketId, reference } = await resolved()
    const { kind } = await replies(reference, '1/5 je n’ai toujours pas reçu mon remboursement')
    expect(kind).toBe('reopened')
    expect(await ratings()).toMatchObject([
      { score: 1, comment: 'je n’ai toujours pas reçu mon remboursement' },
    ])
    expect(await ticketOf(ticketId)).toMatchObject({
      round: 2,
      resolved_at: null,
      level: 'customer-experience',
      team_id: 'customer-experience',
    })
    const escalations = await database.db.selectFrom('escalations').selectAll().execute()
    expect(escalations).toMatchObject([
      { because: 'dissatisfied', round: 2, to_level: 'customer-experience' },
    ])
  })

  it('reopens the ticket on a thank-you with a file, a mail nobody could read, and a bad mark nobody asked for', async () => {
    const { reference } = await resolved()
    const photo = {
      name: 'casse.jpg',
      type: 'image/jpeg',
      content: Buffer.from('JPEG'),
      inline: false,
      contentId: null,
    }
    const withFile = await take({
      subject: `Re: [${reference}]`,
      text: 'Merci',
      newText: 'Merci',
      attachments: [photo],
    })
    expect(withFile.kind).toBe('reopened')
    const lea = await agent('Sarah Cohen')
    await settle(withFile.ticketId, lea)
    expect((await replies(reference, 'Merci', { unparsed: 'the parser gave up' })).kind).toBe('reopened')
    await settle(withFile.ticketId, lea)
    await replies(reference, '2')
    expect((await replies(reference, 'très déçue')).kind).toBe('reopened')
  })

  it('is asked anew in the next round, and the rating of the first is kept', async () => {
    const { ticketId, reference, token, lea } = await resolved()
    await rateSatisfaction(core, { token, score: 2, comment: '' })
    await replies(reference, 'Le colis est vide.')
    await settle(ticketId, lea)
    const second = await tokenOf(ticketId)
    await rateSatisfaction(core, { token: second, score: 5, comment: '' })
    expect(await satisfactionOfTicket(database.db, ticketId)).toMatchObject([
      { round: 1, rating: { score: 2, comment: null, via: 'page' } },
      { round: 2, rating: { score: 5 } },
    ])
  })

  it('is closed when the ticket is reopened before it was answered', async () => {
    const { token, reference } = await resolved()
    await replies(reference, 'Rien n’est réglé.')
    expect(await viewSatisfaction(core, token)).toMatchObject({ state: 'closed' })
    await expect(rateSatisfaction(core, { token, score: 5, comment: '' })).rejects.toMatchObject({
      code: 'already-done',
    })
  })

  it('lets a dissatisfied customer reopen the ticket, once, with new promises at the last level', async () => {
    const { token, ticketId } = await resolved()
    await rateSatisfaction(core, { token, score: 1, comment: 'Le vase est cassé.' })
    clock.advance(HOUR)
    const again = clock.now()
    await Promise.all([1, 2].map(() => reopenDissatisfied(core, { token, text: '' })))
    expect(await ticketOf(ticketId)).toMatchObject({
      round: 2,
      resolved_at: null,
      level: 'customer-experience',
      first_contact_at: again,
    })
    const promises = await database.db
      .selectFrom('promises')
      .selectAll()
      .where('ticket_id', '=', ticketId)
      .where('round', '=', 2)
      .execute()
    expect(promises.find(({ kind }) => kind === 'resolve')?.due_at).toEqual(
      dueTimes(again, core.settings.policyTimes).resolve,
    )
    const [message] = await database.db
      .selectFrom('messages')
      .select('new_text')
      .where('ticket_id', '=', ticketId)
      .where('door', '=', 'form')
      .execute()
    expect(message?.new_text).toMatch(/^Je demande la réouverture de mon dossier.*\n\nLe vase est cassé\.$/)
  })

  it('alerts when a dissatisfied customer opens it again and nobody is there to take it', async () => {
    const { token, reference } = await resolved()
    await rateSatisfaction(core, { token, score: 1, comment: '' })
    await reopenDissatisfied(core, { token, text: 'Le colis est vide.' })
    const alerts = await database.db
      .selectFrom('outbox')
      .select(['recipient', 'content'])
      .where('kind', '=', 'alert')
      .execute()
    expect(alerts.map(({ recipient }) => recipient)).toEqual(['astreinte@agafort.example'])
    expect(JSON.stringify(alerts)).toContain(reference)
  })

  it('reopens nothing for a satisfied customer', async () => {
    const { token, ticketId } = await resolved()
    await rateSatisfaction(core, { token, score: 4, comment: '' })
    await expect(reopenDissatisfied(core, { token, text: 'Encore !' })).rejects.toMatchObject({
      code: 'not-allowed',
    })
    expect(await ticketOf(ticketId)).toMatchObject({ round: 1 })
  })

  it('goes to the customer-experience team when the rating is bad, until somebody has followed it up', async () => {
    const { token, reference, lea } = await resolved()
    expect(await listDissatisfied(database.db, lea)).toEqual([])
    await rateSatisfaction(core, { token, score: 2, comment: 'Trop long.' })
    const [waiting] = await listDissatisfied(database.db, lea)
    expect(waiting).toMatchObject({ reference, score: 2, comment: 'Trop long.', reopened: false })
    if (!waiting) throw new Error('nothing waits')
    const followUp = { requestId: waiting.requestId, memberId: lea }
    await followUpDissatisfaction(core, followUp)
    expect(await listDissatisfied(database.db, lea)).toEqual([])
    await expect(followUpDissatisfaction(core, followUp)).rejects.toMatchObject({ code: 'already-done' })
  })

  it('keeps sensitive lanes shut: no list, no figure and no follow-up without the clearance', async () => {
    const { token, lea } = await resolved({
      doorCategory: 'fraud',
      subject: 'Paiement que je n’ai pas fait',
      text: 'Quelqu’un a piraté mon compte et payé 340 € avec ma carte. Bloquez tout, ce n’est pas moi !',
      newText: 'Quelqu’un a piraté mon compte et payé 340 € avec ma carte. Bloquez tout, ce n’est pas moi !',
    })
    await rateSatisfaction(core, { token, score: 1, comment: '' })
    const { requestId } = await viewSatisfaction(core, token)
    const period = { from: TUESDAY, to: new Date(TUESDAY.getTime() + DAY), memberId: lea }
    expect(await listDissatisfied(database.db, lea)).toEqual([])
    expect((await satisfactionFigures(database.db, period)).whole.asked).toBe(0)
    await expect(followUpDissatisfaction(core, { requestId, memberId: lea })).rejects.toMatchObject({
      code: 'not-found',
    })
    await grantClearance(core, { memberId: lea, lane: 'fraud', grantedBy: null })
    expect(await listDissatisfied(database.db, lea)).toHaveLength(1)
    expect((await satisfactionFigures(database.db, period)).categories).toMatchObject([
      { category: 'fraud', asked: 1, rated: 1, mean: 1 },
    ])
  })

  it('has its ratings counted per team, category and channel', async () => {
    const { token, lea } = await resolved()
    await rateSatisfaction(core, { token, score: 5, comment: '' })
    for (const [score, subject] of [
      [4, 'Lampe'],
      [1, 'Chaise'],
      [null, 'Tapis'],
    ] as const) {
      const { ticketId } = await take({ subject })
      await settle(ticketId, lea)
      if (score) await rateSatisfaction(core, { token: await tokenOf(ticketId), score, comment: '' })
    }
    const figures = await satisfactionFigures(database.db, {
      from: TUESDAY,
      to: new Date(TUESDAY.getTime() + DAY),
      memberId: lea,
    })
    const line = {
      asked: 4,
      rated: 3,
      mean: 10 / 3,
      satisfied: 2 / 3,
      counts: { 1: 1, 2: 0, 3: 0, 4: 1, 5: 1 },
    }
    expect(figures.whole).toEqual(line)
    expect(figures.teams).toEqual([{ team: 'customer-service', ...line }])
    expect(figures.categories).toEqual([{ category: 'order-dispute', ...line }])
    expect(figures.channels).toEqual([{ channel: 'mail', ...line }])
    const before = { from: new Date(0), to: TUESDAY, memberId: lea }
    expect((await satisfactionFigures(database.db, before)).whole).toMatchObject({ asked: 0, mean: null })
  })
})
