import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { converse } from '../../../bot/dialogue/converse.ts'
import { readTalk } from '../../../core/chat/handoff-desk.ts'
import { relayFromMember } from '../../../core/chat/handoff-relay.ts'
import { acceptHandoff, closeHandoff } from '../../../core/chat/handoff-session.ts'
import { createMember } from '../../../core/member/member.ts'
import { becomeAvailable } from '../../../core/member/presence.ts'
import { choosePhotograph, look, reads, write } from '../../browser/chat-page.ts'
import { leaveBrowser, openBrowser } from '../../browser/chromium.ts'
import { keepPicture } from '../../browser/picture.ts'
import { useTestDatabase } from '../../servers/database.ts'
import { type ChatServer, knowing, startChat, until } from '../../world/chat-world.ts'

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
describe('The chat page in a browser', () => {
  const database = useTestDatabase('PostgreSQL', { keep: true })
  let chat: ChatServer
  let browser: Browser
  beforeAll(async () => {
    chat = await startChat(database)
    browser = await openBrowser()
  })
  afterAll(async () => {
    await leaveBrowser()
    await chat?.stop()
  })

  it('opens, answers, comes back after a reload, and asks nobody else for anything', async () => {
    const context = await browser.newContext({ viewport: { width: 900, height: 800 }, locale: 'fr-FR' })
    const page = await context.newPage()
    const elsewhere: string[] = []
    const errors: string[] = []
    page.on('request', (request) => {
      if (!request.url().startsWith(chat.address) && !/^(?:data|blob):/.test(request.url())) {
        elsewhere.push(request.url())
      }
    })
    page.on('pageerror', (error) => errors.push(error.message))
    await page.goto(`${chat.address}/chat`)
    await reads(page, /^Bonjour$/)
    await write(page, 'Mon colis est abîmé')
    await reads(page, 'Vous dites : Mon colis est abîmé')
    await keepPicture(page, 'chat/page')
    await page.reload()
    await reads(page, 'Vous dites : Mon colis est abîmé')
    await write(page, 'Êtes-vous là ?')
    await reads(page, 'Vous dites : Êtes-vous là ?')
    await keepPicture(page, 'chat/after-reload')
    expect(elsewhere).toEqual([])
    expect(errors).toEqual([])
    await context.close()
  })
})

describe('A customer who wants a person', () => {
  const database = useTestDatabase('PostgreSQL', { keep: true })
  let chat: ChatServer
  let browser: Browser
  beforeAll(async () => {
    chat = await startChat(database, { knowledge: knowing(converse) })
    browser = await openBrowser()
  })
  afterAll(async () => {
    await leaveBrowser()
    await chat?.stop()
  })

  it('is brought to one and back, with a photograph, through a reload', async () => {
    const { core } = chat
    const lea = await createMember(core, {
      name: 'Léa Martin',
      email: 'lea@agafort.example',
      role: 'agent',
      language: 'fr',
    })
    await becomeAvailable(core, { memberId: lea.id, until: new Date(Date.now() + 3_600_000) })
    const context = await browser.newContext({ viewport: { width: 420, height: 800 }, locale: 'en-GB' })
    const page = await context.newPage()
    try {
      await page.goto(`${chat.address}/chat`)
      await reads(page, 'Hello')
      await write(
        page,
        'My parcel arrived damaged, the lamp is broken. Order 123-456789. My email is jane@example.com',
      )
      await reads(page, /AGF-\w{4}-\w{4}/)
      await choosePhotograph(page, 'broken lamp.png', PNG)
      await write(page, 'Here is a photo')
      await until('the photograph is on the ticket', () =>
        database.db
          .selectFrom('attachments')
          .selectAll()
          .where('name', '=', 'broken lamp.png')
          .executeTakeFirst(),
      )
      await write(page, 'I want to talk to a person')
      const handoff = await until('a person is asked for', () =>
        database.db.selectFrom('handoffs').select('id').where('ended_at', 'is', null).executeTakeFirst(),
      )
      const talk = { handoffId: handoff.id, memberId: lea.id }
      await acceptHandoff(core, talk)
      await until('the page says who is there', async () =>
        (await page.locator('#who').textContent())?.includes('Léa') ? true : undefined,
      )
      await relayFromMember(core, { ...talk, token: '1', text: 'Hello Jane, I am sorry about your lamp.' })
      await reads(page, 'I am sorry about your lamp')
      await page.reload()
      await reads(page, 'I am sorry about your lamp')
      expect(await page.locator('#who').textContent()).toContain('Léa')
      await write(page, 'Thank you, can I have a new one?')
      await until('the member has the line', async () => {
        const { lines } = await readTalk(database.db, { ...talk, after: 0 })
        return lines.some(({ text }) => text === 'Thank you, can I have a new one?')
      })
      expect(await look(page, 'with-a-person')).toEqual([])
      await closeHandoff(core, talk)
      await page
        .getByRole('button', { name: /5|Very satisfied|Excellent/ })
        .first()
        .waitFor()
      await keepPicture(page, 'chat/rating')
      await write(page, '5')
      await write(page, 'Léa was very kind')
      const rated = await until('the talk is rated', () =>
        database.db
          .selectFrom('events')
          .select('detail')
          .where('kind', '=', 'satisfaction-answered')
          .executeTakeFirst(),
      )
      expect(rated.detail).toMatchObject({ score: 5, comment: 'Léa was very kind', about: 'talk' })
    } finally {
      await keepPicture(page, 'chat/person-end')
      await context.close()
    }
  })
})
