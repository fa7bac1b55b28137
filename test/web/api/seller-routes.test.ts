import type { FastifyInstance } from 'fastify'
import { afterEach, expect, it } from 'vitest'
import { Secret } from '../../../core/kernel/secret.ts'
import { findSellers } from '../../../core/seller/seller.ts'
import { buildWeb } from '../../../web/server.ts'
import { describeOnDatabase } from '../../servers/database.ts'
import { openWorld } from '../../world/world.ts'

const TOKEN = 'a-token-of-the-marketplace-with-enough-characters'
const DURAND = {
  id: 'V-1042',
  name: 'Meubles Durand',
  email: 'Bonjour@Meubles-Durand.example',
  address: '12 rue des Tanneurs, 69007 Lyon',
}

describeOnDatabase('The marketplace’s call that updates its sellers', (database) => {
  const { core } = openWorld(database)
  let app: FastifyInstance | undefined
  afterEach(async () => app?.close())

  const put = (
    sellers: unknown,
    authorization = `Bearer ${TOKEN}`,
    apiToken: Secret | null = new Secret(TOKEN),
  ) => {
    app = buildWeb({
      core,
      settings: { trustProxy: false, demo: null, apiToken },
      readAgain: async () => false,
    })
    return app.inject({
      method: 'PUT',
      url: '/api/sellers',
      headers: { authorization },
      payload: { sellers },
    })
  }

  it('goes by their number: the unknown are added, the known changed', async () => {
    expect((await put([DURAND])).json()).toEqual({ added: 1, changed: 0, unchanged: 0, refused: [] })
    expect((await put([{ ...DURAND, telephone: '04 78 00 00 00' }])).json()).toMatchObject({ changed: 1 })
    expect((await put([{ ...DURAND, telephone: '04 78 00 00 00' }])).json()).toMatchObject({ unchanged: 1 })
    expect(await findSellers(core.db, 'V-1042')).toMatchObject([
      { name: 'Meubles Durand', email: 'bonjour@meubles-durand.example', source: 'api' },
    ])
  })

  it('takes the others when one cannot be stored', async () => {
    const response = await put([
      { id: 'V-1', name: 'M'.repeat(201) },
      { id: 'V-2', name: 'Boutique\u0000 Zo\ud800', email: 'zo\u0000e@zoe.example' },
      { id: 'V'.repeat(3_000), name: 'Sans fin' },
      DURAND,
    ])
    expect(response.statusCode).toBe(200)
    expect(response.json()).toMatchObject({ added: 2, refused: [{ index: 0 }, { index: 2 }] })
    expect(await findSellers(core.db, 'V-2')).toMatchObject([{ email: 'zoe@zoe.example' }])
  })

  it('returns each that could not be taken, without losing the others', async () => {
    const response = await put([{ id: 'V-1', name: ' ' }, DURAND, { name: 'Sans numéro' }, DURAND])
    expect(response.statusCode).toBe(200)
    expect(response.json()).toEqual({
      added: 1,
      changed: 0,
      unchanged: 0,
      refused: [
        { index: 0, id: 'V-1', problem: 'A seller needs a name.' },
        { index: 2, id: null, problem: 'A seller needs `id` and `name`, and its fields are texts.' },
        { index: 3, id: 'V-1042', problem: 'This id stands in the list twice.' },
      ],
    })
  })

  it.each([
    ['no token', ''],
    ['another token', `Bearer ${TOKEN.replace('a', 'b')}`],
    ['the token in another scheme', `Basic ${TOKEN}`],
  ])('is refused with %s', async (_, authorization) => {
    expect((await put([DURAND], authorization)).statusCode).toBe(401)
    expect(await findSellers(core.db, 'V-1042')).toEqual([])
  })

  it('is refused where the configuration sets no token', async () => {
    expect((await put([DURAND], `Bearer ${TOKEN}`, null)).statusCode).toBe(401)
  })

  it.each([['a text'], [{ 0: DURAND }], [null]])('is refused with %j instead of a list', async (sellers) => {
    const response = await put(sellers)
    expect(response.statusCode).toBe(400)
  })
})
