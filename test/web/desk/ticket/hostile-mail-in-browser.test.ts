import type { FastifyInstance } from 'fastify'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSession } from '../../../../core/auth/session.ts'
import { ticketUrl } from '../../../../core/correspondence/reply.ts'
import { receive } from '../../../../core/intake/intake.ts'
import type { Received } from '../../../../core/intake/received.ts'
import { createMember } from '../../../../core/member/member.ts'
import { toIncoming } from '../../../../mail/parse/incoming-message.ts'
import { parseMail } from '../../../../mail/parse/parse.ts'
import { sessionCookieName } from '../../../../web/http/cookie.ts'
import { buildWeb } from '../../../../web/server.ts'
import { leaveBrowser, openBrowser } from '../../../browser/chromium.ts'
import { useTestDatabase } from '../../../servers/database.ts'
import { openWorld, TUESDAY } from '../../../world/world.ts'

const SCRIPT = '<img src=x onerror="document.title=\'taken\'">'
const MAIL = `From: "${SCRIPT.replaceAll('"', '\\"')}" <eve@exemple.fr>
Subject: ${'a'.repeat(400)}<script>document.title='taken'</script>${SCRIPT}
Message-ID: <hostile@exemple.fr>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/html

<script>parent.document.title='taken'</script>${SCRIPT}<svg onload="alert(1)"></svg>
<style>@import url(http://traceur.exemple/a.css);body{background:url(http://traceur.exemple/b)}</style>
<a href="javascript:alert(1)">Bonjour</a><iframe src="javascript:alert(1)"></iframe><base href="http://traceur.exemple/">
<meta http-equiv=refresh content="0;url=http://traceur.exemple/"><img src="http://traceur.exemple/p.png">
--b
Content-Type: text/html
Content-Disposition: attachment; filename="${SCRIPT.replaceAll('"', "'")}.html"

<script>alert(document.cookie)</script>
--b--
`

describe('A hostile mail in a browser (case 29)', () => {
  const database = useTestDatabase('PostgreSQL', { keep: true })
  const { core } = openWorld(database)
  let address: string
  let app: FastifyInstance
  let browser: Browser
  let received: Received | undefined
  let session: string

  beforeAll(async () => {
    // The cookie is bound to https only where we are reached by it.
    core.settings.publicUrl = 'http://127.0.0.1'
    app = buildWeb({
      core,
      settings: { trustProxy: false, demo: null },
      readAgain: async () => false,
    })
    address = await app.listen({ host: '127.0.0.1', port: 0 })
    core.settings.publicUrl = address
    const raw = Buffer.from(MAIL.replaceAll('\n', '\r\n'))
    const parsed = await parseMail(raw, { arrivedAt: TUESDAY, ownAddresses: [] })
    const arrival = { mailbox: 'contact', doorCategory: 'other', receivedAt: TUESDAY } as const
    const rules = { ownAddresses: [], ownTelephones: [], authservIds: [], spamHeaders: [] }
    const message = toIncoming(
      parsed,
      raw,
      { ...arrival, backlog: false, junk: false },
      { ...rules, isOwnMessageId: () => false },
    )
    ;[received] = await receive(core, [message])
    const lea = await createMember(core, {
      name: 'Léa Martin',
      email: 'lea@agafort.example',
      role: 'supervisor',
      language: 'fr',
    })
    session = (await openSession(core, lea.id)).token
    browser = await openBrowser()
  })
  afterAll(async () => {
    await leaveBrowser()
    await app?.close()
  })

  it('runs nothing, fetches nothing from elsewhere and scrolls nothing sideways, wherever it is shown', async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
    await context.addCookies([{ name: sessionCookieName(address), value: session, url: address }])
    const page = await context.newPage()
    const happened: string[] = []
    page.on('dialog', (dialog) => {
      happened.push(`dialog: ${dialog.message()}`)
      void dialog.dismiss()
    })
    page.on('request', (request) => {
      const url = request.url()
      if (!url.startsWith(address) && !url.startsWith('data:')) happened.push(`request: ${url}`)
    })
    if (!received) throw new Error('nothing was received')
    const places = [
      '/desk',
      `/desk/tickets/${received.reference}`,
      `/desk/messages/${received.messageId}`,
      `/desk/messages/${received.messageId}/html`,
      new URL(ticketUrl(core, received.reference)).pathname,
    ]
    for (const place of places) {
      const response = await page.goto(address + place, { waitUntil: 'load' })
      expect(response?.status(), place).toBe(200)
      expect(await page.title(), place).not.toBe('taken')
      const over = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')
      expect(over, place).toBeLessThanOrEqual(0)
    }
    expect(happened).toEqual([])
    await context.close()
  })
})
