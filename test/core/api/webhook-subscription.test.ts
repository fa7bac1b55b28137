import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startSubscriptionWebhooks } from '../../../core/api/webhook-sender.ts'
import { receive } from '../../../core/intake/intake.ts'
import { HOUR } from '../../../core/kernel/duration.ts'
import type { Delivery } from '../../../core/outbox/deliver.ts'
import type { SensitiveLane } from '../../../core/policy/category.ts'
import { attemptsOf, sendNoticeAgain, waitingNotices } from '../../../core/ticket/webhook-notice.ts'
import {
  pauseSubscription,
  removeSubscription,
  subscribe,
  type WebhookEvent,
} from '../../../core/ticket/webhook-subscription.ts'
import { resolve } from '../../../core/ticket-actions/resolution.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { webhookVerdict } from '../../servers/webhook-receiver.ts'
import { openWeb } from '../../world/web-world.ts'
import { mailFrom, openWorld } from '../../world/world.ts'

interface Notice {
  headers: IncomingHttpHeaders
  body: string
}

describeOnEachDatabase('A subscribed system', (database) => {
  const { core, clock } = openWorld(database)
  const web = openWeb(core)
  let told: Notice[] = []
  let answers: number[] = []
  let server: Server
  let running: Delivery[] = []

  beforeEach(async () => {
    told = []
    answers = []
    running = []
    server = createServer((request, response) => {
      let body = ''
      request.setEncoding('utf8').on('data', (text: string) => {
        body += text
      })
      request.on('end', () => {
        told.push({ headers: request.headers, body })
        response.writeHead(answers.shift() ?? 204).end()
      })
    })
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  })
  afterEach(async () => {
    await Promise.all(running.map((one) => one.stop()))
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
  })

  const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/notices`
  const subscribed = async (events: WebhookEvent[], lanes: SensitiveLane[] = [], url = address()) => {
    const camille = await web.member('Camille Renaud', 'administrator')
    return subscribe(core, { name: 'Entrepôt', url, events, lanes, createdBy: camille.id, cleared: lanes })
  }
  const deliver = () => {
    const posting = startSubscriptionWebhooks({ core, holder: `test ${running.length}`, sweepSeconds: 3_600 })
    running.push(posting)
    return posting.drained()
  }
  const matter = async (more: Parameters<typeof mailFrom>[2] = {}) => {
    const [received] = await receive(core, [mailFrom('Denise Lambert', 'denise.lambert@exemple.fr', more)])
    if (!received) throw new Error('nothing was received')
    return received
  }

  it('is told what happened to which ticket, signed, with neither name nor words', async () => {
    const { secret } = await subscribed(['opened', 'resolved'])
    const { ticketId, reference } = await matter()
    const thomas = await web.member('Thomas Girard')
    await resolve(core, {
      ticketId,
      memberId: thomas.id,
      outcome: 'solved',
      text: 'Remboursé.',
    })
    await deliver()
    expect(told.map(({ body }) => JSON.parse(body))).toMatchObject([
      { event: 'opened', reference, category: 'order-dispute' },
      { event: 'resolved', reference, category: 'order-dispute' },
    ])
    for (const { headers, body } of told) {
      const signature = String(headers['x-agafort-signature'])
      expect(await webhookVerdict(secret, signature, body, clock.now())).toBe('genuine')
      expect(headers['x-agafort-delivery']).toBe(JSON.parse(body).id)
      expect(body).not.toMatch(/denise|rembours|colis/i)
    }
  })

  it('hears only of what it subscribed to', async () => {
    await subscribed(['resolved'])
    await matter()
    await deliver()
    expect(told).toEqual([])
  })

  it('hears nothing of a sensitive lane it was not given, and nothing of spam', async () => {
    await subscribed(['opened'])
    await matter({
      doorCategory: 'fraud',
      subject: 'Compte piraté',
      text: 'Quelqu’un a piraté mon compte et payé 340 € avec ma carte. Ce n’est pas moi.',
    })
    await matter({ subject: 'Offre', text: 'Gagnez 5 000 € par jour.', mail: { spam: 'X-Spam-Flag: YES' } })
    await deliver()
    expect(told).toEqual([])
  })

  it('hears of the lane it was given', async () => {
    await subscribed(['opened'], ['fraud'])
    await matter({
      doorCategory: 'fraud',
      subject: 'Compte piraté',
      text: 'Quelqu’un a piraté mon compte et payé 340 € avec ma carte. Ce n’est pas moi.',
    })
    await deliver()
    expect(told.map(({ body }) => JSON.parse(body).category)).toEqual(['fraud'])
  })

  it('that fails for a while is told again later, each attempt in the log', async () => {
    const { id } = await subscribed(['opened'])
    await matter()
    answers = [503]
    await deliver()
    expect(await attemptsOf(core, id)).toMatchObject([{ event: 'opened', status: 503, dead: false }])
    expect(await waitingNotices(core, id)).toBe(1)
    clock.advance(HOUR)
    await deliver()
    expect(await attemptsOf(core, id)).toMatchObject([{ status: 204, error: null }, { status: 503 }])
    expect(new Set(told.map(({ headers }) => headers['x-agafort-delivery'])).size).toBe(1)
  })

  it('that refuses is given up, and told again when a person asks for it', async () => {
    const { id } = await subscribed(['opened'])
    await matter()
    answers = [410]
    await deliver()
    const [attempt] = await attemptsOf(core, id)
    expect(attempt).toMatchObject({ status: 410, dead: true })
    if (attempt) expect(await sendNoticeAgain(core, { id, outboxId: attempt.outboxId })).toBe(true)
    await deliver()
    expect(told).toHaveLength(2)
  })

  it('that nobody can reach keeps none of the others waiting', async () => {
    await subscribed(['opened'], [], 'http://127.0.0.1:9/nobody')
    for (let n = 0; n < 12; n++) await matter({ text: `Colis numéro ${n} jamais reçu.` })
    const nadia = await web.member('Nadia Petit', 'administrator')
    await subscribe(core, {
      name: 'Site',
      url: address(),
      events: ['opened'],
      lanes: [],
      createdBy: nadia.id,
      cleared: [],
    })
    await matter({ text: 'Bonjour, ce dernier colis n’est jamais arrivé non plus.' })
    await deliver()
    await deliver()
    expect(told).toHaveLength(1)
  })

  it('is not told while it is paused, hears what waited when it goes on, and nothing once it is removed', async () => {
    const { id } = await subscribed(['opened'])
    await matter()
    await pauseSubscription(core, { id, paused: true })
    await matter({ text: 'Un second colis perdu.' })
    await deliver()
    expect(told).toEqual([])
    await pauseSubscription(core, { id, paused: false })
    await deliver()
    expect(told, 'what happened in the pause was not noted').toHaveLength(1)
    await matter({ text: 'Un troisième colis perdu.' })
    const nadia = await web.member('Nadia Petit', 'administrator')
    await removeSubscription(core, { id, by: nadia.id })
    await deliver()
    expect(told).toHaveLength(1)
  })

  it('is set up by an administrator, who sees its secret once and its deliveries after', async () => {
    const camille = await web.member('Camille Renaud', 'administrator')
    const browser = await web.as(camille)
    const typed = { kind: 'webhook', name: 'Entrepôt', url: address(), 'event:opened': '1' }
    const refused = await browser.post('/desk/interfaces/webhooks', {
      ...typed,
      url: 'ftp://entrepot.example',
    })
    expect(refused.statusCode).toBe(400)
    expect(refused.body).toContain('https://')
    const made = await browser.post('/desk/interfaces/webhooks', typed)
    const [, secret = ''] = /<code class="link">([\w-]{40,})<\/code>/.exec(made.body) ?? []
    expect(secret).not.toBe('')
    expect((await browser.get('/desk/interfaces')).body).not.toContain(secret)
    await matter()
    await deliver()
    const [, path = ''] =
      /href="(\/desk\/interfaces\/webhooks\/[\w-]+)"/.exec((await browser.get('/desk/interfaces')).body) ?? []
    expect((await browser.get(path)).body).toContain('204')
    const signature = String(told[0]?.headers['x-agafort-signature'])
    expect(await webhookVerdict(secret, signature, told[0]?.body ?? '', clock.now())).toBe('genuine')
  })

  it('is given a token by an administrator, and none with a lane they cannot read', async () => {
    const camille = await web.member('Camille Renaud', 'administrator')
    const browser = await web.as(camille)
    const typed = { kind: 'token', name: 'Site', 'scope:tickets:read': '1' }
    expect((await browser.post('/desk/interfaces/tokens', { ...typed, 'lane:fraud': '1' })).statusCode).toBe(
      400,
    )
    const made = await browser.post('/desk/interfaces/tokens', typed)
    expect(made.body).toMatch(/agf_[\w-]{40,}/)
    expect((await browser.get('/desk/interfaces')).body).not.toMatch(/agf_[\w-]{40,}/)
  })
})
