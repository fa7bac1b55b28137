import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type axe from 'axe-core'
import type { Page } from 'playwright-core'

// Run in the page itself: the adapter for Playwright opens a second page for each look, which costs more than the look.
// What a frame holds is a mail's own markup, not ours; the frame itself is looked at.
const OPTIONS: axe.RunOptions = { resultTypes: ['violations'], iframes: false }
const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Returns what axe finds wrong with a page as it stands. */
export async function violationsOf(page: Page): Promise<axe.Result[]> {
  if (!(await page.evaluate('"axe" in globalThis'))) await page.evaluate(SOURCE)
  return page.evaluate(`axe.run(${JSON.stringify(OPTIONS)}).then(({ violations }) => violations)`)
}
