import { type Browser, chromium } from 'playwright-core'
import { chromiumProgram, HEADLESS_SHELL } from '../servers/chromium-program.ts'

// A process for each frame of a mail would cost more than the page the mail is on.
const ARGS = ['--no-sandbox', '--autoplay-policy=no-user-gesture-required', '--disable-site-isolation-trials']

// Kept on the process, not in this module: every test file loads its modules anew.
const shared = globalThis as typeof globalThis & { oneBrowser?: Promise<Browser> }

/** Returns this process's one Chromium, which ends with the process. */
export function openBrowser(): Promise<Browser> {
  const executablePath = chromiumProgram() ?? HEADLESS_SHELL
  shared.oneBrowser ??= chromium.launch({ executablePath, args: ARGS })
  return shared.oneBrowser
}

/** Closes whatever a test file has open in this process's Chromium. */
export async function leaveBrowser(): Promise<void> {
  const browser = await shared.oneBrowser
  await Promise.all((browser?.contexts() ?? []).map((context) => context.close()))
}
