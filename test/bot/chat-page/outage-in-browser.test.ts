import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { leaveBrowser, openBrowser } from '../../browser/chromium.ts'
import { useTestDatabase } from '../../servers/database.ts'
import { type ChatServer, startChat } from '../../world/chat-world.ts'

describe('The chat page while nothing can be written down', () => {
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

  it('keeps the words, says what happened and what to do, and takes them once it can', async () => {
    const page = await browser.newPage({ locale: 'fr-FR' })
    await page.goto(`${chat.address}/chat`)
    const messages = page.locator('[role="feed"], .webchat__basic-transcript')
    await messages.getByText('Bonjour', { exact: true }).first().waitFor()
    await page.route('**/activities', (route) =>
      route.request().method() === 'POST' ? route.fulfill({ status: 503, body: '{}' }) : route.continue(),
    )
    const box = page.locator('[data-id="webchat-sendbox-input"]')
    await box.fill('Mon colis est perdu')
    await box.press('Enter')
    const notice = page.locator('#notice')
    await notice
      .filter({ hasText: /n’a pas pu être enregistré.*est conservé.*renvoyez-le/ })
      .waitFor({ timeout: 25_000 })
    expect(await messages.getByText('Mon colis est perdu').count()).toBeGreaterThan(0)
    await page.unroute('**/activities')
    await box.fill('Mon colis est perdu')
    await box.press('Enter')
    await messages.getByText('Vous dites : Mon colis est perdu').first().waitFor({ timeout: 60_000 })
    expect(await notice.isVisible()).toBe(false)
    const said = await database.db
      .selectFrom('direct_line_activities')
      .select('activity')
      .where('from_user', '=', true)
      .execute()
    expect(
      said.filter(({ activity }) => JSON.stringify(activity).includes('Mon colis est perdu')),
    ).toHaveLength(1)
  })
})
