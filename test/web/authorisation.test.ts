import type { FastifyInstance } from 'fastify'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { joinChat } from '../../bot/join-chat.ts'
import { readConfig } from '../../config/config.ts'
import { API_SCOPES, createApiToken } from '../../core/auth/api-token.ts'
import { requestHandoff } from '../../core/chat/handoff.ts'
import { acceptHandoff } from '../../core/chat/handoff-session.ts'
import { note } from '../../core/correspondence/note.ts'
import { ticketUrl } from '../../core/correspondence/reply.ts'
import { receive } from '../../core/intake/intake.ts'
import type { Core } from '../../core/kernel/core.ts'
import { HOUR } from '../../core/kernel/duration.ts'
import { type HandoffId, newId, type TicketId } from '../../core/kernel/id.ts'
import { Secret } from '../../core/kernel/secret.ts'
import { grantClearance, withdrawClearance } from '../../core/member/clearance.ts'
import { changeRole, deactivateMember, type Member } from '../../core/member/member.ts'
import { becomeAvailable } from '../../core/member/presence.ts'
import { ROLES } from '../../core/policy/role.ts'
import { openSatisfactionOf, rateSatisfaction } from '../../core/satisfaction/satisfaction.ts'
import { indexTickets } from '../../core/search/indexer.ts'
import { searchTickets } from '../../core/search/search.ts'
import { proposeSanction } from '../../core/seller/sanction.ts'
import { listSanctions } from '../../core/seller/sanction-list.ts'
import { createSeller, nameSeller } from '../../core/seller/seller.ts'
import { saveFilter } from '../../core/ticket/saved-filter.ts'
import { logAttempt } from '../../core/ticket/webhook-notice.ts'
import { subscribe } from '../../core/ticket/webhook-subscription.ts'
import { createMacro } from '../../core/ticket-actions/macro.ts'
import { resolve } from '../../core/ticket-actions/resolution.ts'
import { demoRoutes } from '../../demo/demo-routes.ts'
import { API_ROUTES } from '../../web/api/api.ts'
import { isOpenRoute, type Route } from '../../web/http/route.ts'
import { routes } from '../../web/routes.ts'
import { buildWeb } from '../../web/server.ts'
import { describeOnDatabase, useTestDatabase } from '../servers/database.ts'
import { openLiveReader, signedIn, startWeb } from '../world/live-reader.ts'
import { type Browser, openWeb } from '../world/web-world.ts'
import { mailFrom, openWorld } from '../world/world.ts'

const DEMO = { addresses: [], logins: [], sendAsCustomer: async () => {} }
const TOKEN = 'a-token-of-the-marketplace-with-enough-characters'

/** Routes no table of ours has, and why whoever asks may take them. */
const ELSEWHERE: readonly [route: RegExp, why: string][] = [
  [/^GET \/static\/(htmx\/)?\*$/, 'style sheets and scripts, the same for everybody'],
  [/^GET \/api\/openapi\.json$/, 'what the API is like, without anybody’s data'],
  [/^GET \/api\/docs(\/.*)?$/, 'the page to try the API, which needs a token for it'],
  [
    /^GET \/chat(\/(sample|chat\.js|look\.js|chat\.css|embed\.js|sample\.css|webchat\.js))?$/,
    'the chat’s page and its files',
  ],
  [/^POST \/api\/messages$/, 'the agent’s door: signed by a channel of Azure, else 401'],
  [/^(GET|POST|OPTIONS) \/v3\/directline\//, 'the channel: each conversation by its own token'],
]

describe('Every route of the running program', () => {
  const database = useTestDatabase('PGlite', { keep: true })
  const { core } = openWorld(database)
  const found: string[] = []
  let app: FastifyInstance

  beforeAll(async () => {
    core.settings.publicUrl = 'http://127.0.0.1'
    app = buildWeb({
      core,
      settings: { trustProxy: false, demo: DEMO, apiToken: new Secret(TOKEN) },
      readAgain: async () => false,
      demoRoutes: demoRoutes(DEMO),
    })
    app.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) found.push(`${one} ${url}`)
    })
    // With Azure, so that the agent's own route is there too.
    const azure = { CHAT_APP_ID: '00000000-0000-4000-8000-000000000000', CHAT_APP_PASSWORD: 'a password' }
    await joinChat(app, core, readConfig({ env: azure, readFile: () => '{}' }))
    await app.listen({ host: '127.0.0.1', port: 0 })
  })
  afterAll(async () => app?.close())

  const table: readonly Route[] = routes(demoRoutes(DEMO))

  it('stands in a table with a permission beside it, or among those named here with the reason', () => {
    const stated = new Set([...table, ...API_ROUTES].map(({ method, url }) => `${method} ${url}`))
    const known = (route: string) => {
      const asked = route.replace(/^HEAD /, 'GET ').replace(/(?<=\S)\/$/, '')
      return stated.has(asked) || ELSEWHERE.some(([pattern]) => pattern.test(asked))
    }
    expect(found.length).toBeGreaterThan(table.length)
    expect(found.filter((route) => !known(route))).toEqual([])
    const served = new Set(found)
    expect([...stated].filter((route) => !served.has(route))).toEqual([])
  })

  it('names for each only roles and scopes there are, and for the desk never anyone', () => {
    for (const route of table) {
      expect(route.allow.length, route.url).toBeGreaterThan(0)
      for (const role of route.allow) expect(['anyone', ...ROLES], route.url).toContain(role)
      if (route.url.startsWith('/desk')) expect(isOpenRoute(route), route.url).toBe(false)
    }
    for (const { url, scope } of API_ROUTES) expect(API_SCOPES, url).toContain(scope)
  })

  it('is listed as an exception only while it exists', () => {
    const unused = ELSEWHERE.filter(([pattern]) => !found.some((route) => pattern.test(route)))
    expect(unused.map(([, why]) => why)).toEqual([])
  })

  it.each(API_ROUTES.map((route) => [`${route.method} ${route.url}`, route] as const))(
    '%s is shut to whoever shows no token, a wrong one, or one of other scopes',
    async (_, { method, url, scope }) => {
      const ask = (authorization?: string) =>
        app.inject({
          method,
          url: url.replace(':reference', 'AGF-0000-0000'),
          headers: authorization === undefined ? {} : { authorization },
          ...(method === 'GET' ? {} : { payload: {} }),
        })
      expect((await ask()).statusCode).toBe(401)
      expect((await ask('Bearer agf_nothing')).statusCode).toBe(401)
      expect((await ask(`Basic ${TOKEN}`)).statusCode).toBe(401)
      const camille = await core.db
        .insertInto('members')
        .values({
          id: newId<'member'>(core.clock.now()),
          name: 'Camille',
          email: `${newId<'member'>(core.clock.now())}@agafort.example`,
          password_hash: null,
          role: 'administrator',
          language: 'fr',
          created_at: core.clock.now(),
          deactivated_at: null,
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      const others = API_SCOPES.filter((one) => one !== scope)
      const { token } = await createApiToken(core, {
        name: 'Entrepôt',
        scopes: others,
        lanes: [],
        createdBy: camille.id as Member['id'],
        cleared: [],
      })
      expect((await ask(`Bearer ${token}`)).statusCode).toBe(403)
    },
  )

  it.each([
    ['POST', '/api/messages'],
    ['POST', '/v3/directline/conversations/none/activities'],
    ['GET', '/v3/directline/conversations/none/activities'],
    ['POST', '/v3/directline/conversations/none/upload'],
    ['POST', '/v3/directline/tokens/refresh'],
  ] as const)('%s %s is shut to whoever proves nothing', async (method, url) => {
    const page = await app.inject({
      method,
      url,
      ...(method === 'POST' ? { payload: { type: 'message' } } : {}),
    })
    expect([401, 403]).toContain(page.statusCode)
  })

  it('of the figures answers this machine only', async () => {
    expect((await app.inject({ url: '/metrics', remoteAddress: '203.0.113.9' })).statusCode).toBe(404)
    expect((await app.inject({ url: '/metrics', remoteAddress: '127.0.0.1' })).statusCode).toBe(200)
    const pretended = {
      url: '/metrics',
      remoteAddress: '203.0.113.9',
      headers: { 'x-forwarded-for': '127.0.0.1' },
    }
    expect((await app.inject(pretended)).statusCode).toBe(404)
  })
})

const CANARY = 'Marchal'
const FRAUD = {
  doorCategory: 'fraud',
  subject: `Paiement frauduleux ${CANARY}`,
  text: `Quelqu’un a piraté mon compte et payé 340 € avec ma carte. Bloquez tout. ${CANARY}, commande 7788-9911`,
} as const

describeOnDatabase('A ticket of a lane one is not cleared for', (database) => {
  const world = openWorld(database)
  const { core, clock } = world
  const web = openWeb(core)
  const closing: (() => unknown)[] = []
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close()
  })

  /** A matter of the fraud lane that has everything a matter may have. */
  async function secretMatter() {
    const [received] = await receive(core, [
      mailFrom(`Étienne ${CANARY}`, 'etienne.marchal@exemple.fr', FRAUD),
    ])
    if (!received) throw new Error('nothing was received')
    const { ticketId, reference, messageId } = received
    const lea = await web.member('Léa Martin', 'investigator', ['fraud'], ['fraud'])
    const acting = { ticketId, memberId: lea.id }
    const seller = await createSeller(core, {
      externalId: 'V-1042',
      name: 'Meubles Durand',
      email: 'bonjour@meubles-durand.example',
      telephone: null,
      postalAddress: null,
      language: 'fr',
    })
    await nameSeller(core, { ...acting, sellerId: seller.id })
    const sanction = await proposeSanction(core, {
      ...acting,
      kind: 'warning',
      reasonCode: 'refused',
      reason: `Sans réponse à ${CANARY}`,
    })
    return { ticketId, reference, messageId, lea, sanction }
  }
  const without = (name = 'Camille Renaud', role: Member['role'] = 'administrator') =>
    web.member(name, role, ['legal', 'privacy'], ['fraud', 'customer-service'])
  const silent = (page: { body: string }, reference: string) => {
    expect(page.body).not.toContain(CANARY)
    expect(page.body).not.toContain(CANARY.toLowerCase())
    expect(page.body).not.toContain(reference)
  }

  it('is found by no search: words, customer, address, order number, reference, a mistyped one', async () => {
    const { reference, lea } = await secretMatter()
    await indexTickets(core)
    const camille = await without()
    const browser = await web.as(camille)
    const cleared = await web.as(lea)
    const mistyped = reference.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))
    const texts = [CANARY, 'piraté', 'etienne.marchal@exemple.fr', '7788-9911', 'Durand', reference, mistyped]
    const swapped = reference.replace(/(.)(.)$/, '$2$1')
    for (const text of [...texts, swapped]) {
      const page = await browser.get(`/desk/search?text=${encodeURIComponent(text)}`)
      expect(page.statusCode, text).toBe(200)
      const shown = page.body.replaceAll(text, '').replaceAll(text.toLowerCase(), '')
      expect(shown, text).not.toContain(reference)
      expect(shown, text).not.toContain(`/desk/tickets/${reference}`)
      const found = await searchTickets(core, camille.id, { text, size: 25 })
      expect(found, text).toMatchObject({ tickets: [], next: null })
      expect(found.suggestions, text).not.toContain(reference)
      const jumped = await browser.get(`/desk/find?text=${encodeURIComponent(text)}`)
      expect(jumped.headers.location ?? '', text).not.toMatch(`/desk/tickets/${reference}`)
    }
    const seen = await searchTickets(core, lea.id, { text: CANARY, size: 25 })
    expect(seen.tickets.map((ticket) => ticket.reference)).toEqual([reference])
    const named = await cleared.get(`/desk/search?text=${reference}`)
    expect(named.headers.location).toBe(`/desk/tickets/${reference}`)
  })

  it('is in no filter, saved or typed into the address, and on no further page of a list', async () => {
    const { reference } = await secretMatter()
    const camille = await without()
    const browser = await web.as(camille)
    const filter = { category: 'fraud' } as const
    await saveFilter(core, { memberId: camille.id, name: 'Fraude', queue: 'open', filter })
    for (const query of [
      'queue=open&category=fraud',
      'queue=all&category=fraud&team=fraud',
      'queue=all&door=mail',
      'queue=unassigned&category=fraud',
      'queue=team&category=fraud',
      'queue=all&assignee=nobody',
    ]) {
      const page = await browser.get(`/desk?${query}`)
      expect(page.statusCode, query).toBe(200)
      silent(page, reference)
    }
  })

  it('is touched by no act on many tickets at once', async () => {
    const { reference, ticketId } = await secretMatter()
    const camille = await without()
    const browser = await web.as(camille)
    const before = await core.db
      .selectFrom('tickets')
      .selectAll()
      .where('id', '=', ticketId)
      .executeTakeFirst()
    const acts: Record<string, string>[] = [
      { act: 'assign', assignee: camille.id },
      { act: 'category', category: 'account' },
      { act: 'resolve', outcome: 'solved', text: 'Clos.' },
      { act: 'quarantine' },
      { act: 'release' },
    ]
    for (const act of acts) {
      await browser.post('/desk/bulk', { ...act, [`ticket.${reference}`]: 'on' })
      await browser.post('/desk/bulk', { ...act, all: 'on', page: reference })
    }
    expect(
      await core.db.selectFrom('tickets').selectAll().where('id', '=', ticketId).executeTakeFirst(),
    ).toEqual(before)
  })

  it('is in no report and in none of its files, which say what they leave out', async () => {
    const { reference, ticketId, lea } = await secretMatter()
    await resolve(core, { ticketId, memberId: lea.id, outcome: 'solved', text: 'Votre compte est bloqué.' })
    clock.advance(HOUR)
    const links = await openSatisfactionOf(core, ticketId)
    const token = /\/s\/([^/?]+)/.exec(links?.url ?? '')?.[1] ?? ''
    await rateSatisfaction(core, { token, score: 1, comment: `Déçu, ${CANARY}` })
    const browser = await web.as(await without())
    const cleared = await web.as(await web.member('Inès Morel', 'supervisor', ['fraud', 'legal', 'privacy']))
    const reports = routes()
      .filter(
        ({ url, method }) =>
          method === 'GET' && /^\/desk\/(reports|satisfaction|dissatisfied|sanctions)/.test(url),
      )
      .map(({ url }) => url)
    for (const url of reports.filter((one) => !one.includes(':'))) {
      const page = await browser.get(`${url}?span=7-days&split=team&queue=all`)
      expect(page.statusCode, url).toBe(200)
      silent(page, reference)
      const files = [...page.body.matchAll(/href="(\/desk\/reports\/[^"]+\.csv[^"]*)"/g)]
      for (const [, href = ''] of files) silent(await browser.get(href.replaceAll('&amp;', '&')), reference)
    }
    expect((await cleared.get('/desk/reports/satisfaction?span=7-days')).body).toContain(CANARY)
    expect((await cleared.get('/desk/dissatisfied')).body).toContain(CANARY)
  })

  it('is decided on by no supervisor who knows its sanction’s number', async () => {
    const { sanction } = await secretMatter()
    const thomas = await without('Thomas Girard', 'supervisor')
    const browser = await web.as(thomas)
    for (const word of ['decision', 'lifting', 'contest', 'appeal']) {
      const page = await browser.post(`/desk/sanctions/${sanction}/${word}`, {
        yes: 'yes',
        reason: 'Vu.',
        who: 'M. Durand',
        text: 'Je conteste.',
      })
      expect(page.statusCode, word).toBe(404)
    }
    expect(await listSanctions(core.db, thomas.id)).toEqual([])
    const row = await core.db.selectFrom('sanctions').select('decision').executeTakeFirstOrThrow()
    expect(row.decision).toBeNull()
  })

  it('is sent to no open stream, and to none that comes back for what it missed', async () => {
    const { app, address } = await startWeb(core)
    closing.push(() => app.close())
    const { cookie } = await signedIn(core, await without())
    const reading = await openLiveReader(address, cookie)
    closing.push(() => reading.close())
    const { reference, ticketId, lea } = await secretMatter()
    await note(core, { ticketId, memberId: lea.id, text: 'Je regarde.' })
    const [marker] = await receive(core, [mailFrom('Zoé Petit', 'zoe@exemple.fr')])
    await reading.heard('ticket', (data) => data.reference === marker?.reference)
    expect(JSON.stringify(reading.told)).not.toContain(reference)
    const again = await openLiveReader(address, cookie, String(clock.now().getTime() - 30_000))
    closing.push(() => again.close())
    await again.heard('ticket', (data) => data.reference === marker?.reference)
    expect(JSON.stringify(again.told)).not.toContain(reference)
  })

  it('is in nobody’s mentions, drafts, macros or merges', async () => {
    const { reference, ticketId, messageId, lea } = await secretMatter()
    const camille = await without()
    const browser = await web.as(camille)
    // Named while they were cleared: what the note said is no longer theirs to read.
    const clearance = { memberId: camille.id, lane: 'fraud' } as const
    await grantClearance(core, { ...clearance, grantedBy: null })
    await note(core, { ticketId, memberId: lea.id, text: `@Camille Renaud ${CANARY} encore.` })
    expect((await browser.get('/desk/mentions')).body).toContain(CANARY)
    await withdrawClearance(core, clearance)
    const named = note(core, { ticketId, memberId: lea.id, text: '@Camille Renaud ?' })
    await expect(named).rejects.toMatchObject({ code: 'not-allowed' })
    silent(await browser.get('/desk/mentions'), reference)
    expect((await browser.get('/desk')).body).not.toMatch(/class="count/)
    const macro = await createMacro(core, {
      name: 'Point',
      category: null,
      text: { fr: 'Bonjour {client}, dossier {référence}.', en: 'Hello {customer}, case {reference}.' },
      memberId: camille.id,
    })
    const [own] = await receive(core, [mailFrom('Étienne Marchal', 'autre@exemple.fr')])
    if (!own) throw new Error('nothing was received')
    const at = (other: string, word: string) => `/desk/tickets/${other}/${word}`
    for (const [word, fields] of [
      ['draft', { text: 'Brouillon', of: 'note' }],
      ['macro', { macro, text: '' }],
      ['preview', { text: 'Bonjour' }],
      ['withdrawal', { message: messageId }],
      ['unmerge', {}],
      ['split', { [`message:${messageId}`]: '1', category: 'other', subject: 'Vol' }],
      ['merge', { into: own.reference }],
      ['note', { text: `@Camille Renaud` }],
    ] as const) {
      const uploads = ['macro', 'preview'].includes(word)
      const page = uploads
        ? await browser.upload(at(reference, word), { ...fields }, [])
        : await browser.post(at(reference, word), { ...fields })
      expect(page.statusCode, word).toBe(404)
      silent(page, reference)
    }
    // Into it or with its messages from one's own ticket, either.
    const merged = await browser.post(at(own.reference, 'merge'), { into: reference })
    expect(merged.statusCode).toBe(400)
    const parted = await browser.post(at(own.reference, 'split'), {
      [`message:${messageId}`]: '1',
      category: 'other',
    })
    expect(parted.statusCode).toBeGreaterThanOrEqual(400)
    const { ticket_id } = await core.db
      .selectFrom('messages')
      .select('ticket_id')
      .where('id', '=', messageId)
      .executeTakeFirstOrThrow()
    expect(ticket_id).toBe(ticketId)
    expect(await core.db.selectFrom('drafts').selectAll().execute()).toEqual([])
    expect(await core.db.selectFrom('merges').selectAll().execute()).toEqual([])
  })

  it('is shown beside none of the same customer’s other tickets', async () => {
    const { reference } = await secretMatter()
    const [other] = await receive(core, [
      mailFrom('Étienne M.', 'etienne.marchal@exemple.fr', { subject: 'Colis', text: 'Où est mon colis ?' }),
    ])
    const page = await (await web.as(await without())).get(`/desk/tickets/${other?.reference}`)
    expect(page.statusCode).toBe(200)
    expect(page.body).not.toContain(reference)
    expect(page.body).not.toContain('frauduleux')
  })

  it('is no conversation of a member who may not read it, not even of one whose clearance was taken back', async () => {
    const { ticketId, lea } = await secretMatter()
    await becomeAvailable(core, { memberId: lea.id, until: new Date(clock.now().getTime() + HOUR) })
    const thomas = await without('Thomas Girard', 'agent')
    await becomeAvailable(core, { memberId: thomas.id, until: new Date(clock.now().getTime() + HOUR) })
    const talk = await talkAbout(core, ticketId)
    const browser = await web.as(thomas)
    const cleared = await web.as(lea)
    for (const path of ['', '/lines?after=0', '/tabs']) {
      const page = await browser.get(`/desk/talks/${talk}${path}`)
      if (path !== '/tabs') expect(page.statusCode, path).toBe(404)
      expect(page.body).not.toContain(CANARY)
    }
    for (const path of ['/desk/talks', '/desk/talks/lists', '/desk/live/tray']) {
      expect((await browser.get(path)).body, path).not.toContain(CANARY)
    }
    expect((await browser.post(`/desk/talks/${talk}/acceptance`)).statusCode).toBeGreaterThanOrEqual(400)
    await acceptHandoff(core, { handoffId: talk, memberId: lea.id })
    expect((await cleared.get(`/desk/talks/${talk}`)).body).toContain(CANARY)
    const handed = await cleared.post(`/desk/talks/${talk}/transfer`, { to: thomas.id, reason: 'Prends-le.' })
    expect(handed.statusCode).toBe(400)
    await withdrawClearance(core, { memberId: lea.id, lane: 'fraud' })
    expect((await cleared.get(`/desk/talks/${talk}`)).statusCode).toBe(404)
    expect((await cleared.get('/desk/talks')).body).not.toContain(CANARY)
  })

  it('is read, listed and written to by no system without the lane', async () => {
    const { reference, ticketId, lea } = await secretMatter()
    const app = buildWeb({ core, settings: { trustProxy: false, demo: null }, readAgain: async () => false })
    closing.push(() => app.close())
    const token = async (lanes: readonly ('fraud' | 'legal')[]) => {
      const name = 'Entrepôt'
      const made = { name, scopes: [...API_SCOPES], lanes, createdBy: lea.id, cleared: lanes }
      return (await createApiToken(core, made)).token
    }
    const ask = (bearer: string, method: 'GET' | 'POST', url: string, payload?: object) =>
      app.inject({
        method,
        url,
        headers: { authorization: `Bearer ${bearer}` },
        ...(payload ? { payload } : {}),
      })
    const shut = await token(['legal'])
    const open = await token(['fraud'])
    const one = `/api/v1/tickets/${reference}`
    const message = { email: 'etienne.marchal@exemple.fr', text: 'Bonjour' }
    expect((await ask(shut, 'GET', one)).statusCode).toBe(404)
    expect((await ask(shut, 'POST', `${one}/messages`, message)).statusCode).toBe(404)
    for (const query of ['', '?category=fraud', '?status=open&category=fraud', '?since=2020-01-01T00:00:00Z'])
      expect((await ask(shut, 'GET', `/api/v1/tickets${query}`)).body, query).not.toContain(reference)
    expect((await ask(open, 'GET', one)).statusCode).toBe(200)
    expect((await ask(open, 'GET', '/api/v1/tickets?category=fraud')).body).toContain(reference)
    const messages = await core.db
      .selectFrom('messages')
      .select('id')
      .where('ticket_id', '=', ticketId)
      .execute()
    expect(messages).toHaveLength(1)
  })

  it('is in no notice to a system without the lane, nor its number in a log an uncleared administrator reads', async () => {
    const camille = await web.member('Camille Renaud', 'administrator', ['legal'])
    const lea = await web.member('Léa Chef', 'administrator', ['fraud'])
    const events = ['opened', 'message-received', 'recategorised'] as const
    const wanted = { url: 'https://erp.example/notices', events, createdBy: lea.id }
    const shut = await subscribe(core, {
      ...wanted,
      name: 'Sans',
      lanes: ['legal'],
      cleared: ['legal', 'fraud'],
    })
    const open = await subscribe(core, { ...wanted, name: 'Avec', lanes: ['fraud'], cleared: ['fraud'] })
    const [received] = await receive(core, [mailFrom('Étienne Marchal', 'etienne.marchal@exemple.fr', FRAUD)])
    const rows = await core.db
      .selectFrom('outbox')
      .select(['id', 'recipient'])
      .where('channel', '=', 'subscription')
      .execute()
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.filter(({ recipient }) => recipient.includes(shut.id))).toEqual([])
    for (const { id } of rows) {
      await logAttempt(core, {
        subscriptionId: open.id,
        outboxId: id as never,
        status: 204,
        error: null,
        milliseconds: 12,
        at: clock.now(),
      } as Parameters<typeof logAttempt>[1])
    }
    const log = `/desk/interfaces/webhooks/${open.id}`
    expect((await (await web.as(lea)).get(log)).body).toContain(received?.reference)
    const unread = await (await web.as(camille)).get(log)
    expect(unread.statusCode).toBe(200)
    expect(unread.body).toContain('204')
    expect(unread.body).not.toContain(received?.reference)
  })
})

async function talkAbout(core: Core, ticketId: TicketId): Promise<HandoffId> {
  const conversationId = newId<'conversation'>(core.clock.now())
  await core.db
    .insertInto('conversations')
    .values({ id: conversationId, kind: 'chat', audience: 'customer', created_at: core.clock.now() })
    .execute()
  const asked = { conversationId, ticketId, reason: 'asked', urgent: false, language: 'fr' } as const
  await core.db
    .transaction()
    .execute((trx) => requestHandoff(trx, core, { ...asked, summary: `Vol, ${CANARY}` }))
  const { id } = await core.db.selectFrom('handoffs').select('id').executeTakeFirstOrThrow()
  return id
}

const POSTS = routes().filter((route) => route.method === 'POST' && !isOpenRoute(route))
const NOBODY = '00000000-0000-7000-8000-000000000000'
const pathOf = ({ url }: Route) => url.replace(':reference', 'AGF-0000-0000').replace(/:\w+/g, NOBODY)

describe('A form sent to the desk', () => {
  const database = useTestDatabase('PGlite', { keep: true })
  const { core, clock } = openWorld(database)
  const web = openWeb(core)
  let camille: Member
  let own: Browser
  let stolen: string

  beforeAll(async () => {
    camille = await web.member('Camille Renaud', 'administrator')
    const thomas = await web.member('Thomas Girard', 'administrator')
    own = await web.as(camille)
    await web.as(thomas)
    const session = await core.db
      .selectFrom('sessions')
      .select('csrf_token')
      .where('member_id', '=', thomas.id)
      .executeTakeFirstOrThrow()
    stolen = session.csrf_token
  })

  it.each(POSTS.map((route) => [route.url, route] as const))(
    '%s is refused without its session’s token, with another’s, and when another site has it sent',
    async (_, route) => {
      const path = pathOf(route)
      for (const csrf of ['', stolen, `${stolen}x`]) {
        const sent = route.upload ? await own.upload(path, { csrf }, []) : await own.post(path, { csrf })
        expect(sent.statusCode, `token “${csrf.slice(0, 4)}”`).toBe(403)
      }
      for (const headers of [
        { origin: 'https://ailleurs.example' },
        { origin: 'null' },
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
      ]) {
        expect((await own.post(path, {}, headers)).statusCode, JSON.stringify(headers)).toBe(403)
      }
    },
  )

  it('changes nothing when it comes as a GET or in an address', async () => {
    for (const route of POSTS) {
      const page = await own.get(`${pathOf(route)}?csrf=${stolen}`)
      expect([200, 303, 404], route.url).toContain(page.statusCode)
    }
  })

  it('is refused from a session whose member was deactivated, was given another role, or signed out', async () => {
    const lea = await web.member('Léa Martin', 'administrator')
    const browser = await web.as(lea)
    expect((await browser.get('/desk/members')).statusCode).toBe(200)
    await changeRole(core, { memberId: lea.id, role: 'agent' } as Parameters<typeof changeRole>[1])
    expect((await browser.get('/desk/members')).statusCode).toBe(403)
    expect((await browser.post('/desk/members', { name: 'X', email: 'x@agafort.example' })).statusCode).toBe(
      403,
    )
    clock.advance(1_000)
    const second = await web.as(lea)
    expect((await second.post('/sign-out')).statusCode).toBe(303)
    expect((await second.post('/desk/language', { language: 'en' })).statusCode).toBe(401)
    await deactivateMember(core, lea.id)
    for (const route of routes().filter((one) => !isOpenRoute(one))) {
      const page =
        route.method === 'GET' ? await browser.get(pathOf(route)) : await browser.post(pathOf(route))
      expect(page.statusCode, route.url).toBe(route.method === 'GET' ? 303 : 401)
      if (route.method === 'GET') expect(page.headers.location, route.url).toMatch(/^\/sign-in\?next=/)
    }
  })
})

describe('A customer’s link', () => {
  const database = useTestDatabase('PGlite')
  const { core } = openWorld(database)
  const web = openWeb(core)

  it('opens its own ticket’s files and nobody else’s', async () => {
    const file = {
      name: 'photo.png',
      type: 'image/png',
      content: Buffer.from('png'),
      inline: false,
      contentId: null,
    }
    const [nadia] = await receive(core, [
      mailFrom('Nadia Benali', 'nadia@exemple.fr', { attachments: [file] }),
    ])
    const [paul] = await receive(core, [mailFrom('Paul Roux', 'paul@exemple.fr')])
    if (!nadia || !paul) throw new Error('nothing was received')
    const { id } = await core.db.selectFrom('attachments').select('id').executeTakeFirstOrThrow()
    const link = (reference: string) => new URL(ticketUrl(core, reference as never)).pathname
    expect((await web.visitor.get(`${link(nadia.reference)}/attachments/${id}`)).statusCode).toBe(200)
    expect((await web.visitor.get(`${link(paul.reference)}/attachments/${id}`)).statusCode).toBe(404)
    const forged = link(nadia.reference).replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))
    expect((await web.visitor.get(`${forged}/attachments/${id}`)).statusCode).toBeGreaterThanOrEqual(400)
  })
})
