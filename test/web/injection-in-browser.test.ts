import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSession } from '../../core/auth/session.ts'
import { relayFromCustomer } from '../../core/chat/handoff-relay.ts'
import { ticketUrl } from '../../core/correspondence/reply.ts'
import { receive } from '../../core/intake/intake.ts'
import { Secret } from '../../core/kernel/secret.ts'
import { demoRoutes } from '../../demo/demo-routes.ts'
import { SAMPLE_LETTERS } from '../../demo/sample-letters.ts'
import { sessionCookieName } from '../../web/http/cookie.ts'
import { isOpenRoute, type Route } from '../../web/http/route.ts'
import { routes } from '../../web/routes.ts'
import { buildWeb } from '../../web/server.ts'
import { reads, write } from '../browser/chat-page.ts'
import { leaveBrowser, openBrowser } from '../browser/chromium.ts'
import { useTestDatabase } from '../servers/database.ts'
import { startChat } from '../world/chat-world.ts'
import { type Poison, poisonFor } from '../world/poison.ts'
import { poisonWorld } from '../world/poisoned-world.ts'
import { mailFrom, openWorld } from '../world/world.ts'

/** What a page must not hold in our own documents, whatever was written into them; each as it stands there. */
const AMISS = `(() => {
  const ours = (address) => new URL(address, document.baseURI).origin === location.origin || address.startsWith('data:')
  const found = []
  for (const one of document.querySelectorAll('*')) {
    const name = one.localName
    if (name === 'style' || name === 'base' || name === 'object' || name === 'embed') found.push(name)
    if (name === 'script' && !(one.src && ours(one.src))) found.push('script')
    if (name === 'iframe' && (!one.hasAttribute('sandbox') || one.sandbox.contains('allow-scripts'))) found.push('iframe')
    for (const { name: attribute, value } of one.attributes) {
      const bare = attribute.replace('data-', '')
      if (/^(on|srcdoc$|style$)/.test(attribute) || /^hx-on/.test(bare)) found.push(name + ' ' + attribute)
      if (/^(src|action|formaction|data|poster|background|hx-(get|post|put|patch|delete))$/.test(bare) && bare !== 'data' && !ours(value)) found.push(name + ' ' + attribute + ' ' + value)
      if (/^(xlink:)?href$/.test(bare) && !/^(https?|mailto|tel):$/.test(new URL(value, location.href).protocol)) found.push(name + ' ' + value)
    }
  }
  return found
})()`

/** Every form, with its fields; what a person is to type is empty. */
const FORMS = `[...document.forms].map((form) => [
  form.method + ' ' + form.getAttribute('action'),
  [...form.elements].filter(({ name }) => name).map(({ name, type, value }) =>
    [name, /^(text|search|textarea|email|tel|url|password|date|number)/.test(type) ? '' : value])])`

/** What a page holds, read in one go. */
interface Shown {
  markup: string
  forms: [string, [string, string][]][]
  amiss: string[]
}

/** A mail's own document, or a frame a mail brought into it: what is refused there is refused as it should be. */
const WITHIN_A_MAIL = /\/html(\?|$)|\/preview$|^about:srcdoc$/

describe('Whatever a stranger writes', () => {
  const database = useTestDatabase('PostgreSQL', { keep: true })
  const world = openWorld(database)
  const { core } = world
  let app: FastifyInstance
  let address: string
  let browser: Browser
  let elsewhere: Server
  let poison: Poison
  let there: string
  let made: Awaited<ReturnType<typeof poisonWorld>>
  let session: string
  /** Calls of the canary, dialogs, requests to the server elsewhere. Nothing may ever come here unasked. */
  const happened: string[] = []
  /** What the policy refused, with the document it refused it in. */
  const refused: { directive: string; document: string }[] = []
  /** Marks that were seen on some page. */
  const seen = new Set<string>()
  /** Fields of the forms that were seen, by method and action. */
  const forms = new Map<string, Map<string, string>>()

  beforeAll(async () => {
    elsewhere = createServer((request, response) => {
      happened.push(`elsewhere: ${request.url}`)
      response.end()
    })
    await new Promise<void>((done) => elsewhere.listen(0, '127.0.0.1', done))
    there = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`
    poison = poisonFor(there)
    const demo = { addresses: ['contact@agafort.example'], logins: [], sendAsCustomer: async () => {} }
    core.settings.publicUrl = 'http://127.0.0.1'
    const limits = { signIn: 10_000, publicPost: 10_000, publicPage: 10_000 }
    app = buildWeb({
      core,
      settings: {
        trustProxy: false,
        demo,
        limits,
        lookEvery: 50,
        apiToken: new Secret('a-token-with-enough-characters-in-it'),
      },
      readAgain: async () => false,
      demoRoutes: demoRoutes(demo),
    })
    address = await app.listen({ host: '127.0.0.1', port: 0 })
    core.settings.publicUrl = address
    made = await poisonWorld(core, world.clock, app, poison)
    session = (await openSession(core, made.me.id)).token
    browser = await openBrowser()
  })
  afterAll(async () => {
    await leaveBrowser()
    await app?.close()
    elsewhere?.close()
  })

  /** A browser in which whatever a payload brings about is noticed. */
  async function watched(signedIn: boolean): Promise<BrowserContext> {
    const context = await browser.newContext({ locale: 'fr-FR', acceptDownloads: true })
    if (signedIn)
      await context.addCookies([{ name: sessionCookieName(address), value: session, url: address }])
    await context.exposeBinding(
      'canary',
      ({ frame }, what) => void happened.push(`canary: ${what} in ${frame.url()}`),
    )
    await context.exposeBinding('refusedByPolicy', (_, one) => void refused.push(one))
    await context.addInitScript(`document.addEventListener('securitypolicyviolation', (event) =>
      refusedByPolicy({ directive: event.effectiveDirective, document: event.documentURI }))`)
    context.setDefaultTimeout(30_000)
    context.on('page', (page) => {
      page.on('dialog', (dialog) => {
        happened.push(`dialog: ${dialog.message()} in ${page.url()}`)
        void dialog.dismiss()
      })
      page.on('console', (message) => {
        const policy = /Content Security Policy|sandboxed/.test(message.text())
        if (policy) refused.push({ directive: message.text(), document: message.location().url })
      })
      page.on('response', (response) => {
        const html = (response.headers()['content-type'] ?? '').includes('text/html')
        const own = response.url().startsWith(address)
        if (own && html && !response.headers()['content-security-policy'])
          happened.push(`no policy: ${response.url()}`)
      })
    })
    return context
  }

  const kept = new Map<boolean, Promise<Page>>()
  /** The page every route is opened in: a context for each costs more than the pages. */
  const pageOf = (signedIn: boolean) => {
    const opened = kept.get(signedIn) ?? watched(signedIn).then((context) => context.newPage())
    kept.set(signedIn, opened)
    return opened
  }

  /** Opens a page and answers what is amiss in it; what it shows and its forms are noted. */
  async function open(page: Page, path: string): Promise<string[]> {
    const response = await page.goto(address + path, { waitUntil: 'load' })
    if (!response || response.status() >= 500) return [`${path}: ${response?.status()}`]
    // A mail's own document has its own styles, and a policy under which nothing else works.
    if (response.headers()['content-security-policy']?.startsWith('sandbox')) return []
    return (await look(page, path)).amiss
  }

  function note(text: string): void {
    for (const [mark] of text.matchAll(/\bp-[a-z-]+[a-z]/g)) seen.add(mark)
  }

  async function look(page: Page, path: string): Promise<{ amiss: string[]; markup: string }> {
    const shown = await page.evaluate<Shown>(
      `({ markup: document.documentElement.outerHTML, forms: ${FORMS}, amiss: ${AMISS} })`,
    )
    note(shown.markup)
    for (const [form, fields] of shown.forms)
      forms.set(form, new Map([...(forms.get(form) ?? []), ...fields]))
    return { amiss: shown.amiss.map((what) => `${path}: ${what}`), markup: shown.markup }
  }

  const references = () => Object.values(made.tickets).map(({ reference }) => reference)
  const each = (paths: (reference: string) => string) => references().map(paths)
  const messages = () => [made.unclean.messageId, made.mailed.messageId, made.tickets.unreadable.messageId]
  const searched = () => encodeURIComponent(poison.whole('p-searched'))
  const link = (ticket: { reference: string }) => new URL(ticketUrl(core, ticket.reference as never)).pathname
  const tables = (report: string, ...names: string[]) => [
    `/desk/reports/${report}?span=7-days&split=team`,
    ...names.map((name) => `/desk/reports/${report}/${name}.csv`),
  ]

  /** For every page there is, the addresses under which it shows what was written. */
  const SAMPLES: Record<string, () => string[]> = {
    '/': () => ['/', `/?lang=${searched()}`],
    '/t/:token': () => [
      link(made.unclean),
      link(made.tickets.mailed),
      link(made.tickets.chat),
      `/t/${searched()}`,
    ],
    '/t/:token/attachments/:attachment': () =>
      made.attachments.map((id) => `${link(made.unclean)}/attachments/${id}`),
    '/s/:token': () =>
      Object.values(made.satisfaction).map((token) => `/s/${token}?score=${searched()}&done=answered`),
    '/forms/product-information': () => [`/forms/product-information?lang=${searched()}`],
    '/forms/product-infringement': () => ['/forms/product-infringement'],
    '/forms/received': () => [`/forms/received?reference=${searched()}&lang=${searched()}`],
    '/sign-in': () => [`/sign-in?next=${searched()}`, `/sign-in?next=javascript:canary()`],
    '/sign-in/code': () => [`/sign-in/code?next=${searched()}`],
    '/sign-in/way-back': () => ['/sign-in/way-back'],
    '/sign-in/provider': () => [`/sign-in/provider?next=${searched()}`],
    '/sign-in/provider/callback': () => [`/sign-in/provider/callback?error=${searched()}`],
    '/invitation/:token': () => [`/invitation/${made.invitation}`, `/invitation/${searched()}`],
    '/desk': () =>
      ['all', 'mine', 'spam', 'open'].map((queue) => `/desk?queue=${queue}&category=${searched()}`),
    '/desk/find': () => [`/desk/find?text=${searched()}`],
    '/desk/search': () => [
      `/desk/search?text=${searched()}`,
      '/desk/search?text=canary',
      `/desk/search?text=eve&after=${searched()}`,
    ],
    '/desk/help': () => ['/desk/help'],
    '/desk/tickets/:reference': () => [
      ...each((one) => `/desk/tickets/${one}`),
      `/desk/tickets/${searched()}`,
    ],
    '/desk/tickets/:reference/withdrawal': () => each((one) => `/desk/tickets/${one}/withdrawal`),
    '/desk/tickets/:reference/viewers': () => each((one) => `/desk/tickets/${one}/viewers`),
    '/desk/tickets/:reference/news': () => each((one) => `/desk/tickets/${one}/news?seen=0`),
    '/desk/macros': () => ['/desk/macros'],
    '/desk/mentions': () => ['/desk/mentions'],
    '/desk/calls/new': () => [`/desk/calls/new?name=${searched()}`],
    '/desk/calls': () => ['/desk/calls'],
    '/desk/calls/:reference': () => [`/desk/calls/${made.tickets.call.reference}`],
    '/desk/live': () => ['/desk/live'],
    '/desk/live/here': () => ['/desk/live/here'],
    '/desk/live/tray': () => ['/desk/live/tray'],
    '/desk/talks': () => ['/desk/talks'],
    '/desk/talks/lists': () => ['/desk/talks/lists'],
    '/desk/talks/:talk': () => [`/desk/talks/${made.talk}`],
    '/desk/talks/:talk/lines': () => [`/desk/talks/${made.talk}/lines?after=0`],
    '/desk/talks/:talk/tabs': () => [`/desk/talks/${made.talk}/tabs`],
    '/desk/messages/:message': () => messages().map((id) => `/desk/messages/${id}`),
    '/desk/messages/:message/html': () => messages().map((id) => `/desk/messages/${id}/html`),
    '/desk/messages/:message/original': () => messages().map((id) => `/desk/messages/${id}/original`),
    '/desk/attachments/:attachment': () => made.attachments.map((id) => `/desk/attachments/${id}`),
    '/desk/failed-mail': () => ['/desk/failed-mail'],
    '/desk/unreadable': () => ['/desk/unreadable'],
    '/desk/sanctions': () => ['/desk/sanctions'],
    '/desk/reports': () => [
      '/desk/reports',
      `/desk/reports?from=${searched()}&to=${searched()}&split=${searched()}`,
    ],
    '/desk/reports/promises': () => tables('promises'),
    '/desk/reports/promises/:table': () =>
      tables('promises', 'promises', 'promises-by-group', 'broken-promises').slice(1),
    '/desk/reports/times': () => tables('times'),
    '/desk/reports/times/:table': () => tables('times', 'times').slice(1),
    '/desk/reports/backlog': () => tables('backlog'),
    '/desk/reports/backlog/:table': () => tables('backlog', 'open-by-team', 'open-by-owner').slice(1),
    '/desk/reports/first-contact': () => tables('first-contact'),
    '/desk/reports/first-contact/:table': () => tables('first-contact', 'first-contact-by-channel').slice(1),
    '/desk/reports/satisfaction': () => tables('satisfaction'),
    '/desk/reports/satisfaction/:table': () => tables('satisfaction', 'comments').slice(1),
    '/desk/reports/classification': () => tables('classification'),
    '/desk/reports/classification/:table': () => tables('classification', 'corrections').slice(1),
    '/desk/staff': () => ['/desk/staff'],
    '/desk/model': () => ['/desk/model'],
    '/desk/satisfaction': () => ['/desk/satisfaction'],
    '/desk/dissatisfied': () => ['/desk/dissatisfied'],
    '/desk/members': () => ['/desk/members'],
    '/desk/interfaces': () => ['/desk/interfaces'],
    '/desk/interfaces/webhooks/:webhook': () => [`/desk/interfaces/webhooks/${made.webhook}`],
    '/desk/policy': () => ['/desk/policy'],
    '/desk/teams': () => ['/desk/teams'],
    '/desk/history': () => [`/desk/history?kind=${searched()}`],
    '/desk/members/:member/sign-ins': () => [`/desk/members/${made.other.id}/sign-ins`],
    '/desk/account': () => ['/desk/account'],
    '/desk/account/second-factor': () => ['/desk/account/second-factor'],
    '/health': () => ['/health'],
    '/ready': () => ['/ready'],
    '/metrics': () => ['/metrics'],
    '/demo/mail': () => ['/demo/mail', `/demo/mail?example=${searched()}`],
    '/demo/mail/:mail': () => made.mails.map((id) => `/demo/mail/${id}`),
    '/demo/mail/:mail/html': () => made.mails.map((id) => `/demo/mail/${id}/html`),
    '/demo/messages': () => ['/demo/messages'],
    '/demo/messages/:message/:language': () =>
      SAMPLE_LETTERS.slice(0, 2).map(({ id }) => `/demo/messages/${id}/fr`),
  }
  const DEMO = { addresses: [], logins: [], sendAsCustomer: async () => {} }
  const ROUTES: readonly Route[] = routes(demoRoutes(DEMO))
  const PAGES = ROUTES.filter(({ method }) => method === 'GET')
  /** Nothing is configured that these could show. */
  const ABSENT = ['/sign-in/provider', '/sign-in/provider/callback']

  it('would call the canary and the server elsewhere where nothing kept it from it', async () => {
    const context = await watched(false)
    const page = await context.newPage()
    await page.goto(`${address}/health`)
    await page.evaluate(`document.documentElement.innerHTML = ''`)
    await page.setContent(`<!doctype html><body>${poison.whole('p-nothing')}`)
    await expect.poll(() => happened.some((one) => one.startsWith('canary: script'))).toBe(true)
    await expect.poll(() => happened.some((one) => one.startsWith('elsewhere: /image.png'))).toBe(true)
    await context.close()
    happened.length = 0
    refused.length = 0
  })

  it('has a page for every route it may be shown by', () => {
    expect(Object.keys(SAMPLES).sort()).toEqual(PAGES.map(({ url }) => url).sort())
  })

  it.each(PAGES.map((route) => [route.url, route] as const))('runs nothing on %s', async (url, route) => {
    const page = await pageOf(!isOpenRoute(route))
    const before = refused.length
    for (const path of SAMPLES[url]?.() ?? []) {
      const response = await page.request.get(address + path, { headers: { accept: 'text/html' } })
      const { 'content-type': type = '', ...headers } = response.headers()
      expect(response.status(), path).toBeLessThan(ABSENT.includes(url) ? 405 : 500)
      expect(headers['x-content-type-options'], path).toBe('nosniff')
      if (/html|json/.test(type)) note(await response.text())
      if (type.startsWith('text/html')) expect(await open(page, path)).toEqual([])
      else if (headers['content-disposition'] === undefined) expect(type, path).toMatch(/json|text\/plain/)
      else {
        expect(headers['content-disposition'], path).toMatch(/^attachment; /)
        expect(headers['content-security-policy'], path).toMatch(/^sandbox;/)
        expect(headers['x-injected'], path).toBeUndefined()
      }
    }
    expect(happened).toEqual([])
    const own = refused.slice(before).filter(({ document }) => !WITHIN_A_MAIL.test(document))
    expect(own.map((one) => JSON.stringify(one))).toEqual([])
    await page.goto('about:blank')
  })

  it('is shown all the same: as words', () => {
    const missing = poisonedMarks().filter((mark) => !seen.has(mark))
    expect(missing).toEqual([])
  })

  it('runs nothing where htmx puts a page or a part of one into another', async () => {
    const context = await watched(true)
    const page = await context.newPage()
    await page.goto(`${address}/desk/help`)
    for (const { url } of PAGES.filter(({ url }) => url.startsWith('/desk'))) {
      for (const path of (SAMPLES[url]?.() ?? []).slice(0, 2)) {
        if (/attachments|original$|html$|\/live$|\.csv$|lines|here$/.test(path)) continue
        await page.evaluate(
          `htmx.ajax('GET', ${JSON.stringify(path)}, { target: 'main', swap: 'innerHTML' })`,
        )
        expect((await look(page, `htmx ${path}`)).amiss).toEqual([])
      }
    }
    expect(happened).toEqual([])
    expect(
      refused.filter(({ document }) => !WITHIN_A_MAIL.test(document)).map((one) => JSON.stringify(one)),
    ).toEqual([])
    await context.close()
  })

  it('runs nothing when it comes while the page is open', async () => {
    const context = await watched(true)
    const [list, talk] = [await context.newPage(), await context.newPage()]
    await list.clock.install()
    await list.goto(`${address}/desk?queue=all`)
    await talk.goto(`${address}/desk/talks/${made.talk}`)
    await talk.bringToFront()
    const relayed = await core.db.transaction().execute((trx) =>
      relayFromCustomer(trx, core, {
        conversationId: made.conversationId,
        token: 'live',
        text: poison.whole('p-live-line'),
        files: [],
        proven: false,
      }),
    )
    expect(relayed).toBeDefined()
    await talk.getByText('p-live-line').first().waitFor({ timeout: 60_000 })
    expect((await look(talk, 'live talk')).amiss).toEqual([])
    await list.bringToFront()
    await receive(core, [
      mailFrom(poison.whole('p-live-name'), 'live@exemple.fr', { subject: poison.whole('p-live-subject') }),
    ])
    const came = list.getByText('p-live-subject').first()
    await expect
      .poll(
        async () => {
          // An open list fetches itself at most every eight seconds.
          await list.clock.fastForward(8_000)
          return came.isVisible()
        },
        { timeout: 60_000 },
      )
      .toBe(true)
    expect((await look(list, 'live list')).amiss).toEqual([])
    expect(happened).toEqual([])
    await context.close()
  })

  it('runs nothing when a form is refused and shown again, or taken and shown', async () => {
    const context = await watched(true)
    const page = await context.newPage()
    const params: Record<string, string> = {
      reference: made.unclean.reference,
      message: made.unclean.messageId,
      talk: made.talk,
      webhook: made.webhook,
      member: made.other.id,
      token: link(made.unclean).slice(3),
      team: 'customer-service',
      mailbox: 'contact',
    }
    await page.goto(`${address}/desk/help`)
    const csrf = await page.evaluate(`document.querySelector('[name=csrf]').value`)
    const names = new Set([...forms.values()].flatMap((fields) => [...fields.keys()]))
    const posts = ROUTES.filter(({ method, url }) => method === 'POST' && url !== '/sign-out')
    const typed = JSON.stringify(poison.whole('p-posted'))
    const amiss: string[] = []
    const shown: string[] = []
    for (const { url, upload } of posts) {
      const pattern = new RegExp(`^post ${url.replace(/:\w+/g, '[^/]+')}$`)
      const [action, known] = [...forms].find(([form]) => pattern.test(form)) ?? []
      const path =
        action?.slice(5) ??
        url.replace(/:(\w+)/g, (_, name: string) =>
          url.startsWith('/s/') ? made.satisfaction.rated : (params[name] ?? 'x'),
        )
      const union = new Map([...names].map((name) => [name, '']))
      for (const fields of [known ?? union]) {
        const filled = [...fields].filter(([name]) => name !== 'csrf' && name !== 'website')
        await page.goto(`${address}/health`)
        const body = JSON.stringify([...filled, ['csrf', csrf]])
        await Promise.all([
          page.waitForNavigation({ waitUntil: 'load' }),
          page.evaluate(`(() => {
            const form = Object.assign(document.createElement('form'), { method: 'post', action: ${JSON.stringify(path)}, enctype: ${JSON.stringify(upload ? 'multipart/form-data' : 'application/x-www-form-urlencoded')} })
            for (const [name, value] of ${body}) {
              const field = document.createElement('input')
              form.append(Object.assign(field, { type: 'hidden', name, value: value || ${typed} }))
            }
            document.body.append(form)
            HTMLFormElement.prototype.submit.call(form)
          })()`),
        ]).catch((error: unknown) => void amiss.push(`${path}: ${String(error).slice(0, 200)}`))
        const found = await look(page, `POST ${path}`)
        // A preview is a mail's document: it has styles of its own.
        amiss.push(...found.amiss.filter((one) => !(path.endsWith('/preview') && one.endsWith('style'))))
        if (found.markup.includes('p-posted')) shown.push(path)
      }
    }
    expect(amiss).toEqual([])
    expect(shown.length, shown.join(' ')).toBeGreaterThan(10)
    expect(happened).toEqual([])
    expect(refused.filter(({ document }) => !WITHIN_A_MAIL.test(document))).toEqual([])
    await context.close()
  })

  it('runs nothing in the mails we send, even where a mail program would run scripts', async () => {
    const context = await watched(false)
    const page = await context.newPage()
    const rows = await core.db.selectFrom('outbox').select('content').where('channel', '=', 'mail').execute()
    const markups = rows.flatMap(({ content }) => {
      const { html } = content as { html?: string }
      return html ? [html] : []
    })
    expect(markups.length).toBeGreaterThan(8)
    expect(markups.join()).toContain('p-answer')
    await page.goto(`${address}/health`)
    for (const markup of markups) {
      await page.setContent(markup)
      const active = await page.evaluate<string[]>(
        `[...document.querySelectorAll('script,iframe,object,embed,form,base,svg')].map(({ outerHTML }) => outerHTML)`,
      )
      expect(active).toEqual([])
    }
    expect(happened).toEqual([])
    await context.close()
  })

  it('is held by the frame alone, were it never cleaned: nothing runs, and images come only when asked for', async () => {
    await core.db
      .updateTable('messages')
      .set({ html: poison.whole('p-unclean') })
      .where('id', '=', made.unclean.messageId)
      .execute()
    const context = await watched(true)
    const page = await context.newPage()
    refused.length = 0
    await page.goto(`${address}/desk/messages/${made.unclean.messageId}`, { waitUntil: 'load' })
    await expect.poll(() => refused.length, { timeout: 20_000 }).toBeGreaterThan(3)
    expect(happened).toEqual([])
    expect(refused.filter(({ document }) => !WITHIN_A_MAIL.test(document))).toEqual([])
    await page.goto(`${address}/desk/messages/${made.unclean.messageId}?images=1`, { waitUntil: 'load' })
    await expect.poll(() => happened.includes('elsewhere: /background.png'), { timeout: 20_000 }).toBe(true)
    const pictures = /^elsewhere: \/(image|background|attribute|markdown)\.png$/
    expect(happened.filter((one) => !pictures.test(one))).toEqual([])
    happened.length = 0
    await context.close()
  })

  it('leaves no formula in any file of figures', async () => {
    const context = await watched(true)
    let files = 0
    for (const [url, samples] of Object.entries(SAMPLES).filter(([url]) => url.endsWith('/:table'))) {
      for (const path of samples()) {
        const response = await context.request.get(`${address}${path}?span=7-days&split=team`)
        if (response.status() !== 200) continue
        files++
        const cells = (await response.text()).replace(/^\uFEFF/, '').split(/[;\r\n]+/)
        expect(
          cells.filter((cell) => /^["\s]*[=+@]/.test(cell)),
          `${url} ${path}`,
        ).toEqual([])
      }
    }
    expect(files).toBeGreaterThan(5)
    await context.close()
  })

  it('runs nothing in the customers’ chat, and on the page to try the interface', async () => {
    const context = await watched(false)
    const page = await context.newPage()
    const chat = await startChat(database)
    for (const url of [
      `${chat.address}/chat?lang=${searched()}&frame=${searched()}`,
      `${chat.address}/chat/sample`,
      `${address}/api/docs/static/index.html`,
    ]) {
      const response = await page.goto(url, { waitUntil: 'load' })
      expect(response?.headers()['content-security-policy'], url).toContain("default-src 'none'")
    }
    await page.goto(`${chat.address}/chat`)
    await reads(page, 'Bonjour')
    await write(page, poison.whole('p-web-chat').replaceAll('\n', ' '))
    await reads(page, /Vous dites : p-web-chat/)
    const links = await page.evaluate<string[]>(
      `[...document.querySelectorAll('a[href]')].map(({ href }) => new URL(href).protocol)`,
    )
    expect(links.filter((protocol) => !/^(https?|mailto|tel|blob):$/.test(protocol))).toEqual([])
    await chat.stop()
    expect(happened).toEqual([])
    await context.close()
  })

  function poisonedMarks(): string[] {
    return [
      ...['p-me', 'p-other', 'p-equipe', 'p-macro', 'p-filter', 'p-reason', 'p-webhook', 'p-token'],
      ...[
        'p-from',
        'p-mail-subject',
        'p-markup',
        'p-mail-file',
        'p-name',
        'p-subject',
        'p-new-text',
        'p-file',
      ],
      ...['p-unreadable', 'p-unreadable-subject', 'p-spam', 'p-spam-subject', 'p-explanation', 'p-reporter'],
      ...[
        'p-caller',
        'p-call-subject',
        'p-call',
        'p-api-subject',
        'p-api',
        'p-api-name',
        'p-chat',
        'p-chatter',
      ],
      ...[
        'p-summary',
        'p-to-bot',
        'p-line',
        'p-said',
        'p-talk-file',
        'p-answer',
        'p-note',
        'p-mention',
        'p-logged',
      ],
      ...[
        'p-draft',
        'p-seller',
        'p-seller-question',
        'p-seller-answer',
        'p-question',
        'p-findings',
        'p-sanction',
      ],
      ...['p-decision', 'p-appeal', 'p-proposal', 'p-comment', 'p-resolution', 'p-error', 'p-searched'],
    ]
  }
})
