import { describe, expect, it } from 'vitest'
import { fromClaire, parsed, warningCodes } from '../../world/mail/raw-mail.ts'

// A limit against hanging; most of these take a few milliseconds.
const LIMIT = 10_000

const html = (body: string) => fromClaire('Content-Type: text/html; charset=utf-8', body)
const headed = (line: string) => fromClaire(line, 'Bonjour')

describe('HTML made to hang a reader', () => {
  it('nested beyond a thousand levels gives its text, and that stands for the HTML', async () => {
    const mail = await parsed(html(`${'<div>'.repeat(5_000)}Bonjour${'</div>'.repeat(5_000)}`))
    expect(mail.text).toBe('Bonjour')
    expect(mail.html).toBe('<p>Bonjour</p>')
    expect(warningCodes(mail)).toContain('html-not-shown')
  })

  it(
    'of seven megabytes without a plain part gives its text, shortened (case 7)',
    async () => {
      const mail = await parsed(
        html('<p>Bonjour <b>madame</b>, voici le d&eacute;tail de ma commande</p>\n'.repeat(110_000)),
      )
      expect(mail.text).toMatch(/^Bonjour madame, voici le détail de ma commande\n\nBonjour/)
      expect(mail.text.length).toBeLessThanOrEqual(500_000)
      expect(new Set(mail.text.split('\n\n').slice(0, -1)).size).toBe(1)
      expect(warningCodes(mail)).toEqual(expect.arrayContaining(['text-shortened', 'html-shortened']))
    },
    LIMIT,
  )

  it('with unclosed paragraphs and cells is not taken for deep nesting', async () => {
    const mail = await parsed(
      html(
        `<table>${'<tr><td>Ligne'.repeat(3_000)}</table>${'<p>Ligne'.repeat(3_000)}<ul>${'<li>Point'.repeat(3_000)}`,
      ),
    )
    expect(warningCodes(mail)).not.toContain('html-not-shown')
    expect(mail.html).toContain('<td>')
  })

  it.each([
    ['half a million end tags', '</p>'.repeat(500_000)],
    ['three hundred thousand elements never closed', '<div>'.repeat(300_000)],
    ['wrong end tags under deep nesting', '<div>'.repeat(300_000) + '</span>'.repeat(300_000)],
    ['a million beginnings', '<'.repeat(1_000_000)],
    ['a million half tags', '<a '.repeat(1_000_000)],
    ['a million comments', '<!--'.repeat(1_000_000)],
    ['three million ampersands', '&'.repeat(3_000_000)],
    ['a style that never ends', `<p style="${'{a:('.repeat(200_000)}">x</p>`],
    ['thirty thousand quotes', '<blockquote type=cite>'.repeat(30_000)],
    ['many links', '<a href="https://x.example">x</a>'.repeat(60_000)],
  ])(
    'with %s is read within the limit',
    async (_, body) => {
      await parsed(html(body))
    },
    LIMIT,
  )
})

describe('Headers and parts made to hang a reader', () => {
  it.each([
    ['brackets', headed(`Cc: ${'('.repeat(1_000_000)}`)],
    ['quotes', headed(`Cc: ${'"a'.repeat(500_000)}`)],
    ['half encoded words', headed(`Subject: ${'=?utf-8?q?'.repeat(100_000)}`)],
    ['encoded words', headed(`Subject: ${'=?utf-8?q?a?= '.repeat(100_000)}`)],
    ['parameters', headed(`Content-Type: text/plain; ${'a="'.repeat(300_000)}`)],
    ['more parameters', headed(`Content-Type: text/plain; ${'a=b '.repeat(300_000)}`)],
    ['ids', headed(`References: ${'<a@b>'.repeat(200_000)}`)],
    ['half ids', headed(`References: ${'<'.repeat(500_000)}`)],
    ['comments in the date', headed(`Date: ${'('.repeat(500_000)}`)],
    ['verdicts', headed(`${'Authentication-Results: mx; dkim=pass\n'.repeat(20_000)}Subject: x`)],
    [
      'nested parts',
      fromClaire(
        'Subject: x',
        Array.from(
          { length: 2_000 },
          (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\n\n--b${i}\n`,
        ).join(''),
      ),
    ],
    [
      'a million boundaries',
      fromClaire('Content-Type: multipart/mixed; boundary=b', '--b\n'.repeat(1_000_000)),
    ],
    ['quoted-printable', fromClaire('Content-Transfer-Encoding: quoted-printable', '= '.repeat(1_000_000))],
    ['padding', fromClaire('Content-Transfer-Encoding: base64', 'YQ=='.repeat(500_000))],
    ['references', fromClaire('Subject: x', 'AGF-'.repeat(120_000))],
    ['telephone numbers', fromClaire('Subject: x', '06 12 34 '.repeat(60_000))],
    [
      'a bounce of words',
      `From: MAILER-DAEMON@mx.example\nSubject: failure notice\n\n${'to '.repeat(200_000)}`,
    ],
    [
      'a bounce of digits',
      `From: MAILER-DAEMON@mx.example\nSubject: failure notice\n\n${'5.1.'.repeat(200_000)}`,
    ],
  ])(
    'with %s are read within the limit',
    async (_, raw) => {
      await parsed(raw)
    },
    LIMIT,
  )

  it('are read even from nothing at all, NULs and noise', async () => {
    const noise = Buffer.from(Array.from({ length: 200_000 }, (_, i) => ((i * 2_654_435_761) >>> 13) & 255))
    for (const raw of [Buffer.alloc(0), Buffer.alloc(1_000_000), noise]) {
      expect((await parsed(raw)).text).not.toContain('\0')
    }
  })
})
