import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { fromClaire, latin1, parsed, warningCodes } from '../../world/mail/raw-mail.ts'

const PDF =
  '\n--m\nContent-Type: application/pdf; name=facture.pdf\nContent-Transfer-Encoding: base64\n\nJVBERg==\n'
const mixed = (...parts: string[]) =>
  fromClaire(
    'Subject: Colis\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=m',
    `--m\n${parts.join('\n--m\n')}${PDF}--m--\n`,
  )
const plain = (text: string) => `Content-Type: text/plain; charset=utf-8\n\n${text}`
const html = (text: string) => `Content-Type: text/html; charset=utf-8\n\n${text}`
const alternative = (...parts: string[]) =>
  `Content-Type: multipart/alternative; boundary=a\n\n--a\n${parts.join('\n--a\n')}\n--a--`

describe('The text', () => {
  it('comes from HTML that stands beside a PDF (case 11)', async () => {
    const mail = await parsed(mixed(html('<p>Mon colis est <b>perdu</b>.</p><p>Claire</p>')))
    expect(mail.text).toBe('Mon colis est perdu.\n\nClaire')
    expect(mail.html).toContain('<b>perdu</b>')
    expect(mail.attachments.map(({ name }) => name)).toEqual(['facture.pdf'])
  })

  it('comes from HTML that stands beside an image it shows', async () => {
    const mail = await parsed(
      fromClaire(
        'Content-Type: multipart/related; boundary=r',
        `--r\n${html('<p>Voyez</p><img src="cid:photo@1">')}\n--r\nContent-Type: image/jpeg\nContent-ID: <photo@1>\nContent-Transfer-Encoding: base64\n\n/9j/\n--r--`,
      ),
    )
    expect(mail.text).toBe('Voyez')
    expect(mail.attachments).toMatchObject([{ name: 'image-1.jpg', inline: true, contentId: 'photo@1' }])
    expect(mail.html).toContain('src="cid:photo@1"')
  })

  it('comes from the HTML when the plain alternative is blank (case 11)', async () => {
    expect((await parsed(mixed(alternative(plain(' \n\u00a0\n'), html('<p>Mon colis</p>'))))).text).toBe(
      'Mon colis',
    )
  })

  it('is the plain alternative when there is one', async () => {
    expect((await parsed(mixed(alternative(plain('Mon colis'), html('<p>Mon <b>colis</b></p>'))))).text).toBe(
      'Mon colis',
    )
  })

  it('joins what a mail program split over several parts', async () => {
    const mail = await parsed(mixed(html('<p>Avant</p>'), html('<p>Après</p>'), plain('-- \nLa liste')))
    expect(mail.text).toBe('Avant\n\nAprès\n\n-- \nLa liste')
    expect(mail.html).toBe('<p>Avant</p>\n<p>Après</p>\n<p>-- <br />La liste</p>')
  })

  it('keeps every alternative Apple Mail mixes with files', async () => {
    const rich = `Content-Type: multipart/mixed; boundary=x\n\n--x\n${html('<p>Voici</p>')}\n--x\nContent-Type: image/png; name=a.png\nContent-Disposition: inline\n\nabc\n--x\n${html('<p>Merci</p>')}\n--x--`
    const mail = await parsed(mixed(alternative(plain('Voici Merci'), rich)))
    expect(mail.text).toBe('Voici Merci')
    expect(mail.html).toBe('<p>Voici</p>\n<p>Merci</p>')
    expect(mail.attachments.map(({ name }) => name)).toEqual(['a.png', 'facture.pdf'])
  })

  it('of HTML is laid out as a person sees it', async () => {
    const page =
      '<html><head><title>x</title><style>p{}</style><body><div style="display:none">Aperçu</div><h1>Colis</h1>Bonjour,<br>madame.<div><br></div><ul><li>un<li>deux</ul><table><tr><td>12</td><td>euros</td></tr></table><pre>a\n  b</pre><p>Caf&eacute;&nbsp;: <img src="x" alt="photo"></p>'
    const mail = await parsed(fromClaire('Content-Type: text/html; charset=utf-8', page))
    expect(mail.text).toBe(
      'Colis\n\nBonjour,\nmadame.\n\n- un\n- deux\n\n12 euros\n\na\n  b\n\nCafé\u00a0: photo',
    )
  })

  it('that hides everything is read all the same', async () => {
    const mail = await parsed(
      fromClaire('Content-Type: text/html', '<div style="display:none">Mon colis</div>'),
    )
    expect(mail.text).toBe('Mon colis')
  })

  it('is told to be missing when there is none (case 15)', async () => {
    const mail = await parsed(mixed(plain('')))
    expect(mail.text).toBe('')
    expect(warningCodes(mail)).toContain('no-text')
    expect((await parsed(fromClaire('Subject: vide', ''))).warnings).toContainEqual(
      expect.stringMatching(/^no-text: /),
    )
  })

  it('joins the soft line breaks of format=flowed', async () => {
    const body = 'Mon colis \nest perdu.\n> votre \n> réponse\n-- \nClaire'
    const mail = await parsed(fromClaire('Content-Type: text/plain; charset=utf-8; format=flowed', body))
    expect(mail.text).toBe('Mon colis est perdu.\n> votre réponse\n-- \nClaire')
  })

  it('gives up a file that stands in it uuencoded', async () => {
    const mail = await parsed(fromClaire('Subject: x', 'Voici :\nbegin 644 chat.txt\n#0V%T\n`\nend\nMerci'))
    expect(mail.text).toBe('Voici :\nMerci')
    expect(mail.attachments).toMatchObject([{ name: 'chat.txt', size: 3 }])
    const words = 'begin 100 fois de suite\nmême si c’est long'
    expect((await parsed(fromClaire('Content-Type: text/plain; charset=utf-8', words))).text).toBe(words)
  })

  it('has no NUL and no other control characters (case 14)', async () => {
    expect((await parsed(fromClaire('Subject: x', 'Mon\u0000 colis\u0007\tperdu'))).text).toBe(
      'Mon colis\tperdu',
    )
  })

  it('is decoded whatever is wrong with the transfer encoding', async () => {
    const encoded = async (encoding: string, body: string) =>
      (
        await parsed(
          fromClaire(`Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: ${encoding}`, body),
        )
      ).text
    expect(await encoded('quoted-printable', 'Mon colis est arriv=C3=A9 cass=\n=C3=A9, 100 = cent')).toBe(
      'Mon colis est arrivé cassé, 100 = cent',
    )
    expect(await encoded('base64', 'TW9uIGNvbGlz\nIQ==')).toBe('Mon colis!')
    expect(await encoded('base64', 'Bonjour, mon colis est perdu : que faire ?')).toContain(
      'mon colis est perdu',
    )
    expect(await encoded('UTF-8', 'Mon colis')).toBe('Mon colis')
    expect(await encoded('"base64" (oui)', 'TW9uIGNvbGlz')).toBe('Mon colis')
  })
})

describe('The charset (case 12)', () => {
  const TEXT = 'Problème reçu à Noël, trente œufs cassés : 12 € à rembourser'
  const LATIN = 'Problème reçu à Noël : remboursé'
  const body = async (type: string, bytes: Buffer) =>
    await parsed(Buffer.concat([latin1(`From: a@b.example\nContent-Type: ${type}\n\n`), bytes]))

  it.each([
    ['text/plain; charset=utf-8', 'latin1'],
    ['text/plain; charset=us-ascii', 'latin1'],
    ['text/plain', 'latin1'],
    ['text/plain; charset=unknown-8bit', 'latin1'],
    ['text/plain; charset=x-inconnu', 'latin1'],
    ['text/plain; charset=iso-8859-1', 'utf8'],
    ['text/plain; charset=iso-8859-15', 'utf8'],
    ['text/plain; charset=us-ascii', 'utf8'],
  ] as const)(
    'labelled %s over %s bytes still shows the accents, and the repair is reported',
    async (type, encoding) => {
      const mail = await body(type, Buffer.from(LATIN, encoding))
      expect(mail.text).toBe(LATIN)
      expect(warningCodes(mail)).toContain('charset-repaired')
    },
  )

  it.each([
    ['utf-8', 'utf8'],
    ['iso-8859-1', 'windows-1252'],
    ['iso-8859-15', 'iso-8859-15'],
    ['windows-1252', 'windows-1252'],
    ['utf-7', 'utf-7'],
    ['unicode-1-1-utf-7', 'utf-7'],
    ['utf-16', 'utf-16'],
  ])('labelled %s is read as it says', async (label, encoding) => {
    const mail = await body(`text/plain; charset=${label}`, iconv.encode(TEXT, encoding))
    expect(mail.text).toBe(TEXT)
    expect(mail.warnings.some((warning) => warning.startsWith('charset-repaired'))).toBe(false)
  })

  it.each([
    ['cp850', 'Problème à Noël', 'cp850'],
    ['windows-1258', 'Problème reçu', 'windows-1258'],
    ['ks_c_5601-1987', '안녕하세요', 'euc-kr'],
    ['gb2312', '系统退信', 'gbk'],
    ['koi8-r', 'Привет', 'koi8-r'],
  ])('labelled %s, a rare one, is read as it says', async (label, text, encoding) => {
    expect((await body(`text/plain; charset=${label}`, iconv.encode(text, encoding))).text).toBe(text)
  })

  it('that was applied twice is undone, but not for somebody who writes about it', async () => {
    const twice = (text: string) => Buffer.from(Buffer.from(text).toString('latin1'))
    expect((await body('text/plain; charset=utf-8', twice('Problème reçu, remboursé'))).text).toBe(
      'Problème reçu, remboursé',
    )
    const about = 'Le site affiche Ã© au lieu de é'
    expect((await body('text/plain; charset=utf-8', Buffer.from(about))).text).toBe(about)
  })

  it('labelled iso-2022-jp is read', async () => {
    expect((await body('text/plain; charset=iso-2022-jp', Buffer.from('\x1b$B$3$s\x1b(B'))).text).toBe('こん')
  })

  it('is taken from the HTML when only that says it', async () => {
    const page = '<html><head><meta charset="macintosh"></head><body>Problème</body></html>'
    expect((await body('text/html', iconv.encode(page, 'macintosh'))).text).toBe('Problème')
  })

  it('stays UTF-8 when a few bytes of it are broken', async () => {
    const broken = Buffer.concat([
      Buffer.from('Problème reçu à Noël '),
      Buffer.from([0xff]),
      Buffer.from(' cassé'),
    ])
    expect((await body('text/plain; charset=utf-8', broken)).text).toBe('Problème reçu à Noël \ufffd cassé')
  })
})

describe('A broken MIME tree', () => {
  it('without closing boundary keeps its last part', async () => {
    expect((await parsed(mixed(plain('Mon colis')).replace('--m--', ''))).attachments).toHaveLength(1)
  })

  it('whose boundary is announced without semicolon or on a folded line keeps its parts', async () => {
    const raw = mixed(plain('Mon colis'))
    expect((await parsed(raw.replace('mixed; boundary=m', 'mixed\n boundary=m'))).attachments).toHaveLength(1)
    expect((await parsed(raw.replace('mixed; boundary=m', 'mixed charset=utf-8 boundary="m"'))).text).toBe(
      'Mon colis',
    )
  })

  it('whose boundary is announced wrongly is read by the one it uses', async () => {
    const mail = await parsed(mixed(plain('Mon colis')).replace('boundary=m', 'boundary=autre'))
    expect(mail.text).toBe('Mon colis')
    expect(mail.attachments.map(({ name }) => name)).toEqual(['facture.pdf'])
  })

  it('with a boundary that begins like another keeps them apart', async () => {
    const inner = `Content-Type: multipart/alternative; boundary=mm\n\n--mm\n${plain('Mon colis')}\n--mm\n${html('<p>Mon colis</p>')}\n--mm--`
    const mail = await parsed(mixed(inner))
    expect(mail.text).toBe('Mon colis')
    expect(mail.html).toBe('<p>Mon colis</p>')
  })

  it('with parts that are no parts is still a text', async () => {
    expect(
      (await parsed(fromClaire('Content-Type: multipart/mixed; boundary=m', 'Mon colis est perdu'))).text,
    ).toBe('Mon colis est perdu')
    expect((await parsed(fromClaire('Content-Type: ((((', 'Mon colis'))).text).toBe('Mon colis')
  })

  it('with five thousand parts keeps the first thousand and says so (case 6)', async () => {
    const many = Array.from({ length: 5_000 }, (_, i) => plain(`partie ${i}`))
    const mail = await parsed(mixed(...many))
    expect(mail.text).toContain('partie 0\n\npartie 1')
    expect(warningCodes(mail)).toContain('too-many-parts')
  })

  it('with a part header of a mebibyte keeps the mail (case 6)', async () => {
    const mail = await parsed(mixed(`X-Long: ${'a'.repeat(1_100_000)}\n${plain('Mon colis')}`))
    expect(mail.text).toBe('Mon colis')
    expect(mail.attachments).toHaveLength(1)
  })
})

describe('The language', () => {
  it.each([
    ['fr', 'Bonjour, mon colis est perdu et le vendeur ne répond pas.'],
    ['en', 'Hello, my parcel is lost and the seller does not answer.'],
    ['unknown', 'Guten Tag, 4521-889'],
    ['unknown', ''],
    ['fr', 'Colis jamais reçu'],
    ['en', 'parcel not received'],
    ['en', 'Bonjour, I have ordered a lamp from your website and it was never delivered to me.'],
  ])('is found to be %s in "%s"', async (language, text) => {
    expect((await parsed(fromClaire('Content-Type: text/plain; charset=utf-8', text))).language).toBe(
      language,
    )
  })
})
