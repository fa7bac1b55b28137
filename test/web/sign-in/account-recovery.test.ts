import { expect, it } from 'vitest'
import { invite } from '../../../core/auth/invitation.ts'
import { HOUR } from '../../../core/kernel/duration.ts'
import { createMember } from '../../../core/member/member.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { openSignIn } from '../../world/sign-in-world.ts'
import { openWorld } from '../../world/world.ts'

const PASSWORD = 'une phrase assez longue'
const LEA = 'lea@agafort.example'

describeOnEachDatabase('The recovery of an account', (database) => {
  const { core, clock } = openWorld(database)
  const site = openSignIn(core)
  const makeLea = () =>
    createMember(core, { name: 'Léa Martin', email: LEA, role: 'agent', language: 'fr', password: PASSWORD })
  const enter = (password = PASSWORD, browser = site.browser()) =>
    browser.post('/sign-in', { email: LEA, password })
  const ask = (email = LEA) => site.browser().post('/sign-in/way-back', { email })
  const lockOut = async () => {
    for (let attempt = 1; attempt <= 5; attempt++) await enter('faux')
    expect((await enter()).statusCode).toBe(429)
  }
  const links = async () => {
    const rows = await database.db
      .selectFrom('outbox')
      .select(['recipient', 'content'])
      .where('recipient_kind', '=', 'member')
      .orderBy('id')
      .execute()
    return rows.flatMap(({ recipient, content }) => {
      const { text } = content as unknown as { text: string }
      return recipient === LEA ? (/\/invitation\/[\w-]{43}/.exec(text)?.[0] ?? []) : []
    })
  }

  it('is offered on the sign-in page and says the same whoever asks', async () => {
    await makeLea()
    expect((await site.browser().get('/sign-in')).body).toContain('href="/sign-in/way-back"')
    const known = await ask(' LEA@agafort.example ')
    const unknown = await ask('personne@agafort.example')
    expect([known.statusCode, known.headers.location]).toEqual([303, '/sign-in/way-back?asked=1'])
    expect([unknown.statusCode, unknown.headers.location]).toEqual([known.statusCode, known.headers.location])
    expect(await links()).toHaveLength(1)
    expect(await database.db.selectFrom('outbox').select('id').execute()).toHaveLength(1)
  })

  it('lifts the wait by the link in the mail and leaves the password as it is', async () => {
    await makeLea()
    await lockOut()
    await ask()
    const [link = ''] = await links()
    const browser = site.browser()
    expect((await browser.get(link)).body).toContain('Garder mon mot de passe')
    expect((await browser.post(link, { lift: '1' })).headers.location).toBe('/sign-in?lifted=1')
    expect((await browser.get('/desk')).statusCode).toBe(303)
    expect((await enter()).statusCode).toBe(303)
    expect((await browser.post(link, { lift: '1' })).statusCode).toBe(410)
    expect((await browser.post(link, { password: 'une phrase volée' })).statusCode).toBe(410)
  })

  it('sets a new password by the link, which lifts the wait, ends the sessions and is told by mail', async () => {
    await makeLea()
    const before = site.browser('198.51.100.7')
    await enter(PASSWORD, before)
    await lockOut()
    await ask()
    const [link = ''] = await links()
    const browser = site.browser()
    expect((await browser.post(link, { password: 'court' })).statusCode).toBe(400)
    expect((await browser.post(link, { password: 'une phrase toute neuve' })).headers.location).toBe('/desk')
    expect((await before.get('/desk')).statusCode).toBe(303)
    expect((await enter('une phrase toute neuve')).statusCode).toBe(303)
    const subjects = await database.db.selectFrom('outbox').select('content').execute()
    expect(JSON.stringify(subjects)).toContain('Votre mot de passe a été changé')
  })

  it('holds for one hour, the newest link only, and three mails an hour at most', async () => {
    await makeLea()
    await ask()
    await ask()
    const [first = '', second = ''] = await links()
    const browser = site.browser()
    expect((await browser.get(first)).statusCode).toBe(410)
    expect((await browser.get(second)).statusCode).toBe(200)
    clock.advance(HOUR)
    expect((await browser.get(second)).statusCode).toBe(410)
    for (let asked = 1; asked <= 5; asked++) await ask()
    expect(await links()).toHaveLength(5)
  })

  it('leaves the link an administrator gave alone, and lifts nothing by a link of another kind', async () => {
    const lea = await makeLea()
    const invitation = new URL(await invite(core, { memberId: lea.id, purpose: 'new-password' })).pathname
    await ask()
    const browser = site.browser()
    expect((await browser.get(invitation)).statusCode).toBe(200)
    expect((await browser.post(invitation, { lift: '1' })).statusCode).toBe(404)
    expect((await browser.get(invitation)).statusCode).toBe(200)
  })
})
