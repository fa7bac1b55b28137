import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { fromClaire, latin1, parsed, warningCodes } from '../../world/mail/raw-mail.ts'

const withPart = async (header: string, content = 'contenu') =>
  await parsed(
    fromClaire(
      'Content-Type: multipart/mixed; boundary=m',
      `--m\n\nBonjour\n--m\n${header}\n\n${content}\n--m--\n`,
    ),
  )
const nameOf = async (header: string) => (await withPart(header)).attachments[0]?.name

describe('An attachment', () => {
  it('is given with its bytes, size and hash', async () => {
    const mail = await withPart(
      'Content-Type: application/pdf; name=facture.pdf\nContent-Transfer-Encoding: base64',
      'JVBERi0=',
    )
    const [attachment] = mail.attachments
    expect(Buffer.from(attachment?.content ?? []).toString()).toBe('%PDF-')
    expect(attachment).toMatchObject({
      name: 'facture.pdf',
      type: 'application/pdf',
      size: 5,
      sha256: createHash('sha256').update('%PDF-').digest('hex'),
      inline: false,
    })
  })

  it('in several padded pieces of base64 is whole', async () => {
    const mail = await withPart(
      'Content-Type: application/zip\nContent-Transfer-Encoding: base64',
      'YQ==\nYmM=\nZGVm',
    )
    expect(Buffer.from(mail.attachments[0]?.content ?? []).toString()).toBe('abcdef')
  })

  it('that was written as uuencode is decoded', async () => {
    const mail = await withPart(
      'Content-Type: application/zip; name=a.zip\nContent-Transfer-Encoding: x-uuencode',
      'begin 644 a.zip\n#0V%T\n`\nend',
    )
    expect(Buffer.from(mail.attachments[0]?.content ?? []).toString()).toBe('Cat')
  })
})

describe('The name of an attachment (case 14)', () => {
  it.each([
    ['Content-Disposition: attachment; filename="../../etc/passwd"', 'passwd'],
    ['Content-Disposition: attachment; filename="..\\\\..\\\\x.pdf"', 'x.pdf'],
    ['Content-Disposition: attachment; filename="C:\\\\Documents\\\\facture.pdf"', 'facture.pdf'],
    ['Content-Disposition: attachment; filename="x\u0000.pdf"', 'x .pdf'],
    ['Content-Disposition: attachment; filename="..."', 'document-1.txt'],
    ['Content-Disposition: attachment; filename=""', 'document-1.txt'],
    ['Content-Disposition: attachment; filename="photo\u202Egpj.exe"', 'photogpj.exe'],
    ['Content-Disposition: attachment; filename="a<b>:|?*.pdf"', 'a_b_____.pdf'],
    ["Content-Disposition: attachment; filename*=utf-8''re%C3%A7u%20n%C2%B01.pdf", 'reçu n°1.pdf'],
    [
      'Content-Disposition: attachment;\n filename*0*=iso-8859-1\'\'re%E7u;\n filename*1=" du 3";\n filename*2*=%20juin.pdf',
      'reçu du 3 juin.pdf',
    ],
    ['Content-Type: application/pdf; name="=?utf-8?Q?re=C3=A7u.pdf?="', 'reçu.pdf'],
    ['Content-Type: application/pdf; name=mon reçu.pdf', 'mon reçu.pdf'],
    ['Content-Type: application/pdf; name="sans extension"', 'sans extension.pdf'],
    ['Content-Disposition: attachment; filename=facture.pdf size=12', 'facture.pdf'],
    ['Content-Type: text/calendar; method=REQUEST; charset=utf-8', 'invitation.ics'],
    ['Content-Type: message/rfc822', 'message.eml'],
    ['Content-Type: image/png', 'image-1.png'],
    ['Content-Type: application/ms-tnef', 'winmail.dat'],
    ['Content-Type: application/octet-stream', 'document-1.bin'],
  ])('from %s is %s', async (header, name) => {
    expect(await nameOf(header)).toBe(name)
  })

  it('in raw Latin-1 keeps its accents', async () => {
    const mail = await parsed(
      latin1('From: a@b.example\nContent-Type: application/pdf; name="reçu.pdf"\n\nx'),
    )
    expect(mail.attachments[0]?.name).toBe('reçu.pdf')
  })

  it('is cut at a hundred and fifty characters, its extension kept', async () => {
    const name = await nameOf(`Content-Disposition: attachment; filename="${'a'.repeat(4_000)}.pdf"`)
    expect(name).toBe(`${'a'.repeat(146)}.pdf`)
  })

  it('tells several nameless ones apart', async () => {
    const part = '--m\nContent-Type: image/png\n\nx\n'
    const mail = await parsed(fromClaire('Content-Type: multipart/mixed; boundary=m', `${part}${part}--m--`))
    expect(mail.attachments.map(({ name }) => name)).toEqual(['image-1.png', 'image-2.png'])
  })
})

describe('A mail whose content is elsewhere (case 15)', () => {
  it('is recognised when it holds only an image', async () => {
    const mail = await parsed(
      fromClaire('Content-Type: image/jpeg\nContent-Transfer-Encoding: base64', '/9j/4AAQ'),
    )
    expect(mail.attachments).toMatchObject([{ name: 'image-1.jpg', type: 'image/jpeg', size: 6 }])
    expect(warningCodes(mail)).toContain('no-text')
  })

  it('is recognised when it is encrypted with S/MIME', async () => {
    const mail = await parsed(
      fromClaire('Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m', 'MIAG'),
    )
    expect(mail.attachments.map(({ name }) => name)).toEqual(['smime.p7m'])
    expect(warningCodes(mail)).toContain('encrypted')
  })

  it('is recognised when it is encrypted with PGP', async () => {
    const mail = await parsed(
      fromClaire(
        'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=e',
        '--e\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--e\nContent-Type: application/octet-stream; name=encrypted.asc\n\n-----BEGIN PGP MESSAGE-----\n--e--',
      ),
    )
    expect(mail.attachments.map(({ name }) => name)).toEqual(['encrypted.asc', 'encrypted.asc'])
    expect(warningCodes(mail)).toContain('encrypted')
  })

  it('is recognised when it came as winmail.dat', async () => {
    const mail = await withPart('Content-Type: application/ms-tnef; name="winmail.dat"')
    expect(mail.attachments.map(({ name }) => name)).toEqual(['winmail.dat'])
    expect(warningCodes(mail)).toContain('winmail')
  })

  it('is not seen in a signed mail that can be read', async () => {
    const mail = await parsed(
      fromClaire(
        'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=s',
        '--s\nContent-Type: text/plain\n\nBonjour\n--s\nContent-Type: application/pkcs7-signature; name=smime.p7s\n\nMIAG\n--s--',
      ),
    )
    expect(mail.text).toBe('Bonjour')
    expect(mail.attachments.map(({ name }) => name)).toEqual(['smime.p7s'])
  })
})

describe('A calendar invitation (case 16)', () => {
  it('is visible and has a usable file name', async () => {
    const mail = await parsed(
      fromClaire(
        'Subject: Rendez-vous\nContent-Type: multipart/alternative; boundary=a',
        '--a\nContent-Type: text/plain; charset=utf-8\n\nRendez-vous avec le vendeur\n--a\nContent-Type: text/calendar; charset=utf-8; method=REQUEST\n\nBEGIN:VCALENDAR\nEND:VCALENDAR\n--a--',
      ),
    )
    expect(mail.text).toBe('Rendez-vous avec le vendeur')
    expect(mail.attachments).toMatchObject([{ name: 'invitation.ics', type: 'text/calendar' }])
  })
})

describe('A mail within a mail', () => {
  it('is a file, and none of its text or recipients become the outer one’s', async () => {
    const mail = await withPart(
      'Content-Type: message/rfc822',
      'From: x@y.example\nSubject: autre\n\nAutre texte',
    )
    expect(mail.text).toBe('Bonjour')
    expect(Buffer.from(mail.attachments[0]?.content ?? []).toString()).toContain('Autre texte')
  })

  it('is a file in a digest, where nothing says so', async () => {
    const mail = await parsed(
      fromClaire(
        'Content-Type: multipart/digest; boundary=d',
        '--d\n\nFrom: x@y.example\nSubject: un\n\nUn\n--d\n\nFrom: x@y.example\nSubject: deux\n\nDeux\n--d--',
      ),
    )
    expect(mail.attachments.map(({ name, type }) => [name, type])).toEqual([
      ['message.eml', 'message/rfc822'],
      ['message-2.eml', 'message/rfc822'],
    ])
  })
})
