import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { freePort } from '../servers/port.ts'
import { type RunningProgram, startProgram } from '../servers/program.ts'
import { leaveBrowser, openBrowser } from './chromium.ts'
import { comeIn, type Person } from './person.ts'

/** A desktop screen at work, and a telephone at night. */
export const WIDE = { viewport: { width: 1360, height: 900 }, colorScheme: 'light', locale: 'fr-FR' } as const
export const DARK_PHONE = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  colorScheme: 'dark',
  locale: 'fr-FR',
} as const

/** The started program with its demo world, and the browser its visitors use. */
export interface DemoWorld {
  readonly address: string
  readonly browser: Browser
  /** Returns a person's own browser; their pictures carry their name. */
  person(name: string, options: BrowserContextOptions): Promise<Person>
  stop(): Promise<void>
}

/**
 * Starts the program in a folder of its own, on a database of its own in a PostgreSQL server, or on the embedded one.
 */
export async function startDemoWorld(postgresUrl?: string): Promise<DemoWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'agafort-days-'))
  const database = `days_${process.pid}_${Math.trunc(performance.now())}`
  if (postgresUrl) await ask(postgresUrl, `create database ${database}`)
  const [web, smtp, lmtp] = await Promise.all([freePort(), freePort(), freePort()])
  const program = startProgram({
    DEMO: 'true',
    ...(postgresUrl ? { DATABASE_URL: new URL(`/${database}`, postgresUrl).href } : {}),
    DATA_DIR: folder,
    SECRET_KEYS: 'for-tests-only-for-tests-only-for-tests-only',
    PORT: String(web),
    SMTP_PORT: String(smtp),
    LMTP_PORT: String(lmtp),
  })
  const clear = async () => {
    await ended(program)
    if (postgresUrl) await ask(postgresUrl, `drop database if exists ${database} with (force)`)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await program.logged('ready', 150_000)
    const browser = await openBrowser()
    const address = `http://localhost:${web}`
    return {
      address,
      browser,
      person: (name, options) => comeIn(browser, { name, address, options }),
      async stop() {
        await leaveBrowser()
        await clear()
      },
    }
  } catch (error) {
    await clear()
    throw error
  }
}

async function ended(program: RunningProgram): Promise<void> {
  if (program.running()) await program.stop()
}

async function ask(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
