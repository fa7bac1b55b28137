import type { Locator, Page } from 'playwright-core'
import { until } from '../world/chat-world.ts'
import { violationsOf } from './axe.ts'
import { keepPicture } from './picture.ts'

interface Scrolled {
  scrollHeight: number
  clientHeight: number
  scrollTop: number
}

/** Returns the conversation's messages; Web Chat repeats them elsewhere for screen readers. */
export function messages(page: Page): Locator {
  return page.getByRole('feed')
}

/** Waits until the conversation shows this text; a space matches any. */
export async function reads(page: Page, text: string | RegExp): Promise<void> {
  const pattern = typeof text === 'string' ? text : new RegExp(text.source.replaceAll(' ', '\\s'), text.flags)
  await messages(page).getByText(pattern).first().waitFor()
}

/** Writes into the chat's box and sends it. */
export async function write(page: Page, text: string): Promise<void> {
  const box = page.locator('[data-id="webchat-sendbox-input"]')
  await box.fill(text)
  await box.press('Enter')
}

/** Presses one of the chat's suggested replies. */
export async function press(page: Page, label: string | RegExp): Promise<void> {
  await page.getByRole('toolbar').getByRole('button', { name: label }).click()
}

/** Chooses a file to go with the text, and waits until the page holds it. */
export async function choosePhotograph(page: Page, name: string, picture: Buffer): Promise<void> {
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'image/png', buffer: picture })
  // The page shrinks the picture first; a person takes longer to write.
  await page.locator('.webchat__attachment-icon--checked').waitFor()
}

/** Returns the serious violations axe finds: the rule, and the first place. Keeps a picture when asked for. */
export async function look(page: Page, name: string): Promise<string[]> {
  // An element that is fading in has only half its contrast.
  await page.evaluate('Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => {})))')
  // Web Chat scrolls slowly to the latest message.
  const scrolled = page.locator('.webchat__basic-transcript__scrollable')
  await until('the last message is in sight', () =>
    scrolled.evaluate((place: Scrolled) => place.scrollHeight - place.clientHeight - place.scrollTop < 2),
  )
  await keepPicture(page, `chat/${name}`)
  const violations = await violationsOf(page)
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${name}: ${id} at ${nodes[0]?.html}`)
}
