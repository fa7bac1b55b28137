import { describe, expect, it, test } from 'vitest'
import { dialled } from '../../../../core/intake/received-call.ts'
import { HOUR } from '../../../../core/kernel/duration.ts'
import type { Reference } from '../../../../core/kernel/reference.ts'
import { spelledReference } from '../../../../core/kernel/reference.ts'
import { parseParisDateTime, toParisDateTime } from '../../../../web/wording/time-format.ts'
import { describeOnEachDatabase } from '../../../servers/database.ts'
import { openWeb } from '../../../world/web-world.ts'
import { openWorld, TUESDAY } from '../../../world/world.ts'

const CALL = {
  text: 'M. Fontaine dit que son four est arrivé avec la vitre cassée. Il veut être remboursé.',
  subject: 'Four cassé',
  name: 'Gérard Fontaine',
  telephone: '06 12 34 56 78',
  email: '',
  calledAt: '2026-11-24T09:00',
  language: 'fr',
  formToken: 'un-jeton',
}

describeOnEachDatabase('A telephone call', (database) => {
  const { core } = openWorld(database)
  const web = openWeb(core)
  const thomas = async () => web.as(await web.member('Thomas Girard'))

  it('opens a ticket like any message, counted from when the customer called', async () => {
    const browser = await thomas()
    expect((await browser.post('/desk/calls', CALL)).statusCode).toBe(303)
    const ticket = await core.db.selectFrom('tickets').selectAll().executeTakeFirstOrThrow()
    expect(ticket).toMatchObject({ door: 'call', category: 'order-dispute', subject: 'Four cassé' })
    expect(ticket.first_contact_at).toEqual(new Date('2026-11-24T08:00:00Z'))
    const due = await core.db.selectFrom('promises').select(['kind', 'due_at']).execute()
    expect(due.find(({ kind }) => kind === 'conclude')?.due_at).toEqual(new Date('2026-11-26T08:00:00Z'))
  })

  it('is acknowledged at once: the member reads the reference out, spelled', async () => {
    const browser = await thomas()
    const response = await browser.post('/desk/calls', CALL)
    const page = await browser.get(String(response.headers.location))
    expect(page.body).toContain('A comme Anatole')
    const acknowledged = await core.db
      .selectFrom('promises')
      .select('outcome')
      .where('kind', '=', 'acknowledge')
      .executeTakeFirstOrThrow()
    expect(acknowledged.outcome).toBe('kept')
    expect(await core.db.selectFrom('outbox').selectAll().execute()).toEqual([])
  })

  it('is answered by mail when the customer gave an address', async () => {
    const browser = await thomas()
    await browser.post('/desk/calls', { ...CALL, email: 'Gerard.Fontaine@exemple.fr' })
    const [mail] = await core.db.selectFrom('outbox').select(['kind', 'recipient']).execute()
    expect(mail).toEqual({ kind: 'acknowledgement', recipient: 'gerard.fontaine@exemple.fr' })
  })

  it('is not taken with an address nobody can write to: the form comes back with what was typed', async () => {
    const browser = await thomas()
    const response = await browser.post('/desk/calls', { ...CALL, email: 'gerard.fontaine chez exemple' })
    expect(response.statusCode).toBe(400)
    expect(response.body).toContain('gerard.fontaine chez exemple')
    expect(await core.db.selectFrom('tickets').selectAll().execute()).toEqual([])
  })

  it('is logged once, however often the form is sent', async () => {
    const browser = await thomas()
    await browser.post('/desk/calls', CALL)
    await browser.post('/desk/calls', CALL)
    expect(await core.db.selectFrom('tickets').select('id').execute()).toHaveLength(1)
  })

  it.each([
    ['without words', { text: '  ' }],
    ['without a way to reach the customer', { telephone: '' }],
    ['from the future', { calledAt: toParisDateTime(new Date(TUESDAY.getTime() + HOUR)) }],
    ['with a time that is none', { calledAt: 'hier' }],
  ])('%s is not taken, and what was typed is kept', async (_, wrong) => {
    const browser = await thomas()
    const page = await browser.post('/desk/calls', { ...CALL, ...wrong })
    expect(page.statusCode).toBe(400)
    expect(page.body).toContain('pas encore noté')
    expect(page.body).toContain('value="Gérard Fontaine"')
    expect(await core.db.selectFrom('tickets').select('id').execute()).toEqual([])
  })

  it('to make is on the list of calls until it is made', async () => {
    const browser = await thomas()
    expect((await browser.get('/desk/calls')).body).toContain('Aucun rappel à faire')
    const response = await browser.post('/desk/calls', CALL)
    const reference = String(response.headers.location).split('/').at(-1)
    await browser.upload(
      `/desk/tickets/${reference}/answers`,
      { text: 'Le vendeur vous rembourse demain.' },
      [],
    )
    const list = (await browser.get('/desk/calls')).body
    expect(list).toContain('+33612345678')
    expect(list).toContain('Le vendeur vous rembourse demain.')
  })
})

describe('A reference read out', () => {
  test('is spelled as people do on the telephone, in the customer’s language', () => {
    const reference = 'AGF-7K2M-9QWX' as Reference
    expect(spelledReference(reference, 'fr').slice(0, 5)).toEqual([
      'A comme Anatole',
      'G comme Gaston',
      'F comme François',
      '7',
      'K comme Kléber',
    ])
    expect(spelledReference(reference, 'en').at(-1)).toBe('X as in X-ray')
  })
})

describe('A telephone number', () => {
  test.each([
    ['06 12 34 56 78', '+33612345678'],
    ['06.12.34.56.78', '+33612345678'],
    ['0033 6 12 34 56 78', '+33612345678'],
    ['+44 20 7946 0958', '+442079460958'],
  ])('such as %s is dialled %s', (typed, expected) => {
    expect(dialled(typed)).toBe(expected)
  })
})

describe('A time typed on the clock of Paris', () => {
  test.each([
    ['2026-07-01T09:05', '2026-07-01T07:05:00.000Z'],
    ['2026-11-24T09:05', '2026-11-24T08:05:00.000Z'],
    ['2026-10-25T02:30', '2026-10-25T00:30:00.000Z'],
    ['2026-03-29T02:30', '2026-03-29T01:30:00.000Z'],
  ])('as %s is the instant %s', (typed, expected) => {
    expect(parseParisDateTime(typed)?.toISOString()).toBe(expected)
  })
})
