import { expect, it } from 'vitest'
import { markSent } from '../../../core/correspondence/consequences.ts'
import { replyToCustomer } from '../../../core/correspondence/reply.ts'
import { receive } from '../../../core/intake/intake.ts'
import { HOUR } from '../../../core/kernel/duration.ts'
import { newId } from '../../../core/kernel/id.ts'
import { ownMessageId, signLink } from '../../../core/kernel/signed-link.ts'
import { listTickets } from '../../../core/ticket/list.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { openWeb } from '../../world/web-world.ts'
import { mailFrom, openWorld, TUESDAY } from '../../world/world.ts'

describeOnEachDatabase('The desk', (database) => {
  const { core, clock } = openWorld(database)
  const web = openWeb(core)
  const take = async (...given: Parameters<typeof mailFrom>) => {
    const [received] = await receive(core, [mailFrom(...given)])
    if (!received) throw new Error('nothing was received')
    return received
  }
  const nadia = (given: Parameters<typeof mailFrom>[2] = {}) =>
    take('Nadia Benali', 'nadia.benali@exemple.fr', { receivedAt: clock.now(), ...given })
  /** Everything in the outbox leaves. */
  const deliver = async () => {
    const rows = await database.db.selectFrom('outbox').select('id').where('sent_at', 'is', null).execute()
    await markSent(
      core,
      rows.map(({ id }) => ({ id, at: clock.now() })),
    )
  }
  const lea = async () => web.as(await web.member('Léa Martin', 'agent', ['fraud'], ['customer-service']))
  const textOf = (body: string) =>
    body
      .replace(/<(script|style)[\s\S]*?<\/\1>/g, ' ')
      .replace(/<[^>]+>/g, ' ')
      .replace(/\u00a0/g, ' ')
      .replace(/\s+/g, ' ')

  it('says in every row whom we owe what by when, the most urgent first', async () => {
    clock.set(TUESDAY)
    await take('Nadia Benali', 'nadia.benali@exemple.fr', { subject: 'Colis perdu', receivedAt: TUESDAY })
    await deliver()
    clock.advance(20 * HOUR)
    await take('Étienne Marchal', 'etienne@exemple.fr', { subject: 'Facture', receivedAt: clock.now() })
    await deliver()
    const text = textOf((await (await lea()).get('/desk?queue=open')).body)
    expect(text).toMatch(
      /Nadia Benali Colis perdu .*nouvelles dans 4 h .*Étienne Marchal Facture .*nouvelles dans 24 h/,
    )
    clock.advance(6 * HOUR)
    expect(textOf((await (await lea2()).get('/desk')).body)).toContain('nouvelles : 2 h de retard')
  })
  const lea2 = async () => web.as(await web.member('Thomas Girard'))

  it('pages through a queue without skipping or repeating a ticket', async () => {
    clock.set(TUESDAY)
    const viewer = await web.member('Léa Martin')
    // Several with the same due time, so that a page ends in the middle of them.
    await receive(
      core,
      Array.from({ length: 23 }, (_, i) => mailFrom(`Client ${i}`, `client${i}@exemple.fr`)),
    )
    for (const queue of ['open', 'all'] as const) {
      const seen: string[] = []
      let after: string | null = null
      do {
        const page = await listTickets(core, viewer.id, { queue, after, size: 5 })
        seen.push(...page.tickets.map((ticket) => ticket.reference))
        after = page.next
      } while (after !== null)
      expect(seen).toHaveLength(23)
      expect(new Set(seen).size).toBe(23)
    }
    const garbled = await listTickets(core, viewer.id, {
      queue: 'open',
      after: "x'; drop table tickets",
      size: 5,
    })
    expect(garbled.tickets).toHaveLength(5)
  })

  it('explains every empty list and says what comes next', async () => {
    const browser = await lea()
    for (const path of [
      '?queue=open',
      '?queue=mine',
      '?queue=team',
      '?queue=all',
      '?queue=resolved',
      '?queue=spam',
      '/failed-mail',
      '/unreadable',
    ]) {
      expect((await browser.get(`/desk${path}`)).body, path).toMatch(
        /class="empty-title">[^<]{10,}<\/p><p>[^<]{30,}/,
      )
    }
  })

  it('sends a reply with a file to the customer, and shows it on the time line', async () => {
    const { reference, ticketId } = await nadia()
    const browser = await lea()
    const page = await browser.upload(
      `/desk/tickets/${reference}/answers`,
      { text: 'Bonjour,\r\nvotre colis est retrouvé.' },
      [{ field: 'files', name: '../étiquette.pdf', type: 'application/pdf', content: '%PDF' }],
    )
    expect(page.headers.location).toBe(`/desk/tickets/${reference}?done=answered`)
    const mail = await database.db
      .selectFrom('outbox')
      .selectAll()
      .where('ticket_id', '=', ticketId)
      .where('kind', '=', 'answer')
      .executeTakeFirstOrThrow()
    expect(mail).toMatchObject({ recipient: 'nadia.benali@exemple.fr', automatic: false })
    expect(mail.content).toMatchObject({ attachments: [{ name: 'étiquette.pdf' }] })
    const shown = await browser.get(`/desk/tickets/${reference}?done=answered`)
    expect(textOf(shown.body)).toMatch(
      /Votre réponse part\..*Vous .* en attente d’envoi .*votre colis est retrouvé/,
    )
  })

  it('keeps what was typed when a reply is refused', async () => {
    const { reference } = await nadia()
    const browser = await lea()
    const empty = await browser.upload(`/desk/tickets/${reference}/answers`, { text: '  ' }, [])
    expect(empty.statusCode).toBe(400)
    expect(textOf(empty.body)).toContain('La réponse est vide.')
    const long = `Bonjour ${'x'.repeat(50_000)}`
    const refused = await browser.upload(`/desk/tickets/${reference}/answers`, { text: long }, [])
    expect(refused.statusCode).toBe(400)
    expect(refused.body).toContain(long)
  })

  it('resolves a ticket with its outcome and words for the customer, once', async () => {
    const { reference, ticketId } = await nadia()
    const browser = await lea()
    const resolve = () =>
      browser.post(`/desk/tickets/${reference}/resolution`, {
        outcome: 'solved',
        text: 'Votre colis est livré.',
      })
    expect((await resolve()).headers.location).toBe(`/desk/tickets/${reference}?done=resolved`)
    expect((await resolve()).headers.location).toBe(`/desk/tickets/${reference}?done=already-done`)
    expect(await database.db.selectFrom('resolutions').select('outcome').execute()).toEqual([
      { outcome: 'solved' },
    ])
    const ticket = await database.db
      .selectFrom('tickets')
      .selectAll()
      .where('id', '=', ticketId)
      .executeTakeFirst()
    expect(ticket?.resolved_at).not.toBeNull()
    expect((await browser.get('/desk?queue=resolved')).body).toContain(reference)
    expect((await browser.get('/desk?queue=open')).body).not.toContain(reference)
    const reopened = await browser.post(`/desk/tickets/${reference}/reopening`)
    expect(reopened.headers.location).toBe(`/desk/tickets/${reference}?done=reopened`)
    expect((await browser.get('/desk?queue=open')).body).toContain(reference)
  })

  it('assigns a ticket to whoever takes it, and gives it back', async () => {
    const { reference } = await nadia()
    const browser = await lea()
    await browser.post(`/desk/tickets/${reference}/assignment`, { to: 'me' })
    expect((await browser.get('/desk?queue=mine')).body).toContain(reference)
    await browser.post(`/desk/tickets/${reference}/assignment`, { to: 'nobody' })
    expect((await browser.get('/desk?queue=mine')).body).not.toContain(reference)
  })

  it('holds spam apart until a person releases it', async () => {
    const { reference } = await nadia({ subject: 'Gagnez un iPhone', mail: { spam: 'X-Spam-Flag: YES' } })
    const browser = await lea()
    expect((await browser.get('/desk?queue=open')).body).not.toContain(reference)
    expect((await browser.get('/desk?queue=spam')).body).toContain(reference)
    const held = await browser.get(`/desk/tickets/${reference}`)
    expect(textOf(held.body)).toContain('Libérez d’abord ce message de la quarantaine')
    expect(held.body).not.toContain('id="answer-text"')
    const response = await browser.upload(`/desk/tickets/${reference}/answers`, { text: 'Bonjour' }, [])
    expect(response.statusCode).toBe(400)
    await browser.post(`/desk/tickets/${reference}/release`)
    expect((await browser.get('/desk?queue=open')).body).toContain(reference)
    expect((await database.db.selectFrom('outbox').select('kind').execute()).map(({ kind }) => kind)).toEqual(
      ['acknowledgement'],
    )
  })

  it('finds a ticket by a reference typed carelessly', async () => {
    const { reference } = await nadia()
    const typed = reference.replaceAll('-', ' ').toLowerCase()
    const page = await (await lea()).get(`/desk/find?reference=${encodeURIComponent(typed)}`)
    expect(page.headers.location).toBe(`/desk/tickets/${reference}`)
  })

  it('says of each address whether it is proven, and that a stranger is not the customer', async () => {
    const { reference } = await nadia()
    const stranger = await take('Paul Inconnu', 'paul@ailleurs.example', {
      subject: `Re: ${reference}`,
      text: 'Mon colis à moi n’est jamais arrivé non plus',
      standing: 'unproven',
    })
    const browser = await lea()
    const own = textOf((await browser.get(`/desk/tickets/${reference}`)).body)
    expect(own).toContain('nadia.benali@exemple.fr adresse prouvée')
    expect(own).toContain('Une autre personne a cité la référence de ce dossier.')
    expect(own).not.toContain('Mon colis à moi')
    const theirs = textOf((await browser.get(`/desk/tickets/${stranger.reference}`)).body)
    expect(theirs).toContain('Ce n’est pas le client')
    expect(theirs).toContain('adresse non prouvée')
    expect(theirs).toContain('tenu à part')
  })

  it('offers the original sender of a forwarded mail as the customer, and takes them when told to', async () => {
    const forwardedFrom = { name: 'Anaïs Roux', address: 'anais.roux@exemple.fr' }
    const { reference, messageId } = await nadia({ subject: 'TR: Colis', mail: { forwardedFrom } })
    const browser = await lea()
    const offered = textOf((await browser.get(`/desk/tickets/${reference}`)).body)
    expect(offered).toContain('Faire de anais.roux@exemple.fr le client')
    const page = await browser.post(`/desk/tickets/${reference}/customer`, { message: messageId })
    expect(page.headers.location).toBe(`/desk/tickets/${reference}?done=customer-corrected`)
    const corrected = textOf((await browser.get(`/desk/tickets/${reference}`)).body)
    expect(corrected).toContain('Elle part à anais.roux@exemple.fr.')
    expect(corrected).not.toContain('Faire de anais.roux@exemple.fr le client')
  })

  it('shows on the reply that it bounced', async () => {
    const { reference, ticketId } = await nadia()
    const member = await web.member('Léa Martin')
    await replyToCustomer(core, { ticketId, memberId: member.id, text: 'Bonjour Nadia' })
    const sent = await database.db
      .selectFrom('outbox')
      .select('id')
      .where('kind', '=', 'answer')
      .executeTakeFirstOrThrow()
    const messageId = ownMessageId(core.settings.secretKeys, sent.id as never, 'agafort.example')
    await take('Mail Delivery System', 'mailer-daemon@exemple.fr', {
      subject: 'Undelivered Mail',
      text: 'User unknown',
      mail: {
        automatic: { kind: 'bounce', reasons: ['multipart/report'] },
        bounce: { originalMessageId: messageId, recipient: 'nadia.benali@exemple.fr', status: '5.1.1' },
        references: [messageId],
      },
    })
    const text = textOf((await (await web.as(member)).get(`/desk/tickets/${reference}`)).body)
    expect(text).toContain('Bonjour Nadia')
    expect(text).toContain('Non remis à nadia.benali@exemple.fr 5.1.1')
  })

  it('folds quoted text away and lets nothing a customer writes become markup', async () => {
    const evil = '<script>alert(1)</script>'
    const { reference } = await nadia({
      subject: `${evil} "onmouseover="x`,
      from: { kind: 'email', value: 'nadia.benali@exemple.fr', name: evil },
      newText: `Merci ${evil}`,
      text: `Merci ${evil}\n> Le 12 novembre, Agafort a écrit :\n> Bonjour`,
    } as never)
    const browser = await lea()
    for (const path of ['/desk', `/desk/tickets/${reference}`]) {
      const { body } = await browser.get(path)
      expect(body).not.toContain(evil)
      expect(body).not.toContain('"onmouseover="x')
      expect(body).toContain('&lt;script&gt;')
    }
    const { body } = await browser.get(`/desk/tickets/${reference}`)
    expect(body).toMatch(
      /<details class="quoted"><summary>Afficher tout le texte<\/summary>[\s\S]*Le 12 novembre/,
    )
  })

  it('gives every page headers under which nothing foreign runs and nothing is kept', async () => {
    const { headers } = await (await lea()).get('/desk')
    expect(headers['content-security-policy']).toContain(
      "default-src 'none'; script-src 'self'; style-src 'self'",
    )
    expect(headers['content-security-policy']).not.toContain('unsafe')
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'strict-transport-security': 'max-age=31536000',
    })
    expect((await (await lea2()).get('/desk')).body).not.toMatch(/<script>|style="|onclick=/)
  })

  it('hands attachments out as downloads that run nothing, with their own names', async () => {
    const { messageId } = await nadia({
      attachments: [
        {
          name: 'reçu "été".html',
          type: 'text/html',
          content: Buffer.from('<script>1</script>'),
          inline: false,
          contentId: null,
        },
      ],
    })
    const { id } = await database.db.selectFrom('attachments').select('id').executeTakeFirstOrThrow()
    const browser = await lea()
    const file = await browser.get(`/desk/attachments/${id}`)
    expect(file.body).toBe('<script>1</script>')
    expect(file.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'x-content-type-options': 'nosniff',
      'content-disposition': `attachment; filename="recu _ete_.html"; filename*=UTF-8''re%C3%A7u%20%22%C3%A9t%C3%A9%22.html`,
    })
    expect(file.headers['content-security-policy']).toMatch(/^sandbox; default-src 'none'/)
    const raw = await browser.get(`/desk/messages/${messageId}/original`)
    expect(raw.headers['content-type']).toBe('text/plain; charset=utf-8')
    expect(raw.headers['content-disposition']).toMatch(/^attachment; filename="AGF-.*\.eml\.txt"/)
    expect(raw.body).toContain('From: nadia.benali@exemple.fr')
    expect((await browser.get('/desk/attachments/1')).statusCode).toBe(404)
  })

  it('hands a raw mail of many parts out whole', async () => {
    const raw = Buffer.alloc(9_000_001, 'Bonjour à tous. ')
    const { messageId } = await nadia({ raw })
    const page = await (await lea()).get(`/desk/messages/${messageId}/original`)
    expect(page.rawPayload.equals(raw)).toBe(true)
  })

  it('shows a mail’s own markup in a frame that can do nothing, remote images only when asked for', async () => {
    const { messageId } = await nadia({
      html: '<p>Voici</p><img src="cid:photo@mail" alt=""><img data-remote-src="https://traceur.example/p.gif">',
      attachments: [
        {
          name: 'photo.png',
          type: 'image/png',
          content: Buffer.from('PNG!'),
          inline: true,
          contentId: '<photo@mail>',
        },
      ],
    })
    const browser = await lea()
    const page = await browser.get(`/desk/messages/${messageId}`)
    expect(page.body).toMatch(
      /<iframe [^>]*sandbox="allow-popups allow-popups-to-escape-sandbox"[^>]*src="\/desk\/messages\/[^"]+\/html">/,
    )
    expect(page.body).toContain('Charger les images distantes')
    const frame = await browser.get(`/desk/messages/${messageId}/html`)
    expect(frame.headers['content-security-policy']).toBe(
      "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'self'; base-uri 'none'",
    )
    expect(frame.headers['x-frame-options']).toBe('SAMEORIGIN')
    expect(frame.body).toContain(`src="data:image/png;base64,${Buffer.from('PNG!').toString('base64')}"`)
    expect(frame.body).not.toMatch(/[^-]src="https:/)
    const asked = await browser.get(`/desk/messages/${messageId}/html?images=1`)
    expect(asked.headers['content-security-policy']).toContain('img-src data: https: http:')
    expect(asked.body).toContain(' src="https://traceur.example/p.gif"')
  })

  it('lists mail that could not leave, and sends it again', async () => {
    const { reference } = await nadia()
    await database.db
      .updateTable('outbox')
      .set({ failed_at: clock.now(), last_error: '550 boîte inconnue', attempts: 3 })
      .execute()
    const browser = await lea()
    const listed = textOf((await browser.get('/desk/failed-mail')).body)
    expect(listed).toContain(`nadia.benali@exemple.fr Accusé de réception ${reference} 550 boîte inconnue`)
    const { id } = await database.db.selectFrom('outbox').select('id').executeTakeFirstOrThrow()
    expect((await browser.post(`/desk/failed-mail/${id}/sending`)).headers.location).toBe(
      '/desk/failed-mail?done=resent',
    )
    expect((await browser.post(`/desk/failed-mail/${id}/sending`)).headers.location).toBe(
      '/desk/failed-mail?done=already-done',
    )
    expect(await database.db.selectFrom('outbox').select(['failed_at', 'attempts']).execute()).toEqual([
      { failed_at: null, attempts: 0 },
    ])
  })

  it('lists mail that could not be read, and has it read again', async () => {
    const { reference, messageId } = await nadia({
      text: '',
      newText: '',
      mail: { unparsed: 'the parser ran out of time' },
    })
    const browser = await lea()
    expect(textOf((await browser.get('/desk/unreadable')).body)).toContain('the parser ran out of time')
    expect(textOf((await browser.get(`/desk/tickets/${reference}`)).body)).toContain(
      'Ce courriel n’a pas pu être lu. L’original est conservé.',
    )
    const page = await browser.post(`/desk/messages/${messageId}/parsing`)
    expect(page.headers.location).toBe(`/desk/tickets/${reference}?done=still-unreadable`)
  })

  it('gives a fault a number that is in the log, and shows nothing else', async () => {
    const lines: string[] = []
    const broken = openWeb({
      ...core,
      get db(): never {
        throw new Error('le mot de passe de la base est 1234')
      },
      log: { ...core.log, error: (_, details) => void lines.push(String(details?.code)) },
    })
    const page = await broken.visitor.post('/sign-in', { email: 'lea@agafort.example', password: 'x' })
    expect(page.statusCode).toBe(500)
    const number = /E-[2-9A-Z]{8}/.exec(page.body)?.[0]
    expect(lines).toEqual([number])
    expect(page.body).not.toContain('1234')
    expect((await web.visitor.get('/nulle-part')).statusCode).toBe(404)
    expect(textOf((await web.visitor.get('/nulle-part')).body)).toContain('Il n’y a rien ici')
  })

  it('speaks the member’s language', async () => {
    const { reference } = await nadia()
    const browser = await lea()
    await browser.post('/desk/language', { language: 'en', back: `/desk/tickets/${reference}` })
    expect(textOf((await browser.get(`/desk/tickets/${reference}`)).body)).toContain(
      'Answer and wait for the customer',
    )
  })

  it('invites a member with a link that is shown once', async () => {
    const browser = await web.as(await web.member('Camille Renaud', 'administrator'))
    const page = await browser.post('/desk/members', {
      name: 'Inès Roy',
      email: 'ines@agafort.example',
      role: 'agent',
      language: 'fr',
    })
    expect(page.body).toMatch(/https:\/\/aide\.agafort\.example\/invitation\/[\w-]{43}/)
    expect((await browser.get('/desk/members')).body).not.toContain('/invitation/http')
    expect(textOf((await browser.get('/desk/members')).body)).toContain(
      'Inès Roy ines@agafort.example invitation envoyée, pas encore utilisée',
    )
    const again = await browser.post('/desk/members', {
      name: 'Inès Roy',
      email: 'INES@agafort.example',
      role: 'agent',
      language: 'fr',
    })
    expect(again.statusCode).toBe(400)
    expect(textOf(again.body)).toContain('Cette adresse est déjà celle de quelqu’un.')
  })

  it('responds to an unknown ticket, message and member as if they had never been', async () => {
    const browser = await web.as(await web.member('Camille Renaud', 'administrator'))
    const unknown = newId<'message'>(TUESDAY)
    for (const path of [
      '/desk/tickets/AGF-0000-0000',
      `/desk/messages/${unknown}`,
      '/desk/messages/1',
      `/desk/attachments/${unknown}`,
    ]) {
      expect((await browser.get(path)).statusCode, path).toBe(404)
    }
    expect((await browser.post(`/desk/members/${unknown}/deactivation`)).statusCode).toBe(404)
  })

  it('keeps the customer’s own link from members, who could write in their name with it', async () => {
    const { reference, messageId } = await nadia()
    const token = signLink(core.settings.secretKeys, { purpose: 'ticket', subject: reference })
    const link = `https://aide.agafort.example/t/${token}`
    const quoting = await nadia({
      subject: `Re: ${reference}`,
      newText: 'Merci',
      text: `Merci\n> ${link}`,
      html: `<a href="${link}">dossier</a>`,
    })
    expect(quoting.reference).toBe(reference)
    const browser = await lea()
    for (const path of [
      `tickets/${reference}`,
      `messages/${messageId}`,
      `messages/${quoting.messageId}`,
      `messages/${quoting.messageId}/html`,
    ]) {
      const page = await browser.get(`/desk/${path}`)
      expect(page.statusCode).toBe(200)
      expect(page.body).not.toContain(token)
    }
    expect((await browser.get(`/desk/tickets/${reference}`)).body).toContain(
      'https://aide.agafort.example/t/…',
    )
  })
})
