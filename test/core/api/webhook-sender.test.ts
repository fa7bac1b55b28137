import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startMarketplaceWebhooks } from '../../../core/api/webhook-sender.ts'
import { deadLetters, retryDeadLetter } from '../../../core/correspondence/dead-letter.ts'
import { HOUR, MINUTE } from '../../../core/kernel/duration.ts'
import { Secret } from '../../../core/kernel/secret.ts'
import type { Delivery } from '../../../core/outbox/deliver.ts'
import { signWebhook } from '../../../core/outbox/webhook.ts'
import { decideSanction, proposeSanction } from '../../../core/seller/sanction.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { webhookVerdict } from '../../servers/webhook-receiver.ts'
import { openSellerWorld } from '../../world/seller-world.ts'
import { TUESDAY } from '../../world/world.ts'

const SECRET = 'a secret only the marketplace and we know, long enough'

interface Delivered {
  method: string | undefined
  headers: IncomingHttpHeaders
  body: string
}

describeOnEachDatabase('The notice of a sanction to the marketplace (policy §6)', (database) => {
  const world = openSellerWorld(database)
  const { core, clock, eventsOf } = world
  let delivered: Delivered[] = []
  let answers: ((request: Delivered) => { status: number; headers?: Record<string, string> } | 'nothing')[] =
    []
  let server: Server
  let deliveries: Delivery[] = []

  beforeEach(async () => {
    delivered = []
    answers = []
    deliveries = []
    server = createServer((request, response) => {
      let body = ''
      request.setEncoding('utf8').on('data', (text: string) => {
        body += text
      })
      request.on('end', () => {
        const one = { method: request.method, headers: request.headers, body }
        delivered.push(one)
        const answer = answers.shift()?.(one) ?? { status: 204 }
        if (answer === 'nothing') return
        response.writeHead(answer.status, answer.headers ?? {}).end()
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterEach(async () => {
    await Promise.all(deliveries.map((one) => one.stop()))
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  const urlOf = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/notices`
  const deliverTo = (url = urlOf(), timeoutSeconds = 20) => {
    const secret = new Secret(SECRET)
    const holder = `test ${deliveries.length}`
    const delivery = startMarketplaceWebhooks({
      core,
      url,
      secret,
      holder,
      timeoutSeconds,
      sweepSeconds: 3_600,
    })
    deliveries.push(delivery)
    return delivery
  }
  const sanctioned = async () => {
    const { ticketId, lea } = await world.matter()
    const nadia = await world.member('Nadia Petit', 'supervisor')
    const sanctionId = await proposeSanction(core, {
      ...{ ticketId, memberId: lea, kind: 'termination', reasonCode: 'bad-faith' },
      reason: 'Faux bon de livraison.',
    })
    await decideSanction(core, {
      ...{ sanctionId, memberId: nadia, yes: true },
      reason: 'Le bon de livraison était faux.',
    })
    return { ticketId, lea, sanctionId }
  }
  const rowOf = () =>
    database.db.selectFrom('outbox').selectAll().where('channel', '=', 'webhook').executeTakeFirstOrThrow()

  it('is a signed HTTP post that it can verify', async () => {
    const { sanctionId } = await sanctioned()
    await deliverTo().drained()
    expect(delivered).toHaveLength(1)
    const [{ method, headers, body } = {} as Delivered] = delivered
    expect(method).toBe('POST')
    expect(headers['content-type']).toBe('application/json')
    const row = await rowOf()
    expect(JSON.parse(body)).toEqual({
      id: row.id,
      event: 'sanction-decided',
      sanctionId,
      sellerExternalId: 'V-1042',
      kind: 'termination',
      reason: 'bad-faith',
      at: TUESDAY.toISOString(),
    })
    expect(headers['x-agafort-delivery']).toBe(row.id)
    const signature = String(headers['x-agafort-signature'])
    expect(await webhookVerdict(SECRET, signature, body, clock.now())).toBe('genuine')
    expect(body).not.toMatch(/bon de livraison|camille|lamy/i)
    expect(row.sent_at).toEqual(clock.now())
  })

  it('is retried with the same id while it is down or busy, and arrives once when it is back', async () => {
    const { ticketId } = await sanctioned()
    answers = [() => ({ status: 503 }), () => ({ status: 429, headers: { 'Retry-After': '1200' } })]
    const delivery = deliverTo()
    await delivery.drained()
    expect(await rowOf()).toMatchObject({ attempts: 1, sent_at: null, failed_at: null })
    clock.advance(MINUTE - 1)
    await delivery.drained()
    expect(delivered).toHaveLength(1)
    clock.advance(1)
    await delivery.drained()
    expect(delivered).toHaveLength(2)
    clock.advance(20 * MINUTE - 1)
    await delivery.drained()
    expect(delivered).toHaveLength(2)
    clock.advance(1)
    await delivery.drained()
    await delivery.drained()
    expect(delivered).toHaveLength(3)
    expect(new Set(delivered.map(({ headers }) => headers['x-agafort-delivery'])).size).toBe(1)
    const last = delivered.at(-1)
    const signature = String(last?.headers['x-agafort-signature'])
    expect(await webhookVerdict(SECRET, signature, last?.body ?? '', clock.now())).toBe('genuine')
    expect((await rowOf()).sent_at).toEqual(clock.now())
    expect(await eventsOf(ticketId)).not.toContain('delivery-failed')
  })

  it('is retried when nobody listens there or no response comes in time', async () => {
    await sanctioned()
    const port = (server.address() as AddressInfo).port
    answers = [() => 'nothing']
    await deliverTo(urlOf(), 0.3).drained()
    expect(await rowOf()).toMatchObject({ attempts: 1, failed_at: null })
    clock.advance(HOUR)
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await deliverTo(`http://127.0.0.1:${port}/`).drained()
    const row = await rowOf()
    expect(row).toMatchObject({ attempts: 2, failed_at: null, sent_at: null })
    expect(row.last_error).toContain('ECONNREFUSED')
    server.listen(port, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    clock.advance(HOUR)
    await deliverTo().drained()
    expect((await rowOf()).sent_at).toEqual(clock.now())
  })

  it('is shown to a person when it is refused for good, who can have it sent again', async () => {
    const { ticketId, lea } = await sanctioned()
    answers = [() => ({ status: 401 })]
    const delivery = deliverTo()
    await delivery.drained()
    const [dead] = await deadLetters(core, { memberId: lea })
    expect(dead).toMatchObject({ channel: 'webhook', lastError: 'The marketplace answered 401.' })
    expect(await eventsOf(ticketId)).toContain('delivery-failed')
    clock.advance(24 * HOUR)
    await delivery.drained()
    expect(delivered).toHaveLength(1)
    if (!dead) throw new Error('there is no dead letter')
    await retryDeadLetter(core, { outboxId: dead.id, memberId: lea })
    await delivery.drained()
    expect((await rowOf()).sent_at).toEqual(clock.now())
  })

  it('never follows a redirect: a page of maintenance is waited for', async () => {
    await sanctioned()
    answers = [() => ({ status: 302, headers: { Location: `${urlOf()}/maintenance` } })]
    const delivery = deliverTo()
    await delivery.drained()
    expect(delivered).toHaveLength(1)
    const row = await rowOf()
    expect(row).toMatchObject({ failed_at: null, sent_at: null, attempts: 1, last_code: '302' })
    expect(row.last_error).toContain('redirects')
    clock.advance(MINUTE)
    await delivery.drained()
    expect((await rowOf()).sent_at).toEqual(clock.now())
  })

  it('is sent once, however many processes deliver', async () => {
    await sanctioned()
    await Promise.all([deliverTo().drained(), deliverTo().drained(), deliverTo().drained()])
    expect(delivered).toHaveLength(1)
  })
})

describe('A webhook’s signature', () => {
  const body = '{"id":"1","event":"sanction-lifted"}'
  const header = signWebhook(SECRET, body, TUESDAY)

  const minutesLater = (minutes: number) => new Date(TUESDAY.getTime() + minutes * MINUTE)

  it('holds for the body it was made over, for five minutes', async () => {
    expect(header).toMatch(/^t=\d{10},v1=[0-9a-f]{64}$/)
    expect(await webhookVerdict(SECRET, header, body, minutesLater(5))).toBe('genuine')
    expect(await webhookVerdict(SECRET, header, body, minutesLater(6))).toBe('too-old')
  })

  it.each([
    ['another body', SECRET, header, `${body} `, 'altered'],
    ['another secret', `${SECRET}x`, header, body, 'altered'],
    ['another time', SECRET, header.replace(/t=(\d+)\d/, 't=$19'), body, 'altered'],
    ['no signature', SECRET, '', body, 'malformed'],
    ['half a signature', SECRET, header.slice(0, -2), body, 'malformed'],
  ])('does not hold for %s', async (_what, secret, given, text, verdict) => {
    expect(await webhookVerdict(secret, given, text, TUESDAY)).toBe(verdict)
  })
})
