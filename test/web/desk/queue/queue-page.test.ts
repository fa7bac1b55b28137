import { gunzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { receive } from '../../../../core/intake/intake.ts'
import { indexTickets } from '../../../../core/search/indexer.ts'
import { COUNTED } from '../../../../core/ticket/list.ts'
import { QUEUES } from '../../../../core/ticket/queue.ts'
import { listSavedFilters, MOST_FILTERS, saveFilter } from '../../../../core/ticket/saved-filter.ts'
import { shortCount } from '../../../../web/desk/navigation.ts'
import { describeOnEachDatabase } from '../../../servers/database.ts'
import { openWeb } from '../../../world/web-world.ts'
import { mailFrom, openWorld } from '../../../world/world.ts'

describeOnEachDatabase('The desk’s lists', (database) => {
  const { core } = openWorld(database)
  const web = openWeb(core)
  const member = () => web.member('Léa Martin', 'agent', [], ['customer-service'])
  const lea = async () => web.as(await member())
  const take = async (...given: Parameters<typeof mailFrom>) => {
    const [received] = await receive(core, [mailFrom(...given)])
    if (!received) throw new Error('nothing was received')
    return received
  }
  const nadia = () => take('Nadia Benali', 'nadia.benali@exemple.fr', { subject: 'Colis perdu' })
  const karim = () =>
    take('Karim Haddad', 'karim@exemple.fr', {
      subject: 'Fermez mon compte',
      doorCategory: 'account-closure',
    })
  const textOf = (body: string) => body.replace(/<[^>]+>/g, ' ').replace(/[\u00a0\s]+/g, ' ')
  const rowsOf = (body: string) => [...body.matchAll(/class="row-who">([^<]*)/g)].map(([, who]) => who)

  it('begin with what this member has to do', async () => {
    const { reference } = await nadia()
    await karim()
    const browser = await lea()
    expect((await browser.get('/desk')).body).toContain('<h1>Mon équipe</h1>')
    await browser.post(`/desk/tickets/${reference}/assignment`, { to: 'me' })
    expect((await browser.get('/desk')).body).toContain('<h1>Les miens</h1>')
    const thomas = await web.as(await web.member('Thomas Girard'))
    expect((await thomas.get('/desk')).body).toContain('<h1>À traiter</h1>')
  })

  it.each(QUEUES)('say of %s, when it is empty, why it is and what comes next', async (queue) => {
    const { body } = await (await lea()).get(`/desk?queue=${queue}`)
    expect(body).toMatch(/class="empty-title">[^<]{10,}<\/p><p>[^<]{30,}/)
    expect(body).toMatch(new RegExp(`href="/desk\\?queue=${queue}" aria-current="page"`))
  })

  it('are narrowed by a form that needs no script, each condition with its way out', async () => {
    await nadia()
    await karim()
    const browser = await lea()
    expect(rowsOf((await browser.get('/desk?queue=open')).body)).toHaveLength(2)
    const { body } = await browser.get('/desk?queue=open&category=account-closure&team=&door=mail')
    expect(rowsOf(body)).toEqual(['Karim Haddad'])
    expect(body).toMatch(/href="\/desk\?queue=open&amp;door=mail"[^>]*>.*?Fermeture de compte/)
    const none = await browser.get('/desk?queue=open&door=call')
    expect(textOf(none.body)).toContain('Aucun dossier ne répond à ce filtre')
  })

  it('keep a filter under a name for the member alone, and forget it', async () => {
    await nadia()
    await karim()
    const browser = await lea()
    const kept = await browser.post('/desk/filters', {
      list: 'queue=open&category=account-closure',
      name: '  Comptes   à fermer ',
    })
    const shown = await browser.get(String(kept.headers.location))
    expect(textOf(shown.body)).toContain('Le filtre est gardé.')
    const [, address = ''] =
      /<a href="([^"]+)" aria-current="page"><span>Comptes à fermer/.exec(shown.body) ?? []
    const opened = await browser.get(address.replaceAll('&amp;', '&'))
    expect(rowsOf(opened.body)).toEqual(['Karim Haddad'])
    const thomas = await web.member('Thomas Girard')
    expect((await (await web.as(thomas)).get('/desk')).body).not.toContain('Comptes à fermer')
    const [, deletion = ''] = /action="(\/desk\/filters\/[^"]+\/deletion)"/.exec(opened.body) ?? []
    await (await web.as(thomas)).post(deletion)
    expect((await browser.get('/desk')).body).toContain('Comptes à fermer')
    await browser.post(deletion)
    expect((await browser.get('/desk')).body).not.toContain('Comptes à fermer')
  })

  it('refuse a filter without a name, and a thirty-first, keeping what was chosen', async () => {
    const viewer = await member()
    const browser = await web.as(viewer)
    const nameless = await browser.post('/desk/filters', { list: 'queue=open&door=mail', name: ' ' })
    expect(nameless.statusCode).toBe(400)
    expect(textOf(nameless.body)).toContain('Donnez un nom au filtre')
    expect(nameless.body).toContain('value="queue=open&amp;door=mail"')
    const given = { memberId: viewer.id, queue: 'open', filter: { door: 'mail' } } as const
    for (let i = 0; i < MOST_FILTERS; i++) await saveFilter(core, { ...given, name: `Filtre ${i}` })
    await saveFilter(core, { ...given, name: 'Filtre 0', filter: { door: 'call' } })
    expect(await listSavedFilters(core.db, viewer.id)).toHaveLength(MOST_FILTERS)
    const full = await browser.post('/desk/filters', { list: 'queue=open&door=mail', name: 'Un de plus' })
    expect(textOf(full.body)).toContain('Vous avez déjà gardé 30 filtres')
  })

  it('are searched in words, whatever the accents, saying what was searched', async () => {
    await nadia()
    await take('Étienne Marchal', 'etienne@exemple.fr', { subject: 'Réfrigérateur abîmé' })
    await indexTickets(core)
    const browser = await lea()
    const found = await browser.get('/desk/search?text=refrigerateur')
    expect(rowsOf(found.body)).toEqual(['Étienne Marchal'])
    expect(textOf(found.body)).toContain('Dossiers trouvés pour « refrigerateur »')
    expect(textOf(found.body)).toContain('sans tenir compte des accents')
    const none = await browser.get(`/desk/search?text=${encodeURIComponent('<script>zèbre')}`)
    expect(textOf(none.body)).toContain('Aucun dossier pour « &lt;script&gt;zèbre »')
    expect(none.body).not.toContain('<script>z')
    expect(textOf((await browser.get('/desk/search')).body)).toContain('Que cherchez-vous ?')
  })

  it('lead straight to a reference, and suggest what a mistyped one may have meant', async () => {
    const { reference } = await nadia()
    await indexTickets(core)
    const browser = await lea()
    const whole = await browser.get(`/desk/search?text=${reference.toLowerCase().replaceAll('-', '+')}`)
    expect(whole.headers.location).toBe(`/desk/tickets/${reference}`)
    const last = reference.at(-1)
    const mistyped = reference.slice(0, -1) + (last === '7' ? '8' : '7')
    const { body } = await browser.get(`/desk/search?text=${mistyped}`)
    expect(textOf(body)).toContain('Cette référence n’existe pas. Vouliez-vous dire :')
    expect(body).toContain(`href="/desk/tickets/${reference}"`)
  })

  it('are acted on by a plain form: what is ticked changes, what is refused is named with its reason', async () => {
    const [first, second] = [await nadia(), await karim()]
    const browser = await lea()
    await browser.post(`/desk/tickets/${second.reference}/resolution`, { outcome: 'solved', text: 'Fait.' })
    const form = {
      list: 'queue=open',
      [`ticket.${first.reference}`]: 'on',
      [`ticket.${second.reference}`]: 'on',
      outcome: 'solved',
      text: 'Votre colis est livré.',
    }
    const page = await browser.post('/desk/bulk', { ...form, act: 'resolve' })
    expect(page.statusCode).toBe(303)
    const said = textOf((await browser.get(String(page.headers.location))).body)
    expect(said).toContain('1 dossier résolu ; son client est prévenu.')
    expect(said).toMatch(new RegExp(`1 dossier n’a pas changé : ${second.reference} : c’était déjà fait`))
  })

  it('act on the whole page when all of it is ticked', async () => {
    const references = [(await nadia()).reference, (await karim()).reference]
    const viewer = await member()
    const browser = await web.as(viewer)
    const form = {
      list: 'queue=open',
      all: 'on',
      page: references.join(' '),
      act: 'assign',
      assignee: viewer.id,
    }
    const page = await browser.post('/desk/bulk', form)
    expect(textOf((await browser.get(String(page.headers.location))).body)).toContain('2 dossiers attribués.')
    expect(rowsOf((await browser.get('/desk?queue=mine')).body)).toHaveLength(2)
  })

  it('give a refused form back with everything ticked and typed', async () => {
    const { reference } = await nadia()
    const browser = await lea()
    const nothing = await browser.post('/desk/bulk', { list: 'queue=open', act: 'quarantine' })
    expect(nothing.statusCode).toBe(400)
    expect(textOf(nothing.body)).toContain('Aucun dossier n’est coché.')
    const silent = await browser.post('/desk/bulk', {
      list: 'queue=open',
      [`ticket.${reference}`]: 'on',
      act: 'resolve',
      outcome: 'withdrawn',
      text: ' ',
    })
    expect(silent.statusCode).toBe(400)
    expect(silent.body).toContain(`name="ticket.${reference}" checked`)
    expect(silent.body).toContain('<option value="withdrawn" selected>')
  })

  it('stand beside the ticket opened from them, which is marked there', async () => {
    const { reference } = await nadia()
    await karim()
    const { body } = await (await lea()).get(`/desk/tickets/${reference}?queue=open`)
    expect(body).toMatch(new RegExp(`href="/desk/tickets/${reference}" aria-current="true"`))
    const beside = body.slice(body.indexOf('class="beside"'), body.indexOf('<main'))
    expect(rowsOf(beside)).toEqual(expect.arrayContaining(['Nadia Benali', 'Karim Haddad']))
    expect(beside).not.toContain('type="checkbox"')
  })

  it('say how many stand in them, as far as it is counted', () => {
    expect([1, 999, COUNTED].map(shortCount)).toEqual(['1', '999', '999+'])
  })

  it('come with a page of the keys, and their failures in their own frame', async () => {
    const browser = await lea()
    const help = await browser.get('/desk/help')
    expect(textOf(help.body)).toMatch(/Dossier suivant.*Répondre.*Chercher/)
    const missing = await browser.get('/desk/tickets/AGF-0000-0000')
    expect(missing.statusCode).toBe(404)
    expect(missing.body).toMatch(/class="side"[\s\S]*Il n’y a rien ici/)
  })

  it('send styles and scripts compressed, and pages that hold a form’s token never', async () => {
    const browser = await lea()
    const headers = { 'accept-encoding': 'gzip, br' }
    const page = await browser.get('/desk', headers)
    expect(page.headers['content-encoding']).toBeUndefined()
    const [, sheet = ''] = /href="(\/static\/base\.css[^"]*)"/.exec(page.body) ?? []
    const [plain, packed] = [await browser.get(sheet), await browser.get(sheet, headers)]
    expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' })
    expect(gunzipSync(packed.rawPayload).toString()).toBe(plain.body)
  })
})
