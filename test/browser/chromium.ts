import { type Browser, chromium } from 'playwright-core'

const ARGS = ['--no-sandbox', '--autoplay-policy=no-user-gesture-required']

// Kept on the process, not in this module: every test file loads its modules anew.
const shared = globalThis as typeof globalThis & { oneBrowser?: Promise<Browser> }

/** Returns this process's one Chromium, which ends with the process. */
export function openBrowser(): Promise<Browser> {
  shared.oneBrowser ??= chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGS })
  return shared.oneBrowser
}

/** Closes whatever a test file has open in this process's Chromium. */
export async function leaveBrowser(): Promise<void> {
  const browser = await shared.oneBrowser
  await Promise.all((browser?.contexts() ?? []).map((context) => context.close()))
}
