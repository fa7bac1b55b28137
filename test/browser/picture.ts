import { join } from 'node:path'
import type { Page } from 'playwright-core'

const FOLDER = join(import.meta.dirname, '../output')
const ASKED_FOR = process.env.PICTURES === 'true'

/**
 * Keeps a picture of a page as `test/output/NAME.png` when the environment sets PICTURES to `true`. Nothing is asserted
 * of a picture, and taking one costs more than showing the page.
 */
export async function keepPicture(page: Page, name: string, { fullPage = false } = {}): Promise<void> {
  if (ASKED_FOR) await page.screenshot({ path: join(FOLDER, `${name}.png`), fullPage })
}
