import type { InjectOptions } from 'fastify'
import { afterEach, describe, expect, it } from 'vitest'
import { openSession } from '../../../core/auth/session.ts'
import { replyToCustomer, ticketUrl } from '../../../core/correspondence/reply.ts'
import { receive } from '../../../core/intake/intake.ts'
import type { Core } from '../../../core/kernel/core.ts'
import { createMember } from '../../../core/member/member.ts'
import { sessionCookieName } from '../../../web/http/cookie.ts'
import { asDownload } from '../../../web/http/headers.ts'
import { isOpenRoute } from '../../../web/http/route.ts'
import { routes } from '../../../web/routes.ts'
import { buildWeb } from '../../../web/server.ts'
import { useTestDatabase } from '../../servers/database.ts'
import { openWeb } from '../../world/web-world.ts'
import { mailFrom, openWorld } from '../../world/world.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

function serve(core: Core) {
  const limits = { signIn: 10_000, publicPost: 10_000, publicPage: 10_000 }
  const app = buildWeb({
    core,
    settings: { trustProxy: false, demo: null, limits },
    readAgain: async () => false,
  })
  closing.push(() => app.close())
  return (options: InjectOptions) =>
    app.inject({ method: 'GET', ...options, headers: { accept: 'text/html', ...options.headers } })
}

describe('What is sent to a browser', () => {
  const database = useTestDatabase('PGlite')
  const { core } = openWorld(database)
  const web = openWeb(core)

  const take = async () => {
    const [received] = await receive(core, [mailFrom('Nadia Benali', 'nadia.benali@exemple.fr')])
    if (!received) throw new Error('nothing was received')
    return received
  }

  it('is kept by no cache, on every page and for whoever asks: a list, a refusal, a customer’s own page', async () => {
    const { reference } = await take()
    const lea = await web.as(await web.member('Léa Martin', 'administrator'))
    const customer = new URL(ticketUrl(core, reference)).pathname
    const own = routes()
      .filter(({ method, url }) => method === 'GET' && !url.includes(':') && url !== '/desk/live')
      .map(({ url }) => url)
    for (const path of [
      ...own,
      customer,
      `/desk/tickets/${reference}`,
      '/desk/tickets/inconnu',
      '/nulle-part',
    ]) {
      for (const browser of [lea, web.visitor]) {
        const { headers } = await browser.get(path)
        expect(headers['cache-control'], path).toBe('no-store')
        expect(headers['x-content-type-options'], path).toBe('nosniff')
        expect(headers['strict-transport-security'], path).toBe('max-age=31536000')
        expect(headers['x-frame-options'], path).toBe('DENY')
        expect(headers.server ?? headers['x-powered-by'], path).toBeUndefined()
      }
    }
  })

  it('tells no other site the address of a page whose address is a secret', async () => {
    const { reference } = await take()
    const secret = routes().filter(({ url }) => /^\/(t|s|invitation)\/:token/.test(url))
    expect(secret.filter(({ secretUrl }) => secretUrl !== true).map(({ url }) => url)).toEqual([])
    const page = await web.visitor.get(new URL(ticketUrl(core, reference)).pathname)
    expect(page.headers['referrer-policy']).toBe('no-referrer')
  })

  it('says so on a page of ours when an address cannot be read, without repeating it', async () => {
    for (const path of ['/t/%E0%A4%A', `/t/${'a'.repeat(900)}`, '/desk/tickets/%', `/s/${'é'.repeat(500)}`]) {
      const page = await web.visitor.get(path)
      expect([400, 404, 414], path).toContain(page.statusCode)
      expect(page.headers['content-type'], path).toMatch(/^text\/html/)
      expect(page.headers['content-security-policy'], path).toContain("default-src 'none'")
      expect(page.headers['cache-control'], path).toBe('no-store')
      expect(page.headers['x-content-type-options'], path).toBe('nosniff')
      expect(page.headers['x-frame-options'], path).toBe('DENY')
      expect(page.body, path).not.toContain('FST_')
      expect(page.body, path).not.toContain('aaaaaaaa')
    }
    const machine = await web.visitor.get('/t/%E0%A4%A', { accept: 'application/json' })
    expect(machine.json()).toMatchObject({ code: 'not-found' })
  })

  it('has no line of a header more for a file whose name holds one', async () => {
    const names = [
      'a\r\nSet-Cookie: x=1',
      'a"; filename=b.html',
      '\u0000\u0007a',
      '../../etc/passwd',
      '',
      '\ud800',
      'é'.repeat(300),
    ]
    for (const name of names) {
      const written = asDownload(name)
      expect(written, JSON.stringify(name)).toMatch(
        /^attachment; filename="[^"\\\r\n]+"; filename\*=UTF-8''[\w!~.%'-]*$/,
      )
      expect(written).not.toMatch(/[^\x20-\x7e]/)
    }
    await receive(core, [
      mailFrom('Nadia Benali', 'nadia.benali@exemple.fr', {
        attachments: names.slice(0, 2).map((name) => ({
          name,
          type: 'text/html\r\nX-Injected: yes',
          content: Buffer.from('<script>1</script>'),
          inline: false,
          contentId: null,
        })),
      }),
    ])
    const lea = await web.as(await web.member('Léa Martin'))
    for (const { id } of await core.db.selectFrom('attachments').select('id').execute()) {
      const page = await lea.get(`/desk/attachments/${id}`)
      expect(page.statusCode).toBe(200)
      expect(page.headers['content-type']).toBe('application/octet-stream')
      expect(page.headers['x-injected']).toBeUndefined()
      expect(page.headers['set-cookie']).toBeUndefined()
    }
  })

  it('is nothing of the disk but style sheets and scripts', async () => {
    for (const path of [
      '/static/../server.ts',
      '/static/%2e%2e/server.ts',
      '/static/..%2fserver.ts',
      '/static/..%5cserver.ts',
      '/static/%2e%2e%2f%2e%2e%2fpackage.json',
      '/static/....//server.ts',
      '/static//etc/passwd',
      '/static/%00',
      '/static/.env',
      '/static/htmx/package.json',
      '/static/htmx/../../package.json',
      '/static/htmx/%2e%2e/%2e%2e/package.json',
      '/static/',
      '/chat/../package.json',
    ]) {
      const page = await web.visitor.get(path)
      expect([400, 403, 404], path).toContain(page.statusCode)
      expect(page.body, path).not.toMatch(/root:|"dependencies"|buildWeb/)
    }
    expect((await web.visitor.get('/static/base.css')).statusCode).toBe(200)
  })
})

describe('Links that are sent and shown', () => {
  const database = useTestDatabase('PGlite')
  const { core } = openWorld(database)
  const poisoned = {
    host: 'mal.example',
    'x-forwarded-host': 'mal.example',
    'x-forwarded-proto': 'http',
    forwarded: 'host=mal.example;proto=http',
    'x-original-url': '/desk',
    'x-http-method-override': 'POST',
  }

  it('lead to where the program is reached, whatever host a request names', async () => {
    const ask = serve(core)
    const lea = await createMember(core, {
      name: 'Léa Martin',
      email: 'lea@agafort.example',
      role: 'administrator',
      language: 'fr',
      password: 'un mot de passe assez long',
    })
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    await ask({
      method: 'POST',
      url: '/sign-in/way-back',
      headers: { ...poisoned, ...form },
      payload: 'email=lea%40agafort.example',
    })
    const [received] = await receive(core, [mailFrom('Nadia Benali', 'nadia.benali@exemple.fr')])
    if (!received) throw new Error('nothing was received')
    await replyToCustomer(core, {
      ticketId: received.ticketId,
      memberId: lea.id,
      text: 'Nous nous en occupons.',
    })
    const mails = JSON.stringify(await core.db.selectFrom('outbox').select('content').execute())
    expect(mails).toContain('https://aide.agafort.example/invitation/')
    expect(mails).toContain('https://aide.agafort.example/t/')
    expect(mails).not.toContain('mal.example')
    const { token } = await openSession(core, lea.id)
    const cookies = { [sessionCookieName(core.settings.publicUrl)]: token }
    const paths = [
      '/',
      '/desk',
      '/sign-in',
      '/desk/members',
      '/desk/nowhere',
      '/api/openapi.json',
      '/api/docs',
    ]
    for (const url of [...paths, new URL(ticketUrl(core, received.reference)).pathname]) {
      const page = await ask({ url, cookies, headers: poisoned })
      expect(page.body, url).not.toContain('mal.example')
      expect(JSON.stringify(page.headers), url).not.toContain('mal.example')
    }
  })

  it('lead from every page that asks to sign in first back to that page, and to no other site', async () => {
    const ask = serve(core)
    const shut = routes().filter((route) => route.method === 'GET' && !isOpenRoute(route))
    for (const { url } of shut) {
      const path = url.replace(/:\w+/g, 'inconnu')
      const { statusCode, headers } = await ask({ url: path, headers: poisoned })
      expect(statusCode, url).toBe(303)
      expect(headers.location, url).toBe(`/sign-in?next=${encodeURIComponent(path)}`)
    }
    const strange = await ask({ url: '//mal.example/desk' })
    expect(String(strange.headers.location ?? '')).not.toContain('mal.example')
  })

  it.each([
    '//mal.example',
    'https://mal.example/desk',
    'javascript:alert(1)',
    '/desk/../../mal',
    '/desk/%2E%2e/sign-out',
    '/\\mal.example',
  ])('lead from a sign-in with next=%s to the desk only', async (next) => {
    const ask = serve(core)
    await createMember(core, {
      name: 'Léa Martin',
      email: 'lea@agafort.example',
      role: 'agent',
      language: 'fr',
      password: 'un mot de passe assez long',
    })
    const shown = await ask({ url: `/sign-in?next=${encodeURIComponent(next)}` })
    expect(shown.body).not.toMatch(/(?:href|action|value)="(?:javascript:|\/\/|https:\/\/mal)/)
    const fields = { email: 'lea@agafort.example', password: 'un mot de passe assez long', next }
    const signed = await ask({
      method: 'POST',
      url: '/sign-in',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(fields).toString(),
    })
    expect(signed.statusCode).toBe(303)
    expect(signed.headers.location).toBe('/desk')
    const [session] = signed.cookies.filter(({ value }) => value !== '')
    expect(session).toMatchObject({
      name: '__Host-session',
      secure: true,
      httpOnly: true,
      sameSite: 'Lax',
      path: '/',
    })
    expect(session).not.toHaveProperty('domain')
  })
})
