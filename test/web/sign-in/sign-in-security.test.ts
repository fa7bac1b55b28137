import { expect, it } from 'vitest'
import type { Core } from '../../../core/kernel/core.ts'
import { PASSWORD_COST } from '../../../core/kernel/password.ts'
import { createMember } from '../../../core/member/member.ts'
import { localPath } from '../../../web/http/local-path.ts'
import { describeOnDatabase, describeOnEachDatabase } from '../../servers/database.ts'
import { openSignIn } from '../../world/sign-in-world.ts'
import { openWorld } from '../../world/world.ts'

const PASSWORD = 'une phrase assez longue'
const LEA = 'lea@agafort.example'

const lea = (core: Core) =>
  createMember(core, { name: 'Léa Martin', email: LEA, role: 'agent', language: 'fr', password: PASSWORD })

describeOnEachDatabase('The sign-in to the desk', (database) => {
  const { core } = openWorld(database)
  const site = openSignIn(core)
  const makeLea = () => lea(core)

  it('gives a new session at every sign-in and ends the one the browser came with', async () => {
    await makeLea()
    const attacker = site.browser('198.51.100.7')
    await attacker.post('/sign-in', { email: LEA, password: PASSWORD })
    const planted = attacker.cookies.get('__Host-session') ?? ''
    const victim = site.browser()
    victim.cookies.set('__Host-session', planted)
    await victim.post('/sign-in', { email: LEA, password: PASSWORD })
    expect(victim.cookies.get('__Host-session')).not.toBe(planted)
    expect((await victim.get('/desk')).statusCode).toBe(200)
    expect((await attacker.get('/desk')).statusCode).toBe(303)
  })

  it('never takes a token it has not given out', async () => {
    const browser = site.browser()
    browser.cookies.set('__Host-session', 'A'.repeat(43))
    expect((await browser.get('/desk')).statusCode).toBe(303)
    expect((await browser.get('/sign-in')).cookies).toEqual([])
  })

  it('binds its cookies to this host and https, out of reach of scripts, and to the port on loopback', async () => {
    await makeLea()
    const signIn = async () => {
      const page = await openSignIn(core).browser().post('/sign-in', { email: LEA, password: PASSWORD })
      return page.cookies.find(({ value }) => value !== '')
    }
    const cookie = await signIn()
    expect(cookie).toMatchObject({
      name: '__Host-session',
      httpOnly: true,
      secure: true,
      path: '/',
      sameSite: 'Lax',
    })
    expect(cookie).not.toHaveProperty('domain')
    const { publicUrl } = core.settings
    try {
      core.settings.publicUrl = 'http://localhost:3978'
      const local = await signIn()
      expect(local).toMatchObject({ name: 'session-3978', httpOnly: true, sameSite: 'Lax' })
      expect(local).not.toHaveProperty('secure')
    } finally {
      core.settings.publicUrl = publicUrl
    }
  })

  it.each([
    'https://mal.example/desk',
    '//mal.example/desk',
    '/\\mal.example',
    '/desk\\..\\..\\mal.example',
    '/desk@mal.example',
    '/deskmal.example',
    '/desk/\r\nLocation: https://mal.example',
    '/desk\t//mal.example',
    'javascript:alert(1)',
    '',
  ])('leads from `next=%s` to the desk and nowhere else', (next) => {
    expect(localPath(next)).toBe('/desk')
  })

  it('makes guesses from many places at one member wait too, and lets the member back in by mail', async () => {
    await makeLea()
    await database.db.deleteFrom('sign_in_failures').execute()
    await site.browser('203.0.113.1').post('/sign-in', { email: LEA, password: 'faux' })
    // As after forty-nine origins more: only the row counted from anywhere stands that high.
    await database.db.updateTable('sign_in_failures').set({ count: 50 }).execute()
    const fresh = site.browser('203.0.113.77')
    expect((await fresh.post('/sign-in', { email: LEA, password: PASSWORD })).statusCode).toBe(429)
    await fresh.post('/sign-in/way-back', { email: LEA })
    const { content } = await database.db.selectFrom('outbox').select('content').executeTakeFirstOrThrow()
    const link = /\/invitation\/[\w-]{43}/.exec((content as unknown as { text: string }).text)?.[0] ?? ''
    await fresh.post(link, { lift: '1' })
    expect((await fresh.post('/sign-in', { email: LEA, password: PASSWORD })).statusCode).toBe(303)
  })

  it.each(['/sign-in', '/sign-in/code', '/sign-in/way-back', '/invitation/inconnu'])(
    'counts posts to %s by the visitor’s address, whatever cookie they bring',
    async (path) => {
      const { browser } = openSignIn(core, { limits: { signIn: 3 } })
      const ask = (from: string) => browser(from).post(path, { email: 'personne', code: '000000' })
      for (let asked = 1; asked <= 3; asked++) expect((await ask('192.0.2.1')).statusCode).not.toBe(429)
      expect((await ask('192.0.2.1')).statusCode).toBe(429)
      expect((await ask('192.0.2.2')).statusCode).not.toBe(429)
    },
  )

  it.each(['/sign-in', '/sign-in/code', '/sign-in/way-back'])(
    'refuses a form for %s that another site had the browser send',
    async (path) => {
      const elsewhere = { origin: 'https://mal.example' }
      expect((await site.browser().post(path, { email: LEA }, elsewhere)).statusCode).toBe(403)
    },
  )
})

describeOnDatabase('The sign-in to the desk, with a watch in hand,', (database) => {
  // What the time taken tells depends on what a hash costs.
  const { core } = openWorld(database, { passwordCost: PASSWORD_COST })

  it('takes as long for an address that is nobody’s as for a wrong password', async () => {
    await lea(core)
    const browser = openSignIn(core).browser()
    const known: number[] = []
    const unknown: number[] = []
    for (let round = 0; round < 4; round++) {
      known.push(await timeOf(() => browser.post('/sign-in', { email: LEA, password: 'faux' })))
      unknown.push(
        await timeOf(() => browser.post('/sign-in', { email: 'x@agafort.example', password: 'faux' })),
      )
    }
    // Hashing is nearly all of it; without it the answer comes some fifty times sooner.
    expect(median(unknown)).toBeGreaterThan(median(known) / 4)
    expect(median(known)).toBeGreaterThan(median(unknown) / 4)
  })

  it('takes as long to send a recovery link to nobody as to a member', async () => {
    await lea(core)
    const browser = openSignIn(core).browser()
    const known: number[] = []
    const unknown: number[] = []
    for (let round = 0; round < 3; round++) {
      known.push(await timeOf(() => browser.post('/sign-in/way-back', { email: LEA })))
      unknown.push(await timeOf(() => browser.post('/sign-in/way-back', { email: 'x@agafort.example' })))
    }
    expect(median(unknown)).toBeGreaterThan(median(known) / 4)
    expect(median(known)).toBeGreaterThan(median(unknown) / 4)
  })
})

async function timeOf(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await run()
  return performance.now() - start
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
