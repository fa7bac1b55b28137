import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { converse } from '../bot/dialogue/converse.ts'
import { readTalk } from '../core/handoff-desk.ts'
import { relayFromMember } from '../core/handoff-relay.ts'
import { acceptHandoff, closeHandoff } from '../core/handoff-talk.ts'
import type { HandoffId } from '../core/id.ts'
import { createMember } from '../core/member.ts'
import { comeAvailable } from '../core/presence.ts'
import { type ChatServer, knowing, startChat, until } from './chat-world.ts'
import { useTestDatabase } from './servers/database.ts'

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const SCREENSHOTS = join(import.meta.dirname, 'output', 'chat')

const messages = (page: Page) => page.locator('[role="feed"], .webchat__basic-transcript')

async function write(page: Page, text: string): Promise<void> {
  const box = page.locator('[data-id="webchat-sendbox-input"]')
  await box.fill(text)
  await box.press('Enter')
}

describe('The chat page in a browser', () => {
  const database = useTestDatabase('PGlite', { keep: true })
  let chat: ChatServer
  let browser: Browser
  beforeAll(async () => {
    chat = await startChat(database)
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
    await mkdir(SCREENSHOTS, { recursive: true })
  })
  afterAll(async () => {
    await browser?.close()
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
    await messages(page).getByText('Bonjour', { exact: true }).first().waitFor()
    await write(page, 'Mon colis est abîmé')
    await messages(page).getByText('Vous dites : Mon colis est abîmé').first().waitFor()
    await page.screenshot({ path: join(SCREENSHOTS, 'page.png') })
    await page.reload()
    await messages(page).getByText('Vous dites : Mon colis est abîmé').first().waitFor()
    await write(page, 'Êtes-vous là ?')
    await messages(page).getByText('Vous dites : Êtes-vous là ?').first().waitFor()
    await page.screenshot({ path: join(SCREENSHOTS, 'after-reload.png') })
    expect(elsewhere).toEqual([])
    expect(errors).toEqual([])
    await context.close()
  })
})

describe('A customer who wants a person', () => {
  const database = useTestDatabase('PGlite', { keep: true })
  let chat: ChatServer
  let browser: Browser
  beforeAll(async () => {
    chat = await startChat(database, { knowledge: knowing(converse) })
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
    await mkdir(SCREENSHOTS, { recursive: true })
  })
  afterAll(async () => {
    await browser?.close()
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
    await comeAvailable(core, { memberId: lea.id, until: new Date(Date.now() + 3_600_000) })
    const context = await browser.newContext({ viewport: { width: 420, height: 800 }, locale: 'en-GB' })
    const page = await context.newPage()
    try {
      await page.goto(`${chat.address}/chat`)
      await messages(page).getByText('Hello').first().waitFor()
      await write(
        page,
        'My parcel arrived damaged, the lamp is broken. Order 123-456789. My email is jane@example.com',
      )
      await messages(page)
        .getByText(/AGF-\w{4}-\w{4}/)
        .first()
        .waitFor()
      await page.locator('input[type=file]').setInputFiles({
        name: 'broken lamp.png',
        mimeType: 'image/png',
        buffer: PNG,
      })
      // The page shrinks the picture first; a person takes longer to write than that.
      await page.locator('.webchat__attachment-icon--checked').waitFor()
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
      const talk = { handoffId: handoff.id as HandoffId, memberId: lea.id }
      await acceptHandoff(core, talk)
      await until('the page says who is there', async () =>
        (await page.locator('#who').textContent())?.includes('Léa') ? true : undefined,
      )
      await relayFromMember(core, { ...talk, token: '1', text: 'Hello Jane, I am sorry about your lamp.' })
      await messages(page).getByText('I am sorry about your lamp').first().waitFor()
      await page.reload()
      await messages(page).getByText('I am sorry about your lamp').first().waitFor()
      expect(await page.locator('#who').textContent()).toContain('Léa')
      await write(page, 'Thank you, can I have a new one?')
      await until('the member has the line', async () => {
        const { lines } = await readTalk(database.db, { ...talk, after: 0 })
        return lines.some(({ text }) => text === 'Thank you, can I have a new one?')
      })
      await page.screenshot({ path: join(SCREENSHOTS, 'with-a-person.png') })
      const found = await new AxeBuilder({ page }).analyze()
      const serious = found.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      expect(serious.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([])
      await closeHandoff(core, talk)
      await page
        .getByRole('button', { name: /5|Very satisfied|Excellent/ })
        .first()
        .waitFor()
      await page.screenshot({ path: join(SCREENSHOTS, 'rating.png') })
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
      await page.screenshot({ path: join(SCREENSHOTS, 'person-end.png') })
      await context.close()
    }
  })
})
