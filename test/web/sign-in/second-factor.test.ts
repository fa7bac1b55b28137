import { expect, it } from 'vitest'
import { HOUR, MINUTE } from '../../../core/kernel/duration.ts'
import type { Role } from '../../../core/policy/role.ts'
import { isOpenRoute } from '../../../web/http/route.ts'
import { routes } from '../../../web/routes.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import {
  authenticatorOf,
  MEMBER_PASSWORD,
  memberWithPassword,
  openSignIn,
  recoveryCodesOn,
  type SignInBrowser,
} from '../../world/sign-in-world.ts'
import { openWorld } from '../../world/world.ts'

const HALF_MINUTE = 30_000

describeOnEachDatabase('The second factor', (database) => {
  const { core, clock } = openWorld(database)
  const site = openSignIn(core)

  const makeMember = (name: string, role: Role = 'agent') => memberWithPassword(core, name, role)
  const enter = (browser: SignInBrowser, email = 'thomas@agafort.example') =>
    browser.post('/sign-in', { email, password: MEMBER_PASSWORD })
  const isIn = async (browser: SignInBrowser) => (await browser.get('/desk/account')).statusCode === 200

  /** Signs Thomas in and switches his second factor on; the clock stands at a step no code was taken in. */
  async function switchedOn(browser = site.browser()) {
    const thomas = await makeMember('Thomas Girard')
    await enter(browser)
    const phone = authenticatorOf(await browser.get('/desk/account/second-factor'))
    const codesPage = await browser.post('/desk/account/second-factor', { code: phone.code(clock.now()) })
    clock.advance(2 * MINUTE)
    return { thomas, browser, phone, codesPage, recovery: recoveryCodesOn(codesPage) }
  }

  it('is switched on with a picture or a typed key, and a first code; ten recovery codes are shown once', async () => {
    await makeMember('Thomas Girard')
    const browser = site.browser()
    await enter(browser)
    const setUp = await browser.get('/desk/account/second-factor')
    expect(setUp.body).toMatch(/<div class="qr" role="img" aria-label="[^"]+"><svg/)
    const phone = authenticatorOf(setUp)
    expect(phone.secret).toHaveLength(32)
    const wrong = await browser.post('/desk/account/second-factor', { code: '000000' })
    expect(wrong.statusCode).toBe(400)
    expect(authenticatorOf(wrong).secret).toBe(phone.secret)
    const done = await browser.post('/desk/account/second-factor', { code: phone.code(clock.now()) })
    expect(new Set(recoveryCodesOn(done)).size).toBe(10)
    expect((await browser.get('/desk/account')).body).not.toContain(recoveryCodesOn(done)[0])
    expect((await browser.get('/desk/account/second-factor')).headers.location).toBe('/desk/account')
    const kept = JSON.stringify([
      await database.db.selectFrom('second_factors').selectAll().execute(),
      await database.db.selectFrom('recovery_codes').selectAll().execute(),
    ])
    expect(kept).not.toContain(phone.secret)
    for (const code of recoveryCodesOn(done)) expect(kept).not.toContain(code.replaceAll('-', ''))
  })

  it('offers another key when the first was left lying for an hour', async () => {
    await makeMember('Thomas Girard')
    const browser = site.browser()
    await enter(browser)
    const first = authenticatorOf(await browser.get('/desk/account/second-factor'))
    expect(authenticatorOf(await browser.get('/desk/account/second-factor')).secret).toBe(first.secret)
    clock.advance(HOUR + MINUTE)
    expect(authenticatorOf(await browser.get('/desk/account/second-factor')).secret).not.toBe(first.secret)
  })

  it('is asked for after the password, in the same browser, and what is kept until then opens nothing', async () => {
    const { phone } = await switchedOn()
    const browser = site.browser()
    const step = await browser.post('/sign-in', {
      email: 'thomas@agafort.example',
      password: MEMBER_PASSWORD,
      next: '/desk?queue=mine',
    })
    expect(step.headers.location).toBe('/sign-in/code?next=%2Fdesk%3Fqueue%3Dmine')
    expect([...browser.cookies.keys()]).toEqual(['__Host-sign-in'])
    const owed = step.cookies.find(({ name }) => name === '__Host-sign-in')
    expect(owed).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Lax', path: '/' })
    expect((await browser.get('/desk')).headers.location).toMatch(/^\/sign-in\?/)
    const posing = site.browser()
    posing.cookies.set('__Host-session', owed?.value ?? '')
    expect(await isIn(posing)).toBe(false)
    const elsewhere = site.browser()
    expect((await elsewhere.get('/sign-in/code')).headers.location).toBe('/sign-in')
    expect(
      (await elsewhere.post('/sign-in/code', { code: phone.code(clock.now()) })).headers.location,
    ).toMatch(/^\/sign-in\?again=1/)
    expect((await browser.get('/sign-in/code')).body).toContain('autocomplete="one-time-code"')
    const done = await browser.post('/sign-in/code', {
      code: phone.code(clock.now()),
      next: '/desk?queue=mine',
    })
    expect(done.headers.location).toBe('/desk?queue=mine')
    expect([...browser.cookies.keys()]).toEqual(['__Host-session'])
    expect(await isIn(browser)).toBe(true)
  })

  it('takes the code before and after the present one, and no other', async () => {
    const { phone } = await switchedOn()
    const tryAt = async (distance: number) => {
      const browser = site.browser()
      await enter(browser)
      const code = phone.code(new Date(clock.now().getTime() + distance))
      return (await browser.post('/sign-in/code', { code })).statusCode
    }
    expect(await tryAt(-2 * HALF_MINUTE)).toBe(401)
    expect(await tryAt(2 * HALF_MINUTE)).toBe(401)
    expect(await tryAt(-HALF_MINUTE)).toBe(303)
    expect(await tryAt(HALF_MINUTE)).toBe(303)
  })

  it('takes each code once, also from two browsers at the same instant, and none older afterwards', async () => {
    const { phone } = await switchedOn()
    const two = [site.browser('192.0.2.1'), site.browser('192.0.2.2')] as const
    for (const browser of two) await enter(browser)
    const code = phone.code(clock.now())
    const responses = await Promise.all(two.map((browser) => browser.post('/sign-in/code', { code })))
    expect(responses.map((page) => page.statusCode).sort()).toEqual([303, 401])
    const late = site.browser()
    await enter(late)
    const before = phone.code(new Date(clock.now().getTime() - HALF_MINUTE))
    expect((await late.post('/sign-in/code', { code: before })).statusCode).toBe(401)
  })

  it('lets five wrong codes pass, then asks for the password again and makes every further code wait', async () => {
    const { phone } = await switchedOn()
    const browser = site.browser()
    await enter(browser)
    for (let attempt = 1; attempt <= 5; attempt++) {
      expect((await browser.post('/sign-in/code', { code: '000000' })).statusCode, `attempt ${attempt}`).toBe(
        401,
      )
    }
    expect((await browser.get('/sign-in/code')).headers.location).toBe('/sign-in')
    const other = site.browser('198.51.100.7')
    await enter(other)
    const right = () => other.post('/sign-in/code', { code: phone.code(clock.now()) })
    expect((await right()).statusCode).toBe(429)
    clock.advance(31_000)
    expect((await right()).statusCode).toBe(303)
    const kinds = await database.db.selectFrom('sign_in_events').select('kind').execute()
    expect(kinds.filter(({ kind }) => kind === 'locked')).toHaveLength(1)
  })

  it('forgets the first step after ten minutes', async () => {
    const { phone } = await switchedOn()
    const browser = site.browser()
    await enter(browser)
    clock.advance(10 * MINUTE)
    expect((await browser.post('/sign-in/code', { code: phone.code(clock.now()) })).headers.location).toMatch(
      /^\/sign-in\?again=1/,
    )
    expect(await isIn(browser)).toBe(false)
  })

  it('is replaced by a recovery code once each, however it is typed; new ones end the old', async () => {
    const { phone, recovery, browser: home } = await switchedOn()
    const [first = '', second = ''] = recovery
    const enterWith = async (code: string) => {
      const browser = site.browser()
      await enter(browser)
      return (await browser.post('/sign-in/code', { code })).statusCode
    }
    expect(await enterWith(` ${first.toLowerCase().replaceAll('-', ' ')} `)).toBe(303)
    expect(await enterWith(first)).toBe(401)
    expect((await home.get('/desk/account')).body).toContain('Il reste 9\u00a0codes de secours')
    const renew = { password: MEMBER_PASSWORD, code: phone.code(clock.now()) }
    expect((await home.post('/desk/account/recovery-codes', { ...renew, password: 'faux' })).statusCode).toBe(
      400,
    )
    const renewed = recoveryCodesOn(await home.post('/desk/account/recovery-codes', renew))
    expect(renewed).toHaveLength(10)
    expect(await enterWith(second)).toBe(401)
    expect(await enterWith(renewed[0] ?? '')).toBe(303)
  })

  it('is switched off with password and code, not by an open desk alone', async () => {
    const { phone, browser } = await switchedOn()
    await browser.get('/desk/account')
    const off = (fields: Record<string, string>) => browser.post('/desk/account/second-factor/off', fields)
    const code = () => phone.code(clock.now())
    expect((await off({ code: code() })).statusCode).toBe(400)
    expect((await off({ password: MEMBER_PASSWORD, code: '000000' })).statusCode).toBe(400)
    expect((await off({ password: MEMBER_PASSWORD, code: code() })).headers.location).toBe(
      '/desk/account?done=second-factor-off',
    )
    expect((await enter(site.browser())).headers.location).toBe('/desk')
  })

  it('ends the other sessions when it is switched on, and is asked for after a new password too', async () => {
    await makeMember('Thomas Girard')
    const elsewhere = site.browser('198.51.100.7')
    await enter(elsewhere)
    const browser = site.browser()
    await enter(browser)
    const phone = authenticatorOf(await browser.get('/desk/account/second-factor'))
    await browser.post('/desk/account/second-factor', { code: phone.code(clock.now()) })
    expect(await isIn(elsewhere)).toBe(false)
    expect(await isIn(browser)).toBe(true)

    const camille = site.browser()
    await makeMember('Camille Renaud', 'administrator')
    await enter(camille, 'camille@agafort.example')
    await camille.get('/desk/members')
    const thomas = await database.db
      .selectFrom('members')
      .select('id')
      .where('name', '=', 'Thomas Girard')
      .executeTakeFirstOrThrow()
    await camille.post(`/desk/members/${thomas.id}/invitation`)
    const { content } = await database.db
      .selectFrom('outbox')
      .select('content')
      .where('recipient', '=', 'thomas@agafort.example')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow()
    const link = /\/invitation\/[\w-]{43}/.exec(JSON.stringify(content))?.[0] ?? ''
    const newcomer = site.browser()
    const accepted = await newcomer.post(link, { password: 'une phrase toute neuve' })
    expect(accepted.headers.location).toBe('/sign-in/code')
    expect(await isIn(newcomer)).toBe(false)
  })

  it('is reset by an administrator for someone else: sessions end, the member is told, and it is written down', async () => {
    const { thomas, browser } = await switchedOn()
    const camille = await makeMember('Camille Renaud', 'administrator')
    const desk = site.browser('192.0.2.9')
    await enter(desk, 'camille@agafort.example')
    expect((await desk.get('/desk/members')).body).toContain(`/desk/members/${thomas.id}/second-factor-reset`)
    expect((await desk.post(`/desk/members/${camille.id}/second-factor-reset`)).statusCode).toBe(400)
    const done = await desk.post(`/desk/members/${thomas.id}/second-factor-reset`)
    expect(done.headers.location).toBe('/desk/members?account=reset')
    expect(await isIn(browser)).toBe(false)
    expect((await enter(site.browser())).headers.location).toBe('/desk')
    const signIns = await desk.get(`/desk/members/${thomas.id}/sign-ins`)
    expect(signIns.body).toMatch(/Double vérification réinitialisée[\s\S]*?par Camille Renaud/)
    const mails = await database.db
      .selectFrom('outbox')
      .select('content')
      .where('recipient', '=', 'thomas@agafort.example')
      .execute()
    expect(JSON.stringify(mails)).toContain('Un administrateur a réinitialisé')
  })
})

describeOnEachDatabase('A second factor that is required', (database) => {
  const { core, clock } = openWorld(database, { secondFactorFor: ['supervisor', 'administrator'] })
  const site = openSignIn(core)
  const enterAs = async (role: Role) => {
    const { email } = await memberWithPassword(core, `${role} Girard`, role)
    const browser = site.browser()
    await browser.post('/sign-in', { email, password: MEMBER_PASSWORD })
    return browser
  }

  it('leads a member of the role to set it up before any page of the desk, and lets the others work', async () => {
    const agent = await enterAs('agent')
    expect((await agent.get('/desk')).statusCode).toBe(200)
    const browser = await enterAs('administrator')
    const pages = routes().filter(
      (route) => !isOpenRoute(route) && route.method === 'GET' && route.url !== '/desk/account/second-factor',
    )
    expect(pages.length).toBeGreaterThan(15)
    for (const { url } of pages) {
      const page = await browser.get(url.replace(/:\w+/g, 'inconnu'))
      expect(page.headers.location, url).toBe('/desk/account/second-factor')
    }
    const setUp = await browser.get('/desk/account/second-factor')
    expect(setUp.body).toContain('Votre rôle demande une double vérification')
    expect((await browser.post('/desk/account/password', { present: MEMBER_PASSWORD })).statusCode).toBe(403)
    const phone = authenticatorOf(setUp)
    await browser.post('/desk/account/second-factor', { code: phone.code(clock.now()) })
    expect((await browser.get('/desk')).statusCode).toBe(200)
  })

  it('cannot be switched off, but one can leave without it', async () => {
    const browser = await enterAs('supervisor')
    const phone = authenticatorOf(await browser.get('/desk/account/second-factor'))
    await browser.post('/desk/account/second-factor', { code: phone.code(clock.now()) })
    clock.advance(MINUTE)
    expect((await browser.get('/desk/account')).body).not.toContain('second-factor/off')
    const proof = { password: MEMBER_PASSWORD, code: phone.code(clock.now()) }
    expect((await browser.post('/desk/account/second-factor/off', proof)).statusCode).toBe(400)
    const leaving = await enterAs('administrator')
    await leaving.get('/desk/account/second-factor')
    expect((await leaving.post('/sign-out')).headers.location).toBe('/sign-in?out=1')
  })
})
