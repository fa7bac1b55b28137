import type { FastifyInstance } from 'fastify'
import { afterAll, expect, it } from 'vitest'
import { type ApiScope, createApiToken, listApiTokens, revokeApiToken } from '../../../core/auth/api-token.ts'
import { note } from '../../../core/correspondence/note.ts'
import { replyToCustomer } from '../../../core/correspondence/reply.ts'
import { receive } from '../../../core/intake/intake.ts'
import type { TicketId } from '../../../core/kernel/id.ts'
import { Secret } from '../../../core/kernel/secret.ts'
import type { SensitiveLane } from '../../../core/policy/category.ts'
import { API_ROUTES } from '../../../web/api/api.ts'
import { buildWeb } from '../../../web/server.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { openWeb } from '../../world/web-world.ts'
import { mailFrom, openWorld } from '../../world/world.ts'

const MARKETPLACE = 'a-token-of-the-marketplace-with-enough-characters'
const PARCEL = {
  subject: 'Colis jamais arrivé',
  text: 'Bonjour, ma commande 4521-889 n’est jamais arrivée. Pouvez-vous vous renseigner ?',
  customer: { name: 'Denise Lambert', email: 'Denise.Lambert@exemple.fr' },
}

describeOnEachDatabase('Another system of the marketplace', (database) => {
  const { core } = openWorld(database)
  const web = openWeb(core)
  let app: FastifyInstance | undefined
  let administrators = 0
  afterAll(async () => app?.close())

  const server = () => {
    app ??= buildWeb({
      core,
      settings: { trustProxy: false, demo: null, apiToken: new Secret(MARKETPLACE) },
      readAgain: async () => false,
    })
    return app
  }
  const tokenFor = async (scopes: ApiScope[], lanes: SensitiveLane[] = []) => {
    const camille = await web.member(`Camille${++administrators} Renaud`, 'administrator', lanes)
    return createApiToken(core, { name: 'Site', scopes, lanes, createdBy: camille.id, cleared: lanes })
  }
  const ask = (
    token: string,
    method: 'GET' | 'POST' | 'PUT',
    url: string,
    body?: object,
    headers: Record<string, string> = {},
  ) =>
    server().inject({
      method,
      url,
      headers: { authorization: `Bearer ${token}`, ...headers },
      ...(body ? { payload: body } : {}),
    })

  it('hands a customer’s complaint in, and reads what became of it', async () => {
    const { token } = await tokenFor(['tickets:read', 'tickets:write'])
    const handed = await ask(token, 'POST', '/api/v1/tickets', PARCEL)
    expect(handed.statusCode).toBe(201)
    const { reference } = handed.json()
    expect(reference).toMatch(/^AGF-/)
    const read = (await ask(token, 'GET', `/api/v1/tickets/${reference}`)).json()
    expect(read).toMatchObject({
      ticket: {
        reference,
        status: 'open',
        door: 'api',
        category: 'order-dispute',
        customer: { name: 'Denise Lambert' },
      },
      messages: [{ from: 'customer', text: PARCEL.text }],
    })
    expect(read.promises.map(({ kind }: { kind: string }) => kind)).toContain('conclude')
    const listed = (await ask(token, 'GET', '/api/v1/tickets?status=open')).json()
    expect(listed.tickets.map((one: { reference: string }) => one.reference)).toContain(reference)
  })

  it('has its ticket acknowledged to the customer as on any channel', async () => {
    const { token } = await tokenFor(['tickets:write'])
    const { reference } = (
      await ask(token, 'POST', '/api/v1/tickets', { ...PARCEL, subject: 'Un autre colis' })
    ).json()
    const mails = await core.db
      .selectFrom('outbox')
      .innerJoin('tickets', 'tickets.id', 'outbox.ticket_id')
      .select(['recipient', 'outbox.kind'])
      .where('reference', '=', reference)
      .execute()
    expect(mails).toEqual([{ recipient: 'denise.lambert@exemple.fr', kind: 'acknowledgement' }])
  })

  it('that sends the same again with its key gets the same response, and nothing is done twice', async () => {
    const { token } = await tokenFor(['tickets:write'])
    const send = () => ask(token, 'POST', '/api/v1/tickets', PARCEL, { 'idempotency-key': 'order-4521-889' })
    const first = await send()
    const second = await send()
    expect([first.statusCode, second.statusCode]).toEqual([201, 200])
    expect(second.json()).toEqual({ reference: first.json().reference, known: true })
  })

  it('is told when a key was used for other words, which would be lost otherwise', async () => {
    const { token } = await tokenFor(['tickets:write', 'messages:write'])
    const headers = { 'idempotency-key': 'the-only-key-it-has' }
    const text = '  Colis jamais arrivé.\u0000 \n'
    const send = (words: string) => ask(token, 'POST', '/api/v1/tickets', { ...PARCEL, text: words }, headers)
    const { reference } = (await send(text)).json()
    expect((await send(text)).json()).toEqual({ reference, known: true })
    const other = await send('Mon compte est bloqué.')
    expect(other.statusCode).toBe(409)
    expect(other.json().message).toMatch(/key of its own/)
    const added = await ask(
      token,
      'POST',
      `/api/v1/tickets/${reference}/messages`,
      { email: 'denise.lambert@exemple.fr', text: 'Il est arrivé ce matin.' },
      headers,
    )
    expect(added.statusCode).toBe(409)
  })

  it.each([
    '/api/v1/tickets?since=0000-01-01T00:00:00Z',
    `/api/v1/tickets?after=${'-'.repeat(20)}~${'-'.repeat(36)}`,
    '/api/v1/tickets?after=2026-99-99T00:00:00.000000Z~01a20c96-33e0-7025-a195-8e9792b3ba86',
    '/api/v1/tickets/AGF-%00',
  ])('is told that %s is nothing it can ask for', async (url) => {
    const { token } = await tokenFor(['tickets:read'])
    expect([400, 404]).toContain((await ask(token, 'GET', url)).statusCode)
  })

  it('keeps what of a text can be kept, and hands nothing in that says nothing or that nobody could reply to', async () => {
    const { token } = await tokenFor(['tickets:read', 'tickets:write'])
    const send = (given: object) => ask(token, 'POST', '/api/v1/tickets', { ...PARCEL, ...given })
    const { reference } = (await send({ subject: 'Colis n° 4\u0000 !', text: 'Perdu\u0000.' })).json()
    const read = (await ask(token, 'GET', `/api/v1/tickets/${reference}`)).json()
    expect(read).toMatchObject({ ticket: { subject: 'Colis n° 4 !' }, messages: [{ text: 'Perdu.' }] })
    for (const given of [{ text: '\u0000' }, { customer: { telephone: 'plus tard' } }]) {
      expect((await send(given)).statusCode).toBe(400)
    }
  })

  it('adds what the customer wrote elsewhere, and nobody else’s words', async () => {
    const { token } = await tokenFor(['tickets:read', 'tickets:write', 'messages:write'])
    const { reference } = (await ask(token, 'POST', '/api/v1/tickets', PARCEL)).json()
    const url = `/api/v1/tickets/${reference}/messages`
    const added = await ask(token, 'POST', url, {
      email: 'denise.lambert@exemple.fr',
      text: 'Il est arrivé ce matin.',
    })
    expect(added.json()).toEqual({ reference, known: false })
    const { messages } = (await ask(token, 'GET', `/api/v1/tickets/${reference}`)).json()
    expect(messages.map(({ text }: { text: string }) => text)).toEqual([
      PARCEL.text,
      'Il est arrivé ce matin.',
    ])
    const stranger = await ask(token, 'POST', url, {
      email: 'inconnu@exemple.fr',
      text: 'Envoyez-le chez moi.',
    })
    expect(stranger.statusCode).toBe(403)
    expect(stranger.json().message).toMatch(/takes no part/)
  })

  it('reads our replies, but neither notes nor links that open the customer’s page', async () => {
    const { token } = await tokenFor(['tickets:read'])
    const [received] = await receive(core, [mailFrom('Paul Garnier', 'paul.garnier@exemple.fr')])
    const ticketId = received?.ticketId as TicketId
    const thomas = await web.member('Thomas Girard')
    await note(core, { ticketId, memberId: thomas.id, text: 'Client déjà remboursé en mars.' })
    await replyToCustomer(core, { ticketId, memberId: thomas.id, text: 'Nous avons écrit au vendeur.' })
    const { body } = await ask(token, 'GET', `/api/v1/tickets/${received?.reference}`)
    expect(body).toContain('Nous avons écrit au vendeur.')
    expect(body).not.toContain('remboursé en mars')
    expect(body).not.toMatch(/\/t\/[\w-]{20}/)
  })

  it('reads a reply once it has left, for until then it may be taken back', async () => {
    const { core: careful, clock } = openWorld(database, { withdrawableFor: 10_000 })
    const patient = buildWeb({
      core: careful,
      settings: { trustProxy: false, demo: null },
      readAgain: async () => false,
    })
    const { token } = await tokenFor(['tickets:read'])
    const [received] = await receive(careful, [mailFrom('Paul Garnier', 'paul.garnier@exemple.fr')])
    const memberId = (await web.member('Thomas Girard')).id
    await replyToCustomer(careful, {
      ticketId: received?.ticketId as TicketId,
      memberId,
      text: 'Nous avons écrit au vendeur.',
    })
    const read = async () =>
      (
        await patient.inject({
          url: `/api/v1/tickets/${received?.reference}`,
          headers: { authorization: `Bearer ${token}` },
        })
      ).body
    expect(await read()).not.toContain('Nous avons écrit au vendeur.')
    clock.advance(10_000)
    expect(await read()).toContain('Nous avons écrit au vendeur.')
    await patient.close()
  })

  it('reads a sensitive lane only where its token was given it', async () => {
    const [received] = await receive(core, [
      mailFrom('Étienne Marchal', 'etienne.marchal@exemple.fr', {
        doorCategory: 'fraud',
        subject: 'Compte piraté',
        text: 'Quelqu’un a piraté mon compte et payé 340 € avec ma carte. Ce n’est pas moi.',
      }),
    ])
    const url = `/api/v1/tickets/${received?.reference}`
    const blind = await tokenFor(['tickets:read'])
    expect((await ask(blind.token, 'GET', url)).statusCode).toBe(404)
    const listed = (await ask(blind.token, 'GET', '/api/v1/tickets')).body
    expect(listed).not.toContain(received?.reference)
    const cleared = await tokenFor(['tickets:read'], ['fraud'])
    expect((await ask(cleared.token, 'GET', url)).statusCode).toBe(200)
  })

  it('is not given a lane its administrator may not read', async () => {
    const camille = await web.member('Camille Renaud', 'administrator')
    const wanted = {
      name: 'Site',
      scopes: ['tickets:read'],
      lanes: ['fraud'],
      createdBy: camille.id,
      cleared: [],
    } as const
    await expect(createApiToken(core, wanted)).rejects.toThrow(/cleared for yourself/)
  })

  it.each(API_ROUTES.map((route) => [`${route.method} ${route.url}`, route] as const))(
    'is refused %s with no token, a wrong one, a revoked one, and one without its scope',
    async (_, route) => {
      const url = route.url.replace(':reference', 'AGF-7K2M-9QWX')
      const body = route.method === 'GET' ? undefined : {}
      expect((await ask('', route.method, url, body)).statusCode).toBe(401)
      expect((await ask('agf_guessed', route.method, url, body)).statusCode).toBe(401)
      const others = (['tickets:read', 'tickets:write', 'messages:write', 'sellers:write'] as const).filter(
        (scope) => scope !== route.scope,
      )
      const other = await tokenFor([...others])
      const refused = await ask(other.token, route.method, url, body)
      expect(refused.statusCode).toBe(403)
      expect(refused.json().message).toContain(route.scope)
      const revoked = await tokenFor([route.scope])
      const camille = await web.member(`Camille${++administrators} Renaud`, 'administrator')
      await revokeApiToken(core, { tokenId: revoked.id, memberId: camille.id })
      expect((await ask(revoked.token, route.method, url, body)).statusCode).toBe(401)
    },
  )

  it('hears which field is wrong and what to do', async () => {
    const { token } = await tokenFor(['tickets:write', 'tickets:read'])
    const wrong = await ask(token, 'POST', '/api/v1/tickets', {
      text: 'Bonjour',
      customer: { email: 'denise' },
    })
    expect(wrong.statusCode).toBe(400)
    expect(wrong.json()).toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('customer.email'),
    })
    const nobody = await ask(token, 'POST', '/api/v1/tickets', {
      text: 'Bonjour',
      customer: { name: 'Denise' },
    })
    expect(nobody.json().message).toMatch(/`email` or `telephone`/)
    expect((await ask(token, 'GET', '/api/v1/tickets?after=x')).json().message).toMatch(/`next`/)
  })

  it('pages through every ticket once, also when many came in the same instant', async () => {
    const { token } = await tokenFor(['tickets:read'])
    await receive(
      core,
      Array.from({ length: 60 }, (_, n) =>
        mailFrom(`Client ${n}`, `client.${n}@exemple.fr`, { text: `Colis numéro ${n} jamais reçu.` }),
      ),
    )
    const seen: string[] = []
    for (let after = ''; ; ) {
      const page = (
        await ask(token, 'GET', `/api/v1/tickets${after && `?after=${encodeURIComponent(after)}`}`)
      ).json()
      seen.push(...page.tickets.map(({ reference }: { reference: string }) => reference))
      if (page.next === null) break
      after = page.next
    }
    expect(seen).toHaveLength(60)
    expect(new Set(seen).size).toBe(seen.length)
  })

  it('finds every route and its scope described in OpenAPI 3.1, and a page to try them', async () => {
    const document = (await server().inject({ url: '/api/openapi.json' })).json()
    expect(document.openapi).toBe('3.1.0')
    for (const { method, url, scope } of API_ROUTES) {
      const described = document.paths[url.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]
      expect(described?.description, `${method} ${url}`).toContain(scope)
    }
    expect(JSON.stringify(document)).not.toContain('/desk')
    const page = await server().inject({ url: '/api/docs/' })
    expect(page.statusCode).toBe(200)
    expect(page.headers['content-security-policy']).toContain("default-src 'none'")
  })

  it('has its token’s last use noted, for whoever looks after it', async () => {
    const { token, id } = await tokenFor(['tickets:read'])
    await ask(token, 'GET', '/api/v1/tickets')
    const [found] = (await listApiTokens(core)).filter(({ tokenId }) => tokenId === id)
    expect(found).toMatchObject({ lastUsedAt: core.clock.now(), revokedAt: null })
  })
})
