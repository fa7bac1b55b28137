import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ChatServer, startChat } from './chat-world.ts'
import { useTestDatabase } from './servers/database.ts'

const SCREENSHOTS = join(import.meta.dirname, 'output', 'chat')

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

  const messages = (page: Page) => page.locator('[role="feed"], .webchat__basic-transcript')
  const write = async (page: Page, text: string) => {
    const box = page.locator('[data-id="webchat-sendbox-input"]')
    await box.fill(text)
    await box.press('Enter')
  }

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
