import { expect, it } from 'vitest'
import { markSent } from '../../../core/correspondence/consequences.ts'
import { askCustomer } from '../../../core/correspondence/information-request.ts'
import { replyToCustomer, ticketUrl } from '../../../core/correspondence/reply.ts'
import { receive } from '../../../core/intake/intake.ts'
import { DAY, HOUR } from '../../../core/kernel/duration.ts'
import { newId, type OutboxId, type TicketId } from '../../../core/kernel/id.ts'
import type { Reference } from '../../../core/kernel/reference.ts'
import { signLink } from '../../../core/kernel/signed-link.ts'
import { createSeller, nameSeller } from '../../../core/seller/seller.ts'
import { resolve } from '../../../core/ticket-actions/resolution.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { openWeb, type Page } from '../../world/web-world.ts'
import { mailFrom, openWorld, TUESDAY } from '../../world/world.ts'

describeOnEachDatabase('The customer’s own page', (database) => {
  const { core, clock } = openWorld(database)
  const web = openWeb(core)
  const take = async (...given: Parameters<typeof mailFrom>) => {
    const [received] = await receive(core, [mailFrom(...given)])
    if (!received) throw new Error('nothing was received')
    return received
  }
  const nadia = (given: Parameters<typeof mailFrom>[2] = {}) => {
    clock.set(TUESDAY)
    return take('Nadia Benali', 'nadia.benali@exemple.fr', given)
  }
  const linkTo = (reference: Reference) => new URL(ticketUrl(core, reference)).pathname
  const textOf = (page: Page) =>
    page.body
      .replace(/<[^>]+>/g, ' ')
      .replace(/\u00a0/g, ' ')
      .replace(/\s+/g, ' ')
  const formToken = (page: Page) => /name="formToken" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
  const messagesOf = (ticketId: TicketId) =>
    database.db
      .selectFrom('messages')
      .selectAll()
      .where('ticket_id', '=', ticketId)
      .orderBy('created_at')
      .execute()

  it('says first what happens now and by when, then what has happened', async () => {
    const { reference, ticketId } = await nadia()
    const [mail] = await database.db.selectFrom('outbox').select('id').execute()
    await markSent(core, [{ id: mail?.id as OutboxId, at: clock.now() }])
    const text = textOf(await web.visitor.get(linkTo(reference)))
    expect(text).toMatch(
      /Votre dossier AGF-.* Reçu .*Ce qui va se passer, et quand .*mercredi 25 novembre à 9 h 05.*jeudi 26 novembre à 9 h 05.*dimanche 29 novembre à 9 h 05.*Ce qui s’est passé jusqu’ici/,
    )
    expect(text).toMatch(/Vous mardi 24 novembre à 9 h 05 Bonjour, mon colis n’est jamais arrivé/)
    expect(text).toContain('Nous vous avons envoyé un accusé de réception')
    const lea = await web.member('Léa Martin')
    await replyToCustomer(core, {
      ticketId,
      memberId: lea.id,
      text: 'Bonjour Nadia,\n\nNous cherchons votre colis.',
    })
    const page = textOf(await web.visitor.get(linkTo(reference)))
    expect(page).toContain('En cours')
    expect(page).toMatch(/Léa, pour le service client .*Nous cherchons votre colis\./)
    expect(page).not.toContain('Martin')
  })

  it('owns up to a promise that is late', async () => {
    const { reference } = await nadia()
    clock.advance(3 * DAY)
    expect(textOf(await web.visitor.get(linkTo(reference)))).toMatch(
      /Nous devions .* jeudi 26 novembre à 9 h 05\. Nous sommes en retard/,
    )
  })

  it('shows no note, no stranger, no machine and nothing of another ticket', async () => {
    const { reference, ticketId } = await nadia()
    const [own] = await messagesOf(ticketId)
    if (!own) throw new Error('the message is missing')
    const beside = { ...own, mail: null, warnings: '[]', received_at: clock.now() }
    await database.db
      .insertInto('messages')
      .values([
        {
          ...beside,
          id: newId<'message'>(clock.now()),
          unique_key: 'note',
          direction: 'note',
          author_kind: 'member',
          new_text: 'Note interne',
        },
        {
          ...beside,
          id: newId<'message'>(clock.now()),
          unique_key: 'stranger',
          author_kind: 'stranger',
          kept_apart: 'stranger',
          new_text: 'Message d’un inconnu',
        },
        {
          ...beside,
          id: newId<'message'>(clock.now()),
          unique_key: 'forged',
          kept_apart: 'failed-authentication',
          new_text: 'Message falsifié',
        },
        {
          ...beside,
          id: newId<'message'>(clock.now()),
          unique_key: 'machine',
          automatic: 'auto-reply',
          new_text: 'Je suis absente',
        },
        {
          ...beside,
          id: newId<'message'>(clock.now()),
          unique_key: 'seller',
          author_kind: 'seller',
          new_text: 'Mot du vendeur',
        },
      ])
      .execute()
    await take('Nadia Benali', 'nadia.benali@exemple.fr', {
      subject: 'Une autre affaire',
      text: 'Autre affaire',
    })
    const text = textOf(await web.visitor.get(linkTo(reference)))
    for (const hidden of [
      'Note interne',
      'Message d’un inconnu',
      'Mot du vendeur',
      'Autre affaire',
      'Message falsifié',
      'Je suis absente',
    ]) {
      expect(text).not.toContain(hidden)
    }
  })

  it('receives a message and a file as the customer’s own, once however often it is sent', async () => {
    const { reference, ticketId } = await nadia()
    const path = linkTo(reference)
    const fields = { text: 'Voici la photo.', formToken: formToken(await web.visitor.get(path)) }
    const photo = { field: 'files', name: 'photo.jpg', type: 'image/jpeg', content: 'JPEG' }
    for (let sent = 0; sent < 2; sent++) {
      const page = await web.visitor.upload(path, fields, [photo])
      expect(page.headers.location).toBe(`${path}?done=sent`)
    }
    const messages = await messagesOf(ticketId)
    expect(messages).toHaveLength(2)
    expect(messages[1]).toMatchObject({
      door: 'form',
      author_kind: 'customer',
      standing: 'proven',
      kept_apart: null,
      new_text: 'Voici la photo.',
    })
    const shown = await web.visitor.get(`${path}?done=sent`)
    expect(textOf(shown)).toContain('Votre message est bien arrivé. Il est ajouté à votre dossier.')
    const file = /href="(\/t\/[^"]+\/attachments\/[^"]+)"/.exec(shown.body)?.[1] ?? ''
    const download = await web.visitor.get(file)
    expect(download.body).toBe('JPEG')
    expect(download.headers['content-disposition']).toMatch(/^attachment; filename="photo\.jpg"/)
  })

  it('keeps a message with bytes that no database stores, and adds it where its page is', async () => {
    const other = await take('Paul Petit', 'paul.petit@exemple.fr')
    const { reference, ticketId } = await nadia({ subject: `Comme ${other.reference}` })
    const path = linkTo(reference)
    await web.visitor.post(path, { text: 'Voici \0la suite.', formToken: 'un-jeton' })
    const messages = await messagesOf(ticketId)
    expect(messages.map(({ new_text }) => new_text)).toContain('Voici la suite.')
  })

  it('gives a link’s holder only the files of that ticket which its customer sees', async () => {
    const file = {
      name: 'a.txt',
      type: 'text/plain',
      content: Buffer.from('secret'),
      inline: false,
      contentId: null,
    }
    const { reference } = await nadia()
    await take('Paul Petit', 'paul@exemple.fr', { attachments: [file] })
    const other = await database.db.selectFrom('attachments').select('id').executeTakeFirstOrThrow()
    expect((await web.visitor.get(`${linkTo(reference)}/attachments/${other.id}`)).statusCode).toBe(404)
  })

  it('reopens a resolved ticket when its customer writes again', async () => {
    const { reference, ticketId } = await nadia()
    const lea = await web.member('Léa Martin')
    await resolve(core, { ticketId, memberId: lea.id, outcome: 'solved', text: 'Votre colis est livré.' })
    const path = linkTo(reference)
    const page = await web.visitor.get(path)
    expect(textOf(page)).toMatch(/Clos .*Nous écrire de nouveau/)
    clock.advance(HOUR)
    await web.visitor.upload(path, { text: 'Il est cassé.', formToken: formToken(page) }, [])
    const ticket = await database.db
      .selectFrom('tickets')
      .selectAll()
      .where('id', '=', ticketId)
      .executeTakeFirst()
    expect(ticket).toMatchObject({ resolved_at: null, round: 2 })
  })

  it('keeps what was typed when a file is too large or nothing was written', async () => {
    const { reference, ticketId } = await nadia()
    const path = linkTo(reference)
    const empty = await web.visitor.upload(path, { text: ' ' }, [])
    expect(empty.statusCode).toBe(400)
    expect(textOf(empty)).toContain('Écrivez un message ou ajoutez un fichier')
    const large = { field: 'files', name: 'film.mp4', type: 'video/mp4', content: Buffer.alloc(10_000_001) }
    const refused = await web.visitor.upload(path, { text: 'Voici le film.' }, [large])
    expect(refused.statusCode).toBe(400)
    expect(textOf(refused)).toContain('Le fichier film.mp4 est trop lourd')
    expect(refused.body).toContain('>Voici le film.</textarea>')
    expect(await messagesOf(ticketId)).toHaveLength(1)
  })

  it('shows the question we asked, by when we hope for a reply, and that we go on', async () => {
    const { reference, ticketId } = await nadia()
    const ines = await web.member('Inès Fabre')
    await askCustomer(core, { ticketId, memberId: ines.id, question: 'Votre immeuble a-t-il un gardien ?' })
    const text = textOf(await web.visitor.get(linkTo(reference)))
    expect(text).toMatch(/une question Votre immeuble a-t-il un gardien \?.*jeudi 26 novembre à 9 h 05/)
    await take('Nadia Benali', 'nadia.benali@exemple.fr', {
      subject: `Re: ${reference}`,
      text: 'Non, aucun.',
      receivedAt: clock.now(),
    })
    expect(textOf(await web.visitor.get(linkTo(reference)))).not.toContain(
      'Nous vous avons posé une question',
    )
  })

  it('takes the wish for the seller’s details once, and says what became of it (policy §5)', async () => {
    const { reference, ticketId } = await nadia()
    expect((await web.visitor.get(linkTo(reference))).body).not.toContain('seller-contact')
    const ines = await web.member('Inès Fabre')
    const seller = await createSeller(core, {
      externalId: null,
      name: 'Meubles Durand',
      email: 'bonjour@meubles-durand.example',
      telephone: null,
      postalAddress: null,
      language: 'fr',
    })
    await nameSeller(core, { ticketId, memberId: ines.id, sellerId: seller.id })
    const page = await web.visitor.get(linkTo(reference))
    expect(page.body).toContain('Meubles Durand')
    expect(page.body).not.toContain('bonjour@meubles-durand.example')
    await web.visitor.post(`${linkTo(reference)}/seller-contact`)
    const asked = await web.visitor.get(linkTo(reference))
    expect(textOf(asked)).toContain('Vous avez demandé les coordonnées du vendeur')
    expect(asked.body).not.toContain('<button>Demander')
    await web.visitor.post(`${linkTo(reference)}/seller-contact`)
    expect(await database.db.selectFrom('seller_contact_requests').selectAll().execute()).toHaveLength(1)
  })

  it('speaks the language the customer wrote in, and the other one on request', async () => {
    const { reference } = await nadia({ language: 'en' })
    const path = linkTo(reference)
    expect(textOf(await web.visitor.get(path))).toContain('What happens next, and when')
    expect(textOf(await web.visitor.get(`${path}?lang=fr`))).toContain('Ce qui va se passer, et quand')
  })

  it('says what to do when a link is altered, too old or for something else', async () => {
    const { reference } = await nadia()
    const keys = core.settings.secretKeys
    const expired = signLink(keys, { purpose: 'ticket', subject: reference, expiresAt: clock.now() })
    const late = await web.visitor.get(`/t/${expired}`)
    expect(late.statusCode).toBe(410)
    expect(textOf(late)).toContain('Ouvrez le lien de notre message le plus récent')
    const other = signLink(keys, { purpose: 'satisfaction', subject: reference })
    const altered = `${linkTo(reference).slice(3, -1)}_`
    for (const token of [other, altered, 'x', reference]) {
      const page = await web.visitor.get(`/t/${token}`)
      expect(page.statusCode, token).toBe(404)
      expect(textOf(page)).toContain('Ce lien ne mène à aucun dossier')
      expect((await web.visitor.upload(`/t/${token}`, { text: 'Bonjour' }, [])).statusCode).toBe(404)
    }
  })

  it('tells no other site and no search engine where it is', async () => {
    const { reference } = await nadia()
    const { headers } = await web.visitor.get(linkTo(reference))
    expect(headers).toMatchObject({
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
      'cache-control': 'no-store',
    })
    expect(headers['content-security-policy']).toContain("default-src 'none'")
  })

  it('has visitors who ask too often wait', async () => {
    const { reference } = await nadia()
    const strict = openWeb(core, { limits: { publicPost: 2 } })
    const statuses: number[] = []
    for (let i = 0; i < 3; i++) {
      statuses.push((await strict.visitor.upload(linkTo(reference), { text: `Message ${i}` }, [])).statusCode)
    }
    expect(statuses).toEqual([303, 303, 429])
  })
})
