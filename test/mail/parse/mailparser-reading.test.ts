import { describe, expect, it } from 'vitest'
import { readBody } from '../../../mail/parse/body.ts'
import { readWithMailparser } from '../../../mail/parse/mailparser-reading.ts'
import { readHeaderBlock } from '../../../mail/parse/mime/header-block.ts'
import { leaves, readMimeParts } from '../../../mail/parse/mime/mime-part.ts'
import { collectWarnings } from '../../../mail/parse/warning.ts'
import { fixtures, fromClaire } from '../../world/mail/raw-mail.ts'

const FOLDERS = ['person', 'auto-reply', 'list'] as const

async function bothReadings(raw: Buffer) {
  const { fields, bodyStart } = readHeaderBlock(raw)
  const { root } = readMimeParts(fields, raw.subarray(bodyStart))
  const reading = await readWithMailparser(raw, bodyStart, root)
  return {
    reading,
    root,
    own: readBody(root, collectWarnings()),
    ...(reading && { body: readBody(root, collectWarnings(), reading) }),
  }
}

describe('An ordinary mail', () => {
  it('is read by mailparser, and our own tolerant reading finds the same in it', async () => {
    let read = 0
    for (const folder of FOLDERS) {
      for (const { name, raw } of fixtures(folder)) {
        const { reading, own, body } = await bothReadings(raw)
        if (!reading) continue
        read++
        expect(body?.text.trim(), name).toBe(own.text.trim())
        expect(body?.html, name).toEqual(own.html)
        expect(body?.files.length, name).toBe(own.files.length)
      }
    }
    expect(read).toBeGreaterThan(10)
  })

  it('with a photo and HTML is read whole by mailparser', async () => {
    const photo = Buffer.from([0xff, 0xd8, 0xff, 0, 1, 2]).toString('base64')
    const raw = Buffer.from(
      fromClaire(
        'Subject: colis\nContent-Type: multipart/mixed; boundary=m',
        `--m\nContent-Type: multipart/alternative; boundary=a\n\n--a\nContent-Type: text/plain; charset=utf-8\n\nColis abîmé\n--a\nContent-Type: text/html; charset=utf-8\n\n<p>Colis <b>abîmé</b></p>\n--a--\n--m\nContent-Type: image/jpeg; name=photo.jpg\nContent-Transfer-Encoding: base64\n\n${photo}\n--m--\n`,
      ).replace(/\n/g, '\r\n'),
    )
    const { reading, root } = await bothReadings(raw)
    expect(reading?.plain?.trim()).toBe('Colis abîmé')
    expect(reading?.html).toContain('<b>abîmé</b>')
    expect(reading?.files.map((file) => file.toString('base64'))).toEqual([photo])
    expect(leaves(root)).toHaveLength(3)
  })
})

describe('A mail mailparser cannot be trusted with', () => {
  it.each([
    ['a label that is wrong', 'Content-Type: text/plain; charset=iso-8859-1', 'reçu à Noël'],
    ['no label', 'Subject: x', 'reçu à Noël'],
    ['an encoding it does not know', 'Content-Transfer-Encoding: x-base64', 'TW9uIGNvbGlz'],
    ['UTF-7', 'Content-Type: text/plain; charset=utf-7', 'Probl+AOg-me'],
    [
      'a mail within the mail',
      'Content-Type: multipart/mixed; boundary=m',
      '--m\nContent-Type: message/rfc822\n\nSubject: a\n\nb\n--m--',
    ],
    ['its size', 'Content-Type: text/plain; charset=utf-8', 'Mon colis\n'.repeat(500_000)],
    ['over a thousand parts', 'Content-Type: multipart/mixed; boundary=m', '--m\n\nx\n'.repeat(1_001)],
  ])('because of %s is left to our own reading', async (_why, header, body) => {
    expect((await bothReadings(Buffer.from(fromClaire(header, body)))).reading).toBeNull()
  })
})
