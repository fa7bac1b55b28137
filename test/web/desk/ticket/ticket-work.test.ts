import { expect, it } from 'vitest'
import { receive } from '../../../../core/intake/intake.ts'
import { claimDue } from '../../../../core/outbox/delivery.ts'
import type { MailContent } from '../../../../core/outbox/outbox.ts'
import { recategorise } from '../../../../core/ticket-actions/assign.ts'
import { createMacro } from '../../../../core/ticket-actions/macro.ts'
import { describeOnEachDatabase } from '../../../servers/database.ts'
import { proposeCorrection } from '../../../world/customer-correction.ts'
import { openWeb } from '../../../world/web-world.ts'
import { mailFrom, openWorld } from '../../../world/world.ts'

const GREETING = {
  name: 'Prise en charge',
  category: null,
  text: {
    fr: 'Bonjour {client}, je m’occupe de {référence}.',
    en: 'Hello {customer}, I am looking after {reference}.',
  },
}

describeOnEachDatabase('On the ticket page,', (database) => {
  const { core, clock } = openWorld(database, { withdrawableFor: 10_000 })
  const web = openWeb(core)

  async function open(from: 'mail' | 'call' = 'mail') {
    const mail = mailFrom('Nadia Benali', 'nadia.benali@exemple.fr')
    const called = {
      ...mail,
      door: 'call' as const,
      mail: null,
      raw: null,
      from: { kind: 'telephone' as const, value: '+33612345678', name: 'Nadia Benali' },
    }
    const [received] = await receive(core, [from === 'mail' ? mail : called])
    if (!received) throw new Error('nothing was received')
    const karim = await web.member('Karim Haddad')
    const lea = await web.member('Léa Martin')
    const path = `/desk/tickets/${received.reference}`
    const browser = await web.as(karim)
    const replies = () =>
      core.db
        .selectFrom('messages')
        .select('text')
        .where('direction', '=', 'out')
        .orderBy('id')
        .execute()
        .then((rows) => rows.map(({ text }) => text))
    return { ...received, karim, lea, path, browser, colleague: await web.as(lea), replies }
  }

  const seenOn = (body: string) => /name="seen" value="(\d+)"/.exec(body)?.[1] ?? ''
  const boxOf = (body: string) => /<textarea id="answer-text"[^>]*>([^<]*)</.exec(body)?.[1]

  it('a reply can be undone for ten seconds, and its text is in the box again', async () => {
    const { browser, path, replies } = await open()
    await browser.upload(`${path}/answers`, { text: 'Bonjour Nadia, c’est réglé.' }, [])
    const page = (await browser.get(`${path}?done=answered`)).body
    expect(page).toMatch(/Annuler \(10\ss\)/)
    expect((await browser.get(`${path}/withdrawal`)).body).toMatch(/quitte le bureau dans 10\ss/)
    const [, message = ''] = /name="message" value="([\w-]+)"/.exec(page) ?? []
    const undone = await browser.post(`${path}/withdrawal`, { message })
    expect(undone.headers.location).toBe(`${path}?done=withdrawn`)
    const after = (await browser.get(`${path}?done=withdrawn`)).body
    expect(after).toContain('L’envoi est annulé.')
    expect(boxOf(after)).toBe('Bonjour Nadia, c’est réglé.')
    expect(after).toContain('Réponse reprise avant son envoi par Karim Haddad')
    expect(await replies()).toEqual([])
  })

  it('after ten seconds the page says kindly that the reply has left', async () => {
    const { browser, path, replies } = await open()
    await browser.upload(`${path}/answers`, { text: 'Bonjour Nadia, c’est réglé.' }, [])
    const [, message = ''] = /name="message" value="([\w-]+)"/.exec((await browser.get(path)).body) ?? []
    clock.advance(10_000)
    expect((await browser.get(path)).body).not.toMatch(/Annuler \(10\ss\)/)
    expect((await browser.get(`${path}/withdrawal`)).body).toBe('')
    const late = await browser.post(`${path}/withdrawal`, { message })
    expect((await browser.get(late.headers.location ?? '')).body).toContain('Trop tard pour annuler')
    expect(await replies()).toEqual(['Bonjour Nadia, c’est réglé.'])
  })

  it('what is typed keeps itself as a draft of one’s own, until it is sent', async () => {
    const { browser, path, colleague } = await open()
    const kept = await browser.post(`${path}/draft`, { of: 'answer', text: 'Bonjour Nad' })
    expect(kept.body).toMatch(/^Brouillon du\s/)
    await browser.post(`${path}/draft`, { of: 'note', text: 'Appeler @' })
    const page = (await browser.get(path)).body
    expect(boxOf(page)).toBe('Bonjour Nad')
    expect(page).toMatch(/Brouillon du mardi\s24\snovembre/)
    expect(page).toMatch(/<details class="tool" id="note" open>[\s\S]*?>Appeler @<\/textarea>/)
    expect(boxOf((await colleague.get(path)).body)).toBe('')
    await browser.upload(`${path}/answers`, { text: 'Bonjour Nadia,', token: 'un' }, [])
    expect(boxOf((await browser.get(path)).body)).toBe('')
    // What the browser saves a moment after sending is not a draft again.
    await browser.post(`${path}/draft`, { of: 'answer', text: 'Bonjour Nadia,', token: 'un' })
    expect(boxOf((await browser.get(path)).body)).toBe('')
  })

  it('without a script a draft is kept and deleted by a button', async () => {
    const { browser, path } = await open()
    const kept = await browser.upload(`${path}/draft-kept`, { text: 'Bonjour,' }, [])
    expect(kept.headers.location).toBe(`${path}?done=draft-kept`)
    expect(boxOf((await browser.get(path)).body)).toBe('Bonjour,')
    await browser.upload(`${path}/draft-discarded`, { text: 'Bonjour,' }, [])
    expect(boxOf((await browser.get(path)).body)).toBe('')
  })

  it('a macro goes behind what was typed, filled from the ticket', async () => {
    const { browser, path, reference } = await open()
    const macro = await createMacro(core, { ...GREETING, memberId: null })
    const page = await browser.upload(`${path}/macro`, { text: 'Merci de votre appel.', macro }, [])
    expect(page.statusCode).toBe(200)
    expect(boxOf(page.body)).toBe(
      `Merci de votre appel.\n\nBonjour Nadia Benali, je m’occupe de ${reference}.`,
    )
  })

  it('a reply with a variable nobody has filled in is not sent', async () => {
    const { browser, path, replies } = await open()
    const refused = await browser.upload(`${path}/answers`, { text: 'Bonjour {client}, tout va bien.' }, [])
    expect(refused.statusCode).toBe(400)
    expect(refused.body).toContain('<mark>{client}</mark>')
    expect(boxOf(refused.body)).toBe('Bonjour {client}, tout va bien.')
    expect(await replies()).toEqual([])
    await browser.upload(`${path}/answers`, { text: 'Bonjour Nadia, {tout} va bien.' }, [])
    expect(await replies()).toEqual(['Bonjour Nadia, {tout} va bien.'])
  })

  it('the preview is the mail as it will leave, in a frame, without the customer’s link', async () => {
    const { browser, path } = await open()
    const text = 'Bonjour <b>Nadia</b>,\nvotre colis part demain.'
    const preview = await browser.upload(`${path}/preview`, { text }, [])
    expect(preview.headers['content-security-policy']).toContain('sandbox')
    expect(preview.body).toContain('Bonjour &lt;b&gt;Nadia&lt;/b&gt;')
    await browser.upload(`${path}/answers`, { text }, [])
    clock.advance(10_000)
    const due = await claimDue(core, { channel: 'mail', holder: 'test', limit: 10, leaseSeconds: 60 })
    const sent = due.find(({ kind }) => kind === 'answer')?.content as MailContent | undefined
    const withoutLinks = (markup: string) => markup.replace(/\/t\/[^"<\s]*/g, '/t/')
    expect(withoutLinks(preview.body)).toBe(withoutLinks(sent?.html ?? ''))
    expect(preview.body).not.toMatch(/\/t\/[\w-]{20,}/)
  })

  it('a reply is held back when a colleague was quicker, and sent all the same when one insists', async () => {
    const { browser, colleague, path, replies } = await open()
    const seen = seenOn((await browser.get(path)).body)
    await colleague.upload(`${path}/answers`, { text: 'Bonjour, c’est Léa.' }, [])
    const held = await browser.upload(`${path}/answers`, { text: 'Bonjour, c’est Karim.', seen }, [])
    expect(held.statusCode).toBe(409)
    expect(held.body).toContain('Léa Martin a répondu au client.')
    expect(boxOf(held.body)).toBe('Bonjour, c’est Karim.')
    expect(held.body).toContain('Envoyer quand même')
    expect(await replies()).toEqual(['Bonjour, c’est Léa.'])
    await browser.upload(`${path}/answers`, { text: 'Bonjour, c’est Karim.', seen, anyway: '1' }, [])
    expect(await replies()).toEqual(['Bonjour, c’est Léa.', 'Bonjour, c’est Karim.'])
  })

  it('a reply is not sent, nor the ticket resolved, over what the customer has just written', async () => {
    const { browser, path, reference, replies } = await open()
    const seen = seenOn((await browser.get(path)).body)
    await receive(core, [
      mailFrom('Nadia Benali', 'nadia.benali@exemple.fr', {
        subject: `Re: [${reference}] Colis`,
        text: 'Il est arrivé !',
      }),
    ])
    const held = await browser.upload(`${path}/answers`, { text: 'Nous cherchons.', seen }, [])
    expect(held.statusCode).toBe(409)
    expect(held.body).toContain('Le client a écrit.')
    const resolution = { outcome: 'solved', text: 'Nous vous remboursons.', seen }
    const kept = await browser.post(`${path}/resolution`, resolution)
    expect(kept.statusCode).toBe(409)
    expect(kept.body).toContain('Nous vous remboursons.</textarea>')
    expect(await replies()).toEqual([])
    await browser.post(`${path}/resolution`, { ...resolution, anyway: '1' })
    expect(await replies()).toEqual(['Nous vous remboursons.'])
  })

  it('one’s own note or reply holds nothing back', async () => {
    const { browser, path, replies } = await open()
    const seen = seenOn((await browser.get(path)).body)
    await browser.post(`${path}/note`, { text: 'Je réponds.' })
    await browser.upload(`${path}/answers`, { text: 'Bonjour.', seen }, [])
    await browser.upload(`${path}/answers`, { text: 'Et merci.', seen }, [])
    expect(await replies()).toEqual(['Bonjour.', 'Et merci.'])
  })

  it('the button says what will happen', async () => {
    const { browser, path } = await open()
    expect((await browser.get(path)).body).toContain('<button class="primary">Répondre par courriel</button>')
  })

  it('a customer known by telephone only is called, and the page says so', async () => {
    const { browser, path, replies } = await open('call')
    const page = (await browser.get(path)).body
    expect(page).toContain('<button class="primary">Garder ces mots et rappeler le client</button>')
    expect(page).toContain('un appel est à faire')
    expect(page).not.toContain('Aperçu du courriel')
    await browser.upload(`${path}/answers`, { text: 'Dites-lui que le colis part.' }, [])
    expect(await replies()).toEqual([])
    expect((await browser.get('/desk/calls')).body).toContain('Dites-lui que le colis part.')
  })

  it('replying and waiting asks the customer, and says so; files would be lost and are refused', async () => {
    const { browser, path } = await open()
    const file = { field: 'files', name: 'avoir.pdf', type: 'application/pdf', content: '%PDF' }
    const refused = await browser.upload(`${path}/answers`, { text: 'Quelle adresse ?', next: 'wait' }, [
      file,
    ])
    expect(refused.statusCode).toBe(400)
    const done = await browser.upload(`${path}/answers`, { text: 'Quelle adresse ?', next: 'wait' }, [])
    expect(done.headers.location).toBe(`${path}?done=question`)
    expect((await browser.get(path)).body).toContain('Une question posée au client attend sa réponse')
  })

  it('a colleague named beside a note finds it among their mentions until they open the ticket', async () => {
    const { browser, colleague, path, reference } = await open()
    await browser.post(`${path}/note`, { text: 'Peux-tu rappeler ?', mention: 'Léa Martin' })
    expect((await browser.get(path)).body).toContain('@Léa Martin Peux-tu rappeler ?')
    const mentions = (await colleague.get('/desk/mentions')).body
    expect(mentions).toContain('Karim Haddad vous cite')
    expect(mentions).toContain(reference)
    expect(mentions).toContain('non lu')
    await colleague.get(path)
    expect((await colleague.get('/desk/mentions')).body).not.toContain('non lu')
  })

  it('a note naming someone who may not read the lane comes back with the reason', async () => {
    const { path, ticketId } = await open()
    const cleared = await web.as(await web.member('Nora Fabre', 'agent', ['fraud']))
    await core.db.updateTable('tickets').set({ category: 'fraud' }).where('id', '=', ticketId).execute()
    const refused = await cleared.post(`${path}/note`, { text: '@Karim Haddad, regarde.' })
    expect(refused.statusCode).toBe(400)
    expect(refused.body).toContain('n’a pas l’habilitation pour lire ce dossier')
    expect(refused.body).toContain('@Karim Haddad, regarde.</textarea>')
    expect(refused.body).not.toContain('<option value="Karim Haddad">')
  })

  it('supervisors write the macros, everyone reads them, and their history says who changed what', async () => {
    const { browser } = await open()
    const claire = await web.as(await web.member('Claire Dubois', 'supervisor'))
    const words = { name: 'Merci', category: '', fr: 'Merci {client}.', en: 'Thank you {customer}.' }
    expect((await browser.post('/desk/macros', words)).statusCode).toBe(403)
    const refused = await claire.post('/desk/macros', { ...words, fr: 'Merci {prenom}.' })
    expect(refused.statusCode).toBe(400)
    expect(refused.body).toMatch(/Aucune variable ne s’appelle ainsi\s: \{prenom\}/)
    expect(refused.body).toContain('Merci {prenom}.</textarea>')
    await claire.post('/desk/macros', words)
    const page = (await browser.get('/desk/macros')).body
    expect(page).toContain('Merci {client}.')
    expect(page).toMatch(/Ajouté · Claire Dubois/)
    expect(page).not.toContain('Archiver')
    const { id } = await core.db.selectFrom('macros').select('id').executeTakeFirstOrThrow()
    await claire.post(`/desk/macros/${id}`, { ...words, fr: 'Merci à vous, {client}.' })
    await claire.post(`/desk/macros/${id}/archiving`)
    const archived = (await claire.get('/desk/macros')).body
    expect(archived).toContain('Archivés (1)')
    expect(archived).toMatch(
      /Archivé · Claire Dubois[\s\S]*Modifié · Claire Dubois[\s\S]*Ajouté · Claire Dubois/,
    )
  })

  it('the page says why the ticket was classified so, and one click corrects it', async () => {
    const { browser, path, ticketId } = await open()
    const page = (await browser.get(path)).body
    expect(page).toContain('Pourquoi cette catégorie')
    expect(page).toMatch(/les mots «\s[^»]+\s»/)
    const [, category = ''] = /name="category" value="([\w-]+)">Plutôt/.exec(page) ?? []
    expect((await browser.post(`${path}/category`, { category })).headers.location).toMatch(/done=/)
    const ticket = await core.db
      .selectFrom('tickets')
      .select('category')
      .where('id', '=', ticketId)
      .executeTakeFirstOrThrow()
    expect(ticket.category).toBe(category)
    expect(await core.db.selectFrom('corrections').select('to_category').execute()).toEqual([
      { to_category: category },
    ])
  })

  it('the category a customer chose in the chat is shown, and one button confirms it for training', async () => {
    const { browser, path, ticketId, karim } = await open()
    await recategorise(core, { ticketId, memberId: karim.id, category: 'account' })
    clock.advance(1000)
    await proposeCorrection(core, { ticketId, from: 'other', to: 'account' })
    const shown = (await browser.get(path)).body
    expect(shown).toMatch(/Le client a choisi\s:\sCompte Agafort/)
    const [, category = ''] =
      /category-confirmation"[\s\S]*?name="category" value="([\w-]+)"/.exec(shown) ?? []
    const confirm = () => browser.post(`${path}/category-confirmation`, { category })
    expect((await confirm()).headers.location).toBe(`${path}?done=category-confirmed`)
    const confirmed = core.db.selectFrom('corrections').select(['to_category', 'confirmed_by'])
    expect(await confirmed.where('proposed_by', '=', 'customer').execute()).toEqual([
      { to_category: 'account', confirmed_by: karim.id },
    ])
    expect((await browser.get(path)).body).not.toContain('Le client a choisi')
    expect((await confirm()).headers.location).toBe(`${path}?done=already-done`)
  })

  it('a category a customer chose is confirmed by nobody once the ticket has left it, nor without clearance for its lane', async () => {
    const { browser, path, ticketId, karim } = await open()
    await proposeCorrection(core, { ticketId, from: 'other', to: 'fraud' })
    expect((await browser.get(path)).body).not.toContain('Le client a choisi')
    const confirm = () => browser.post(`${path}/category-confirmation`, { category: 'fraud' })
    expect((await confirm()).headers.location).toBe(`${path}?done=already-done`)
    await recategorise(core, { ticketId, memberId: karim.id, category: 'fraud' })
    expect((await confirm()).statusCode).toBe(404)
    const waiting = core.db.selectFrom('corrections').select('id').where('confirmed_at', 'is', null)
    expect(await waiting.execute()).toHaveLength(1)
  })

  it('what is said with a seller is folded together, apart from the customer’s exchange', async () => {
    const { browser, path } = await open()
    await browser.post(`${path}/seller`, { seller: 'Meubles Durand', email: 'sav@meubles-durand.example' })
    await browser.post(`${path}/seller-question`, { text: 'Où est le colis de Nadia ?', hours: '24' })
    const page = (await browser.get(path)).body
    const [, thread = ''] = /<details class="seller-thread"[^>]*>([\s\S]*?)<\/details>/.exec(page) ?? []
    expect(thread).toContain('Échanges avec le vendeur (1)')
    expect(thread).toContain('Où est le colis de Nadia ?')
  })

  it('messages are chosen for a second ticket, and a merge is undone, by forms of the page', async () => {
    const { browser, path, reference } = await open()
    const [second] = await receive(core, [
      mailFrom('Nadia Benali', 'nadia.benali@exemple.fr', {
        subject: `Re: [${reference}] Mon compte`,
        text: 'Je ne peux plus me connecter.',
      }),
    ])
    expect((await browser.get(path)).body).toContain(`name="message:${second?.messageId}"`)
    const refused = await browser.post(`${path}/split`, { category: 'account', subject: 'Mon compte' })
    expect(refused.statusCode).toBe(400)
    expect(refused.body).toContain('choisissez au moins un message du client')
    expect(refused.body).toContain('value="Mon compte"')
    await browser.post(`${path}/split`, { category: 'account', [`message:${second?.messageId}`]: '1' })
    const page = (await browser.get(path)).body
    expect(page).not.toContain('Je ne peux plus me connecter.')
    const [, other = ''] = /href="\/desk\/tickets\/(AGF-[\w-]+)">\1<\/a> <span>Re: /.exec(page) ?? []
    expect((await browser.get(`/desk/tickets/${other}`)).body).toContain('Je ne peux plus me connecter.')
    await browser.post(`/desk/tickets/${other}/merge`, { into: reference })
    expect((await browser.get(path)).body).toContain('Je ne peux plus me connecter.')
    const undone = await browser.post(`/desk/tickets/${other}/unmerge`)
    expect(undone.headers.location).toBe(`/desk/tickets/${other}?done=unmerge`)
    expect((await browser.get(`/desk/tickets/${other}`)).body).toContain('Je ne peux plus me connecter.')
  })
})
