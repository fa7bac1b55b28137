import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newId, type OutboxId } from '../../../core/kernel/id.ts'
import { mintReference, type Reference } from '../../../core/kernel/reference.ts'
import {
  openLink,
  openOwnMessageId,
  openReplyAddress,
  ownMessageId,
  signedPlusAddress,
  signingKeys,
  signLink,
} from '../../../core/kernel/signed-link.ts'

const MONDAY = new Date('2026-11-23T09:00:00Z')
const TUESDAY = new Date('2026-11-24T09:00:00Z')
const SPRING = 'b3c1f0e2a59d4c7788aa01b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f6'
const AUTUMN = '0f1e2d3c4b5a69788796a5b4c3d2e1f00112233445566778899aabbccddeeff0'

const keys = signingKeys([SPRING])
const rotated = signingKeys([AUTUMN, SPRING])
const strangers = signingKeys([AUTUMN])

describe('The link to a ticket page', () => {
  const link = {
    purpose: 'ticket',
    subject: '0191d2f0-7a5b-7c3d-8e4f-5a6b7c8d9e0f',
    expiresAt: TUESDAY,
  } as const
  const token = signLink(keys, link)

  test('opens what it was made for', () => {
    expect(openLink(keys, 'ticket', token, MONDAY)).toEqual({ ok: true, subject: link.subject })
  })

  test('is short and needs no escaping in an address', () => {
    expect(token).toMatch(/^[\w-]{1,90}$/)
  })

  test('keeps accents in what it is about', () => {
    const accented = signLink(keys, { purpose: 'address-proof', subject: 'hélène@café.example' })
    expect(openLink(keys, 'address-proof', accented, MONDAY)).toEqual({
      ok: true,
      subject: 'hélène@café.example',
    })
  })

  test('opens until the instant it expires, and not at it', () => {
    expect(openLink(keys, 'ticket', token, new Date(TUESDAY.getTime() - 1)).ok).toBe(true)
    expect(openLink(keys, 'ticket', token, TUESDAY)).toEqual({ ok: false, why: 'expired' })
  })

  test('opens in ten years when it has no end, even if it was made in 1970', () => {
    const lasting = signLink(keys, { purpose: 'ticket', subject: 'x' })
    expect(openLink(keys, 'ticket', lasting, new Date('2036-11-23T09:00:00Z')).ok).toBe(true)
    const longPast = signLink(keys, { purpose: 'ticket', subject: 'x', expiresAt: new Date(0) })
    expect(openLink(keys, 'ticket', longPast, MONDAY)).toEqual({ ok: false, why: 'expired' })
  })

  test('does not open the satisfaction page', () => {
    expect(openLink(keys, 'satisfaction', token, MONDAY)).toEqual({ ok: false, why: 'altered' })
  })

  test('is refused when any one of its characters is another', () => {
    for (let at = 0; at < token.length; at++) {
      const other = token[at] === 'A' ? 'B' : 'A'
      const altered = token.slice(0, at) + other + token.slice(at + 1)
      expect(openLink(keys, 'ticket', altered, MONDAY), `character ${at}`).toEqual({
        ok: false,
        why: 'altered',
      })
    }
  })

  test('is refused as altered, not as expired, when someone moves its end', () => {
    const bytes = Buffer.from(token, 'base64url')
    bytes.writeUIntBE(MONDAY.getTime() - 1, 3, 6)
    expect(openLink(keys, 'ticket', bytes.toString('base64url'), MONDAY)).toEqual({
      ok: false,
      why: 'altered',
    })
  })

  test('is refused in another spelling of the same bytes', () => {
    for (const spelling of [`${token}=`, ` ${token}`, `${token}!`, token.replace(/-|_/, '+')]) {
      if (spelling !== token) expect(openLink(keys, 'ticket', spelling, MONDAY).ok, spelling).toBe(false)
    }
  })

  test('is refused when signed with a key that is not ours', () => {
    expect(openLink(strangers, 'ticket', token, MONDAY)).toEqual({ ok: false, why: 'altered' })
  })

  test('still opens after a new key was put in front, and new ones are signed with that', () => {
    expect(openLink(rotated, 'ticket', token, MONDAY).ok).toBe(true)
    const fresh = signLink(rotated, link)
    expect(openLink(strangers, 'ticket', fresh, MONDAY).ok).toBe(true)
    expect(openLink(keys, 'ticket', fresh, MONDAY).ok).toBe(false)
  })

  test('is refused, never thrown at, whatever someone types there', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (typed) => {
        expect(openLink(keys, 'ticket', typed, MONDAY)).toEqual({ ok: false, why: 'altered' })
      }),
    )
  })
})

test('Nothing can be signed without a key', () => {
  expect(() => signingKeys([])).toThrow('SECRET_KEYS')
})

describe('The plus-address a reply comes back to', () => {
  const reference = mintReference()
  const address = signedPlusAddress(keys, 'contact@agafort.example', reference)

  test('holds the reference and a signature, in lower case', () => {
    const letters = reference.replace('AGF-', '').replace('-', '').toLowerCase()
    expect(address).toMatch(new RegExp(`^contact\\+agf-${letters}-[0-9a-z]{10}@agafort\\.example$`))
  })

  test('gives the reference back', () => {
    expect(openReplyAddress(keys, address)?.reference).toBe(reference)
  })

  test('gives it back when a mail server made it upper case', () => {
    expect(openReplyAddress(keys, address.toUpperCase())?.reference).toBe(reference)
  })

  test('returns nothing for a reference someone made up', () => {
    const other = mintReference()
    const letters = (of: Reference) => of.slice(4).replace('-', '').toLowerCase()
    expect(openReplyAddress(keys, address.replace(letters(reference), letters(other)))).toBeUndefined()
  })

  test('returns nothing when one character of the signature is another', () => {
    const at = address.indexOf('@') - 1
    const altered = address.slice(0, at) + (address[at] === '7' ? '8' : '7') + address.slice(at + 1)
    expect(openReplyAddress(keys, altered)).toBeUndefined()
  })

  test('returns nothing for ordinary addresses', () => {
    for (const typed of [
      'contact@agafort.example',
      'contact+agf-@agafort.example',
      'jeanne+agf@orange.fr',
      '',
    ]) {
      expect(openReplyAddress(keys, typed)).toBeUndefined()
    }
  })

  test('works with an old key beside a new one, and not once the old one is gone', () => {
    expect(openReplyAddress(rotated, address)?.reference).toBe(reference)
    expect(openReplyAddress(strangers, address)).toBeUndefined()
  })
})

describe('A Message-ID of our own', () => {
  const row = newId<'outbox'>(MONDAY)
  const messageId = ownMessageId(keys, row, 'agafort.example')

  test('is the same each time the same row is sent', () => {
    expect(ownMessageId(keys, row, 'agafort.example')).toBe(messageId)
    expect(ownMessageId(keys, newId<'outbox'>(MONDAY), 'agafort.example')).not.toBe(messageId)
  })

  test('is a Message-ID by RFC 5322', () => {
    expect(messageId).toMatch(/^<agf\.[0-9a-f]{32}\.[0-9a-z]{10}@agafort\.example>$/)
  })

  test('leads back to its row, with or without brackets, in any case', () => {
    expect(openOwnMessageId(keys, messageId)).toBe(row)
    expect(openOwnMessageId(keys, ` ${messageId.slice(1, -1)} `)).toBe(row)
    expect(openOwnMessageId(keys, messageId.toUpperCase())).toBe(row)
  })

  test('leads nowhere when forged', () => {
    const forged = ownMessageId(strangers, row, 'agafort.example')
    expect(openOwnMessageId(keys, forged)).toBeUndefined()
    expect(openOwnMessageId(keys, `<agf.${'0'.repeat(32)}.0123456789@agafort.example>`)).toBeUndefined()
  })

  test('leads nowhere when it is a stranger’s', () => {
    expect(openOwnMessageId(keys, '<CAF=abc123@mail.gmail.com>')).toBeUndefined()
  })

  test('is still recognised after the keys were rotated', () => {
    expect(openOwnMessageId(rotated, messageId)).toBe(row)
  })
})

test('A signature made for one use does not hold for another', () => {
  // A row whose digits are a reference's letters would otherwise carry over.
  const [, plusSignature] =
    /-([0-9a-z]{10})@/.exec(
      signedPlusAddress(
        keys,
        'a@b.example',
        mintReference(() => 0),
      ),
    ) ?? []
  const [, idSignature] =
    /\.([0-9a-z]{10})@/.exec(ownMessageId(keys, '00000000' as OutboxId, 'b.example')) ?? []
  expect(plusSignature).not.toBe(idSignature)
})
