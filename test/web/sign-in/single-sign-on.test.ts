import { afterEach, beforeEach, expect, it } from 'vitest'
import { MINUTE } from '../../../core/kernel/duration.ts'
import { Secret } from '../../../core/kernel/secret.ts'
import { createMember, deactivateMember, findMemberByEmail } from '../../../core/member/member.ts'
import { openProvider, type ProviderOptions } from '../../../web/sign-in/openid-provider.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import {
  CLIENT_ID,
  CLIENT_SECRET,
  type IdentityProvider,
  type ProviderPerson,
  startIdentityProvider,
} from '../../servers/identity-provider.ts'
import { authenticatorOf, openSignIn, type SignInBrowser } from '../../world/sign-in-world.ts'
import type { Page } from '../../world/web-world.ts'
import { openWorld } from '../../world/world.ts'

const LEA: ProviderPerson = {
  subject: 'lea-4711',
  email: 'Lea@agafort.example',
  emailVerified: true,
  name: 'Léa Martin',
}
const PASSWORD = 'une phrase assez longue'

describeOnEachDatabase('Signing in by the company’s identity provider', (database) => {
  const { core, clock } = openWorld(database)
  const redirectUri = `${core.settings.publicUrl}/sign-in/provider/callback`
  let login: IdentityProvider
  beforeEach(async () => {
    login = await startIdentityProvider(redirectUri, LEA)
  })
  afterEach(() => login.stop())

  const siteOf = (options: Partial<ProviderOptions> = {}) =>
    openSignIn(core, {
      provider: openProvider({
        name: 'Agafort Connect',
        issuer: login.issuer,
        clientId: CLIENT_ID,
        clientSecret: new Secret(CLIENT_SECRET),
        createsMembers: false,
        asksSecondFactor: false,
        ...options,
      }),
    })
  const makeLea = (password?: string) =>
    createMember(core, {
      name: 'Léa Martin',
      email: 'lea@agafort.example',
      role: 'agent',
      language: 'fr',
      ...(password === undefined ? {} : { password }),
    })
  const goThere = async (browser: SignInBrowser, next = '/desk') =>
    (await browser.get(`/sign-in/provider?next=${encodeURIComponent(next)}`)).headers.location ?? ''
  /** The address within ours that a URL names. */
  const here = (url: string) => url.slice(core.settings.publicUrl.length)
  const changed = (url: string, name: string, value: string) => {
    const other = new URL(url)
    other.searchParams.set(name, value)
    return other.href
  }
  const enter = async (browser: SignInBrowser, next?: string) =>
    browser.get(here(await login.walk(await goThere(browser, next))))
  const expectRefused = async (page: Page, browser: SignInBrowser, status: number, words: string) => {
    expect(page.statusCode).toBe(status)
    expect(page.body).toContain(words)
    expect(browser.cookies.has('__Host-session')).toBe(false)
    expect(await database.db.selectFrom('sessions').select('id').execute()).toEqual([])
  }
  const FAILED = 'La connexion par Agafort Connect n’a pas abouti'

  it('leads there and back to where the member was going, and tells them that the accounts are linked', async () => {
    const lea = await makeLea()
    const browser = siteOf().browser()
    expect((await browser.get('/sign-in')).body).toContain('Continuer avec Agafort Connect')
    const there = new URL(await goThere(browser))
    expect(there.origin).toBe(login.issuer)
    expect(Object.fromEntries(there.searchParams)).toMatchObject({
      response_type: 'code',
      scope: 'openid email profile',
      code_challenge_method: 'S256',
      redirect_uri: redirectUri,
    })
    const page = await enter(browser, '/desk?queue=mine')
    expect(page.headers.location).toBe('/desk?queue=mine')
    expect([...browser.cookies.keys()]).toEqual(['__Host-session'])
    expect((await browser.get('/desk/account')).body).toContain('fournisseur d’identité')
    expect(await database.db.selectFrom('provider_identities').selectAll().execute()).toMatchObject([
      { issuer: login.issuer, subject: 'lea-4711', member_id: lea.id },
    ])
    const mails = await database.db.selectFrom('outbox').select(['recipient', 'content']).execute()
    expect(mails).toHaveLength(1)
    expect(mails[0]?.recipient).toBe('lea@agafort.example')
    expect(JSON.stringify(mails[0]?.content)).toContain('a été relié à votre compte')
  })

  it('knows a member by the provider’s own number afterwards, whatever their address has become', async () => {
    const lea = await makeLea()
    const site = siteOf()
    await enter(site.browser())
    await createMember(core, {
      name: 'Thomas Girard',
      email: 'thomas@agafort.example',
      role: 'agent',
      language: 'fr',
    })
    login.person = { ...LEA, email: 'thomas@agafort.example', emailVerified: false }
    const browser = site.browser()
    expect((await enter(browser)).statusCode).toBe(303)
    expect((await browser.get('/desk/account')).body).toContain('value="Léa Martin"')
    // Another account with Léa's address is not Léa.
    login.person = { ...LEA, subject: 'somebody-new' }
    const stranger = site.browser()
    const page = await enter(stranger)
    expect(page.statusCode).toBe(403)
    expect(page.body).toContain('déjà relié à un autre compte')
    const camille = await createMember(core, {
      name: 'Camille Renaud',
      email: 'camille@agafort.example',
      role: 'administrator',
      language: 'fr',
      password: PASSWORD,
    })
    expect(camille.role).toBe('administrator')
    const desk = site.browser()
    await desk.post('/sign-in', { email: camille.email, password: PASSWORD })
    await desk.get('/desk/members')
    expect((await desk.post(`/desk/members/${lea.id}/provider-unlink`)).statusCode).toBe(303)
    expect((await enter(site.browser())).headers.location).toBe('/desk')
  })

  it('refuses whoever is no member, and makes nobody one by itself', async () => {
    const browser = siteOf().browser()
    const words = 'Aucun accès au bureau n’est ouvert à cette adresse'
    await expectRefused(await enter(browser), browser, 403, words)
    expect(await findMemberByEmail(database.db, LEA.email)).toBeUndefined()
  })

  it('makes an agent of whoever is no member, when the configuration says so', async () => {
    const browser = siteOf({ createsMembers: true }).browser()
    expect((await enter(browser)).headers.location).toBe('/desk')
    expect(await findMemberByEmail(database.db, LEA.email)).toMatchObject({
      name: 'Léa Martin',
      role: 'agent',
    })
  })

  it('refuses an address the provider has not verified', async () => {
    await makeLea()
    login.person = { ...LEA, emailVerified: false }
    const browser = siteOf({ createsMembers: true }).browser()
    await expectRefused(await enter(browser), browser, 403, 'Votre adresse n’est pas confirmée')
  })

  it('refuses a member whose access is closed, linked before or not', async () => {
    const lea = await makeLea()
    await deactivateMember(core, lea.id)
    const site = siteOf({ createsMembers: true })
    const browser = site.browser()
    await expectRefused(await enter(browser), browser, 403, 'Votre accès au bureau est fermé')
    await database.db.updateTable('members').set({ deactivated_at: null }).execute()
    await enter(site.browser())
    await deactivateMember(core, lea.id)
    const linked = site.browser()
    const page = await enter(linked)
    expect(page.statusCode).toBe(403)
    expect((await linked.get('/desk')).statusCode).toBe(303)
  })

  it.each(['nonce', 'code_challenge'])('refuses a response to another %s than ours', async (name) => {
    await makeLea()
    const browser = siteOf().browser()
    const other = changed(await goThere(browser), name, 'A'.repeat(43))
    await expectRefused(await browser.get(here(await login.walk(other))), browser, 401, FAILED)
  })

  it.each(['state', 'code', 'iss'])('refuses a response with another %s', async (name) => {
    await makeLea()
    const browser = siteOf().browser()
    const back = await login.walk(await goThere(browser))
    const other = changed(back, name, name === 'iss' ? 'https://login.mal.example' : 'autre')
    await expectRefused(await browser.get(here(other)), browser, 401, FAILED)
  })

  it('refuses a response in another browser, a second time, and too late', async () => {
    await makeLea()
    const site = siteOf()
    const victim = site.browser()
    const attacker = site.browser()
    const back = here(await login.walk(await goThere(attacker)))
    await goThere(victim)
    await expectRefused(await victim.get(back), victim, 401, FAILED)

    const browser = site.browser()
    const underway = await goThere(browser)
    const kept = new Map(browser.cookies)
    const response = here(await login.walk(underway))
    expect((await browser.get(response)).statusCode).toBe(303)
    const again = site.browser()
    for (const [name, value] of kept) again.cookies.set(name, value)
    const replayed = await again.get(response)
    expect(replayed.statusCode).toBe(401)
    expect(again.cookies.has('__Host-session')).toBe(false)

    const late = site.browser()
    const lateBack = here(await login.walk(await goThere(late)))
    clock.advance(10 * MINUTE)
    expect((await late.get(lateBack)).statusCode).toBe(401)
  })

  it('says so when the person declines there', async () => {
    const browser = siteOf().browser()
    const state = new URL(await goThere(browser)).searchParams.get('state') ?? ''
    const declined = new URLSearchParams({ error: 'access_denied', state, iss: login.issuer })
    await expectRefused(await browser.get(`/sign-in/provider/callback?${declined}`), browser, 401, FAILED)
  })

  it('takes the same number at another provider for somebody else', async () => {
    await makeLea()
    await enter(siteOf().browser())
    const other = await startIdentityProvider(redirectUri, { ...LEA, emailVerified: false })
    try {
      const browser = siteOf({ issuer: other.issuer }).browser()
      const page = await browser.get(here(await other.walk(await goThere(browser))))
      expect(page.statusCode).toBe(403)
      expect(browser.cookies.has('__Host-session')).toBe(false)
    } finally {
      await other.stop()
    }
  })

  it('asks for the member’s own second factor, unless the provider asks for one', async () => {
    await makeLea(PASSWORD)
    const home = siteOf().browser()
    await home.post('/sign-in', { email: 'lea@agafort.example', password: PASSWORD })
    const phone = authenticatorOf(await home.get('/desk/account/second-factor'))
    await home.post('/desk/account/second-factor', { code: phone.code(clock.now()) })
    clock.advance(2 * MINUTE)
    const browser = siteOf().browser()
    expect((await enter(browser)).headers.location).toBe('/sign-in/code')
    expect((await browser.get('/desk')).statusCode).toBe(303)
    expect((await browser.post('/sign-in/code', { code: phone.code(clock.now()) })).headers.location).toBe(
      '/desk',
    )
    expect((await enter(siteOf({ asksSecondFactor: true }).browser())).headers.location).toBe('/desk')
  })

  it('says so when the provider does not respond, on the way there and on the way back; a password still lets one in', async () => {
    await makeLea(PASSWORD)
    const site = siteOf()
    const browser = site.browser()
    const back = here(await login.walk(await goThere(browser)))
    await login.stop()
    const away = 'Agafort Connect ne répond pas pour le moment'
    await expectRefused(await browser.get(back), browser, 503, away)
    const fresh = siteOf().browser()
    await expectRefused(await fresh.get('/sign-in/provider'), fresh, 503, away)
    const page = await fresh.post('/sign-in', { email: 'lea@agafort.example', password: PASSWORD })
    expect(page.headers.location).toBe('/desk')
  })

  it('never speaks to a provider over the open network', async () => {
    // Another name for this machine: it would be reached if plain http were let through.
    const issuer = login.issuer.replace('127.0.0.1', '[::ffff:127.0.0.1]')
    await fetch(issuer)
    expect(login.asked).toBe(1)
    const browser = siteOf({ issuer }).browser()
    expect((await browser.get('/sign-in/provider')).statusCode).toBe(503)
    expect(login.asked).toBe(1)
  })

  it('ends our session by signing out', async () => {
    await makeLea()
    const browser = siteOf().browser()
    await enter(browser)
    await browser.get('/desk/account')
    expect((await browser.post('/sign-out')).headers.location).toBe('/sign-in?out=1')
    expect((await browser.get('/desk')).statusCode).toBe(303)
  })

  it('is not there while no provider is configured', async () => {
    const browser = openSignIn(core).browser()
    expect((await browser.get('/sign-in/provider')).statusCode).toBe(404)
    expect((await browser.get('/sign-in')).body).not.toContain('/sign-in/provider')
  })
})
