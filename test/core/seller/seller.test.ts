import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { viewForCustomer } from '../../../core/correspondence/customer-view.ts'
import { receive } from '../../../core/intake/intake.ts'
import { readCsv, SEPARATORS } from '../../../core/kernel/csv.ts'
import { HOUR, MINUTE } from '../../../core/kernel/duration.ts'
import type { TicketId } from '../../../core/kernel/id.ts'
import { sellerReference } from '../../../core/kernel/reference.ts'
import { ownMessageId, signedPlusAddress, signLink } from '../../../core/kernel/signed-link.ts'
import { createSeller, findSellers, nameSeller } from '../../../core/seller/seller.ts'
import { importSellers } from '../../../core/seller/seller-import.ts'
import { sweepSellerReminders, sweepSilentSellers } from '../../../core/seller/seller-reminder.ts'
import { askSeller, judgeCooperation, sellerRequestsOf } from '../../../core/seller/seller-request.ts'
import type { IncomingMessage } from '../../../core/ticket/message.ts'
import { openOwnAttachment } from '../../../core/ticket/original.ts'
import { viewTicket } from '../../../core/ticket/view.ts'
import { merge } from '../../../core/ticket-actions/merge.ts'
import { resolve } from '../../../core/ticket-actions/resolution.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { BERTRAND, CAMILLE, openSellerWorld } from '../../world/seller-world.ts'
import { mailFrom } from '../../world/world.ts'

describeOnEachDatabase('Contacting the seller (policy §5)', (database) => {
  const world = openSellerWorld(database)
  const { core, clock, matter, send, mailsTo, eventsOf, measuresOf } = world
  const question = 'Bonjour,\n\nLe lave-linge de la commande 4417 n’est pas arrivé. Où en est la livraison ?'
  const asked = async () => {
    const given = await matter()
    clock.advance(HOUR)
    const requestId = await askSeller(core, { ticketId: given.ticketId, memberId: given.lea, text: question })
    const [mail] = await mailsTo(BERTRAND)
    if (!mail) throw new Error('the seller was not written to')
    return { ...given, requestId, mail }
  }
  const fromSeller = (given: Parameters<typeof mailFrom>[2] = {}): IncomingMessage =>
    mailFrom('Bertrand Lamy', BERTRAND, {
      subject: 'Re: Une réclamation au sujet d’une de vos ventes',
      text: 'Le colis part demain avec le transporteur.',
      receivedAt: clock.now(),
      ...given,
    })
  const replyTo = (outboxId: string) => ({
    inReplyTo: ownMessageId(core.settings.secretKeys, outboxId as never, 'agafort.example'),
  })
  const customerPage = (reference: string) =>
    viewForCustomer(core, signLink(core.settings.secretKeys, { purpose: 'ticket', subject: reference }))
  const messagesOf = (ticketId: TicketId) =>
    database.db
      .selectFrom('messages')
      .innerJoin('conversations', 'conversations.id', 'messages.conversation_id')
      .selectAll('messages')
      .select('audience')
      .where('ticket_id', '=', ticketId)
      .orderBy('received_at')
      .orderBy('messages.id')
      .execute()

  it('sends a mail in the customer’s name, with a deadline and a reply address of its own', async () => {
    const { reference, ticketId, mail } = await asked()
    expect(mail).toMatchObject({ kind: 'seller-request', recipient_kind: 'seller', automatic: false })
    expect(mail.mailbox).toBe('contact')
    expect(mail.content.subject).toContain(`[${sellerReference(reference)}]`)
    expect(mail.content.text).toContain('Le lave-linge de la commande 4417')
    expect(mail.content.text).toContain('avant le mercredi 25\u00a0novembre à 10\u00a0h\u00a005')
    expect(mail.content.text).toContain('Léa')
    expect(mail.content).toMatchObject({ replyTo: reference, replyThread: 'seller' })
    expect(mail.content.text + mail.content.html).not.toContain(CAMILLE)
    expect(mail.content.text + mail.content.html).not.toContain('/t/')
    expect(await eventsOf(ticketId)).toEqual(expect.arrayContaining(['seller-named', 'seller-asked']))
    expect(await measuresOf(ticketId)).toEqual(['seller-asked'])
    expect((await sellerRequestsOf(core.db, ticketId))[0]).toMatchObject({
      repliedAt: null,
      remindedAt: null,
    })
  })

  it('never writes to an address of ours, nor to the customer’s own', async () => {
    const { ticketId, lea, seller } = await matter()
    for (const email of ['contact@agafort.example', CAMILLE]) {
      await world.rewriteSeller(seller.id, { email })
      const asking = askSeller(core, { ticketId, memberId: lea, text: question })
      await expect(asking).rejects.toMatchObject({ code: 'invalid-input' })
    }
    expect((await mailsTo(CAMILLE)).map(({ kind }) => kind)).toEqual(['acknowledgement'])
  })

  it('happens once when the same question is sent twice', async () => {
    const { ticketId, lea } = await matter()
    const given = { ticketId, memberId: lea, text: question, token: 'abc' }
    expect(await askSeller(core, given)).toBe(await askSeller(core, given))
    expect(await mailsTo(BERTRAND)).toHaveLength(1)
  })

  it.each(['camille@courriel.example', 'CAMILLE@courriel.example'])(
    'never gives the customer’s address away (%s)',
    async (address) => {
      const { ticketId, lea } = await matter()
      const text = `Écrivez à ${address}.`
      await expect(askSeller(core, { ticketId, memberId: lea, text })).rejects.toThrow(/e-mail address/)
      expect(await mailsTo(BERTRAND)).toEqual([])
    },
  )

  it('never gives the customer’s telephone number away, however it is written', async () => {
    const { ticketId, lea, customerTelephone } = await (async () => {
      const lea = await world.member('Léa Martin')
      const seller = await world.bertrand()
      const stated = { name: null, email: null, telephone: '+33612345678' }
      const { ticketId } = await world.camille({ stated })
      await nameSeller(core, { ticketId, memberId: lea, sellerId: seller.id })
      return { ticketId, lea, customerTelephone: '06 12 34 56 78' }
    })()
    const text = `Appelez le ${customerTelephone}.`
    await expect(askSeller(core, { ticketId, memberId: lea, text })).rejects.toThrow(/telephone number/)
  })

  it('is not held up by digits that are no telephone number', async () => {
    const lea = await world.member('Léa Martin')
    const seller = await world.bertrand()
    const { ticketId } = await world.camille({ stated: { name: null, email: null, telephone: '44' } })
    await nameSeller(core, { ticketId, memberId: lea, sellerId: seller.id })
    await askSeller(core, { ticketId, memberId: lea, text: question })
    expect(await mailsTo(BERTRAND)).toHaveLength(1)
  })

  it('keeps a file sent to the seller from the customer, who opens their own also after a merge', async () => {
    const { ticketId, lea, reference } = await matter()
    const photo = { name: 'colis.jpg', type: 'image/jpeg', content: Buffer.from('a photograph') }
    const file = { ...photo, inline: false, contentId: null }
    const [other] = await receive(core, [mailFrom('Camille Moreau', CAMILLE, { attachments: [file] })])
    if (!other) throw new Error('nothing was received')
    await askSeller(core, { ticketId, memberId: lea, text: question, attachments: [photo] })
    await merge(core, { intoTicketId: ticketId, fromTicketId: other.ticketId, memberId: lea })
    const files = await core.db
      .selectFrom('attachments')
      .innerJoin('messages', 'messages.id', 'attachments.message_id')
      .select(['attachments.id', 'messages.direction'])
      .execute()
    const idOf = (direction: string) => files.find((one) => one.direction === direction)?.id ?? ''
    for (const link of [reference, other.reference]) {
      expect(await openOwnAttachment(core, link, idOf('in'))).toMatchObject({ name: 'colis.jpg' })
      const sellers = openOwnAttachment(core, link, idOf('out'))
      await expect(sellers).rejects.toMatchObject({ code: 'not-found' })
    }
  })

  it('needs an open ticket that names a seller who can be written to', async () => {
    const lea = await world.member('Léa Martin')
    const { ticketId } = await world.camille()
    const ask = () => askSeller(core, { ticketId, memberId: lea, text: question })
    await expect(ask()).rejects.toThrow(/names no seller/)
    const silent = await createSeller(core, {
      externalId: 'V-7',
      name: 'Sans Adresse',
      email: null,
      telephone: null,
      postalAddress: null,
      language: 'fr',
    })
    await nameSeller(core, { ticketId, memberId: lea, sellerId: silent.id })
    await expect(ask()).rejects.toThrow(/no e-mail address of Sans Adresse/)
    await resolve(core, { ticketId, memberId: lea, outcome: 'solved', text: 'Le colis est arrivé.' })
    await expect(ask()).rejects.toThrow(/resolved/)
  })

  it.each([
    ['under our mail', (_: string, outboxId: string) => ({ mail: replyTo(outboxId) })],
    [
      'to the thread’s own address',
      (reference: string) => ({
        mail: {
          to: [
            {
              name: '',
              address: signedPlusAddress(
                core.settings.secretKeys,
                'contact@agafort.example',
                reference as never,
                'seller',
              ),
            },
          ],
        },
      }),
    ],
    ['quoting its reference', (reference: string) => ({ subject: `Livraison ${reference}-S` })],
    ['quoting the customer’s reference by mistake', (reference: string) => ({ subject: `Cde ${reference}` })],
  ])('brings the reply, %s, into the seller’s thread, unseen by the customer', async (_how, how) => {
    const { ticketId, reference, mail, requestId } = await asked()
    clock.advance(2 * HOUR)
    const before = (await mailsTo(BERTRAND)).length
    const [received] = await receive(core, [fromSeller(how(reference, mail.id))])
    expect(received).toMatchObject({ kind: 'added', ticketId })
    expect((await messagesOf(ticketId)).map(({ audience, author_kind }) => [audience, author_kind])).toEqual([
      ['customer', 'customer'],
      ['seller', 'member'],
      ['seller', 'seller'],
    ])
    const shown = JSON.stringify(await customerPage(reference))
    expect(shown).not.toContain('transporteur')
    expect(shown).not.toContain('4417')
    expect(shown).not.toContain('Lamy')
    expect(await eventsOf(ticketId)).toContain('seller-answered')
    expect(await measuresOf(ticketId)).toEqual(['seller-asked', 'seller-answered'])
    const [request] = await sellerRequestsOf(core.db, ticketId)
    expect(request).toMatchObject({ id: requestId, repliedAt: clock.now() })
    // Nobody thanks a seller for writing as if they were the customer.
    expect(await mailsTo(BERTRAND)).toHaveLength(before)
    expect((await mailsTo(CAMILLE)).map(({ kind }) => kind)).toEqual(['acknowledgement'])
  })

  it('keeps apart what a stranger writes under our mail', async () => {
    const { ticketId, mail } = await asked()
    const [received] = await receive(core, [
      mailFrom('Quelqu’un', 'autre@lamy.example', { mail: replyTo(mail.id), receivedAt: clock.now() }),
    ])
    expect(received?.kind).toBe('kept-apart')
    expect(received?.ticketId).not.toBe(ticketId)
    expect((await sellerRequestsOf(core.db, ticketId))[0]?.repliedAt).toBeNull()
  })

  it('keeps apart a mail that only claims to be from the seller, which settles nothing', async () => {
    const { ticketId, reference, mail } = await asked()
    const forged = fromSeller({ standing: 'failed', mail: replyTo(mail.id) })
    const [received] = await receive(core, [forged])
    expect(received).toMatchObject({ kind: 'kept-apart', ticketId })
    expect((await sellerRequestsOf(core.db, ticketId))[0]?.repliedAt).toBeNull()
    expect(await mailsTo(BERTRAND)).toHaveLength(1)
    expect(JSON.stringify(await customerPage(reference))).not.toContain('transporteur')
  })

  it('does not count the seller’s out-of-office reply', async () => {
    const { ticketId, mail } = await asked()
    const automatic = { kind: 'auto-reply' as const, reasons: ['Auto-Submitted'] }
    await receive(core, [fromSeller({ mail: { ...replyTo(mail.id), automatic } })])
    expect(await eventsOf(ticketId)).not.toContain('seller-answered')
    expect((await messagesOf(ticketId)).at(-1)).toMatchObject({ audience: 'seller', author_kind: 'seller' })
    expect((await sellerRequestsOf(core.db, ticketId))[0]?.repliedAt).toBeNull()
  })

  it('hides a bounce of our mail to the seller, which quotes it, from the customer', async () => {
    const { ticketId, reference, mail } = await asked()
    const id = ownMessageId(core.settings.secretKeys, mail.id as never, 'agafort.example')
    await receive(core, [
      mailFrom('Mailer', 'mailer-daemon@lamy.example', {
        text: question,
        receivedAt: clock.now(),
        mail: {
          automatic: { kind: 'bounce', reasons: ['multipart/report'] },
          bounce: { originalMessageId: id, recipient: BERTRAND, status: '5.1.1' },
        },
      }),
    ])
    expect((await messagesOf(ticketId)).at(-1)).toMatchObject({ audience: 'seller', author_kind: 'system' })
    expect(JSON.stringify(await customerPage(reference))).not.toContain('4417')
  })

  it('puts a customer who quotes the seller’s reference into their own thread', async () => {
    const { ticketId, reference } = await asked()
    const [received] = await receive(core, [
      mailFrom('Camille Moreau', CAMILLE, {
        subject: `Re: ${sellerReference(reference)}`,
        text: 'Avez-vous du nouveau ?',
        receivedAt: clock.now(),
      }),
    ])
    expect(received).toMatchObject({ kind: 'added', ticketId })
    expect((await messagesOf(ticketId)).at(-1)).toMatchObject({
      audience: 'customer',
      author_kind: 'customer',
    })
    expect((await sellerRequestsOf(core.db, ticketId))[0]?.repliedAt).toBeNull()
  })

  it('never lets a seller reopen a resolved ticket', async () => {
    const { ticketId, mail, lea } = await asked()
    await resolve(core, { ticketId, memberId: lea, outcome: 'solved', text: 'Le colis est arrivé.' })
    clock.advance(40 * 24 * HOUR)
    const [received] = await receive(core, [fromSeller({ mail: replyTo(mail.id) })])
    expect(received).toMatchObject({ kind: 'added', ticketId })
    const ticket = await database.db
      .selectFrom('tickets')
      .selectAll()
      .where('id', '=', ticketId)
      .executeTakeFirst()
    expect(ticket).toMatchObject({ round: 1 })
    expect(ticket?.resolved_at).not.toBeNull()
  })

  it('brings the reply to the right ticket when it was merged into another meanwhile', async () => {
    const { ticketId, mail, lea } = await asked()
    const [other] = await receive(core, [
      mailFrom('Camille Moreau', CAMILLE, { subject: 'Toujours rien', receivedAt: clock.now() }),
    ])
    if (!other) throw new Error('nothing was received')
    await merge(core, { intoTicketId: other.ticketId, fromTicketId: ticketId, memberId: lea })
    const [received] = await receive(core, [fromSeller({ mail: replyTo(mail.id) })])
    expect(received).toMatchObject({ kind: 'added', ticketId: other.ticketId })
    expect((await messagesOf(other.ticketId)).at(-1)).toMatchObject({
      audience: 'seller',
      author_kind: 'seller',
    })
    expect((await sellerRequestsOf(core.db, other.ticketId))[0]?.repliedAt).toEqual(clock.now())
    expect(JSON.stringify(await customerPage(other.reference))).not.toContain('transporteur')
  })

  it('shows the desk both threads', async () => {
    const { ticketId, mail, lea, reference } = await asked()
    await receive(core, [fromSeller({ mail: replyTo(mail.id) })])
    const view = await viewTicket(core, lea, reference)
    expect(view.messages.map(({ audience }) => audience)).toEqual(['customer', 'seller', 'seller'])
    expect(ticketId).toBe(view.ticket.id)
  })

  it('reminds a seller once, four hours before the deadline, and tells them what may follow', async () => {
    const { ticketId, mail } = await asked()
    await send()
    clock.set(new Date(mail.created_at.getTime() + 20 * HOUR - MINUTE))
    expect(await sweepSellerReminders(core)).toBe(0)
    clock.advance(MINUTE)
    expect(await sweepSellerReminders(core)).toBe(1)
    clock.advance(MINUTE)
    expect(await sweepSellerReminders(core)).toBe(0)
    const reminder = (await mailsTo(BERTRAND)).at(-1)
    expect(reminder).toMatchObject({ kind: 'seller-reminder', automatic: true })
    expect(reminder?.content.text).toContain('restreint ou résilié')
    expect(reminder?.content.text).toContain('4417')
    expect(await measuresOf(ticketId)).toEqual(['seller-asked', 'seller-reminded'])
  })

  it('reminds at half time when there is little time, and not at all once it is over', async () => {
    const { ticketId, lea } = await matter()
    await askSeller(core, { ticketId, memberId: lea, text: question, replyWithinMs: 4 * HOUR })
    await send()
    clock.advance(2 * HOUR)
    expect(await sweepSellerReminders(core)).toBe(1)
    await askSeller(core, { ticketId, memberId: lea, text: 'Et la facture ?', replyWithinMs: 4 * HOUR })
    await send()
    clock.advance(3 * 24 * HOUR)
    expect(await sweepSellerReminders(core)).toBe(0)
    expect(await sweepSilentSellers(core)).toBe(2)
  })

  it('notes a seller who let the deadline pass, once, for the assignee and the customer’s update', async () => {
    const { ticketId } = await asked()
    await send()
    clock.advance(24 * HOUR - 1)
    expect(await sweepSilentSellers(core)).toBe(0)
    clock.advance(1)
    expect(await sweepSilentSellers(core)).toBe(1)
    expect(await sweepSilentSellers(core)).toBe(0)
    expect(await eventsOf(ticketId)).toContain('seller-silent')
    expect(await measuresOf(ticketId)).toEqual(['seller-asked', 'seller-silent'])
  })

  it('neither reminds nor blames a seller whom our question has not reached', async () => {
    const { ticketId } = await asked()
    clock.advance(30 * HOUR)
    expect([await sweepSellerReminders(core), await sweepSilentSellers(core)]).toEqual([0, 0])
    await send()
    clock.advance(HOUR)
    expect([await sweepSellerReminders(core), await sweepSilentSellers(core)]).toEqual([0, 0])
    expect(await measuresOf(ticketId)).toEqual(['seller-asked'])
    clock.advance(23 * HOUR)
    expect(await sweepSilentSellers(core)).toBe(1)
  })

  it('neither reminds nor blames a seller who replied, or whose ticket is closed', async () => {
    const { ticketId, mail, lea } = await asked()
    await send()
    await receive(core, [fromSeller({ mail: replyTo(mail.id) })])
    clock.advance(25 * HOUR)
    expect([await sweepSellerReminders(core), await sweepSilentSellers(core)]).toEqual([0, 0])
    await askSeller(core, { ticketId, memberId: lea, text: 'Quel transporteur ?' })
    await send()
    await resolve(core, { ticketId, memberId: lea, outcome: 'solved', text: 'Le colis est arrivé.' })
    clock.advance(25 * HOUR)
    await sweepSilentSellers(core)
    expect(await eventsOf(ticketId)).not.toContain('seller-silent')
  })

  it('calls a reminder back that has not left when the reply comes, or the ticket is closed', async () => {
    const { mail, ticketId, lea } = await asked()
    const reminders = async () => (await mailsTo(BERTRAND)).filter(({ kind }) => kind === 'seller-reminder')
    await send()
    clock.advance(21 * HOUR)
    expect(await sweepSellerReminders(core)).toBe(1)
    await receive(core, [fromSeller({ mail: replyTo(mail.id) })])
    expect(await reminders()).toMatchObject([{ cancelled_at: clock.now() }])
    await askSeller(core, { ticketId, memberId: lea, text: 'Quel transporteur ?' })
    await send()
    clock.advance(21 * HOUR)
    expect(await sweepSellerReminders(core)).toBe(1)
    await resolve(core, { ticketId, memberId: lea, outcome: 'solved', text: 'Le colis est arrivé.' })
    expect((await reminders()).at(-1)).toMatchObject({ cancelled_at: clock.now() })
  })

  it('does each reminder once when two processes sweep at once', async () => {
    await asked()
    await send()
    clock.advance(21 * HOUR)
    const done = await Promise.all([sweepSellerReminders(core), sweepSellerReminders(core)])
    expect(done[0] + done[1]).toBe(1)
    expect(await mailsTo(BERTRAND)).toHaveLength(2)
  })

  it('records whether the seller cooperated, with who judged it and why; silence once the time to answer is over', async () => {
    const { ticketId, requestId, lea } = await asked()
    const judge = (reason: string) =>
      judgeCooperation(core, { requestId, memberId: lea, cooperated: false, reason })
    await expect(judge(' ')).rejects.toThrow(/why/)
    await expect(judge('Ne répond pas.')).rejects.toMatchObject({ code: 'too-early', until: null })
    clock.advance(HOUR)
    await send()
    clock.advance(24 * HOUR - 1)
    const until = new Date(clock.now().getTime() + 1)
    await expect(judge('Ne répond pas.')).rejects.toMatchObject({ code: 'too-early', until })
    clock.advance(1)
    await judge('Ne répond pas.')
    expect((await sellerRequestsOf(core.db, ticketId))[0]).toMatchObject({
      cooperated: false,
      judgement: 'Ne répond pas.',
    })
  })
})

describeOnEachDatabase('Sellers', (database) => {
  const { core } = openSellerWorld(database)
  const csv = (text: string) => importSellers(core, Buffer.from(text))

  it('are imported from a file with semicolons and French headings, with a BOM, and found again', async () => {
    const result = await csv(
      '\uFEFFIdentifiant;Nom;Courriel;Téléphone;Adresse;Note\r\nV-1;"Lamy; fils";SAV@Lamy.example;04 72;"12 rue des ""Ateliers""\r\nLyon";x\r\nV-2;Été & Co;;;;\r\n',
    )
    expect(result).toEqual({ added: 2, changed: 0, unchanged: 0, bad: [], ignoredColumns: ['Note'] })
    const [found] = await findSellers(core.db, 'lamy')
    expect(found).toMatchObject({
      externalId: 'V-1',
      name: 'Lamy; fils',
      email: 'sav@lamy.example',
      postalAddress: '12 rue des "Ateliers"\r\nLyon',
      language: 'fr',
      source: 'csv',
    })
    expect((await findSellers(core.db, 'V-2'))[0]?.name).toBe('Été & Co')
    expect((await findSellers(core.db, 'sav@lamy.example'))[0]?.externalId).toBe('V-1')
    expect(await findSellers(core.db, '%')).toEqual([])
  })

  it('known already are changed by their number, or left alone', async () => {
    await csv('id,name,email\nV-1,Lamy,a@lamy.example\nV-2,Duval,\n')
    const again = await csv('id,name,email\nV-1,Lamy,b@lamy.example\nV-2,Duval,\nV-3,Petit,\n')
    expect(again).toMatchObject({ added: 1, changed: 1, unchanged: 1 })
    expect((await findSellers(core.db, 'V-1'))[0]?.email).toBe('b@lamy.example')
  })

  it('on bad lines are left out and listed by line, with what to do, while the good ones are imported', async () => {
    const result = await csv(
      [
        'id,name,email,language',
        'V-1,Lamy,a@lamy.example,fr',
        ',Sans numéro,,',
        'V-2,,,',
        'V-3,Duval,pas une adresse,',
        'V-4,"Petit"x,,',
        'V-5,Trop,de,cellules,ici',
        'V-6,Grec,,el',
        'V-1,Encore,,',
        'V-7,Bon,,en',
        'V-8,"Jamais fermé,,',
      ].join('\n'),
    )
    expect(result).toMatchObject({ added: 2 })
    expect(result.bad.map(({ line, problem }) => [line, problem])).toEqual([
      [3, 'has no number'],
      [4, 'has no name'],
      [5, 'has the e-mail address pas une adresse'],
      [6, 'text follows a closing quotation mark'],
      [7, 'has 5 cells, the first line has 4'],
      [8, 'has the language el'],
      [9, 'the number V-1 stands on line 2 already'],
      [11, 'a quotation mark is opened and never closed'],
    ])
    for (const { remedy } of result.bad) expect(remedy).toMatch(/\.$/)
  })

  it.each([
    ['an empty file', Buffer.from(' \n'), /empty/],
    ['a file not in UTF-8', Buffer.from('id,name\nV-1,Mus\xe9e', 'latin1'), /UTF-8/],
    ['a spreadsheet', Buffer.from('PK\u0003\u0004\0\0'), /not text/],
    ['a file without headings', Buffer.from('V-1,Lamy\n'), /first line must name the columns/],
    ['two columns of one name', Buffer.from('id,name,nom\nV-1,a,b\n'), /Two columns/],
  ])('are not imported from %s', async (_what, bytes, message) => {
    await expect(importSellers(core, bytes)).rejects.toThrow(message)
    expect(await findSellers(core.db, 'V-1')).toEqual([])
  })

  it('are found by a thousand in one go', async () => {
    const lines = Array.from({ length: 1_200 }, (_, index) => `V-${index},Boutique ${index},`)
    expect(await csv(['id,name,email', ...lines].join('\n'))).toMatchObject({ added: 1_200, bad: [] })
    expect(await findSellers(core.db, 'Boutique 11')).toHaveLength(20)
  })

  it('typed by hand need a name and a number nobody else has', async () => {
    const typed = { name: 'Lamy', email: null, telephone: null, postalAddress: null, language: 'fr' as const }
    await createSeller(core, { ...typed, externalId: 'V-1' })
    await expect(createSeller(core, { ...typed, externalId: 'V-1' })).rejects.toThrow(/V-1 already/)
    await expect(createSeller(core, { ...typed, externalId: null, name: ' ' })).rejects.toThrow(/name/)
    await createSeller(core, { ...typed, externalId: null })
    await createSeller(core, { ...typed, externalId: null })
  })
})

describe('A comma-separated table', () => {
  it('is read as it was written, whatever stands in its cells', () => {
    const cell = fc
      .string({ unit: fc.constantFrom('a', 'é', '"', ';', ',', '\n', '\r', ' ', '7') })
      .map((text) => text.trim())
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(
        table,
        fc.constantFrom(...SEPARATORS),
        fc.constantFrom('\n', '\r\n'),
        (rows, separator, end) => {
          const written = rows.map((row) =>
            row.map((one) => `"${one.replaceAll('"', '""')}"`).join(separator),
          )
          const read = readCsv(written.join(end), separator)
          const filled = rows.filter((row) => row.some((one) => one !== ''))
          expect(read.map((record) => ('cells' in record ? record.cells : record.fault))).toEqual(filled)
        },
      ),
    )
  })

  it('never makes reading fail, and every line is counted', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '"', ';', '\n', '\r') }), (text) => {
        const lines = text.split(/\r\n|\n|\r/).length
        for (const { line } of readCsv(text, ';')) expect(line).toBeLessThanOrEqual(lines)
      }),
    )
  })

  it('of many megabytes is read at once', () => {
    const started = performance.now()
    expect(readCsv(`${'"a;b";"c\nd"\n'.repeat(200_000)}"`, ';')).toHaveLength(200_001)
    expect(performance.now() - started).toBeLessThan(10_000)
  })
})

describe('npm run import-sellers', () => {
  const run = (words: string[], env: Record<string, string>) =>
    spawnSync(process.execPath, ['commands/import-sellers.ts', ...words], {
      encoding: 'utf8',
      env,
      timeout: 100_000,
    })

  it('imports a file and says what it did', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sellers-'))
    try {
      const file = join(folder, 'vendeurs.csv')
      writeFileSync(file, 'id;name\nV-1;Lamy\n;Sans\n')
      const env = { DATA_DIR: join(folder, 'data') }
      const first = run([file], env)
      expect(first).toMatchObject({ status: 1, stdout: '1 added, 0 changed, 0 as before, 1 left out\n' })
      expect(first.stderr).toContain('line 3: has no number.')
      expect(run(['--help'], env)).toMatchObject({ status: 0 })
      expect(run([], env)).toMatchObject({ status: 2 })
      expect(run([join(folder, 'none.csv')], env).stderr).toMatch(/Cannot read .*ENOENT/)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }, 120_000)
})
