import { expect, it } from 'vitest'
import { receive } from '../../../../core/intake/intake.ts'
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

describeOnEachDatabase('What can be done to a ticket on the desk', (database) => {
  const { core } = openWorld(database)
  const web = openWeb(core)

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
    return { browser, path, events, mails, ...received }
  }

  it('a note is kept for colleagues and never told to the customer', async () => {
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

  it('conclusions are told and the ticket stays open', async () => {
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

  it('two matters of one customer become one', async () => {
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
    const { browser, path, mails, events } = await open()
    await createSeller(core, { ...SELLER, externalId: 'V-1042' })
    await browser.post(`${path}/seller`, { seller: 'V-1042' })
    await browser.post(`${path}/seller-question`, { text: 'Où est le colis ?', hours: '24' })
    const mail = (await mails()).find(({ kind }) => kind === 'seller-request')
    expect(mail).toMatchObject({ recipient: 'bonjour@meubles-durand.example', recipient_kind: 'seller' })
    const { id } = await core.db.selectFrom('seller_requests').select('id').executeTakeFirstOrThrow()
    await browser.post(`${path}/cooperation`, {
      request: id,
      cooperated: 'no',
      text: 'Silence depuis trois jours.',
    })
    await browser.post(`${path}/sanction`, {
      kind: 'warning',
      because: 'no-answer',
      text: 'Ne répond jamais.',
    })
    expect(await events()).toEqual(
      expect.arrayContaining(['seller-named', 'seller-asked', 'sanction-proposed']),
    )
    const page = (await browser.get(path)).body
    expect(page).toContain('N’a pas coopéré')
    expect(page).toContain('Avertissement')
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
    const answered = await browser.upload(
      `/desk/tickets/${other?.reference}/answers`,
      { text: 'Bonjour Nadia,' },
      [],
    )
    expect(answered.body).toContain('Bonjour Nadia,</textarea>')
  })
})
