import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quotedPrintable } from '../../../mail/send/compose-mail.ts'

// As RFC 2045 §6.7 has a receiver do it, trailing blanks of a line (which servers may add or drop) left out.
function decoded(body: string): string {
  const joined = body.replace(/[\t ]+(?=\r\n|$)/g, '').replace(/=\r\n/g, '')
  const bytes = joined.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number(`0x${hex}`)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

describe('A quoted-printable body', () => {
  it('leaves ASCII as it is and escapes the rest of a French sentence', () => {
    expect(quotedPrintable('Votre « colis » = 12 €')).toBe('Votre =C2=AB colis =C2=BB =3D 12 =E2=82=AC')
  })

  it('keeps a blank at the end of a line, which a server on the way might cut off', () => {
    expect(quotedPrintable('Cordialement, \nL’équipe\t')).toBe('Cordialement,=20\r\nL=E2=80=99=C3=A9quipe=09')
  })

  it('says the same after decoding, whatever stands in it, in lines of at most 76 characters', () => {
    const text = fc.string({ unit: 'binary', maxLength: 400 })
    const french = fc.array(fc.constantFrom('é', '€', ' ', '=', '.', '\n', 'réclamation ', '😀'), {
      maxLength: 200,
    })
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          french.map((pieces) => pieces.join('')),
        ),
        (said) => {
          const body = quotedPrintable(said)
          expect(decoded(body)).toBe(said.replace(/\r\n|\r|\n/g, '\r\n'))
          for (const line of body.split('\r\n')) expect(line).toMatch(/^(?:=[0-9A-F]{2}|[\t -<>-~]){0,76}=?$/)
          expect(Math.max(...body.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(76)
        },
      ),
    )
  })
})
