import { beforeEach, expect, it } from 'vitest'
import { markSent } from '../../../../core/correspondence/consequences.ts'
import { receive } from '../../../../core/intake/intake.ts'
import { HOUR, MINUTE } from '../../../../core/kernel/duration.ts'
import type { OutboxId } from '../../../../core/kernel/id.ts'
import { createSeller } from '../../../../core/seller/seller.ts'
import { describeOnEachDatabase } from '../../../servers/database.ts'
import { openWeb } from '../../../world/web-world.ts'
import { mailFrom, openWorld, TUESDAY } from '../../../world/world.ts'

const SELLER = {
  name: 'Meubles Durand',
  email: 'bonjour@meubles-durand.example',
  telephone: '04 78 00 00 00',
  postalAddress: '12 rue des Tanneurs, 69007 Lyon',
  language: 'fr',
} as const

describeOnEachDatabase('On the desk,', (database) => {
  const { core, clock } = openWorld(database)
  const web = openWeb(core)
  beforeEach(() => clock.set(TUESDAY))

  async function open() {
    const [received] = await receive(core, [
      mailFrom('Nadia Benali', 'nadia.benali@exemple.fr', { receivedAt: TUESDAY }),
    ])
    if (!received) throw new Error('nothing was received')
    const thomas = await web.member('Thomas Girard', 'agent', [], ['resolution'])
    const browser = await web.as(thomas)
    const path = `/desk/tickets/${received.reference}`
    const events = async () =>
      (await core.db.selectFrom('events').select('kind').orderBy('number').execute()).map(({ kind }) => kind)
    const mails = () => core.db.selectFrom('outbox').selectAll().orderBy('created_at').execute()
    const sent = (id = '') => markSent(core, [{ id: id as OutboxId, at: clock.now() }])
    // Sessions end with the day.
    const nextDay = () => {
      clock.advance(24 * HOUR)
      return web.as(thomas)
    }
    return { browser, path, events, mails, sent, nextDay, ...received }
  }

  it('a note is kept for colleagues and never shown to the customer', async () => {
    const { browser, path, events, mails } = await open()
    const done = await browser.post(`${path}/note`, { text: 'Le vendeur est connu de nous.' })
    expect(done.headers.location).toBe(`${path}?done=note`)
    expect((await browser.get(`${path}?done=note`)).body).toContain('La note est gardée.')
    expect((await browser.get(path)).body).toContain('Le vendeur est connu de nous.')
    expect(await events()).toContain('noted')
    expect((await mails()).map(({ kind }) => kind)).toEqual(['acknowledgement'])
  })

  it('a question to the customer says by when, and shows that we wait', async () => {
    const { browser, path, mails } = await open()
    await browser.post(`${path}/question`, {
      text: 'Bonjour, quelle est votre adresse de livraison ?',
      hours: '48',
    })
    const mail = (await mails()).find(({ kind }) => kind === 'information-request')
    expect(JSON.stringify(mail?.content)).toContain('quelle est votre adresse de livraison')
    expect((await browser.get(path)).body).toContain('Une question posée au client attend sa réponse')
  })

  it('conclusions are sent and the ticket stays open', async () => {
    const { browser, path, events } = await open()
    await browser.post(`${path}/conclusion`, { text: 'Le transporteur a perdu le colis.' })
    expect(await events()).toContain('concluded')
    const { resolved_at } = await core.db
      .selectFrom('tickets')
      .select('resolved_at')
      .executeTakeFirstOrThrow()
    expect(resolved_at).toBeNull()
  })

  it('a ticket goes up with a reason, and does not without one', async () => {
    const { browser, path } = await open()
    const refused = await browser.post(`${path}/escalation`, { text: ' ', to: 'customer-experience' })
    expect(refused.statusCode).toBe(400)
    expect(refused.body).toContain('dites pourquoi')
    expect(refused.body).toMatch(/<details class="tool" id="escalation" open>/)
    await browser.post(`${path}/escalation`, { text: 'Cliente fragile.', to: 'customer-experience' })
    const { level } = await core.db.selectFrom('tickets').select('level').executeTakeFirstOrThrow()
    expect(level).toBe('customer-experience')
    expect((await browser.get(path)).body).not.toContain('id="escalation"')
  })

  it('what is no complaint is set aside, and taken up again as it was', async () => {
    const { browser, path } = await open()
    const owed = () =>
      core.db
        .selectFrom('promises')
        .select(['kind', 'due_at'])
        .where('ended_at', 'is', null)
        // The acknowledgement is on its way already.
        .where('kind', '!=', 'acknowledge')
        .orderBy('kind')
        .execute()
    const before = await owed()
    await browser.post(`${path}/set-aside`, { why: 'thanks' })
    expect(await owed()).toEqual([])
    const page = (await browser.get(path)).body
    expect(page).toContain('rien n’est dû')
    expect(page).not.toContain('id="escalation"')
    await browser.post(`${path}/taking-up`)
    expect(await owed()).toEqual(before)
  })

  it('a refused form keeps what was typed', async () => {
    const { browser, path } = await open()
    const page = await browser.post(`${path}/question`, { text: 'Quelle adresse ?', hours: '5' })
    expect(page.statusCode).toBe(400)
    expect(page.body).toContain('Quelle adresse ?</textarea>')
  })

  it('a call that reached the customer is on the time line', async () => {
    const { browser, path, events } = await open()
    await browser.post(`${path}/call`, { text: 'Je lui ai dit que le colis part demain.', reached: 'yes' })
    expect(await events()).toContain('called')
    expect((await browser.get(path)).body).toContain('Je lui ai dit que le colis part demain.')
  })

  it('two tickets of one customer become one', async () => {
    const { browser, path, reference } = await open()
    const [other] = await receive(core, [mailFrom('Nadia Benali', 'nadia.benali@exemple.fr')])
    const refused = await browser.post(`${path}/merge`, { into: reference })
    expect(refused.statusCode).toBe(400)
    await browser.post(`${path}/merge`, { into: other?.reference ?? '' })
    const page = (await browser.get(path)).body
    expect(page).toContain(`href="/desk/tickets/${other?.reference}"`)
    expect(page).toContain('Fusionné')
  })

  it('a seller is named, asked on the customer’s behalf, judged, and proposed for a sanction', async () => {
    const { browser, path, mails, events, sent, nextDay } = await open()
    await createSeller(core, { ...SELLER, externalId: 'V-1042' })
    await browser.post(`${path}/seller`, { seller: 'V-1042' })
    await browser.post(`${path}/seller-question`, { text: 'Où est le colis ?', hours: '24' })
    const mail = (await mails()).find(({ kind }) => kind === 'seller-request')
    expect(mail).toMatchObject({ recipient: 'bonjour@meubles-durand.example', recipient_kind: 'seller' })
    const { id } = await core.db.selectFrom('seller_requests').select('id').executeTakeFirstOrThrow()
    await sent(mail?.id)
    const judge = (by = browser) =>
      by.post(`${path}/cooperation`, {
        request: id,
        cooperated: 'no',
        text: 'Silence depuis trois jours.',
      })
    const propose = (because: string, by = browser) =>
      by.post(`${path}/sanction`, { kind: 'warning', because, text: 'Ne répond jamais.' })
    const early = /Le vendeur peut encore répondre, jusqu’au mercredi 25\snovembre à 9\sh\s05\./
    clock.advance(10 * MINUTE)
    expect((await browser.get(path)).body).not.toMatch(/<option value="no"[^>]*>N’a pas coopéré/)
    for (const page of [await judge(), await propose('no-answer'), await propose('refused')]) {
      expect(page.statusCode).toBe(400)
      expect(page.body).toMatch(early)
      expect(page.body).not.toContain('dites pourquoi')
    }
    expect(await events()).not.toContain('seller-judged')
    expect(await events()).not.toContain('sanction-proposed')
    const later = await nextDay()
    expect((await later.get(path)).body).toMatch(/<option value="no"[^>]*>N’a pas coopéré/)
    expect((await judge(later)).statusCode).toBe(303)
    expect((await propose('no-answer', later)).statusCode).toBe(303)
    expect(await events()).toEqual(
      expect.arrayContaining(['seller-named', 'seller-asked', 'seller-judged', 'sanction-proposed']),
    )
    const page = (await later.get(path)).body
    expect(page).toContain('N’a pas coopéré')
    expect(page).toContain('Avertissement')
  })

  it('a refused sanction says its own reason, and a second one leads to the ticket of the first', async () => {
    const { browser, path, reference } = await open()
    await createSeller(core, { ...SELLER, externalId: 'V-1042' })
    const [other] = await receive(core, [mailFrom('Nadia Benali', 'nadia.benali@exemple.fr')])
    const otherPath = `/desk/tickets/${other?.reference}`
    for (const ticket of [path, otherPath]) await browser.post(`${ticket}/seller`, { seller: 'V-1042' })
    const propose = (ticket: string, because: string, text = 'Nie la vente.') =>
      browser.post(`${ticket}/sanction`, { kind: 'warning', because, text })
    expect((await propose(path, 'refused', ' ')).body).toContain(
      'n’est pas enregistrée\u00a0: dites pourquoi.',
    )
    expect((await propose(path, 'no-answer')).body).toContain('aucune question posée au vendeur')
    await propose(path, 'refused')
    const second = await propose(otherPath, 'refused')
    expect(second.statusCode).toBe(400)
    expect(second.body).toContain('déjà proposée')
    expect(second.body).toContain(`<a class="reference" href="/desk/tickets/${reference}">${reference}</a>`)
    expect(second.body).toContain('Nie la vente.')
  })

  it('a seller nobody knows is put down by hand', async () => {
    const { browser, path } = await open()
    const refused = await browser.post(`${path}/seller`, { seller: 'Inconnu SARL' })
    expect(refused.statusCode).toBe(400)
    await browser.post(`${path}/seller`, { seller: 'Inconnu SARL', email: 'contact@inconnu.example' })
    expect((await browser.get(path)).body).toContain('contact@inconnu.example')
  })

  it('the seller’s details are given when the customer wants them and the seller was asked in vain', async () => {
    const { browser, path, mails } = await open()
    await createSeller(core, { ...SELLER, externalId: 'V-1042' })
    await browser.post(`${path}/seller`, { seller: 'V-1042' })
    await browser.post(`${path}/seller-contact`)
    expect((await browser.post(`${path}/seller-contact-release`, { text: '' })).statusCode).toBe(400)
    await browser.post(`${path}/seller-contact-release`, { text: 'Le vendeur a fermé son service client.' })
    const mail = (await mails()).find(({ kind }) => kind === 'seller-contact')
    expect(JSON.stringify(mail?.content)).toContain('12 rue des Tanneurs')
  })

  it('what was typed comes back when a colleague was quicker', async () => {
    const { browser, path } = await open()
    const [other] = await receive(core, [mailFrom('Nadia Benali', 'nadia.benali@exemple.fr')])
    await browser.post(`${path}/resolution`, { outcome: 'solved', text: 'Le colis est arrivé.' })
    const concluded = await browser.post(`${path}/conclusion`, { text: 'Le transporteur a perdu le colis.' })
    expect(concluded.statusCode).toBe(400)
    expect(concluded.body).toContain('Le transporteur a perdu le colis.</textarea>')
    // Words for a seller or a colleague never turn up in the answer to the customer.
    const reason = await browser.post(`${path}/escalation`, { to: 'resolution', text: 'Cliente difficile.' })
    expect(reason.body).toMatch(/id="escalation-text"[^>]*>Cliente difficile\.</)
    const again = await browser.post(`${path}/resolution`, { outcome: 'solved', text: 'Remboursé ce matin.' })
    expect(again.body).toContain('Remboursé ce matin.</textarea>')
    await browser.post(`/desk/tickets/${other?.reference}/set-aside`, { why: 'thanks' })
    const response = await browser.upload(
      `/desk/tickets/${other?.reference}/answers`,
      { text: 'Bonjour Nadia,' },
      [],
    )
    expect(response.body).toContain('Bonjour Nadia,</textarea>')
  })
})
