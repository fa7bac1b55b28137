import { expect, it } from 'vitest'
import { replyToCustomer } from '../../../core/correspondence/reply.ts'
import { receive } from '../../../core/intake/intake.ts'
import { DAY, HOUR } from '../../../core/kernel/duration.ts'
import { newId, type TicketId } from '../../../core/kernel/id.ts'
import { assign, recategorise } from '../../../core/ticket-actions/assign.ts'
import { setCustomerFromForward } from '../../../core/ticket-actions/customer-from-forward.ts'
import { releaseFromQuarantine } from '../../../core/ticket-actions/quarantine.ts'
import { reopen } from '../../../core/ticket-actions/reopening.ts'
import { resolve } from '../../../core/ticket-actions/resolution.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { mailFrom, openWorld, TUESDAY } from '../../world/world.ts'

describeOnEachDatabase('A member handling a ticket', (database) => {
  const { core, clock } = openWorld(database)
  const lea = async () => {
    const id = newId<'member'>(TUESDAY)
    await database.db
      .insertInto('members')
      .values({
        id,
        name: 'Léa Martin',
        email: 'lea@agafort.example',
        password_hash: null,
        role: 'agent',
        language: 'fr',
        created_at: TUESDAY,
        deactivated_at: null,
      })
      .execute()
    return id
  }
  const opened = async (given: Parameters<typeof mailFrom>[2] = {}) => {
    clock.set(TUESDAY)
    const [received] = await receive(core, [mailFrom('Marie Dubois', 'marie.dubois@courriel.example', given)])
    if (!received) throw new Error('nothing was received')
    return received
  }
  const mailsOf = (ticketId: TicketId) =>
    database.db
      .selectFrom('outbox')
      .selectAll()
      .where('ticket_id', '=', ticketId)
      .orderBy('created_at')
      .orderBy('id')
      .execute()
  const promisesOf = async (ticketId: TicketId) =>
    Object.fromEntries(
      (await database.db.selectFrom('promises').selectAll().where('ticket_id', '=', ticketId).execute()).map(
        (p) => [`${p.kind} ${p.round}`, p.outcome],
      ),
    )
  const ticketOf = (id: TicketId) =>
    database.db.selectFrom('tickets').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

  it('replies to the customer under their own mail, without the headers of a machine', async () => {
    const { ticketId, reference } = await opened({
      mail: { messageId: '<colis@courriel.example>', references: ['<un@courriel.example>'] },
    })
    const photo = { name: 'bon.pdf', type: 'application/pdf', content: Buffer.from('%PDF bon') }
    await replyToCustomer(core, {
      ticketId,
      memberId: await lea(),
      text: 'Bonjour Marie,\n\nJe regarde.',
      attachments: [photo],
    })
    const mail = (await mailsOf(ticketId)).at(-1)
    const content = mail?.content as Record<string, unknown>
    expect(mail).toMatchObject({
      kind: 'answer',
      automatic: false,
      recipient: 'marie.dubois@courriel.example',
      mailbox: 'contact',
    })
    expect(content).toMatchObject({
      subject: `Re: Colis jamais reçu [${reference}]`,
      inReplyTo: '<colis@courriel.example>',
      references: ['<un@courriel.example>', '<colis@courriel.example>'],
      autoSubmitted: null,
      replyTo: reference,
    })
    expect(content.text).toContain('Léa')
    expect(content.attachments).toMatchObject([{ name: 'bon.pdf' }])
  })

  it('sends a reply once when the form is sent twice', async () => {
    const { ticketId } = await opened()
    const memberId = await lea()
    const sent = await Promise.all(
      [1, 2].map(() => replyToCustomer(core, { ticketId, memberId, text: 'Bonjour', token: 'form-1' })),
    )
    expect(sent[0]).toBe(sent[1])
    await replyToCustomer(core, { ticketId, memberId, text: 'Bonjour encore', token: 'form-2' })
    expect((await mailsOf(ticketId)).filter((mail) => mail.kind === 'answer')).toHaveLength(2)
  })

  it('is refused an empty reply, and nothing is sent', async () => {
    const { ticketId } = await opened()
    await expect(
      replyToCustomer(core, { ticketId, memberId: await lea(), text: '  \n' }),
    ).rejects.toMatchObject({
      code: 'invalid-input',
    })
    expect(await mailsOf(ticketId)).toHaveLength(1)
  })

  it('resolves a ticket: the customer is written to, the resolution is kept, the rest is no longer owed; the conclusions are once the mail has left', async () => {
    const { ticketId } = await opened()
    clock.advance(3 * HOUR)
    await resolve(core, {
      ticketId,
      memberId: await lea(),
      outcome: 'solved',
      text: 'Votre colis est retrouvé.',
    })
    expect((await mailsOf(ticketId)).map((mail) => mail.kind)).toEqual(['acknowledgement', 'resolution'])
    expect(await promisesOf(ticketId)).toMatchObject({
      'conclude 1': null,
      'resolve 1': 'kept',
      'investigate 1': 'no-longer-owed',
      'escalate 1': 'no-longer-owed',
      'update 1': 'no-longer-owed',
    })
    expect((await ticketOf(ticketId)).resolved_at).toEqual(clock.now())
  })

  it('counts a promise as broken when the resolution came after its time', async () => {
    const { ticketId } = await opened()
    clock.advance(6 * DAY)
    await resolve(core, { ticketId, memberId: await lea(), outcome: 'solved', text: 'Enfin.' })
    expect(await promisesOf(ticketId)).toMatchObject({
      'resolve 1': 'broken',
      'investigate 1': 'broken',
    })
  })

  it('cannot resolve twice, nor refuse without a reason', async () => {
    const { ticketId } = await opened()
    const memberId = await lea()
    await expect(resolve(core, { ticketId, memberId, outcome: 'refused', text: ' ' })).rejects.toMatchObject({
      code: 'invalid-input',
    })
    await resolve(core, { ticketId, memberId, outcome: 'refused', text: 'Hors garantie.' })
    await expect(resolve(core, { ticketId, memberId, outcome: 'solved', text: '' })).rejects.toMatchObject({
      code: 'already-done',
    })
  })

  it('reopens a ticket by hand with a new round of promises, and the customer’s reply finds it open', async () => {
    const { ticketId } = await opened()
    const memberId = await lea()
    await resolve(core, { ticketId, memberId, outcome: 'solved', text: '' })
    clock.advance(DAY)
    await reopen(core, { ticketId, memberId })
    const ticket = await ticketOf(ticketId)
    expect([ticket.round, ticket.resolved_at, ticket.first_contact_at]).toEqual([2, null, clock.now()])
    expect(await promisesOf(ticketId)).toMatchObject({ 'acknowledge 2': 'no-longer-owed', 'resolve 2': null })
  })

  it('moves a corrected ticket to its team and takes an uncleared assignee off it', async () => {
    const { ticketId } = await opened()
    const memberId = await lea()
    await assign(core, { ticketId, memberId, assigneeId: memberId })
    expect((await ticketOf(ticketId)).assignee_id).toBe(memberId)
    await recategorise(core, { ticketId, memberId, category: 'fraud' })
    expect(await ticketOf(ticketId)).toMatchObject({ category: 'fraud', team_id: 'fraud', assignee_id: null })
    await expect(assign(core, { ticketId, memberId, assigneeId: memberId })).rejects.toMatchObject({
      code: 'not-allowed',
    })
    expect(await promisesOf(ticketId)).toMatchObject({ 'resolve 1': null })
  })

  it('makes the original sender of a forwarded mail the customer: replies then go to them, not to the colleague', async () => {
    const forwardedFrom = { name: 'Nadia Roche', address: 'nadia.roche@courriel.example' }
    const { ticketId, messageId } = await opened({ subject: 'TR: chaussures', mail: { forwardedFrom } })
    const memberId = await lea()
    await setCustomerFromForward(core, { ticketId, messageId, memberId })
    await replyToCustomer(core, { ticketId, memberId, text: 'Bonjour Nadia' })
    expect((await mailsOf(ticketId)).at(-1)?.recipient).toBe('nadia.roche@courriel.example')
    const [reply] = await receive(core, [
      mailFrom('Nadia Roche', 'nadia.roche@courriel.example', {
        subject: 'Re: chaussures',
        text: (await ticketOf(ticketId)).reference,
      }),
    ])
    expect(reply).toMatchObject({ kind: 'added', ticketId })
    const plain = await opened()
    await expect(setCustomerFromForward(core, { ...plain, memberId })).rejects.toMatchObject({
      code: 'not-found',
    })
  })

  it('releases a ticket from quarantine: then it is acknowledged and owed what every first contact is owed', async () => {
    const { ticketId } = await opened({ mail: { spam: 'X-Spam-Flag: YES' } })
    expect(await mailsOf(ticketId)).toEqual([])
    clock.advance(HOUR)
    await releaseFromQuarantine(core, { ticketId, memberId: await lea() })
    expect((await mailsOf(ticketId)).map((mail) => mail.kind)).toEqual(['acknowledgement'])
    const due = await database.db
      .selectFrom('promises')
      .select('due_at')
      .where('kind', '=', 'conclude')
      .executeTakeFirst()
    expect(due?.due_at.getTime()).toBe(TUESDAY.getTime() + 48 * HOUR)
    await expect(
      releaseFromQuarantine(core, { ticketId, memberId: newId<'member'>(TUESDAY) }),
    ).rejects.toMatchObject({
      code: 'already-done',
    })
  })

  it.each([
    ['a machine’s mail', { backlog: false, automatic: { kind: 'auto-reply' as const, reasons: [] } }],
    ['history', { backlog: true, automatic: null }],
  ])('owes %s nothing when it is released from quarantine', async (_, { backlog, automatic }) => {
    const { ticketId } = await opened({ backlog, mail: { spam: 'junk folder', automatic } })
    await releaseFromQuarantine(core, { ticketId, memberId: await lea() })
    expect((await ticketOf(ticketId)).quarantined_at).toBeNull()
    expect([await mailsOf(ticketId), await promisesOf(ticketId)]).toEqual([[], {}])
  })

  it('replies under a subject whose two hundredth character is an emoji', async () => {
    const { ticketId, reference } = await opened({ subject: `${'x'.repeat(199)}😀 et la suite` })
    await replyToCustomer(core, { ticketId, memberId: await lea(), text: 'Bonjour.' })
    const [, mail] = await mailsOf(ticketId)
    expect(mail?.content).toMatchObject({ subject: `Re: ${'x'.repeat(199)} [${reference}]` })
  })
})
