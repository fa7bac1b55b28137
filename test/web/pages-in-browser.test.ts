import type { FastifyInstance } from 'fastify'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSession } from '../../core/auth/session.ts'
import { markSent } from '../../core/correspondence/consequences.ts'
import { replyToCustomer, ticketUrl } from '../../core/correspondence/reply.ts'
import { receive } from '../../core/intake/intake.ts'
import { DAY, HOUR, MINUTE } from '../../core/kernel/duration.ts'
import { newId } from '../../core/kernel/id.ts'
import { createMember, type Member } from '../../core/member/member.ts'
import { createMacro } from '../../core/ticket-actions/macro.ts'
import { resolve } from '../../core/ticket-actions/resolution.ts'
import { demoRoutes } from '../../demo/demo-routes.ts'
import { sessionCookieName } from '../../web/http/cookie.ts'
import { buildWeb } from '../../web/server.ts'
import { violationsOf } from '../browser/axe.ts'
import { leaveBrowser, openBrowser } from '../browser/chromium.ts'
import { keepPicture } from '../browser/picture.ts'
import { useTestDatabase } from '../servers/database.ts'
import { mailFrom, openWorld, TUESDAY } from '../world/world.ts'

const LOOKS = {
  light: { viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  'dark-phone': { viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
} as const

describe('The pages in a browser', () => {
  const database = useTestDatabase('PostgreSQL', { keep: true })
  const world = openWorld(database)
  const { core } = world
  let address: string
  let app: FastifyInstance
  let browser: Browser
  let lea: Member
  let shown: { busy: string; resolved: string; stranger: string; message: string }

  beforeAll(async () => {
    const demo = {
      addresses: core.settings.mailboxes.map((mailbox) => mailbox.address),
      logins: [{ name: 'Léa Martin', email: 'lea@agafort.example', password: 'demonstration' }],
      sendAsCustomer: async () => {},
    }
    // The cookie is bound to https only where we are reached by it.
    core.settings.publicUrl = 'http://127.0.0.1'
    const limits = { signIn: 10_000, publicPost: 10_000, publicPage: 10_000 }
    app = buildWeb({
      core,
      settings: { trustProxy: false, demo, limits },
      readAgain: async () => false,
      demoRoutes: demoRoutes(demo),
    })
    address = await app.listen({ host: '127.0.0.1', port: 0 })
    core.settings.publicUrl = address
    shown = await fill()
    browser = await openBrowser()
  })
  afterAll(async () => {
    await leaveBrowser()
    await app?.close()
  })

  async function fill() {
    const { clock } = world
    const take = async (...given: Parameters<typeof mailFrom>) => {
      const [received] = await receive(core, [mailFrom(...given)])
      if (!received) throw new Error('nothing was received')
      return received
    }
    const deliver = async () => {
      const rows = await core.db.selectFrom('outbox').select('id').where('sent_at', 'is', null).execute()
      await markSent(
        core,
        rows.map(({ id }) => ({ id, at: clock.now() })),
      )
    }
    lea = await createMember(core, {
      name: 'Léa Martin',
      email: 'lea@agafort.example',
      role: 'administrator',
      language: 'fr',
      password: 'demonstration',
    })
    await core.db
      .insertInto('memberships')
      .values({ team_id: 'customer-service', member_id: lea.id, joined_at: TUESDAY })
      .execute()
    const arrivals = [
      ['Sophie Lambert', 'sophie.lambert@exemple.fr', 'Vase cassé à l’arrivée, demande de remboursement', 30],
      ['Nadia Benali', 'nadia.benali@exemple.fr', 'Colis jamais reçu, commande 4471-22', 22],
      ['Grace Holloway', 'grace.holloway@example.org', 'Locked out of my account', 12],
      [
        'Amélie-Charlotte de La Rochefoucauld-Montmorency',
        'amelie@exemple.fr',
        'Question sur la garantie d’un aspirateur acheté en septembre dont la notice manque',
        5,
      ],
      ['Karim Haddad', 'karim@exemple.fr', '', 1],
    ] as const
    let busy = ''
    let message = ''
    for (const [name, from, subject, hoursAgo] of arrivals) {
      clock.set(new Date(TUESDAY.getTime() + DAY - hoursAgo * HOUR))
      const received = await take(name, from, {
        subject,
        receivedAt: clock.now(),
        html: '<p>Bonjour,</p><p>Mon colis n’est <b>jamais arrivé</b>.</p><img data-remote-src="https://traceur.example/p.gif">',
        text: 'Bonjour,\n\nMon colis n’est jamais arrivé. Le suivi n’a pas bougé depuis dix jours.\n\nCordialement\n\n> Le 12 novembre, Agafort a écrit :\n> Votre colis est parti.',
        newText:
          'Bonjour,\n\nMon colis n’est jamais arrivé. Le suivi n’a pas bougé depuis dix jours.\n\nCordialement',
        attachments: [
          {
            name: 'preuve d’achat.pdf',
            type: 'application/pdf',
            content: Buffer.alloc(182_000),
            inline: false,
            contentId: null,
          },
        ],
        warnings: ['reply-elsewhere: answers are asked to go elsewhere'],
      })
      await deliver()
      if (from === 'nadia.benali@exemple.fr') {
        busy = received.reference
        message = received.messageId
        clock.advance(HOUR)
        await replyToCustomer(core, {
          ticketId: received.ticketId,
          memberId: lea.id,
          text: 'Bonjour Nadia,\n\nJe contacte le transporteur et reviens vers vous avant ce soir.\n\nLéa',
        })
        await deliver()
        clock.advance(40 * MINUTE)
        await take('Nadia Benali', from, {
          subject: `Re: ${received.reference}`,
          text: 'Merci, j’attends.',
          receivedAt: clock.now(),
        })
        const own = await core.db
          .selectFrom('messages')
          .selectAll()
          .where('id', '=', received.messageId)
          .executeTakeFirstOrThrow()
        await core.db
          .insertInto('messages')
          .values({
            ...own,
            id: newId<'message'>(clock.now()),
            mail: null,
            warnings: '[]',
            unique_key: 'apart',
            kept_apart: 'stranger',
            author_kind: 'stranger',
            author_name: 'Paul Inconnu',
            author_address: 'paul@ailleurs.example',
            standing: 'unproven',
            text: 'Je suis son mari, changez l’adresse.',
            new_text: 'Je suis son mari, changez l’adresse.',
            received_at: clock.now(),
          })
          .execute()
      }
    }
    clock.set(new Date(TUESDAY.getTime() + DAY))
    const stranger = await take('Paul Inconnu', 'paul@ailleurs.example', {
      subject: `Re: ${busy}`,
      text: 'Donnez-moi son adresse.',
      standing: 'unproven',
    })
    const done = await take('Julien Petit', 'julien@exemple.fr', {
      subject: 'Facture',
      receivedAt: clock.now(),
    })
    await deliver()
    await resolve(core, {
      ticketId: done.ticketId,
      memberId: lea.id,
      outcome: 'solved',
      text: 'Votre facture est jointe.',
    })
    await take('Loterie', 'gain@spam.example', {
      subject: 'Vous avez gagné',
      mail: { spam: 'X-Spam-Flag: YES' },
    })
    await take('Marc Roy', 'marc@exemple.fr', {
      subject: 'Illisible',
      text: '',
      newText: '',
      mail: { unparsed: 'the parser ran out of time' },
    })
    const failed = await core.db
      .selectFrom('outbox')
      .select('id')
      .orderBy('created_at', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow()
    await core.db
      .updateTable('outbox')
      .set({ failed_at: clock.now(), last_error: '550 5.1.1 boîte inconnue', attempts: 22 })
      .where('id', '=', failed.id)
      .execute()
    return { busy, resolved: done.reference, stranger: stranger.reference, message }
  }

  const contextOf = async (look: keyof typeof LOOKS, signedIn: boolean): Promise<BrowserContext> => {
    const context = await browser.newContext({ ...LOOKS[look], locale: 'fr-FR', reducedMotion: 'reduce' })
    if (signedIn) {
      const { token } = await openSession(core, lea.id)
      await context.addCookies([{ name: sessionCookieName(address), value: token, url: address }])
    }
    return context
  }

  const kept = new Map<boolean, Promise<{ page: Page; complaints: string[] }>>()
  /** The page all of a visitor's pages are opened in: a browser of one's own for each would cost more than the page. */
  const pageOf = (signedIn: boolean) => {
    const opened = kept.get(signedIn) ?? openPage(signedIn)
    kept.set(signedIn, opened)
    return opened
  }
  const openPage = async (signedIn: boolean) => {
    const page = await (await contextOf('light', signedIn)).newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      // A page that is meant to be missing says so in the console too.
      if (message.type() === 'error' && !/404|400/.test(message.text())) complaints.push(message.text())
    })
    return { page, complaints }
  }

  const customerLink = (reference: string) => new URL(ticketUrl(core, reference as never)).pathname
  const PAGES: [name: string, path: () => string, signedIn: boolean][] = [
    ['home', () => '/', false],
    ['sign-in', () => '/sign-in', false],
    ['way-back', () => '/sign-in/way-back', false],
    ['queue', () => '/desk', true],
    ['empty', () => '/desk?queue=mine', true],
    ['filtered', () => '/desk?queue=open&door=mail&language=fr', true],
    ['search', () => '/desk/search?text=colis', true],
    ['search-nothing', () => '/desk/search?text=introuvable', true],
    ['keys', () => '/desk/help', true],
    ['desk-not-found', () => '/desk/tickets/AGF-0000-0000', true],
    ['ticket', () => `/desk/tickets/${shown.busy}?done=answered`, true],
    ['stranger', () => `/desk/tickets/${shown.stranger}`, true],
    ['resolved', () => `/desk/tickets/${shown.resolved}`, true],
    ['original', () => `/desk/messages/${shown.message}`, true],
    ['failed-mail', () => '/desk/failed-mail', true],
    ['unreadable', () => '/desk/unreadable', true],
    ['members', () => '/desk/members', true],
    ['macros', () => '/desk/macros', true],
    ['mentions', () => '/desk/mentions', true],
    ['account', () => '/desk/account', true],
    ['second-factor', () => '/desk/account/second-factor', true],
    ['sign-ins', () => `/desk/members/${lea.id}/sign-ins`, true],
    ['call-new', () => '/desk/calls/new', true],
    ['calls', () => '/desk/calls', true],
    ['dissatisfied', () => '/desk/dissatisfied', true],
    ['sanctions', () => '/desk/sanctions', true],
    ['satisfaction', () => '/desk/satisfaction', true],
    ['reports', () => '/desk/reports', true],
    ['report-times', () => '/desk/reports/times?span=7-days', true],
    ['report-backlog', () => '/desk/reports/backlog?span=3-months', true],
    ['report-first-contact', () => '/desk/reports/first-contact', true],
    ['report-satisfaction', () => '/desk/reports/satisfaction?span=12-months', true],
    ['report-classification', () => '/desk/reports/classification', true],
    ['report-refused', () => '/desk/reports?from=2026-11-10&to=2026-11-01', true],
    ['staff', () => '/desk/staff', true],
    ['model', () => '/desk/model', true],
    ['policy', () => '/desk/policy', true],
    ['teams', () => '/desk/teams', true],
    ['history', () => '/desk/history', true],
    ['interfaces', () => '/desk/interfaces', true],
    ['talks', () => '/desk/talks', true],
    ['customer', () => customerLink(shown.busy), false],
    ['customer-resolved', () => customerLink(shown.resolved), false],
    ['link-invalid', () => '/t/inconnu', false],
    ['form-information', () => '/forms/product-information', false],
    ['form-infringement', () => '/forms/product-infringement', false],
    ['form-received', () => `/forms/received?reference=${shown.busy}`, false],
    ['messages', () => '/demo/messages', false],
    ['demo-mail', () => '/demo/mail?example=commande', false],
    ['not-found', () => '/nulle-part', false],
  ]

  it.each(PAGES)(
    '%s is usable by everyone: by day and night, on a wide screen and a phone',
    async (name, path, signedIn) => {
      const { page, complaints } = await pageOf(signedIn)
      complaints.length = 0
      await page.setViewportSize(LOOKS.light.viewport)
      await page.goto(`${address}${path()}`)
      for (const [look, { viewport, colorScheme }] of Object.entries(LOOKS)) {
        await page.setViewportSize(viewport)
        await page.emulateMedia({ colorScheme })
        await keepPicture(page, `web/${name}-${look}`, { fullPage: true })
        expect(await faults(page), `${name}, ${look}`).toEqual([])
        expect(await widthBeyond(page), `${name}, ${look}: sideways scrolling`).toBe(0)
        expect(await cutOff(page), `${name}, ${look}: words of the navigation that do not fit`).toEqual([])
        expect(complaints, `${name}, ${look}`).toEqual([])
      }
    },
  )

  it('let a member sign in, open the most urgent ticket and reply, without a script', async () => {
    const context = await browser.newContext({ ...LOOKS.light, locale: 'fr-FR', javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(`${address}/desk`)
    await page.getByLabel('Adresse électronique').fill('lea@agafort.example')
    await page.getByLabel('Mot de passe').fill('demonstration')
    await page.getByRole('button', { name: 'Se connecter' }).click()
    await page.getByRole('link', { name: /Sophie Lambert/ }).click()
    await page.getByLabel('Votre réponse').fill('Bonjour Sophie, nous vous remboursons.')
    await page
      .getByLabel('Joindre des fichiers')
      .setInputFiles({ name: 'avoir.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF') })
    await page.getByRole('button', { name: 'Répondre par courriel' }).click()
    await page.getByText('Votre réponse part.').waitFor()
    expect(await page.getByText('nous vous remboursons').count()).toBe(1)
    expect(await page.getByRole('link', { name: 'avoir.pdf' }).count()).toBe(1)
    await context.close()
  })

  it('with a script keep what is typed, put a macro behind it in place, and show the mail in its frame', async () => {
    const text = { fr: 'Bonjour {client}, nous cherchons.', en: 'Hello {customer}, we are looking.' }
    await createMacro(core, { name: 'Recherche', category: null, text, memberId: null })
    const context = await contextOf('light', true)
    const page = await context.newPage()
    await page.goto(`${address}/desk/tickets/${shown.busy}`)
    await page.getByLabel('Votre réponse').pressSequentially('Merci de votre patience.')
    await page.locator('#draft-answer').filter({ hasText: 'Brouillon du' }).waitFor()
    await page.getByLabel('Texte préparé').selectOption('Recherche')
    await page.getByRole('button', { name: 'Insérer' }).click()
    await expect
      .poll(() => page.getByLabel('Votre réponse').inputValue(), { timeout: 30_000 })
      .toMatch(/^Merci de votre patience\.\n\nBonjour .+, nous cherchons\.$/)
    await page.getByText('Aperçu du courriel').click()
    await page.getByRole('button', { name: 'Montrer l’aperçu' }).click()
    await page.frameLocator('iframe[name="preview"]').getByText('nous cherchons').waitFor()
    expect(await page.getByRole('button', { name: 'Répondre par courriel' }).isEnabled()).toBe(true)
    await page.reload()
    expect(await page.getByLabel('Votre réponse').inputValue()).toContain('Merci de votre patience.')
    await context.close()
  })

  it('let a customer write from their own page, whose address no referrer tells', async () => {
    const context = await contextOf('dark-phone', false)
    const page = await context.newPage()
    await page.goto(`${address}${customerLink(shown.busy)}`)
    await page.getByLabel('Votre message').fill('Avez-vous des nouvelles ?')
    await page.getByRole('button', { name: 'Envoyer votre message' }).click()
    await page.getByText('Votre message est bien arrivé').waitFor()
    expect(await page.getByText('Avez-vous des nouvelles').count()).toBe(1)
    await context.close()
  })

  it('show a mail’s markup in its frame without fetching its remote image', async () => {
    const context = await contextOf('light', true)
    const page = await context.newPage()
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).host))
    await page.goto(`${address}/desk/messages/${shown.message}`)
    await page.frameLocator('iframe').getByText('jamais arrivé').waitFor()
    expect([...new Set(asked)]).toEqual([new URL(address).host])
    await context.close()
  })
})

async function faults(page: Page): Promise<string[]> {
  const violations = await violationsOf(page)
  return violations
    .filter(({ impact }) => impact !== 'minor')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
}

function widthBeyond(page: Page): Promise<number> {
  return page.evaluate('Math.max(0, document.documentElement.scrollWidth - innerWidth)')
}

function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(
    `[...document.querySelectorAll('.side nav a')].filter((link) => link.scrollWidth > link.clientWidth).map((link) => link.textContent)`,
  )
}
