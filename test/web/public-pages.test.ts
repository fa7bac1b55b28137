import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { receive } from '../../core/intake/intake.ts'
import { addSweeps } from '../../core/kernel/due-sweeps.ts'
import { HOUR, MINUTE } from '../../core/kernel/duration.ts'
import { Secret } from '../../core/kernel/secret.ts'
import { recordMailboxFailure, recordMailboxSuccess } from '../../core/mailbox/mailbox-health.ts'
import { cleanName } from '../../web/http/form.ts'
import { comesFromOurPages } from '../../web/http/guard.ts'
import { asDownload } from '../../web/http/headers.ts'
import { html } from '../../web/http/html.ts'
import { en } from '../../web/wording/en.ts'
import { fr } from '../../web/wording/fr.ts'
import { describeOnEachDatabase } from '../servers/database.ts'
import { openWeb } from '../world/web-world.ts'
import { mailFrom, openWorld } from '../world/world.ts'

describeOnEachDatabase('The web outside the desk', (database) => {
  const { core, clock } = openWorld(database)
  const web = openWeb(core)

  it('says to strangers whether it is well, and to whoever runs it what is behind: mailboxes, servers, outbox, sweeps', async () => {
    const token = 'the-token-of-those-who-run-it-long-enough'
    let failingSince: Date | null = null
    const smtp = () => ({ name: 'main', failingSince, code: failingSince && '535' })
    const watched = openWeb(core, { operationsToken: new Secret(token) }, () => ({
      smtpServers: [smtp()],
      oldestUnrecorded: 0,
    }))
    const health = async (headers = {}) => JSON.parse((await watched.visitor.get('/health', headers)).body)
    const operator = { authorization: `Bearer ${token}` }
    await recordMailboxSuccess(database.db, 'account', clock.now())
    expect(await health()).toEqual({ status: 'ok', problems: [] })
    expect(await health({ authorization: 'Bearer a-guess' })).toEqual({ status: 'ok', problems: [] })
    expect(await health(operator)).toEqual({
      status: 'ok',
      problems: [],
      mailboxes: [{ name: 'account', lastSuccessAt: clock.now().toISOString(), failingSince: null }],
      smtpServers: [{ name: 'main', failingSince: null, code: null }],
      outbox: [],
      unrecordedSeconds: 0,
      sweeps: [],
    })
    await receive(core, [mailFrom('Nadia Benali', 'nadia@exemple.fr')])
    clock.advance(HOUR)
    await recordMailboxFailure(database.db, 'account', 'refused nadia@exemple.fr', clock.now())
    await addSweeps(core.db, [{ name: 'updates', every: MINUTE }])
    await core.db
      .updateTable('sweeps')
      .set({ last_done_at: sql<Date>`now() - interval '5 minutes'` })
      .execute()
    await core.db.updateTable('outbox').set({ consequences_due_at: clock.now() }).execute()
    failingSince = clock.now()
    const behind = await health(operator)
    expect(behind).toMatchObject({
      status: 'degraded',
      problems: ['mailbox-failing', 'mailbox-silent', 'smtp-server-failing', 'outbox-behind', 'sweeps-late'],
      outbox: [{ channel: 'mail', oldestSeconds: 3600 }],
      sweeps: [{ name: 'updates', secondsAgo: 300 }],
    })
    expect(JSON.stringify(behind)).not.toContain('exemple.fr')
    expect(Object.keys(await health())).toEqual(['status', 'problems'])
    await core.db
      .updateTable('outbox')
      .set({ sent_at: new Date(clock.now().getTime() - MINUTE) })
      .execute()
    expect((await health()).problems).toContain('outcomes-unrecorded')
    expect((await watched.visitor.get('/ready')).statusCode).toBe(200)
    const scraped = await watched.visitor.get('/metrics', operator)
    expect(scraped.statusCode).toBe(200)
  })

  it('gives Prometheus the figures that tell whether the promises are kept, on this machine only', async () => {
    await recordMailboxSuccess(database.db, 'account', clock.now())
    await receive(core, [mailFrom('Nadia Benali', 'nadia@exemple.fr', { receivedAt: clock.now() })])
    clock.advance(HOUR)
    const { body, headers } = await web.visitor.get('/metrics')
    expect(headers['content-type']).toContain('text/plain; version=0.0.4')
    expect(body).toContain('agafort_mailbox_lag_seconds{mailbox="account"} 3600\n')
    expect(body).toContain('agafort_outbox_age_seconds{channel="mail"} 3600\n')
    expect(body).toContain('agafort_promises_owed{kind="acknowledge",state="overdue"} 1\n')
    expect(body).toContain('agafort_tickets_open{team="customer-service"} 1\n')
    expect(body).toMatch(/agafort_classifications_recent\{decision="decided"\} [01]\n/)
    expect(body).not.toContain('exemple.fr')
    const elsewhere = await web.visitor.get('/metrics', { 'x-forwarded-for': '203.0.113.9' })
    expect(elsewhere.statusCode).toBe(200)
    const behindProxy = openWeb(core, { trustProxy: true })
    const scraped = await behindProxy.visitor.get('/metrics', { 'x-forwarded-for': '203.0.113.9' })
    expect(scraped.statusCode).toBe(404)
  })

  it('responds with 503 when the database is away', async () => {
    const away = openWeb({
      ...core,
      get db(): never {
        throw new Error('connection refused')
      },
    })
    const page = await away.visitor.get('/health')
    expect(page.statusCode).toBe(503)
    expect(JSON.parse(page.body)).toEqual({ status: 'down', problems: ['database-away'] })
    expect((await away.visitor.get('/ready')).statusCode).toBe(503)
  })

  it('says it is unavailable, not broken, when the database does not answer a page', async () => {
    const away = openWeb({
      ...core,
      get db(): never {
        throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
      },
    })
    const page = await away.visitor.post('/sign-in', { email: 'lea@agafort.example', password: 'x' })
    expect(page.statusCode).toBe(503)
    expect(page.body).toContain('Momentanément indisponible')
  })

  it('tells visitors how to reach us and what happens then', async () => {
    const page = await web.visitor.get('/')
    expect(page.body).toContain('mailto:securite@agafort.example')
    expect(page.body).toContain('06.38.17.61.28')
    expect((await web.visitor.get('/?lang=en')).body).toContain('How can we help you?')
  })

  it('writes a mail as a customer in the demo and shows what we reply', async () => {
    const filled = await web.visitor.get('/demo/mail?example=fraude')
    expect(filled.body).toContain('value="Étienne Marchal"')
    const fields = {
      fromName: 'Nadia Benali',
      from: 'nadia@exemple.fr',
      to: 'contact@agafort.example',
      subject: 'Colis',
      text: 'Bonjour',
    }
    const file = { field: 'file', name: 'reçu.pdf', type: 'application/pdf', content: '%PDF' }
    const sent = await web.visitor.upload('/demo/mail', fields, [file])
    expect(sent.headers.location).toBe('/demo/mail?done=sent')
    expect(web.sent).toMatchObject([{ ...fields, attachments: [{ name: 'reçu.pdf' }] }])
    const elsewhere = await web.visitor.upload('/demo/mail', { ...fields, to: 'autre@ailleurs.example' }, [])
    expect(elsewhere.statusCode).toBe(400)
    expect(elsewhere.body).toContain('>Bonjour</textarea>')

    await receive(core, [mailFrom('Nadia Benali', 'nadia@exemple.fr', { subject: 'Colis' })])
    const list = (await web.visitor.get('/demo/mail?done=sent')).body
    expect(list).toContain('Nous avons bien reçu votre message')
    expect(list).toContain('nadia@exemple.fr')
    const one = /href="(\/demo\/mail\/[0-9a-f-]{36})"/.exec(list)?.[1] ?? ''
    expect((await web.visitor.get(one)).body).toContain('auto-replied')
    const frame = await web.visitor.get(`${one}/html`)
    expect(frame.headers['content-security-policy']).toMatch(/^sandbox /)
    expect(frame.body).toContain('Nadia')
  })

  it('has no mail page outside the demo', async () => {
    const { visitor } = openWeb(core, { demo: null })
    expect((await visitor.get('/demo/mail')).statusCode).toBe(404)
  })

  it('serves styles that may be kept, and nothing outside their folder', async () => {
    const page = await web.visitor.get('/sign-in')
    const style = /href="(\/static\/base\.css\?v=[0-9a-f]{12})"/.exec(page.body)?.[1] ?? ''
    const file = await web.visitor.get(style)
    expect(file.headers['content-type']).toContain('text/css')
    expect(file.headers['cache-control']).toContain('max-age=604800')
    expect((await web.visitor.get('/static/..%2fserver.ts')).statusCode).not.toBe(200)
  })
})

it('Every value put into a page is escaped unless it is markup itself', () => {
  const name = `<b onclick="x('y')">&`
  expect(html`<p title="${name}">${name}${null}${false}${[html`<br>`, 7]}</p>`.toString()).toBe(
    '<p title="&lt;b onclick=&quot;x(&#39;y&#39;)&quot;&gt;&amp;">&lt;b onclick=&quot;x(&#39;y&#39;)&quot;&gt;&amp;<br>7</p>',
  )
})

it.each([
  ['a page of ours', { site: 'same-origin', origin: 'https://aide.example' }, true],
  ['another site', { site: 'cross-site', origin: 'https://mal.example' }, false],
  ['a sister domain', { site: 'same-site', origin: 'https://mal.aide.example' }, false],
  ['an old browser on our page', { site: undefined, origin: 'https://aide.example' }, true],
  ['an old browser on another site', { site: undefined, origin: 'https://mal.example' }, false],
  ['a frame without an origin', { site: undefined, origin: 'null' }, false],
  ['a program that is no browser', { site: undefined, origin: undefined }, true],
])('A form sent from %s is let through or refused as its origin demands', (_, headers, expected) => {
  expect(comesFromOurPages({ ...headers, host: 'aide.example' }, 'https://aide.example')).toBe(expected)
})

it('A file’s name loses its path, control characters and turned writing', () => {
  expect(cleanName('../../etc/passwd')).toBe('passwd')
  expect(cleanName('C:\\photos\\chat.png')).toBe('chat.png')
  expect(cleanName('facture\u202Efdp.exe')).toBe('facturefdp.exe')
  expect(cleanName('\u0000')).toBe('fichier')
  expect(asDownload('a"b\r\n.pdf')).toBe(`attachment; filename="a_b.pdf"; filename*=UTF-8''a%22b%0D%0A.pdf`)
})

it('French is set as French is set, and no sentence of either language is empty', () => {
  for (const sentence of sentences(fr)) {
    expect(sentence, 'a space that may break').not.toMatch(/ [:;?!»]|« | '/)
    expect(sentence, 'a straight apostrophe').not.toContain("'")
    expect(sentence, 'an exclamation mark').not.toMatch(/!/)
  }
  expect(sentences(en)).toHaveLength(sentences(fr).length)
  for (const sentence of sentences(en)) expect(sentence.trim()).not.toBe('')
})

/** Every sentence there is; those with places are filled with the number one and words. */
function sentences(wording: unknown): string[] {
  if (typeof wording === 'string') return [wording]
  if (typeof wording === 'function') return [String(wording(2, 'deux'))]
  if (typeof wording !== 'object' || wording === null) return []
  return Object.values(wording).flatMap(sentences)
}
