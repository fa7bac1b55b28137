import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  findReferences,
  isReference,
  mintReference,
  parseReference,
  sellerReference,
} from '../../../core/kernel/reference.ts'

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const minted = fc.array(fc.nat(31), { minLength: 7, maxLength: 7 }).map((numbers) => {
  let next = 0
  return mintReference(() => numbers[next++] ?? 0)
})
const valid = (reference: string) => [{ kind: 'valid', reference, thread: 'customer' }]

describe('A reference number', () => {
  it('is read however it is typed: lower case, spaces, no hyphens, O for 0, I or L for 1', () => {
    fc.assert(
      fc.property(
        minted,
        fc.constantFrom('-', ' ', '', '\u00a0', ' - ', '\u2011'),
        fc.boolean(),
        (reference, separator, lower) => {
          const loose = reference
            .replace(/-/g, separator)
            .replace(/0/g, 'O')
            .replace(/1/g, 'l')
            .replace('AGF', 'agf')
          const typed = lower ? loose.toLowerCase() : loose
          expect(findReferences(`Bonjour, pour le dossier ${typed} merci beaucoup.`)).toEqual(
            valid(reference),
          )
        },
      ),
    )
  })

  it('is told from every other text as it is stored: not in lower case, without its prefix, or with a wrong check', () => {
    fc.assert(
      fc.property(minted, (reference) => {
        expect(isReference(reference)).toBe(true)
        const others = [
          reference.toLowerCase(),
          reference.slice(4),
          ` ${reference}`,
          sellerReference(reference),
        ]
        expect(others.filter(isReference)).toEqual([])
      }),
    )
    expect(['', 'AGF-7K2M-9QW', 'AGF-UUUU-UUUU', 'AGF-\0\0\0\0-0000'].filter(isReference)).toEqual([])
    const good = [...ALPHABET].filter((check) => isReference(`AGF-7K2M-9QW${check}`))
    expect(good).toHaveLength(1)
  })

  it('with one wrong character is recognised as mistyped, and is never another reference', () => {
    fc.assert(
      fc.property(minted, fc.nat(7), fc.constantFrom(...ALPHABET), (reference, position, wrong) => {
        const index = position < 4 ? 4 + position : 5 + position
        fc.pre(reference.charAt(index) !== wrong)
        const typed = reference.slice(0, index) + wrong + reference.slice(index + 1)
        expect(findReferences(`Mon dossier : ${typed}`)).toEqual([{ kind: 'mistyped', typed }])
      }),
    )
  })

  it('with a character missing or too many is recognised as mistyped', () => {
    expect(findReferences('AGF-7K2M-9QW')).toMatchObject([{ kind: 'mistyped' }])
    expect(findReferences('AGF 7K2MM 9QWXX')).toEqual([])
    expect(findReferences('AGF-7K2M-9QWX4')).toMatchObject([{ kind: 'mistyped' }])
  })

  it('is not seen in ordinary words', () => {
    for (const text of [
      'le service AGF pour vous aider',
      'AGF bien reçu',
      'groupe AGF-assurances',
      'XAGF-7K2M-9QWX',
      'agf',
    ]) {
      expect(findReferences(text), text).toEqual([])
    }
  })

  it('tells a seller’s thread by its suffix, and not by the next word', () => {
    const reference = mintReference()
    expect(findReferences(sellerReference(reference))).toEqual([
      { kind: 'valid', reference, thread: 'seller' },
    ])
    expect(findReferences(`${reference} s’il vous plaît`)).toEqual(valid(reference))
  })

  it('may be typed without its first letters into a field', () => {
    const reference = mintReference()
    expect(parseReference(` ${reference.slice(4).toLowerCase()} `)).toEqual(valid(reference)[0])
    expect(parseReference('bonjour')).toBeUndefined()
  })

  it('is different each time, over the whole alphabet', () => {
    const many = Array.from({ length: 2_000 }, () => mintReference())
    expect(new Set(many).size).toBe(2_000)
    expect(new Set(many.join('').replace(/AGF|-/g, '')).size).toBe(32)
  })

  it('is looked for in linear time, whatever the text', () => {
    const hostile = ['AGF '.repeat(200_000), `AGF-${'7'.repeat(1_000_000)}`, 'AGF-7K2M '.repeat(100_000)]
    for (const text of hostile) {
      const started = performance.now()
      findReferences(text)
      expect(performance.now() - started, 'a hang limit, not a speed').toBeLessThan(5_000)
    }
  })
})
