import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { choosePhotograph, look, messages, press, reads, write } from '../../browser/chat-page.ts'
import { leaveBrowser, openBrowser } from '../../browser/chromium.ts'
import { keepPicture } from '../../browser/picture.ts'
import { freePort } from '../../servers/port.ts'
import { type RunningProgram, startProgram } from '../../servers/program.ts'
import { until } from '../../world/chat-world.ts'

const REFERENCE = /AGF-\w{4}-\w{4}/
const WIDE = { viewport: { width: 1000, height: 860 } }
const TELEPHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

describe('Customers at the chat of the started program', () => {
  const database = `chat_customers_${process.pid}_${Math.trunc(performance.now())}`
  const databaseUrl = () => new URL(`/${database}`, inject('postgresUrl')).href
  let folder: string
  let program: RunningProgram
  let browser: Browser
  let address: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'agafort-chat-'))
    await ask(inject('postgresUrl'), `create database ${database}`)
    const [web, smtp, lmtp] = await Promise.all([freePort(), freePort(), freePort()])
    program = startProgram({
      DEMO: 'true',
      DATABASE_URL: databaseUrl(),
      DATA_DIR: folder,
      SECRET_KEYS: 'for-tests-only-for-tests-only-for-tests-only',
      PORT: String(web),
      SMTP_PORT: String(smtp),
      LMTP_PORT: String(lmtp),
    })
    await program.logged('ready', 120_000)
    address = `http://localhost:${web}`
    browser = await openBrowser()
  })
  afterAll(async () => {
    await leaveBrowser()
    if (program?.running()) await program.stop()
    await ask(inject('postgresUrl'), `drop database if exists ${database} with (force)`)
    await rm(folder, { recursive: true, force: true })
  })

  /** A customer's browser at the chat; `complaints` is what its console says. */
  async function comeToChat(name: string, options: BrowserContextOptions) {
    const context = await browser.newContext(options)
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    await page.goto(`${address}/chat`)
    const leave = async () => {
      await keepPicture(page, `chat/${name}-last`)
      await context.close()
    }
    return { page, complaints, leave }
  }
  const rows = (statement: string, values: unknown[] = []) => ask(databaseUrl(), statement, values)

  it('Camille, in French on her telephone, reports a phishing mail and gets a reference', async () => {
    const { page, complaints, leave } = await comeToChat('camille', {
      ...TELEPHONE,
      locale: 'fr-FR',
      colorScheme: 'dark',
    })
    try {
      await reads(page, /assistant automatique d’Agafort/)
      expect(await look(page, 'camille-1-opened')).toEqual([])
      await write(
        page,
        'Bonjour, j’ai reçu ce matin un courriel au nom d’Agafort qui me demande mon numéro de carte pour débloquer un colis. Je pense que c’est une arnaque.',
      )
      await reads(page, /Votre numéro de dossier est AGF-/)
      await reads(page, /À quelle adresse électronique/)
      expect(await look(page, 'camille-2-reference')).toEqual([])
      await write(page, 'camille.dupre@exemple.fr')
      await reads(page, /À quel nom/)
      await write(page, 'Camille Dupré')
      await reads(page, /est complet/)
      expect(await look(page, 'camille-3-complete')).toEqual([])
      const [shown = ''] = REFERENCE.exec((await messages(page).textContent()) ?? '') ?? []
      const [ticket] = await rows(
        `select t.category, t.language, c.name from tickets t join customers c on c.id = t.customer_id where reference = $1`,
        [shown],
      )
      expect(ticket).toEqual({ category: 'fraud', language: 'fr', name: 'Camille Dupré' })
      expect(complaints).toEqual([])
    } finally {
      await leave()
    }
  })

  it('Edward, in English with a damaged parcel, sends a photograph, talks with Léa through a reload, and rates the talk', async () => {
    const { page, complaints, leave } = await comeToChat('edward', { ...WIDE, locale: 'en-GB' })
    const desk = await browser.newContext({ ...WIDE, locale: 'fr-FR' })
    const lea = await desk.newPage()
    try {
      await signIn(lea, 'lea@agafort.example')
      await lea.goto(`${address}/desk/talks`)
      await lea.getByRole('button', { name: 'Être disponible' }).click()
      await lea.getByText('Vous êtes disponible pour').waitFor()

      await reads(page, /automatic assistant/)
      await choosePhotograph(page, 'broken lamp.png', await photograph())
      await write(
        page,
        'Hello, my parcel arrived damaged: the lamp inside is broken and I want a refund. Order 4587-2201, edward.hart@example.co.uk',
      )
      await reads(page, /Your case number is AGF-/)
      await reads(page, /Under which name/)
      const asked = (await messages(page).textContent()) ?? ''
      expect(asked).not.toMatch(/What is the order number|At which email address/)
      await until('the photograph is shown', () =>
        messages(page)
          .locator('img[src*="/attachments/"]')
          .first()
          .evaluate((image: { naturalWidth?: number }) => (image.naturalWidth ?? 0) > 100),
      )
      expect(await look(page, 'edward-1-photograph')).toEqual([])
      await write(page, 'Edward Hart')
      await reads(page, /is complete/)
      expect(await look(page, 'edward-2-complete')).toEqual([])
      const [reference = ''] = REFERENCE.exec(asked) ?? []
      const [kept] = await rows(
        `select a.type, t.category from attachments a join messages m on m.id = a.message_id
          join tickets t on t.id = m.ticket_id where a.name = 'broken lamp.png' and t.reference = $1`,
        [reference],
      )
      expect(kept).toEqual({ type: 'image/png', category: 'order-dispute' })

      await press(page, 'Talk to someone')
      await reads(page, /first in the queue/)
      expect(await look(page, 'edward-3-waiting')).toEqual([])

      await lea.locator('ol').getByRole('button', { name: 'Prendre', exact: true }).click()
      await page.getByText('You are talking with Léa').waitFor()
      await say(lea, 'Hello Edward, I am sorry about your lamp. Is the shade broken too?')
      await reads(page, /Is the shade broken too/)
      await write(page, 'Yes, both the shade and the foot.')
      await lea.getByRole('log').getByText('Yes, both the shade and the foot.').waitFor()
      await keepPicture(lea, 'chat/edward-4-desk')

      await page.reload()
      await reads(page, /Is the shade broken too/)
      await reads(page, 'Yes, both the shade and the foot.')
      await page.getByText('You are talking with Léa').waitFor()
      await say(lea, 'Thank you. The seller will send you a new one tomorrow.')
      await reads(page, /will send you a new one tomorrow/)
      expect(await look(page, 'edward-5-talk-after-reload')).toEqual([])
      const talk = (await messages(page).locator('.webchat__bubble__content').allInnerTexts()).slice(-3)
      expect(talk).toEqual([
        expect.stringContaining('Is the shade broken too?'),
        'Yes, both the shade and the foot.',
        expect.stringContaining('a new one tomorrow'),
      ])

      await lea.locator('summary', { hasText: 'Terminer l’échange' }).click()
      await lea.locator('button', { hasText: 'Terminer l’échange' }).click()
      await page.getByText('You are talking with our automatic assistant').waitFor()
      await page.getByRole('toolbar').getByRole('button').first().waitFor()
      expect(
        await page
          .getByRole('toolbar')
          .getByRole('button', { name: /^[1-5] –/ })
          .count(),
      ).toBe(5)
      expect(await look(page, 'edward-6-rating')).toEqual([])
      await press(page, /^5 –/)
      await reads(page, /add a comment/)
      await write(page, 'Léa was quick and kind')
      await reads(page, /Thank you for/)
      expect(await look(page, 'edward-7-rated')).toEqual([])
      const [rated] = await rows(
        `select detail from events e join tickets t on t.id = e.ticket_id where kind = 'satisfaction-answered' and reference = $1`,
        [reference],
      )
      expect(rated?.detail).toMatchObject({ score: 5, comment: 'Léa was quick and kind', about: 'talk' })
      expect(complaints).toEqual([])
    } finally {
      await leave()
      await desk.close()
    }
  })

  it('Marius is told in words which of his files are not taken, and why', async () => {
    const { page, leave } = await comeToChat('marius', { ...TELEPHONE, locale: 'fr-FR' })
    try {
      await reads(page, /assistant automatique d’Agafort/)
      const files = page.locator('input[type=file]')
      const send = async (name: string, mimeType: string, buffer: Buffer) => {
        await files.setInputFiles({ name, mimeType, buffer })
        await page.locator('.webchat__attachment-icon--checked').waitFor()
        await write(page, 'Le vendeur ne m’a jamais livré ma commande 4587-2201, voici la facture.')
      }
      await send(
        'facture.pdf',
        'application/pdf',
        Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(11_000_000, 'a')]),
      )
      await page.locator('#notice').getByText('10 Mo au plus par fichier').waitFor()
      expect(await look(page, 'marius-1-too-large')).toEqual([])
      await send('archive.pdf', 'application/pdf', Buffer.from('PK\u0003\u0004 une archive'))
      await page.locator('#notice').getByText('Nous ne pouvons pas recevoir ce type de fichier').waitFor()
      await send('facture.pdf', 'application/pdf', Buffer.from('%PDF-1.7\nune facture'))
      await reads(page, /J’ai bien reçu votre fichier/)
      await page.locator('#notice').waitFor({ state: 'hidden' })
      expect(await look(page, 'marius-2-taken')).toEqual([])
    } finally {
      await leave()
    }
  })

  it('Nadia reads how her ticket stands with its reference and the code mailed to her', async () => {
    const [ticket] = await rows(
      `select t.reference, a.value as email from tickets t join participants p on p.ticket_id = t.id
        join addresses a on a.id = p.address_id
        where p.role = 'customer' and a.kind = 'email' and t.resolved_at is null and t.category = 'order-dispute'
          and t.quarantined_at is null and not exists (select 1 from messages m where m.ticket_id = t.id and m.door = 'chat')
        limit 1`,
    )
    const { reference, email } = ticket as { reference: string; email: string }
    const { page, complaints, leave } = await comeToChat('nadia', { ...WIDE, locale: 'fr-FR' })
    try {
      await press(page, 'Suivre un dossier')
      await reads(page, /Quel est votre numéro de dossier/)
      await write(page, reference)
      await reads(page, /un code à six chiffres vient d’être envoyé/)
      expect(await look(page, 'nadia-1-code')).toEqual([])
      const code = await codeFor(email)
      await write(page, String((Number(code) + 1) % 1_000_000).padStart(6, '0'))
      await reads(page, /Il vous reste 2 essais/)
      expect(await messages(page).textContent()).not.toContain('Voici votre dossier')
      await write(page, code)
      await reads(page, new RegExp(`Voici votre dossier ${reference}`))
      await reads(page, /au plus tard le/)
      expect(await look(page, 'nadia-2-status')).toEqual([])
      expect(complaints).toEqual([])
    } finally {
      await leave()
    }
  })

  /** The code in the newest mail to an address, read on the demo's mail page. */
  async function codeFor(email: string): Promise<string> {
    const context = await browser.newContext({ ...WIDE, locale: 'fr-FR' })
    try {
      const page = await context.newPage()
      await until('the code is mailed', async () => {
        await page.goto(`${address}/demo/mail`)
        const mail = page.locator('li.mail-sent', { hasText: email }).filter({ hasText: /code/i })
        return (
          (await mail.count()) > 0 &&
          mail
            .first()
            .getByRole('link')
            .click()
            .then(() => true)
        )
      })
      const text = await page.locator('.message-text').innerText()
      return /\b\d{6}\b/.exec(text)?.[0] ?? ''
    } finally {
      await context.close()
    }
  }

  async function signIn(page: Page, email: string): Promise<void> {
    await page.goto(`${address}/sign-in?next=/desk/talks`)
    await page.locator('#email').fill(email)
    await page.locator('#password').fill('demonstration')
    await page.locator('form button.primary').click()
    await page.waitForURL(`${address}/desk/**`)
  }

  async function say(page: Page, text: string): Promise<void> {
    await page.locator('#answer-text').fill(text)
    await page.getByRole('button', { name: 'Envoyer', exact: true }).click()
    await page.getByRole('log').getByText(text).waitFor()
  }

  /** A picture as a telephone takes it. */
  async function photograph(): Promise<Buffer> {
    const page = await browser.newPage({ viewport: { width: 800, height: 600 } })
    try {
      await page.setContent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 600" style="position:fixed;inset:0">
        <rect width="800" height="600" fill="#b9a58a"/><rect y="430" width="800" height="170" fill="#7d6a52"/>
        <path d="M300 120h200l70 180H230z" fill="#f4e2b8"/><path d="M420 120l-40 90 60 20-50 70" stroke="#5a4a34" stroke-width="8" fill="none"/>
        <rect x="388" y="300" width="24" height="150" fill="#444"/><ellipse cx="400" cy="460" rx="110" ry="26" fill="#333"/></svg>`)
      return await page.screenshot()
    } finally {
      await page.close()
    }
  }
})

async function ask(url: string, statement: string, values: unknown[] = []) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(statement, values)).rows as Record<string, unknown>[]
  } finally {
    await client.end()
  }
}
