import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSession } from '../../../../core/auth/session.ts'
import { receive } from '../../../../core/intake/intake.ts'
import type { Reference } from '../../../../core/kernel/reference.ts'
import { createMember } from '../../../../core/member/member.ts'
import { type OpenDatabase, openDatabase } from '../../../../db/database.ts'
import { sessionCookieName } from '../../../../web/http/cookie.ts'
import { leaveBrowser, openBrowser } from '../../../browser/chromium.ts'
import { poll } from '../../../servers/poll.ts'
import { freePort } from '../../../servers/port.ts'
import { type PostgresServer, startPostgres } from '../../../servers/postgres.ts'
import { type RunningProgram, startProgram } from '../../../servers/program.ts'
import { mailFrom, openWorld } from '../../../world/world.ts'

const LOST = 'Connexion perdue, nous réessayons ; ce que vous écrivez est gardé ici.'
const NOT_SENT = /rien n’a été envoyé, et votre texte est gardé ici/

describe('The desk while what it stands on goes away', () => {
  let folder: string
  let postgres: PostgresServer
  let environment: Record<string, string>
  let program: RunningProgram
  let database: OpenDatabase
  let browser: Browser
  let context: BrowserContext
  let address: string
  let reference: Reference

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'agafort-recovery-'))
    postgres = await startPostgres({ durable: true })
    const port = await freePort()
    address = `http://127.0.0.1:${port}`
    environment = {
      PORT: String(port),
      PUBLIC_URL: address,
      SMTP_PORT: String(await freePort()),
      LMTP_PORT: String(await freePort()),
      DATA_DIR: folder,
      DATABASE_URL: await postgres.createDatabase('desk'),
      SECRET_KEYS: 'k'.repeat(40),
      DEMO: 'false',
    }
    program = startProgram(environment)
    await program.logged('ready')
    database = await openDatabase({ kind: 'postgres', url: postgres.url('desk') })
    await fill()
    browser = await openBrowser()
  })
  afterAll(async () => {
    await leaveBrowser()
    await database?.close()
    if (program?.running()) await program.kill()
    await postgres?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  async function fill(): Promise<void> {
    const { core, clock } = openWorld(database, { publicUrl: address })
    clock.set(new Date())
    const camille = await createMember(core, {
      name: 'Camille Renaud',
      email: 'camille@agafort.example',
      role: 'agent',
      language: 'fr',
    })
    const [received] = await receive(core, [
      mailFrom('Nadia Benali', 'nadia@exemple.fr', { receivedAt: clock.now() }),
    ])
    if (!received) throw new Error('nothing was received')
    reference = received.reference
    contextCookie = {
      name: sessionCookieName(address),
      value: (await openSession(core, camille.id)).token,
      url: address,
    }
  }
  let contextCookie: { name: string; value: string; url: string }

  async function open(): Promise<Page> {
    context = await browser.newContext({ locale: 'fr-FR' })
    await context.addCookies([contextCookie])
    const page = await context.newPage()
    await page.goto(`${address}/desk/tickets/${reference}`)
    return page
  }

  const bar = (page: Page) => page.locator('#live-bar')
  const answers = async () =>
    (await database.db.selectFrom('messages').select('text').where('direction', '=', 'out').execute()).map(
      ({ text }) => text,
    )

  /** Types, loses what is underneath, tries to send, sees it come back, and sends: once. */
  async function through(
    page: Page,
    text: string,
    outage: { begin(): Promise<unknown>; end(): Promise<unknown> },
  ) {
    const box = page.locator('#answer-text')
    const send = page.getByRole('button', { name: 'Répondre et attendre le client' })
    await box.fill(`${text} Voici`)
    await outage.begin()
    await bar(page).getByText(LOST).waitFor()
    await box.pressSequentially(' la suite.')
    await send.click()
    await page.getByText(NOT_SENT).first().waitFor()
    expect(await bar(page).isVisible()).toBe(true)
    expect(await box.inputValue()).toBe(`${text} Voici la suite.`)
    await outage.end()
    await bar(page).getByText('Reconnecté').waitFor({ timeout: 60_000 })
    await bar(page).waitFor({ state: 'hidden' })
    expect(await box.inputValue()).toBe(`${text} Voici la suite.`)
    await send.click()
    await page.waitForURL(/done=/)
    expect((await answers()).filter((said) => said.startsWith(text))).toHaveLength(1)
    expect(await page.locator('#answer-text').inputValue()).toBe('')
    expect(
      await page.evaluate('Object.keys(localStorage).filter((key) => key.startsWith("desk-kept"))'),
    ).toEqual([])
  }

  it('says so when the program is killed, comes back by itself, and loses nothing that was typed', async () => {
    const page = await open()
    await through(page, 'Bonjour Nadia, votre colis repart.', {
      begin: () => program.kill(),
      end: async () => {
        program = startProgram(environment)
        await program.logged('ready')
      },
    })
    await context.close()
  })

  it('says so when the database is away, and recovers by itself', async () => {
    const page = await open()
    await through(page, 'Le transporteur a retrouvé votre colis.', {
      begin: () => postgres.halt('power-cut'),
      end: () => postgres.start(),
    })
    expect(program.running()).toBe(true)
    await context.close()
  })

  it('has what was typed when the page is opened again after it could not be shown', async () => {
    const page = await open()
    await page.locator('#answer-text').fill('Je vous rappelle demain.')
    await program.kill()
    await page.reload().catch(() => {})
    program = startProgram(environment)
    await program.logged('ready')
    await page.goto(`${address}/desk/tickets/${reference}`)
    expect(await page.locator('#answer-text').inputValue()).toBe('Je vous rappelle demain.')
    await page.getByRole('button', { name: 'Se déconnecter' }).click()
    await page.waitForURL(/sign-in/)
    expect(
      await page.evaluate('Object.keys(localStorage).filter((key) => key.startsWith("desk-kept"))'),
    ).toEqual([])
    await context.close()
  })

  it('stops in order while pages are open', async () => {
    const { core, clock } = openWorld(database, { publicUrl: address })
    clock.set(new Date())
    const [lea] = await database.db.selectFrom('members').select('id').limit(1).execute()
    contextCookie = { ...contextCookie, value: (await openSession(core, lea?.id as never)).token }
    const page = await open()
    await poll('the stream', async () => (await page.locator('#live').count()) > 0)
    expect(await program.stop(), program.output()).toBe(0)
    await bar(page).getByText(LOST).waitFor()
    await context.close()
  })
})
