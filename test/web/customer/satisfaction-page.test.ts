import type { FastifyInstance } from 'fastify'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { markSent } from '../../../core/correspondence/consequences.ts'
import { ticketUrl } from '../../../core/correspondence/reply.ts'
import { receive } from '../../../core/intake/intake.ts'
import type { Core } from '../../../core/kernel/core.ts'
import { DAY, HOUR } from '../../../core/kernel/duration.ts'
import type { TicketId } from '../../../core/kernel/id.ts'
import { signLink } from '../../../core/kernel/signed-link.ts'
import { createMember } from '../../../core/member/member.ts'
import { openSatisfactionOf } from '../../../core/satisfaction/satisfaction.ts'
import { resolve } from '../../../core/ticket-actions/resolution.ts'
import { buildWeb } from '../../../web/server.ts'
import { violationsOf } from '../../browser/axe.ts'
import { leaveBrowser, openBrowser } from '../../browser/chromium.ts'
import { keepPicture } from '../../browser/picture.ts'
import { describeOnDatabase, useTestDatabase } from '../../servers/database.ts'
import { openWeb, type Page } from '../../world/web-world.ts'
import { type MovableClock, mailFrom, openWorld, TUESDAY } from '../../world/world.ts'

const textOf = (page: Page) =>
  page.body
    .replace(/<[^>]+>/g, ' ')
    .replace(/\u00a0/g, ' ')
    .replace(/\s+/g, ' ')

/** Nadia’s matter, resolved an hour after she wrote, and the way to the question she was asked with it. */
async function nadiaIsAsked(core: Core, clock: MovableClock, given: Parameters<typeof mailFrom>[2] = {}) {
  clock.set(TUESDAY)
  const [received] = await receive(core, [mailFrom('Nadia Benali', 'nadia.benali@exemple.fr', given)])
  if (!received) throw new Error('nothing was received')
  clock.advance(HOUR)
  const { ticketId, reference } = received
  const email = `lea.${ticketId}@agafort.example`
  const lea = await createMember(core, { name: 'Léa Martin', email, role: 'agent', language: 'fr' })
  await resolve(core, { ticketId, memberId: lea.id, outcome: 'solved', text: 'Votre colis est livré.' })
  const rows = await core.db.selectFrom('outbox').select('id').where('sent_at', 'is', null).execute()
  await markSent(
    core,
    rows.map(({ id }) => ({ id, at: clock.now() })),
  )
  const links = await openSatisfactionOf(core, ticketId)
  if (!links) throw new Error('nothing was asked')
  return { ticketId, reference, path: new URL(links.url).pathname }
}

describeOnDatabase('The page that asks how satisfied a customer is', (database) => {
  const { core, clock } = openWorld(database)
  const web = openWeb(core)
  const asked = (given?: Parameters<typeof mailFrom>[2]) => nadiaIsAsked(core, clock, given)
  const ratings = () => database.db.selectFrom('satisfaction_answers').selectAll().execute()
  const ticketOf = (id: TicketId) =>
    database.db.selectFrom('tickets').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

  it('shows the step chosen in the mail, and never votes however often a scanner looks', async () => {
    const { path, reference } = await asked()
    for (let looks = 0; looks < 3; looks++) {
      for (const score of [1, 2, 3, 4, 5]) {
        const page = await web.visitor.get(`${path}?score=${score}`)
        expect(page.statusCode).toBe(200)
        expect(page.body.match(/<input type="radio"[^>]*checked>/g)).toEqual([
          `<input type="radio" name="score" value="${score}" required checked>`,
        ])
      }
    }
    expect(textOf(await web.visitor.get(path))).toContain(reference)
    expect((await web.visitor.get(path)).body).not.toContain('checked')
    expect((await web.visitor.get(`${path}?score=9`)).body).not.toContain('checked')
    expect(await ratings()).toEqual([])
  })

  it('takes one rating with words, thanks for it, and says so to whoever comes again', async () => {
    const { path } = await asked()
    const sent = await web.visitor.post(path, { score: '5', comment: 'Très bon accueil.' })
    expect(sent.headers.location).toBe(`${path}?done=answered`)
    expect(textOf(await web.visitor.get(`${path}?done=answered`))).toMatch(
      /Merci, votre avis est enregistré .*Votre réponse : Tout à fait\./,
    )
    const again = await web.visitor.post(path, { score: '1', comment: 'Autre avis' })
    expect(again.statusCode).toBe(409)
    expect(textOf(again)).toMatch(/Votre avis est déjà enregistré .*Le vôtre n’a pas été modifié\./)
    expect(textOf(await web.visitor.get(`${path}?score=1`))).toContain('Votre avis est déjà enregistré')
    expect(await ratings()).toMatchObject([{ score: 5, comment: 'Très bon accueil.', via: 'page' }])
  })

  it('asks for a step when none was chosen, and keeps what was typed', async () => {
    const { path } = await asked()
    const none = await web.visitor.post(path, { comment: 'Le colis <b>fuit</b>' })
    expect(none.statusCode).toBe(400)
    expect(textOf(none)).toContain('Choisissez une des cinq réponses')
    expect(none.body).toContain('>Le colis &lt;b&gt;fuit&lt;/b&gt;</textarea>')
    const long = await web.visitor.post(path, { score: '2', comment: 'a'.repeat(5001) })
    expect(long.statusCode).toBe(400)
    expect(long.body).toContain(`>${'a'.repeat(5001)}</textarea>`)
    expect(long.body).toContain('value="2" required checked')
    expect(await ratings()).toEqual([])
  })

  it('takes words added after a bare mark, once', async () => {
    const { path } = await asked()
    await web.visitor.post(path, { score: '4' })
    expect((await web.visitor.get(path)).body).toContain(`action="${path}/comment?lang=fr"`)
    const added = await web.visitor.post(`${path}/comment`, { comment: 'Un peu long.' })
    expect(textOf(await web.visitor.get(String(added.headers.location)))).toContain(
      'Votre commentaire est enregistré.',
    )
    expect((await web.visitor.post(`${path}/comment`, { comment: 'Encore' })).statusCode).toBe(409)
    expect(await ratings()).toMatchObject([{ score: 4, comment: 'Un peu long.' }])
  })

  it('offers a dissatisfied customer, and nobody else, to reopen the ticket', async () => {
    const { path, ticketId } = await asked()
    await web.visitor.post(path, { score: '1', comment: '' })
    const page = await web.visitor.get(`${path}?done=answered`)
    expect(textOf(page)).toMatch(/Nous regrettons .*Le problème n’est pas réglé \? .*Rouvrir votre dossier/)
    const reopened = await web.visitor.post(`${path}/reopen`, { text: 'Le vase est fêlé.' })
    expect(textOf(await web.visitor.get(String(reopened.headers.location)))).toMatch(
      /Votre dossier est rouvert .*L’équipe chargée de l’expérience client/,
    )
    expect(await ticketOf(ticketId)).toMatchObject({
      resolved_at: null,
      level: 'customer-experience',
      round: 2,
    })
    await web.visitor.post(`${path}/reopen`, { text: 'Encore' })
    expect(await ticketOf(ticketId)).toMatchObject({ round: 2 })
    const content = await asked({ subject: 'Une lampe' })
    await web.visitor.post(content.path, { score: '4' })
    expect((await web.visitor.get(content.path)).body).not.toContain('/reopen')
    expect((await web.visitor.post(`${content.path}/reopen`, {})).statusCode).toBe(403)
    expect(await ticketOf(content.ticketId)).toMatchObject({ round: 1 })
  })

  it('says what to do when a link is altered, for something else, or too old', async () => {
    const { path, reference } = await asked()
    const ticketToken = signLink(core.settings.secretKeys, { purpose: 'ticket', subject: reference })
    for (const other of [`${path.slice(0, -2)}xx`, `/s/${ticketToken}`, '/s/x', `/s/${reference}`]) {
      for (const page of [await web.visitor.get(other), await web.visitor.post(other, { score: '5' })]) {
        expect(page.statusCode, other).toBe(404)
        expect(textOf(page)).toContain('Ce lien ne mène à aucune question')
      }
    }
    clock.advance(30 * DAY)
    for (const page of [await web.visitor.get(path), await web.visitor.post(path, { score: '5' })]) {
      expect(page.statusCode).toBe(410)
      expect(textOf(page)).toMatch(/Ce lien n’est plus valable .*pendant 30 jours/)
    }
    expect(await ratings()).toEqual([])
  })

  it('says that the question is closed while the ticket is open again', async () => {
    const { path, reference } = await asked()
    const text = 'Rien n’est réglé.'
    await receive(core, [
      mailFrom('Nadia Benali', 'nadia.benali@exemple.fr', { subject: `Re: ${reference}`, text }),
    ])
    expect(textOf(await web.visitor.get(path))).toContain('Nous vous demanderons votre avis lorsque')
    expect((await web.visitor.post(path, { score: '5' })).statusCode).toBe(409)
    expect(await ratings()).toEqual([])
  })

  it('speaks the customer’s language, and the other one on request', async () => {
    const { path } = await asked({ language: 'en' })
    expect(textOf(await web.visitor.get(path))).toContain(
      'Are you satisfied with how your request was handled?',
    )
    expect(textOf(await web.visitor.get(`${path}?lang=fr`))).toContain('vous satisfait-il ?')
    const sent = await web.visitor.post(`${path}?lang=fr`, { score: '3' })
    expect(sent.headers.location).toBe(`${path}?done=answered&lang=fr`)
  })

  it('is found from the ticket’s own page while the question is open', async () => {
    const { path, reference } = await asked()
    const own = new URL(ticketUrl(core, reference)).pathname
    expect((await web.visitor.get(own)).body).toContain(`href="${path}?lang=fr"`)
    await web.visitor.post(path, { score: '3' })
    expect((await web.visitor.get(own)).body).not.toContain('href="/s/')
  })

  it('tells no other site and no search engine where it is, and takes no form from another site', async () => {
    const { path } = await asked()
    expect((await web.visitor.get(path)).headers).toMatchObject({
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
      'cache-control': 'no-store',
    })
    const forged = await web.visitor.post(path, { score: '1' }, { origin: 'https://mal.example' })
    expect(forged.statusCode).toBe(403)
    expect(await ratings()).toEqual([])
  })

  it('has visitors who ask too often wait', async () => {
    const { path } = await asked()
    const strict = openWeb(core, { limits: { publicPost: 2, publicPage: 2 } })
    const statuses: number[] = []
    for (let i = 0; i < 3; i++) statuses.push((await strict.visitor.post(path, {})).statusCode)
    for (let i = 0; i < 3; i++) statuses.push((await strict.visitor.get(path)).statusCode)
    expect(statuses).toEqual([400, 400, 429, 200, 200, 429])
  })
})

const LOOKS = {
  light: { viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  dark: { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
  phone: { viewport: { width: 360, height: 740 }, colorScheme: 'light' },
} as const

describe('The page that asks how satisfied a customer is, in a browser', () => {
  const database = useTestDatabase('PostgreSQL', { keep: true })
  const { core, clock } = openWorld(database)
  let address: string
  let app: FastifyInstance
  let browser: Browser

  beforeAll(async () => {
    const limits = { signIn: 10_000, publicPost: 10_000, publicPage: 10_000 }
    app = buildWeb({
      core,
      settings: { trustProxy: false, demo: null, limits },
      readAgain: async () => false,
    })
    address = await app.listen({ host: '127.0.0.1', port: 0 })
    core.settings.publicUrl = address
    browser = await openBrowser()
  })
  afterAll(async () => {
    await leaveBrowser()
    await app?.close()
  })

  it.each(Object.entries(LOOKS))(
    'is answered with the keyboard alone and no script, and axe finds nothing: %s',
    async (look, { viewport, colorScheme }) => {
      const { path } = await nadiaIsAsked(core, clock)
      const context = await browser.newContext({ viewport, colorScheme, javaScriptEnabled: false })
      const seeing = await browser.newContext({ viewport, colorScheme })
      const page = await context.newPage()
      const lookAt = async (name: string, url: string) => {
        const other = await seeing.newPage()
        await other.goto(url)
        await keepPicture(other, `web/satisfaction-${name}-${look}`, { fullPage: true })
        const violations = await violationsOf(other)
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
        const over = await other.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')
        expect(over).toBeLessThanOrEqual(0)
        await other.close()
      }
      await page.goto(`${address}${path}`)
      await lookAt('question', `${address}${path}?score=4`)
      await page.getByRole('radio', { name: 'Tout à fait' }).focus()
      for (let steps = 0; steps < 4; steps++) await page.keyboard.press('ArrowDown')
      expect(await page.getByRole('radio', { name: 'Pas du tout' }).isChecked()).toBe(true)
      await page.keyboard.press('Tab')
      await page.keyboard.type('Le vase est fêlé.')
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'Merci, votre avis est enregistré' }).waitFor()
      await lookAt('dissatisfied', page.url())
      await page.getByRole('button', { name: 'Rouvrir votre dossier' }).click()
      await page.getByRole('heading', { name: 'Votre dossier est rouvert' }).waitFor()
      await lookAt('reopened', page.url())
      await lookAt('invalid', `${address}/s/x`)
      await context.close()
      await seeing.close()
    },
  )
})
