import type { FastifyInstance } from 'fastify'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSession } from '../../../core/auth/session.ts'
import { receive } from '../../../core/intake/intake.ts'
import { HOUR } from '../../../core/kernel/duration.ts'
import { createMember, type Member } from '../../../core/member/member.ts'
import { sessionCookieName } from '../../../web/http/cookie.ts'
import { buildWeb } from '../../../web/server.ts'
import { violationsOf } from '../../browser/axe.ts'
import { leaveBrowser, openBrowser } from '../../browser/chromium.ts'
import { useTestDatabase } from '../../servers/database.ts'
import { mailFrom, openWorld, TUESDAY } from '../../world/world.ts'

const WIDE = { width: 1440, height: 900 }
const TABLET = { width: 1024, height: 768 }
const PHONE = { width: 390, height: 844 }
const CUSTOMERS = ['Sophie Lambert', 'Nadia Benali', 'Karim Haddad', 'Grace Holloway']

describe('The desk’s panes', () => {
  const database = useTestDatabase('PostgreSQL', { keep: true })
  const world = openWorld(database)
  const { core, clock } = world
  let app: FastifyInstance
  let browser: Browser
  let address: string
  let lea: Member

  beforeAll(async () => {
    core.settings.publicUrl = 'http://127.0.0.1'
    app = buildWeb({ core, settings: { trustProxy: false, demo: null }, readAgain: async () => false })
    address = await app.listen({ host: '127.0.0.1', port: 0 })
    core.settings.publicUrl = address
    lea = await createMember(core, {
      name: 'Léa Martin',
      email: 'lea@agafort.example',
      role: 'agent',
      language: 'fr',
      password: 'demonstration',
    })
    clock.set(TUESDAY)
    for (const name of CUSTOMERS) {
      clock.advance(HOUR)
      const subject = `Colis de ${name}`
      await receive(core, [
        mailFrom(name, `${name.split(' ')[0]}@exemple.fr`, { subject, receivedAt: clock.now() }),
      ])
    }
    browser = await openBrowser()
  })
  afterAll(async () => {
    await leaveBrowser()
    await app?.close()
  })

  async function open(
    path: string,
    { viewport, javaScript = true }: { viewport: typeof WIDE; javaScript?: boolean },
    look: (page: Page) => Promise<void>,
  ): Promise<void> {
    const context = await browser.newContext({ viewport, javaScriptEnabled: javaScript, locale: 'fr-FR' })
    const { token } = await openSession(core, lea.id)
    await context.addCookies([{ name: sessionCookieName(address), value: token, url: address }])
    const page = await context.newPage()
    await page.goto(`${address}${path}`)
    await look(page)
    await context.close()
  }

  const box = async (page: Page, selector: string) => {
    const found = await page.locator(selector).boundingBox()
    if (!found) throw new Error(`${selector} is not to be seen`)
    return found
  }

  it('are three on a wide screen, also without a script: what there is, the list, the ticket', async () => {
    for (const javaScript of [true, false]) {
      await open('/desk?queue=open', { viewport: WIDE, javaScript }, async (page) => {
        await page.getByRole('link', { name: /Nadia Benali/ }).click()
        await page.getByRole('heading', { name: 'Colis de Nadia Benali' }).waitFor()
        const [side, list, ticket] = [
          await box(page, '.side'),
          await box(page, '.beside'),
          await box(page, 'main'),
        ]
        expect(side.x + side.width).toBeLessThanOrEqual(list.x)
        expect(list.x + list.width).toBeLessThanOrEqual(ticket.x)
        expect(ticket.width).toBeGreaterThan(800)
        expect(await page.locator('.beside [aria-current="true"]').textContent()).toContain('Nadia Benali')
        expect(await page.locator('.beside .row').count()).toBe(CUSTOMERS.length)
        await page
          .locator('.beside')
          .getByRole('link', { name: /Karim Haddad/ })
          .click()
        await page.getByRole('heading', { name: 'Colis de Karim Haddad' }).waitFor()
        expect(await page.locator('.beside .row').count()).toBe(CUSTOMERS.length)
      })
    }
  })

  it('are two on a tablet, with a way back to the very list', async () => {
    await open('/desk?queue=all&door=mail', { viewport: TABLET }, async (page) => {
      await page.getByRole('link', { name: /Nadia Benali/ }).click()
      await page.getByRole('heading', { name: 'Colis de Nadia Benali' }).waitFor()
      expect(await page.locator('.beside').isVisible()).toBe(false)
      expect(await page.locator('.side').isVisible()).toBe(true)
      await page.getByRole('link', { name: 'Retour à la file' }).click()
      await page.waitForURL('**/desk?queue=all&door=mail')
    })
  })

  it('are one on a phone, where the menu folds out without a script', async () => {
    await open('/desk?queue=open', { viewport: PHONE, javaScript: false }, async (page) => {
      expect(await page.locator('.side').isVisible()).toBe(false)
      await page.getByRole('button', { name: 'Menu' }).click()
      await page
        .locator('.side')
        .getByRole('link', { name: /Les miens/ })
        .waitFor()
      await page.getByRole('button', { name: 'Fermer le menu' }).click()
      expect(await page.locator('.side').isVisible()).toBe(false)
      await page.getByRole('link', { name: /Nadia Benali/ }).click()
      await page.getByRole('heading', { name: 'Colis de Nadia Benali' }).waitFor()
      expect(await page.locator('.beside').isVisible()).toBe(false)
      await page.getByRole('link', { name: 'Retour à la liste' }).click()
      await page.waitForURL('**/desk?queue=open')
    })
  })

  it('are walked through by keys, which never act on what is being written', async () => {
    await open('/desk?queue=open', { viewport: WIDE }, async (page) => {
      await page.keyboard.press('j')
      await page.keyboard.press('j')
      expect(await page.evaluate('document.activeElement.textContent')).toContain('Nadia Benali')
      await page.keyboard.press('x')
      await page.keyboard.press('k')
      await page.keyboard.press('x')
      expect(await page.locator('[data-ticked]').textContent()).toBe('2')
      await page.keyboard.press('/')
      await page.keyboard.type('jxg?')
      expect(await page.locator('#find').inputValue()).toBe('jxg?')
      expect(await page.locator('[data-ticked]').textContent()).toBe('2')
      await page.keyboard.press('Escape')
      await page.keyboard.press('?')
      await page.getByRole('dialog', { name: 'Au clavier' }).waitFor()
      expect(await faults(page)).toEqual([])
      await page.getByRole('dialog').getByRole('checkbox').check()
      await page.keyboard.press('Escape')
      await page.keyboard.press('x')
      await page.keyboard.press('g')
      await page.keyboard.press('m')
      expect(page.url()).toContain('queue=open')
      await page.goto(`${address}/desk/help`)
      await page.getByRole('checkbox', { name: 'Ne pas utiliser les touches simples' }).uncheck()
      await page.locator('h1').click()
      await page.keyboard.press('g')
      await page.keyboard.press('m')
      await page.waitForURL('**/desk?queue=mine')
    })
  })

  it('tick a range with shift and the whole page at once, and assign it', async () => {
    await open('/desk?queue=open', { viewport: WIDE }, async (page) => {
      const ticks = page.locator('.row .tick')
      await ticks.nth(0).click()
      await ticks.nth(2).click({ modifiers: ['Shift'] })
      expect(await page.locator('.row .tick:checked').count()).toBe(3)
      await page.getByRole('checkbox', { name: 'Tout cocher sur cette page' }).check()
      expect(await page.locator('[data-ticked]').textContent()).toBe(String(CUSTOMERS.length))
      await page.keyboard.press('Enter')
      expect(page.url()).toContain('/desk?queue=open')
      await page.keyboard.press('a')
      expect(await faults(page)).toEqual([])
      await page.getByLabel('À qui').selectOption({ label: 'À moi' })
      await page.getByRole('button', { name: 'Attribuer les dossiers cochés' }).click()
      await page.getByText(`${CUSTOMERS.length}\u00a0dossiers attribués.`).waitFor()
    })
  })

  it('let a ticket be worked on by keys: reply, note, assign, pass on, conclude', async () => {
    await open('/desk?queue=open', { viewport: WIDE }, async (page) => {
      await page.keyboard.press('j')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'Colis de Sophie Lambert' }).waitFor()
      const focused = (within: string) =>
        page.evaluate(`document.activeElement.closest(${JSON.stringify(within)}) !== null`)
      for (const [key, place] of [
        ['r', '#answer-text'],
        ['n', '#note'],
        ['a', 'form[action$="/assignment"]'],
        ['e', '#escalation'],
        ['c', '#conclusion, #resolution'],
      ] as const) {
        await page.keyboard.press(key)
        expect(await focused(place), key).toBe(true)
        await page.keyboard.press('Escape')
        await page.evaluate('document.activeElement.blur()')
      }
    })
  })

  it('open with less than 100 kB on the line, however much stands in the list', async () => {
    const many = Array.from({ length: 40 }, (_, i) =>
      mailFrom(`Amélie-Charlotte Montmorency ${i}`, `client${i}@exemple.fr`, {
        subject: `Question sur la garantie d’un aspirateur dont la notice manque, commande 4471-${i}`,
        receivedAt: clock.now(),
      }),
    )
    await receive(core, many)
    await open('/desk?queue=open', { viewport: WIDE }, async (page) => {
      const session = await page.context().newCDPSession(page)
      await session.send('Network.enable')
      await session.send('Network.setCacheDisabled', { cacheDisabled: true })
      let bytes = 0
      session.on('Network.loadingFinished', ({ encodedDataLength }) => {
        bytes += encodedDataLength
      })
      await page.reload({ waitUntil: 'load' })
      expect(await page.locator('.row').count()).toBeGreaterThanOrEqual(30)
      expect(bytes).toBeGreaterThan(10_000)
      expect(bytes).toBeLessThan(100_000)
    })
  })
})

async function faults(page: Page): Promise<string[]> {
  const violations = await violationsOf(page)
  return violations
    .filter(({ impact }) => impact !== 'minor')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
}
