import { existsSync } from 'node:fs'

/** Chromium without the windows nobody sees in a test: the same pages for a third of the processor's time. */
export const HEADLESS_SHELL = '/usr/bin/chromium-headless-shell'
const CHROMIUM = '/usr/bin/chromium'

/** Returns the installed Chromium, preferably the headless shell; undefined when there is neither. */
export function chromiumProgram(): string | undefined {
  return [HEADLESS_SHELL, CHROMIUM].find((path) => existsSync(path))
}
