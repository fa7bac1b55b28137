import { expect, it } from 'vitest'
import { SIGN_IN_KEPT_FOR, sweepSignInTraces } from '../../../../core/auth/sign-in-log.ts'
import { DAY, HOUR, MINUTE } from '../../../../core/kernel/duration.ts'
import type { Role } from '../../../../core/policy/role.ts'
import { runSweeps, SWEEPS } from '../../../../core/schedule.ts'
import { browserName } from '../../../../web/wording/browser-words.ts'
import { describeOnEachDatabase } from '../../../servers/database.ts'
import {
  FIREFOX,
  IPHONE,
  MEMBER_PASSWORD,
  memberWithPassword,
  openSignIn,
  type SignInBrowser,
} from '../../../world/sign-in-world.ts'
import { openWorld } from '../../../world/world.ts'

const NEW_PASSWORD = 'une autre phrase assez longue'

describeOnEachDatabase('A member’s own access', (database) => {
  const { core, clock } = openWorld(database)
  const site = openSignIn(core)
  const makeMember = (name: string, role: Role = 'agent') => memberWithPassword(core, name, role)
  const enter = (browser: SignInBrowser, name = 'thomas', password = MEMBER_PASSWORD) =>
    browser.post('/sign-in', { email: `${name}@agafort.example`, password })
  const isIn = async (browser: SignInBrowser) => (await browser.get('/desk/account')).statusCode === 200
  const mailsTo = async (email: string) => {
    const rows = await database.db
      .selectFrom('outbox')
      .select('content')
      .where('recipient', '=', email)
      .execute()
    return rows.map(({ content }) => content as unknown as { subject: string; text: string })
  }

  it('is a link in the desk, and holds the member’s name and language', async () => {
    await makeMember('Thomas Girard')
    const browser = site.browser()
    await enter(browser)
    expect((await browser.get('/desk')).body).toContain('<a href="/desk/account">Thomas Girard</a>')
    await browser.get('/desk/account')
    expect((await browser.post('/desk/account/details', { name: '  ', language: 'en' })).statusCode).toBe(400)
    const saved = await browser.post('/desk/account/details', { name: 'Thomas Girard-Roy', language: 'en' })
    expect(saved.headers.location).toBe('/desk/account?done=details')
    const page = await browser.get('/desk/account?done=details')
    expect(page.body).toContain('value="Thomas Girard-Roy"')
    expect(page.body).toContain('It is saved.')
  })

  it('changes the password against the present one, ends every other session, and tells the member by mail', async () => {
    await makeMember('Thomas Girard')
    const browser = site.browser()
    const elsewhere = site.browser('198.51.100.7', IPHONE)
    await enter(browser)
    await enter(elsewhere)
    await browser.get('/desk/account')
    const change = (present: string, wanted: string) =>
      browser.post('/desk/account/password', { present, wanted })
    expect((await change('faux', NEW_PASSWORD)).statusCode).toBe(400)
    expect((await change(MEMBER_PASSWORD, 'court')).body).toContain('12\u00a0caractères au moins')
    expect(await isIn(elsewhere)).toBe(true)
    expect((await change(MEMBER_PASSWORD, NEW_PASSWORD)).headers.location).toBe('/desk/account?done=password')
    expect(await isIn(browser)).toBe(true)
    expect(await isIn(elsewhere)).toBe(false)
    expect((await enter(site.browser(), 'thomas', MEMBER_PASSWORD)).statusCode).toBe(401)
    expect((await enter(site.browser(), 'thomas', NEW_PASSWORD)).statusCode).toBe(303)
    const [mail] = await mailsTo('thomas@agafort.example')
    expect(mail?.subject).toBe('Votre mot de passe a été changé')
    expect(mail?.text).toContain('depuis l’adresse 192.0.2.1')
    expect(mail?.text).toContain('https://aide.agafort.example/sign-in/way-back')
  })

  it('brakes guesses at the present password from an open desk', async () => {
    await makeMember('Thomas Girard')
    const browser = site.browser()
    await enter(browser)
    await browser.get('/desk/account')
    const guess = (present: string) =>
      browser.post('/desk/account/password', { present, wanted: NEW_PASSWORD })
    for (let attempt = 1; attempt <= 5; attempt++) await guess(`essai ${attempt}`)
    expect((await guess(MEMBER_PASSWORD)).body).toContain('Trop d’essais manqués')
    expect((await enter(site.browser('198.51.100.7'), 'thomas', MEMBER_PASSWORD)).statusCode).toBe(303)
  })

  it('lists the open sessions with browser, place and last use, marks this one, and ends any other', async () => {
    await makeMember('Thomas Girard')
    const browser = site.browser()
    await enter(browser)
    clock.advance(2 * HOUR)
    const elsewhere = site.browser('198.51.100.7', IPHONE)
    await enter(elsewhere)
    const page = await browser.get('/desk/account')
    const lines = page.body.split('Dernières connexions')[0]?.match(/<strong>[\s\S]*?<\/li>/g) ?? []
    const here = lines.find((line) => line.includes('celle-ci')) ?? ''
    const there = lines.find((line) => !line.includes('celle-ci')) ?? ''
    expect(here).toContain('Firefox sur Windows')
    expect(lines).toHaveLength(2)
    expect(there).toContain('Safari sur iPhone')
    expect(there).toContain('depuis 198.51.100.7')
    const end = /\/desk\/account\/sessions\/[\w-]+\/end/.exec(there)?.[0] ?? ''
    expect((await browser.post(end)).headers.location).toBe('/desk/account?done=session-ended')
    expect(await isIn(elsewhere)).toBe(false)
    expect((await browser.post(end)).statusCode).toBe(400)
    expect(await isIn(browser)).toBe(true)
  })

  it('ends all others at once, and never anybody else’s', async () => {
    await makeMember('Thomas Girard')
    await makeMember('Inès Fabre')
    const ines = site.browser()
    await enter(ines, 'ines')
    const session = await database.db.selectFrom('sessions').select('id').executeTakeFirstOrThrow()
    const browser = site.browser()
    const elsewhere = site.browser('198.51.100.7')
    await enter(browser)
    await enter(elsewhere)
    await browser.get('/desk/account')
    expect((await browser.post(`/desk/account/sessions/${session.id}/end`)).statusCode).toBe(404)
    expect((await browser.post('/desk/account/sessions/inconnu/end')).statusCode).toBe(404)
    expect((await browser.post('/desk/account/sessions/others')).headers.location).toBe(
      '/desk/account?done=others-ended',
    )
    expect([await isIn(browser), await isIn(elsewhere), await isIn(ines)]).toEqual([true, false, true])
  })

  it('shows every sign-in and attempt, to the member and to administrators', async () => {
    const thomas = await makeMember('Thomas Girard')
    await enter(site.browser('198.51.100.7', IPHONE), 'thomas', 'faux')
    const browser = site.browser()
    await enter(browser)
    const page = await browser.get('/desk/account')
    const signIns = page.body.split('Dernières connexions')[1] ?? ''
    expect(signIns).toMatch(
      /Connexion[\s\S]*mot de passe[\s\S]*Firefox sur Windows[\s\S]*depuis 192\.0\.2\.1/,
    )
    expect(signIns).toMatch(/Mot de passe refusé[\s\S]*Safari sur iPhone[\s\S]*depuis 198\.51\.100\.7/)
    await makeMember('Camille Renaud', 'administrator')
    const desk = site.browser()
    await enter(desk, 'camille')
    expect((await desk.get(`/desk/members/${thomas.id}/sign-ins`)).body).toContain('Mot de passe refusé')
    expect((await browser.get(`/desk/members/${thomas.id}/sign-ins`)).statusCode).toBe(403)
  })

  it('keeps of a failed attempt at an unknown address that it was, not what was typed', async () => {
    await enter(site.browser(), 'motdepassetapeici', 'faux')
    const rows = await database.db.selectFrom('sign_in_events').selectAll().execute()
    expect(rows).toMatchObject([{ member_id: null, kind: 'failed', origin: '192.0.2.1' }])
    const counted = await database.db.selectFrom('sign_in_failures').selectAll().execute()
    expect(JSON.stringify([rows, counted])).not.toContain('motdepassetapeici')
  })

  it('can be helped by an administrator: all sessions ended, the wait lifted', async () => {
    const thomas = await makeMember('Thomas Girard')
    await makeMember('Camille Renaud', 'administrator')
    const browser = site.browser()
    await enter(browser)
    const desk = site.browser('192.0.2.9')
    await enter(desk, 'camille')
    await desk.get('/desk/members')
    expect((await desk.post(`/desk/members/${thomas.id}/sessions-end`)).headers.location).toBe(
      '/desk/members?account=sessions-ended',
    )
    expect(await isIn(browser)).toBe(false)
    expect(await isIn(desk)).toBe(true)

    for (let attempt = 1; attempt <= 6; attempt++) await enter(browser, 'thomas', 'faux')
    expect((await enter(browser)).statusCode).toBe(429)
    expect((await desk.get('/desk/members')).body).toContain(`/desk/members/${thomas.id}/wait-lift`)
    expect((await desk.post(`/desk/members/${thomas.id}/wait-lift`)).headers.location).toBe(
      '/desk/members?account=lifted',
    )
    expect((await enter(browser)).statusCode).toBe(303)
    expect((await desk.get('/desk/members')).body).not.toContain('wait-lift')
  })

  it('has its traces swept away after twelve months, and what ran out after a day', async () => {
    const thomas = await makeMember('Thomas Girard')
    await enter(site.browser())
    await enter(site.browser(), 'thomas', 'faux')
    expect(SWEEPS.map(({ run }) => run)).toContain(sweepSignInTraces)
    clock.advance(2 * DAY)
    await runSweeps(core, [{ name: 'sign-in traces', every: MINUTE, run: sweepSignInTraces }])
    const counts = async () => ({
      events: (await database.db.selectFrom('sign_in_events').select('id').execute()).length,
      sessions: (await database.db.selectFrom('sessions').select('id').execute()).length,
      failures: (await database.db.selectFrom('sign_in_failures').select('key').execute()).length,
    })
    expect(await counts()).toEqual({ events: 2, sessions: 1, failures: 0 })
    clock.advance(SIGN_IN_KEPT_FOR)
    await sweepSignInTraces(core)
    expect(await counts()).toEqual({ events: 0, sessions: 0, failures: 0 })
    expect(thomas.name).toBe('Thomas Girard')
  })

  it('names a browser in words, and one it does not know without guessing', () => {
    const edge =
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0'
    expect(browserName('fr', edge)).toBe('Edge sur Windows')
    expect(browserName('en', FIREFOX)).toBe('Firefox on Windows')
    expect(browserName('fr', 'curl/8.5.0')).toBe('Navigateur inconnu')
    expect(browserName('en', null)).toBe('Unknown browser')
  })
})
