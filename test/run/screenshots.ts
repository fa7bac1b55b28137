import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { reads, write } from '../browser/chat-page.ts'
import { type DemoWorld, startDemoWorld, WIDE } from '../browser/demo-world.ts'
import { poll } from '../servers/poll.ts'
import { bringPrograms } from './debian-packages.ts'

// Run by `npm run screenshots`, on free loopback ports and a folder of its own.

const FOLDER = join(import.meta.dirname, '../../docs/images')
const WINDOW: BrowserContextOptions = { ...WIDE, viewport: { width: 760, height: 900 } }

const HELP = `Makes the pictures that README.md shows, from the demo world of a program of its own.

  npm run screenshots      writes docs/images/desk.png and chat.png

Look at them before they are committed.
`

if (process.argv.length > 2) process.stdout.write(HELP)
else await makePictures()

async function makePictures(): Promise<void> {
  bringPrograms()
  mkdirSync(FOLDER, { recursive: true })
  const world = await startDemoWorld()
  try {
    await picture(world, 'desk', WIDE, openTicket)
    await picture(world, 'chat', WINDOW, talk)
  } finally {
    await world.stop()
    // The pipe to a browser left open would keep this process alive.
    await world.browser.close()
  }
}

async function picture(
  world: DemoWorld,
  name: string,
  options: BrowserContextOptions,
  prepare: (page: Page, world: DemoWorld) => Promise<void>,
): Promise<void> {
  const path = join(FOLDER, `${name}.png`)
  const context = await world.browser.newContext({ reducedMotion: 'reduce', ...options })
  try {
    const page = await context.newPage()
    await prepare(page, world)
    await page.evaluate(
      'Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => {})))',
    )
    await page.screenshot({ path })
    console.log(`docs/images/${name}.png: ${Math.ceil(statSync(path).size / 1024)} kB`)
  } finally {
    await context.close()
  }
}

/** Thomas signs in and opens the ticket that is due first. */
async function openTicket(page: Page, { address }: DemoWorld): Promise<void> {
  await page.goto(`${address}/sign-in`)
  await page.getByLabel('Adresse électronique').fill('thomas@agafort.example')
  await page.getByLabel('Mot de passe').fill('demonstration')
  await page.getByRole('button', { name: 'Se connecter' }).click()
  await page.waitForURL('**/desk')
  await page.locator('main a[href*="/desk/tickets/AGF-"]').first().click()
  await page.waitForURL('**/desk/tickets/**')
  await page.getByRole('heading', { level: 1 }).waitFor()
}

/** Camille tells of a parcel that has not come, gets her reference, and is asked for the order's number. */
async function talk(page: Page, { address }: DemoWorld): Promise<void> {
  await page.goto(`${address}/chat`)
  await reads(page, /assistant automatique d’Agafort/)
  await write(page, 'Bonjour, mon colis devait arriver lundi et je n’ai toujours rien reçu.')
  await reads(page, /Votre numéro de dossier est AGF-/)
  await reads(page, /Quel est le numéro de la commande/)
  // Web Chat scrolls slowly to what came last. The page's policy forbids the eval of Playwright's own waiting.
  await poll('the chat to have scrolled to its end', () =>
    page.evaluate<boolean>(`(() => {
      const place = document.querySelector('.webchat__basic-transcript__scrollable')
      return place.scrollHeight - place.clientHeight - place.scrollTop < 2
    })()`),
  )
}
