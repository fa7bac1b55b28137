import type { FastifyInstance } from 'fastify'
import { TOTP } from 'otpauth'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MINUTE } from '../../../core/kernel/duration.ts'
import { violationsOf } from '../../browser/axe.ts'
import { leaveBrowser, openBrowser } from '../../browser/chromium.ts'
import { useTestDatabase } from '../../servers/database.ts'
import { MEMBER_PASSWORD, memberWithPassword, openSignIn } from '../../world/sign-in-world.ts'
import { openWorld } from '../../world/world.ts'

describe('Signing in with a second factor, in a browser without scripts', () => {
  const database = useTestDatabase('PostgreSQL', { keep: true })
  const { core, clock } = openWorld(database, { publicUrl: 'http://127.0.0.1' })
  let app: FastifyInstance
  let browser: Browser

  beforeAll(async () => {
    app = openSignIn(core).app
    core.settings.publicUrl = await app.listen({ host: '127.0.0.1', port: 0 })
    browser = await openBrowser()
  })
  afterAll(async () => {
    await leaveBrowser()
    await app?.close()
  })

  it('sets it up on a telephone in the dark, keeps the codes, and comes back with a code', async () => {
    await memberWithPassword(core, 'Thomas Girard')
    const context = await browser.newContext({
      viewport: { width: 390, height: 844 },
      colorScheme: 'dark',
      locale: 'fr-FR',
      javaScriptEnabled: false,
    })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    await signIn(page)
    await page.goto(`${core.settings.publicUrl}/desk/account`)
    await page.getByRole('link', { name: 'Activer la double vérification' }).click()
    const picture = await page.getByRole('img', { name: 'Image à photographier' }).boundingBox()
    expect(picture?.width).toBeGreaterThan(200)
    const secret = (await page.locator('code.link').innerText()).replaceAll(' ', '')
    const code = () => new TOTP({ secret }).generate({ timestamp: clock.now().getTime() })
    await page.getByLabel('Code à six chiffres').fill(code())
    await page.getByRole('button', { name: 'Activer' }).click()
    expect(await page.locator('.codes code').count()).toBe(10)
    expect(await seriousFaults(page)).toEqual([])

    clock.advance(MINUTE)
    await page.goto(`${core.settings.publicUrl}/desk/account`)
    expect(await page.getByText('Il reste 10').isVisible()).toBe(true)
    expect(await seriousFaults(page)).toEqual([])
    await context.clearCookies()
    await signIn(page)
    expect(new URL(page.url()).pathname).toBe('/sign-in/code')
    expect(await seriousFaults(page)).toEqual([])
    await page.getByLabel('Code').fill(code())
    await page.getByRole('button', { name: 'Continuer' }).click()
    expect(new URL(page.url()).pathname).toBe('/desk')
    expect(complaints).toEqual([])
    await context.close()
  })

  async function signIn(page: Page): Promise<void> {
    await page.goto(`${core.settings.publicUrl}/sign-in`)
    await page.getByLabel('Adresse électronique').fill('thomas@agafort.example')
    await page.getByLabel('Mot de passe').fill(MEMBER_PASSWORD)
    await page.getByRole('button', { name: 'Se connecter' }).click()
  }

  // Axe needs scripts: the same markup is looked at in a page that has them.
  async function seriousFaults(shown: Page): Promise<string[]> {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, colorScheme: 'dark' })
    try {
      const page = await context.newPage()
      await page.goto(`${core.settings.publicUrl}/sign-in`)
      await page.setContent(await shown.content())
      const violations = await violationsOf(page)
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
    } finally {
      await context.close()
    }
  }
})
