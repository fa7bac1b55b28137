import { expect, it } from 'vitest'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { openWeb } from '../../world/web-world.ts'
import { openWorld } from '../../world/world.ts'

const COUNTERFEIT = {
  listings: 'https://agafort.example/annonce/8841\nhttps://agafort.example/annonce/8842',
  ground: 'counterfeit',
  explanation:
    'Ces sacs portent notre marque déposée et ne viennent pas de chez nous : les coutures diffèrent.',
  name: 'Hélène Vasseur',
  email: 'Helene.Vasseur@maroquinerie.example',
  goodFaith: 'yes',
}
const WRONG = {
  listings: 'https://agafort.example/annonce/17',
  explanation: 'La fiche annonce 2 mètres de câble, la boîte en contient un seul.',
  name: 'Oumar Diallo',
  email: 'oumar@exemple.fr',
}

describeOnEachDatabase('The forms for reporting a product', (database) => {
  const { core } = openWorld(database)
  const web = openWeb(core)
  const fr = { 'accept-language': 'fr' }
  const send = (kind: string, fields: Record<string, string>) =>
    web.visitor.post(`/forms/${kind}?lang=fr`, fields)
  const tickets = () => core.db.selectFrom('tickets').selectAll().orderBy('opened_at').execute()

  it('are named on the help page, each by what it is for', async () => {
    const page = await web.visitor.get('/', fr)
    expect(page.body).toContain('href="/forms/product-information?lang=fr"')
    expect(page.body).toContain('Signaler un produit en infraction')
  })

  it('open a ticket with its reference and confirm the receipt by mail', async () => {
    const response = await send('product-infringement', COUNTERFEIT)
    expect(response.statusCode).toBe(303)
    const [ticket] = await tickets()
    expect(ticket).toMatchObject({
      door: 'form',
      category: 'product-infringement',
      team_id: 'product',
      language: 'fr',
    })
    const page = await web.visitor.get(String(response.headers.location))
    expect(page.body).toContain(ticket?.reference)
    const [mail] = await core.db.selectFrom('outbox').selectAll().execute()
    expect(mail).toMatchObject({ kind: 'acknowledgement', recipient: 'helene.vasseur@maroquinerie.example' })
  })

  it('keep everything that was written, in words a reader of the ticket understands', async () => {
    await send('product-infringement', COUNTERFEIT)
    const { text, author_name, standing } = await core.db
      .selectFrom('messages')
      .selectAll()
      .where('direction', '=', 'in')
      .executeTakeFirstOrThrow()
    expect(text).toContain(COUNTERFEIT.explanation)
    expect(text).toContain('https://agafort.example/annonce/8842')
    expect(text).toContain('Contrefaçon d’une marque')
    expect(text).toContain('Je déclare de bonne foi')
    expect({ author_name, standing }).toEqual({ author_name: 'Hélène Vasseur', standing: 'unproven' })
  })

  it('take files along', async () => {
    await web.visitor.upload('/forms/product-information?lang=fr', WRONG, [
      { field: 'files', name: 'boîte.jpg', type: 'image/jpeg', content: 'une photo' },
    ])
    const [file] = await core.db.selectFrom('attachments').select(['name', 'type']).execute()
    expect(file).toEqual({ name: 'boîte.jpg', type: 'image/jpeg' })
    expect(await tickets()).toMatchObject([{ category: 'product-information' }])
  })

  it('say beside each field what is missing, and keep what was typed', async () => {
    const page = await send('product-infringement', {
      listings: 'annonce 12',
      explanation: 'Un casque de vélo sans norme.',
      email: 'paul@',
    })
    expect(page.statusCode).toBe(400)
    expect(page.body).toContain('id="ground-fault"')
    expect(page.body).toContain('Chaque ligne doit être une adresse de page')
    expect(page.body).toContain('Indiquez votre nom.')
    expect(page.body).toContain('Cette adresse électronique n’est pas complète.')
    expect(page.body).toContain('id="goodFaith-fault"')
    expect(page.body).toContain('Un casque de vélo sans norme.</textarea>')
    expect(await tickets()).toEqual([])
  })

  it('let whoever reports the abuse of a child stay anonymous (DSA art. 16)', async () => {
    const response = await send('product-infringement', {
      ...COUNTERFEIT,
      ground: 'child-abuse',
      name: '',
      email: '',
    })
    expect(response.statusCode).toBe(303)
    expect(await tickets()).toHaveLength(1)
    expect(await core.db.selectFrom('outbox').selectAll().execute()).toEqual([])
  })

  it('take the same report once, however often it is sent', async () => {
    await send('product-information', { ...WRONG, formToken: 'un-jeton' })
    await send('product-information', { ...WRONG, formToken: 'un-jeton' })
    expect(await tickets()).toHaveLength(1)
  })

  it('ask once more when a program filled in what people do not see', async () => {
    const page = await send('product-information', { ...WRONG, website: 'https://spam.example' })
    expect(page.statusCode).toBe(400)
    expect(page.body).toContain('puis envoyez-le de nouveau')
    expect(page.body).toContain(WRONG.explanation)
    expect(await tickets()).toEqual([])
  })

  it('tell nobody whether a reference exists', async () => {
    const page = await web.visitor.get('/forms/received?reference=%3Cscript%3E&lang=fr')
    expect(page.statusCode).toBe(200)
    expect(page.body).not.toContain('script>')
  })
})
