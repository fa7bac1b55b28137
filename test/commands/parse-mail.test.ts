import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { parsed } from '../world/mail/raw-mail.ts'

const ROOT = join(import.meta.dirname, '../..')
const run = promisify(execFile)

interface Printed {
  status: number
  printed: string
  complaint: string
}

async function parseMailCommand(words: string[], input?: string | Buffer): Promise<Printed> {
  const started = run(process.execPath, ['commands/parse-mail.ts', ...words], {
    cwd: ROOT,
    maxBuffer: 100_000_000,
  })
  started.child.stdin?.end(input ?? '')
  try {
    const { stdout, stderr } = await started
    return { status: 0, printed: stdout, complaint: stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { status: code, printed: stdout, complaint: stderr }
  }
}

describe('The sample mails', () => {
  const samples = readdirSync(join(ROOT, 'samples')).filter((name) => name.endsWith('.eml'))

  it('are read without a warning, in their language', async () => {
    const found = await Promise.all(
      samples.map(async (name) => {
        const mail = await parsed(readFileSync(join(ROOT, 'samples', name)), {
          arrivedAt: new Date('2026-10-01'),
        })
        return [name, mail.language, mail.to[0]?.address, mail.automatic.kind, mail.warnings]
      }),
    )
    expect(found).toEqual([
      ['absence-du-vendeur.eml', 'fr', 'contact@agafort.example', 'auto-reply', []],
      ['close-my-account.eml', 'en', 'account@agafort.example', null, []],
      ['colis-abime.eml', 'fr', 'contact@agafort.example', null, []],
      ['compte-bloque.eml', 'fr', 'account@agafort.example', null, []],
      ['effacement-donnees.eml', 'fr', 'privacy@agafort.example', null, []],
      ['faux-message-agafort.eml', 'fr', 'security@agafort.example', null, []],
      ['mise-en-demeure.eml', 'fr', 'legal@agafort.example', null, []],
      ['unknown-charge.eml', 'en', 'security@agafort.example', null, []],
    ])
  })
})

describe('npm run parse-mail', () => {
  it('prints one JSON object with exactly its fields', async () => {
    const { status, printed } = await parseMailCommand(['samples/colis-abime.eml'])
    expect(status).toBe(0)
    const mail = JSON.parse(printed) as Record<string, unknown>
    expect(Object.keys(mail)).toEqual([
      'messageId',
      'date',
      'dateSource',
      'from',
      'replyTo',
      'to',
      'cc',
      'subject',
      'text',
      'newText',
      'html',
      'language',
      'attachments',
      'inReplyTo',
      'references',
      'ticketReference',
      'automatic',
      'bounce',
      'warnings',
    ])
    expect(mail).toMatchObject({
      from: { name: 'Denise Lambert', address: 'denise.lambert@wanadoo-clients.example' },
      date: '2026-09-22T16:55:39.000Z',
      dateSource: 'header',
      attachments: [{ name: 'colis.png', type: 'image/png', size: 251, inline: true }],
      automatic: { is: false, kind: null, reasons: [] },
      bounce: null,
    })
    expect(Object.keys((mail.attachments as object[])[0] ?? {})).toEqual([
      'name',
      'type',
      'size',
      'sha256',
      'inline',
    ])
  })

  it('reads standard input, and takes the time of arrival it is told', async () => {
    const { printed } = await parseMailCommand(
      ['-', '--arrived', '2026-06-10T08:00:00Z'],
      'Subject: Colis\n\nBonjour',
    )
    expect(JSON.parse(printed)).toMatchObject({
      subject: 'Colis',
      text: 'Bonjour',
      date: '2026-06-10T08:00:00.000Z',
      dateSource: 'arrival',
    })
  })

  it('takes anything for a mail', async () => {
    for (const input of ['', '\0\0\0', Buffer.from([0xff, 0xfe, 0x00]), '<html>'.repeat(10_000)]) {
      const { status, printed } = await parseMailCommand(['-'], input)
      expect(status).toBe(0)
      expect(JSON.parse(printed)).toHaveProperty('warnings')
    }
  })

  it('says what is wrong with the words after it, and ends with status 2', async () => {
    const missing = await parseMailCommand(['samples/nichts.eml'])
    expect(missing).toMatchObject({ status: 2, printed: '' })
    expect(missing.complaint).toMatch(/Cannot read samples\/nichts\.eml/)
    expect((await parseMailCommand([])).status).toBe(2)
    expect((await parseMailCommand(['a', 'b'])).status).toBe(2)
    expect((await parseMailCommand(['-', '--arrived', 'hier'])).complaint).toMatch(/--arrived needs a date/)
    expect((await parseMailCommand(['--help'])).printed).toMatch(/FILE is an .eml file/)
  })
})
