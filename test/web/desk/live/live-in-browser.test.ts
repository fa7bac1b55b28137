import type { FastifyInstance } from 'fastify'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openSession, revokeSessionsOf } from '../../../../core/auth/session.ts'
import { requestHandoff } from '../../../../core/chat/handoff.ts'
import { relayFromCustomer } from '../../../../core/chat/handoff-relay.ts'
import { receive } from '../../../../core/intake/intake.ts'
import { type ConversationId, newId } from '../../../../core/kernel/id.ts'
import { createMember, type Member } from '../../../../core/member/member.ts'
import { presenceOf } from '../../../../core/member/presence.ts'
import { noteViewing } from '../../../../core/ticket/viewers.ts'
import { recategorise } from '../../../../core/ticket-actions/assign.ts'
import { sessionCookieName } from '../../../../web/http/cookie.ts'
import { violationsOf } from '../../../browser/axe.ts'
import { leaveBrowser, openBrowser } from '../../../browser/chromium.ts'
import { keepPicture } from '../../../browser/picture.ts'
import { useTestDatabase } from '../../../servers/database.ts'
import { poll } from '../../../servers/poll.ts'
import { startWeb } from '../../../world/live-reader.ts'
import { mailFrom, openWorld } from '../../../world/world.ts'

/** Milliseconds after which an open page fetches its list again, and reports that it looks at a ticket. */
const BETWEEN_LISTS = 8_000
const BETWEEN_LOOKS = 10_000

describe('The desk, open in a browser', () => {
  const world = openWorld(useTestDatabase('PostgreSQL'))
  const { core } = world
  let app: FastifyInstance
  let address: string
  let browser: Browser
  let context: BrowserContext
  let camille: Member

  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(leaveBrowser)
  beforeEach(async () => {
    core.settings.publicUrl = 'http://127.0.0.1'
    ;({ app, address } = await startWeb(core))
    core.settings.publicUrl = address
    camille = await createMember(core, {
      name: 'Camille Renaud',
      email: 'camille@agafort.example',
      role: 'agent',
      language: 'fr',
    })
    context = await signIn(camille)
    return async () => {
      await context.close()
      await app.close()
    }
  })

  async function signIn({ id }: Member): Promise<BrowserContext> {
    const signed = await browser.newContext({ locale: 'fr-FR' })
    const { token } = await openSession(core, id)
    await signed.addCookies([{ name: sessionCookieName(address), value: token, url: address }])
    return signed
  }

  async function open(path: string, at = context): Promise<Page> {
    const page = await at.newPage()
    await page.clock.install()
    await page.goto(`${address}${path}`)
    return page
  }

  /** Nothing axe finds wrong, by day and on a phone by night; a picture of each may be kept. */
  async function looksWell(page: Page, name: string): Promise<void> {
    for (const [look, colorScheme, width] of [
      ['light', 'light', 1280],
      ['dark-phone', 'dark', 390],
    ] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.setViewportSize({ width, height: 844 })
      await keepPicture(page, `web/live-${name}-${look}`, { fullPage: true })
      const violations = await violationsOf(page)
      const serious = violations.filter(({ impact }) => impact !== 'minor')
      expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual(
        [],
      )
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
    }
    await page.setViewportSize({ width: 1280, height: 844 })
  }

  async function mailIn(name: string, subject = 'Colis jamais reçu') {
    const [received] = await receive(core, [
      mailFrom(name, `${name.split(' ')[0]?.toLowerCase()}@exemple.fr`, { subject }),
    ])
    if (!received) throw new Error('nothing was received')
    return received
  }

  async function askForPerson(name: string): Promise<ConversationId> {
    const { ticketId } = await mailIn(name)
    const conversationId = newId<'conversation'>(core.clock.now())
    await core.db
      .insertInto('conversations')
      .values({ id: conversationId, kind: 'chat', audience: 'customer', created_at: core.clock.now() })
      .execute()
    await core.db.transaction().execute((trx) =>
      requestHandoff(trx, core, {
        conversationId,
        ticketId,
        reason: 'asked',
        urgent: false,
        language: 'fr',
        summary: 'Colis jamais reçu',
      }),
    )
    return conversationId
  }

  const say = (conversationId: ConversationId, text: string) =>
    core.db
      .transaction()
      .execute((trx) =>
        relayFromCustomer(trx, core, { conversationId, token: text, text, files: [], proven: false }),
      )
  const streams = (page: Page) =>
    page.evaluate(
      'new Promise((told) => { document.addEventListener("desk:queue", () => told(true), { once: true }) })',
    )

  it('has one stream for two tabs, and both hear by it', async () => {
    let connections = 0
    app.server.on('request', ({ url }) => {
      if (url?.startsWith('/desk/live?')) connections++
    })
    const tabs = [await open('/desk/talks'), await open('/desk')]
    await poll('the stream', () => connections > 0)
    const heard = tabs.map(streams)
    await mailIn('Nadia Benali')
    expect(await Promise.all(heard)).toEqual([true, true])
    await tabs[0]?.close()
    const still = streams(tabs[1] as Page)
    await mailIn('Sophie Lambert')
    expect(await still).toBe(true)
    expect(connections).toBe(1)
  })

  it('hears without shared workers as well', async () => {
    await context.addInitScript('delete globalThis.SharedWorker')
    const page = await open('/desk/talks')
    const heard = streams(page)
    await mailIn('Nadia Benali')
    expect(await heard).toBe(true)
  })

  it('says on an open ticket that a message has come, without touching what one types', async () => {
    const { reference } = await mailIn('Nadia Benali')
    const page = await open(`/desk/tickets/${reference}`)
    const box = page.locator('#answer-text')
    await box.fill('Bonjour Nadia, je regarde')
    await receive(core, [
      mailFrom('Nadia Benali', 'nadia@exemple.fr', {
        subject: `Re: ${reference}`,
        text: 'Le colis est arrivé cassé.',
        newText: 'Le colis est arrivé cassé.',
      }),
    ])
    const news = page.getByRole('link', { name: 'Nouveau message · afficher' })
    await news.waitFor()
    expect(await page.getByText('arrivé cassé').count()).toBe(0)
    expect(await box.evaluate((element) => element.matches(':focus'))).toBe(true)
    await news.click()
    await page.getByText('arrivé cassé').first().waitFor()
    await news.waitFor({ state: 'detached' })
    expect(await box.inputValue()).toBe('Bonjour Nadia, je regarde')
  })

  it('puts a new ticket into an open list, and leaves what is ticked, focused and typed as it is', async () => {
    const { reference } = await mailIn('Nadia Benali')
    const page = await open('/desk?queue=open')
    const row = page.locator('.row', { hasText: reference })
    await row.locator('.tick').check()
    await row.locator('.row-link').focus()
    await mailIn('Sophie Lambert', 'Vase cassé')
    await page.locator('.row', { hasText: 'Vase cassé' }).waitFor()
    expect(await row.locator('.tick').isChecked()).toBe(true)
    expect(await row.locator('.row-link').evaluate((link) => link.matches(':focus'))).toBe(true)
    await page.locator('#find').fill('colis de Nad')
    await page.clock.fastForward(BETWEEN_LISTS)
    await mailIn('Karim Haddad', 'Facture fausse')
    await page.locator('.row', { hasText: 'Facture fausse' }).waitFor()
    await page.locator('.side nav a', { hasText: '3' }).first().waitFor()
    expect(await page.locator('#find').inputValue()).toBe('colis de Nad')
  })

  it('shows who else looks at a ticket, and who is replying to it', async () => {
    const jean = await createMember(core, {
      name: 'Jean Petit',
      email: 'jean@agafort.example',
      role: 'agent',
      language: 'fr',
    })
    const { reference } = await mailIn('Nadia Benali')
    const mine = await open(`/desk/tickets/${reference}`)
    const his = await signIn(jean)
    const page = await open(`/desk/tickets/${reference}`, his)
    await mine.getByText('Jean Petit regarde aussi ce dossier.').waitFor()
    await page.locator('#answer-text').pressSequentially('Bon')
    await mine.getByText('Jean Petit écrit une réponse.').waitFor()
    await page.goto(`${address}/desk`)
    await mine.getByText('Jean Petit').waitFor({ state: 'detached' })
    await his.close()
  })

  it('shows who else looks at a ticket although the stream is not there yet to tell of them', async () => {
    const jean = await createMember(core, {
      name: 'Jean Petit',
      email: 'jean@agafort.example',
      role: 'agent',
      language: 'fr',
    })
    const { reference, ticketId } = await mailIn('Nadia Benali')
    await context.addInitScript(`delete globalThis.SharedWorker
      globalThis.EventSource = class { addEventListener() {} close() {} }`)
    const mine = await open(`/desk/tickets/${reference}`)
    await noteViewing(core, { ticketId, memberId: jean.id, typing: false })
    await mine.evaluate('document.dispatchEvent(new Event("visibilitychange"))')
    await mine.getByText('Jean Petit regarde aussi ce dossier.').waitFor()
  })

  it('takes a ticket from the screen of who may no longer read it', async () => {
    const { reference, ticketId } = await mailIn('Nadia Benali')
    const page = await open(`/desk/tickets/${reference}`)
    await page.getByRole('heading', { name: 'Colis jamais reçu' }).waitFor()
    await recategorise(core, { ticketId, memberId: camille.id, category: 'fraud' })
    await page.clock.fastForward(BETWEEN_LOOKS)
    await page.getByText('Ce dossier n’est plus accessible.').waitFor()
    expect(await page.getByText('Colis jamais reçu').count()).toBe(0)
  })

  it('announces a customer who waits by title, word and sound, takes them from any page, and talks', async () => {
    const talks = await open('/desk/talks')
    await talks.getByLabel('Échanges en même temps').fill('3')
    await talks.getByRole('button', { name: 'Être disponible' }).click()
    await talks.getByText('disponible pour 3 échanges').waitFor()
    await talks.getByRole('button', { name: 'Activer le son' }).click()
    const { reference } = await mailIn('Sophie Lambert')
    const page = await open(`/desk/tickets/${reference}`)
    await page.evaluate('Audio.prototype.play = async function () { globalThis.rang = this.src }')
    await page.locator('#answer-text').fill('Bonjour Sophie')
    await page.bringToFront()
    const conversationId = await askForPerson('Nadia Benali')
    const tray = page.getByRole('complementary', { name: 'Chat en direct' })
    await tray.getByText('Nadia Benali attend une personne').waitFor()
    expect(await page.title()).toMatch(/^\(1\) /)
    await poll('the sound', () => page.evaluate('globalThis.rang'))
    expect(await page.evaluate('document.activeElement.id')).toBe('answer-text')
    await tray.getByRole('button', { name: 'Prendre' }).click()
    await page.waitForURL(/\/desk\/talks\/[0-9a-f-]{36}$/)
    await say(conversationId, 'Bonjour, vous êtes là ?')
    await page.locator('.line', { hasText: 'vous êtes là' }).waitFor()
    const box = page.getByLabel('Votre message')
    await box.fill('Oui, je suis Camille.')
    await box.press('Enter')
    await page.locator('.line-member', { hasText: 'je suis Camille' }).waitFor()
    expect(await box.inputValue()).toBe('')
    expect(await page.evaluate('document.activeElement.id')).toBe('answer-text')
    const typed = await core.db.selectFrom('talk_typings').select('member_id').execute()
    expect(typed).toEqual([{ member_id: camille.id }])
    await looksWell(page, 'talk')
    await page.goto(`${address}/desk`)
    await say(conversationId, 'Encore une question')
    await tray.getByText('Nadia Benali : 1 nouveau message').waitFor()
    await looksWell(page, 'tray')
    await tray.getByRole('link', { name: 'Ouvrir' }).click()
    await page.locator('.line', { hasText: 'Encore une question' }).waitFor()
    await page.getByText('Terminer l’échange').first().click()
    await page.getByLabel('Le dossier', { exact: true }).selectOption('solved')
    await page.getByLabel('Ce que le client doit savoir').fill('Votre colis est renvoyé.')
    // The stream tells of the end before the form that brought it about is answered.
    await page.route('**/end', async (route) => {
      const told = page.waitForResponse(/\/lines\?/)
      const response = await route.fetch({ maxRedirects: 0 })
      await (await told).finished()
      await route.fulfill({ response })
    })
    await page.getByRole('button', { name: 'Terminer l’échange' }).click()
    await page.waitForURL(/\/desk\/talks$/)
    const ended = await core.db.selectFrom('handoffs').selectAll().executeTakeFirstOrThrow()
    const ticket = await core.db
      .selectFrom('tickets')
      .select('resolved_at')
      .where('id', '=', ended.ticket_id)
      .executeTakeFirstOrThrow()
    expect(ended.outcome).toBe('closed')
    expect(ticket.resolved_at).not.toBeNull()
    expect(await presenceOf(core.db, camille.id, core.clock.now())).toMatchObject({ capacity: 3 })
  })

  it('says that the session has ended', async () => {
    const page = await open('/desk')
    await poll('the stream', async () => (await page.locator('#live').count()) > 0)
    const heard = streams(page)
    await mailIn('Nadia Benali')
    await heard
    await revokeSessionsOf(core, camille.id)
    await page.getByText('Votre session est terminée').waitFor()
  })
})
