import { expect, it } from 'vitest'
import { acceptInvitation, invite, inviteFirstAdministrator } from '../../../core/auth/invitation.ts'
import { findSession, openSession, revokeSession, revokeSessionsOf } from '../../../core/auth/session.ts'
import { DAY, HOUR, MINUTE } from '../../../core/kernel/duration.ts'
import { hashPassword, isPassword } from '../../../core/kernel/password.ts'
import { createMember, deactivateMember, listMembers } from '../../../core/member/member.ts'
import { availableMembers, becomeAvailable } from '../../../core/member/presence.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { openWeb, type Page } from '../../world/web-world.ts'
import { openWorld } from '../../world/world.ts'

const PASSWORD = 'une phrase assez longue'

describeOnEachDatabase('Signing in', (database) => {
  const { core, clock } = openWorld(database)
  const { visitor, as } = openWeb(core)
  const makeLea = () =>
    createMember(core, {
      name: 'Léa Martin',
      email: 'Lea@agafort.example',
      role: 'agent',
      language: 'fr',
      password: PASSWORD,
    })
  const signIn = (password: string, email = 'lea@agafort.example') =>
    visitor.post('/sign-in', { email, password, next: '/desk' })
  const cookieOf = (page: Page) => page.cookies.find(({ name }) => name.includes('session'))
  const tokenOf = (link: string) => link.split('/invitation/')[1] ?? ''

  it('leads whoever is not signed in to the sign-in page, and back to where they were going', async () => {
    const page = await visitor.get('/desk?queue=mine')
    expect(page.statusCode).toBe(303)
    expect(page.headers.location).toBe('/sign-in?next=%2Fdesk%3Fqueue%3Dmine')
    expect((await visitor.get('/sign-in?next=%2Fdesk%3Fqueue%3Dmine')).body).toContain(
      'name="next" value="/desk?queue=mine"',
    )
  })

  it('takes the right password, whatever the case of the address, in a cookie no script and no other site reaches', async () => {
    await makeLea()
    const page = await signIn(PASSWORD, ' LEA@agafort.example ')
    expect(page.statusCode).toBe(303)
    expect(page.headers.location).toBe('/desk')
    expect(cookieOf(page)).toMatchObject({
      name: '__Host-session',
      httpOnly: true,
      secure: true,
      sameSite: 'Lax',
      path: '/',
    })
    const rows = await database.db.selectFrom('sessions').selectAll().execute()
    expect(rows).toHaveLength(1)
    expect(JSON.stringify(rows)).not.toContain(cookieOf(page)?.value)
  })

  it('lasts twelve hours in every browser, also in one whose own clock is a day ahead', async () => {
    const lea = await makeLea()
    const signedIn = cookieOf(await signIn(PASSWORD))
    expect(signedIn?.maxAge).toBe(12 * 60 * 60)
    expect(signedIn?.expires, 'an instant of our clock, judged by the browser’s').toBeUndefined()
    clock.advance(MINUTE)
    const out = await (await as(lea)).post('/sign-out')
    expect(out.cookies).not.toEqual([])
    for (const { name, maxAge, expires } of out.cookies) {
      expect({ name, maxAge, expires }).toEqual({ name, maxAge: 0, expires: undefined })
    }
  })

  it('never leads to another site after the sign-in', async () => {
    await makeLea()
    for (const next of [
      'https://mal.example/desk',
      '//mal.example',
      '/\\mal.example',
      'javascript:alert(1)',
    ]) {
      const page = await visitor.post('/sign-in', { email: 'lea@agafort.example', password: PASSWORD, next })
      expect(page.headers.location).toBe('/desk')
    }
  })

  it('answers a wrong password and an unknown member with the same words', async () => {
    await makeLea()
    const wrong = await signIn('une autre phrase')
    const unknown = await signIn('une autre phrase', 'personne@agafort.example')
    expect(wrong.statusCode).toBe(401)
    expect(unknown.statusCode).toBe(401)
    expect(unknown.body.replaceAll('personne@', 'lea@')).toBe(wrong.body)
    expect(wrong.body).toContain('L’adresse ou le mot de passe ne convient pas.')
    expect(cookieOf(wrong)).toBeUndefined()
  })

  it('locks out after five failures, longer each time, and known or unknown alike', async () => {
    await makeLea()
    for (const email of ['lea@agafort.example', 'personne@agafort.example']) {
      for (let attempt = 1; attempt <= 5; attempt++)
        expect((await signIn('faux', email)).statusCode).toBe(401)
      expect((await signIn('faux', email)).statusCode).toBe(429)
    }
    expect((await signIn(PASSWORD)).statusCode).toBe(429)
    clock.advance(31_000)
    expect((await signIn('faux')).statusCode).toBe(401)
    clock.advance(31_000)
    expect((await signIn(PASSWORD)).statusCode).toBe(429)
    clock.advance(30_000)
    expect((await signIn(PASSWORD)).statusCode).toBe(303)
    expect((await signIn('faux')).statusCode).toBe(401)
  })

  it('lets only five of many simultaneous guesses through', async () => {
    await makeLea()
    const pages = await Promise.all(Array.from({ length: 12 }, (_, index) => signIn(`essai ${index}`)))
    const statuses = pages.map((page) => page.statusCode).sort()
    expect(statuses).toEqual([...Array(5).fill(401), ...Array(7).fill(429)])
  })

  it('ends a session by signing out, by time, by a week, and with the member', async () => {
    const lea = await makeLea()
    const { token } = await openSession(core, lea.id)
    expect((await findSession(core, token))?.member.name).toBe('Léa Martin')
    await revokeSession(core, token)
    expect(await findSession(core, token)).toBeUndefined()

    const unused = await openSession(core, lea.id)
    clock.advance(12 * HOUR)
    expect(await findSession(core, unused.token)).toBeUndefined()

    const used = await openSession(core, lea.id)
    for (let hours = 0; hours < 7 * 24 - 6; hours += 6) {
      expect(await findSession(core, used.token), `after ${hours} h`).toBeDefined()
      clock.advance(6 * HOUR)
    }
    clock.advance(6 * HOUR)
    expect(await findSession(core, used.token)).toBeUndefined()

    const last = await openSession(core, lea.id)
    await deactivateMember(core, lea.id)
    expect(await findSession(core, last.token)).toBeUndefined()
    expect((await signIn(PASSWORD)).statusCode).toBe(401)
  })

  it('signs out: the cookie is worth nothing afterwards', async () => {
    const lea = await makeLea()
    const browser = await as(lea)
    expect((await browser.get('/desk')).statusCode).toBe(200)
    expect((await browser.post('/sign-out')).headers.location).toBe('/sign-in?out=1')
    expect((await browser.get('/desk')).statusCode).toBe(303)
  })

  it('takes whoever signs out of their last browser from those who take talks, and no other', async () => {
    const lea = await makeLea()
    const until = new Date(clock.now().getTime() + HOUR)
    const isThere = async () => (await availableMembers(core.db, clock.now())).length === 1
    const telephone = await as(lea)
    clock.advance(MINUTE)
    const computer = await as(lea)
    await becomeAvailable(core, { memberId: lea.id, until })
    await telephone.post('/sign-out')
    expect(await isThere()).toBe(true)
    await computer.post('/sign-out')
    expect(await isThere()).toBe(false)
    await as(lea)
    await becomeAvailable(core, { memberId: lea.id, until })
    await revokeSessionsOf(core, lea.id)
    expect(await isThere()).toBe(false)
  })

  it('refuses a form without the session’s token, and one another site had the browser send', async () => {
    const lea = await makeLea()
    const browser = await as(lea)
    const language = async () => (await listMembers(database.db))[0]?.language
    expect((await browser.post('/desk/language', { language: 'en', csrf: 'faux' })).statusCode).toBe(403)
    const elsewhere = { origin: 'https://mal.example' }
    expect((await browser.post('/desk/language', { language: 'en' }, elsewhere)).statusCode).toBe(403)
    const crossSite = { 'sec-fetch-site': 'cross-site' }
    expect((await browser.post('/desk/language', { language: 'en' }, crossSite)).statusCode).toBe(403)
    expect(await language()).toBe('fr')
    expect((await browser.post('/desk/language', { language: 'en' })).statusCode).toBe(303)
    expect(await language()).toBe('en')
    expect((await visitor.post('/sign-in', { email: 'x' }, elsewhere)).statusCode).toBe(403)
  })

  it('prints the first administrator a link while nobody can sign in, and each start replaces the last one', async () => {
    const first = await inviteFirstAdministrator(core)
    const second = await inviteFirstAdministrator(core)
    expect(second).toMatch(/^https:\/\/aide\.agafort\.example\/invitation\/[\w-]{43}$/)
    const path = new URL(second ?? '').pathname
    expect((await visitor.get(new URL(first ?? '').pathname)).statusCode).toBe(410)
    const page = await visitor.get(path)
    expect(page.body).toContain('Cet accès est le premier')
    expect(page.headers['referrer-policy']).toBe('no-referrer')
    expect(
      (
        await visitor.post(path, {
          name: 'Camille Renaud',
          email: 'camille@agafort.example',
          password: 'court',
        })
      ).statusCode,
    ).toBe(400)
    const done = await visitor.post(path, {
      name: 'Camille Renaud',
      email: 'camille@agafort.example',
      password: PASSWORD,
    })
    expect(done.headers.location).toBe('/desk')
    expect(cookieOf(done)?.value).toHaveLength(43)
    expect(await inviteFirstAdministrator(core)).toBeUndefined()
    expect(await listMembers(database.db)).toMatchObject([
      { name: 'Camille Renaud', role: 'administrator', hasPassword: true },
    ])
    expect((await visitor.get(path)).statusCode).toBe(410)
    expect((await signIn(PASSWORD, 'camille@agafort.example')).statusCode).toBe(303)
  })

  it('uses an invitation once, within 24 hours, and ends the member’s other sessions with it', async () => {
    const lea = await makeLea()
    const before = await openSession(core, lea.id)
    const link = await invite(core, { memberId: lea.id, purpose: 'new-password' })
    const accept = () => acceptInvitation(core, { token: tokenOf(link), password: 'une phrase toute neuve' })
    await expect(Promise.allSettled([accept(), accept()])).resolves.toSatisfy(
      (all: PromiseSettledResult<unknown>[]) => all.filter((one) => one.status === 'fulfilled').length === 1,
    )
    expect(await findSession(core, before.token)).toBeUndefined()
    expect((await signIn(PASSWORD)).statusCode).toBe(401)
    expect((await signIn('une phrase toute neuve')).statusCode).toBe(303)
    const late = await invite(core, { memberId: lea.id, purpose: 'new-password' })
    clock.advance(DAY + MINUTE)
    expect((await visitor.get(`/invitation/${tokenOf(late)}`)).statusCode).toBe(410)
    expect((await visitor.get('/invitation/inconnu')).statusCode).toBe(404)
  })

  it('keeps passwords as scrypt with its cost inside, and takes one typed on another keyboard', async () => {
    const hash = await hashPassword('Ambassadrice d’été é')
    expect(hash).toMatch(/^scrypt\$32768\$8\$3\$/)
    expect(await isPassword('Ambassadrice d’été é'.normalize('NFD'), hash)).toBe(true)
    expect(await isPassword('ambassadrice d’été é', hash)).toBe(false)
    expect(await isPassword('', null)).toBe(false)
  })
})
