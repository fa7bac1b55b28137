import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { poll } from '../servers/poll.ts'
import { violationsOf } from './axe.ts'
import { keepPicture } from './picture.ts'

/** A person with a browser of their own. */
export interface Person {
  readonly page: Page
  /** The faults of the pages seen: from axe, from their width, or from the console. */
  readonly complaints: string[]
  /** Opens a page by its path. */
  open(path: string): Promise<void>
  /** Records the page’s faults, and keeps a picture of it when pictures are asked for. */
  see(what: string): Promise<void>
  signIn(email: string): Promise<void>
  /** Opens the newest mail to an address with this subject and text, on the demo's mail page. */
  readMail(to: string, subject: string, words?: RegExp): Promise<string>
  leave(): Promise<void>
}

/** Opens a browser for a person. */
export async function comeIn(
  browser: Browser,
  { name, address, options }: { name: string; address: string; options: BrowserContextOptions },
): Promise<Person> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  let pictures = 0
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`))
  page.on('console', (message) => {
    // A refused form has status 400, which the console reports too.
    if (message.type() === 'error' && !/status of 400/.test(message.text()))
      complaints.push(`${page.url()}: ${message.text()}`)
  })
  const open = async (path: string) => void (await page.goto(`${address}${path}`))
  const person: Person = {
    page,
    complaints,
    open,
    async see(what) {
      const picture = `${name}-${String(++pictures).padStart(2, '0')}-${what}`
      // A mail's frame loads after its page.
      await page.waitForLoadState('load')
      // An element that is fading in has only half its contrast.
      await page.evaluate(
        'Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => {})))',
      )
      const inItsPane = new URL(page.url()).pathname === '/chat'
      await keepPicture(page, `days/${picture}`, { fullPage: !inItsPane })
      complaints.push(...(await faultsOf(page)).map((fault) => `${picture}: ${fault}`))
    },
    async signIn(email) {
      await open('/sign-in')
      await page.getByLabel('Adresse électronique').fill(email)
      await page.getByLabel('Mot de passe').fill('demonstration')
      await page.getByRole('button', { name: 'Se connecter' }).click()
      await page.waitForURL((url) => url.pathname !== '/sign-in')
    },
    readMail: (to, subject, words = /./) => {
      const look = async () => {
        await open('/demo/mail')
        const mail = page
          .getByRole('listitem')
          .filter({ hasText: to })
          .getByRole('link', { name: subject })
          .first()
        if (!(await mail.isVisible())) return false
        await mail.click()
        const text = await page.locator('.message-text').innerText()
        return words.test(text) && text
      }
      // Each look loads a page of everything that was sent.
      return poll(`the mail “${subject}” to ${to}`, look, { every: 300 })
    },
    leave: () => context.close(),
  }
  return person
}

async function faultsOf(page: Page): Promise<string[]> {
  const violations = await violationsOf(page)
  const faults = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id} at ${nodes[0]?.html}`)
  const beyond: number = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
  return beyond > 0 ? [...faults, `${beyond} pixels wider than the screen`] : faults
}
