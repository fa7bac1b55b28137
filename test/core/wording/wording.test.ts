import { describe, expect, it } from 'vitest'
import { CATEGORIES } from '../../../core/policy/category.ts'
import type { Language } from '../../../core/policy/language.ts'
import { fileSize } from '../../../core/wording/file-size.ts'
import { greetingName } from '../../../core/wording/greeting.ts'
import { plural } from '../../../core/wording/plural.ts'
import type { Values } from '../../../core/wording/sentences.ts'
import { french } from '../../../core/wording/typography.ts'
import { wordingIn } from '../../../core/wording/wording.ts'

const LANGUAGES: Language[] = ['fr', 'en']
const COUNTS = [0, 1, 2, 12]

const SAMPLE: Record<Language, Values> = {
  fr: {
    reference: 'AGF-7K2M-9QWX',
    name: 'Claire',
    team: 'le service client',
    about: 'd’une commande',
    when: 'mardi 24\u00a0novembre à 14\u00a0h\u00a005',
    relative: 'dans 5\u00a0heures',
    count: 2,
    fileName: 'facture.pdf',
    size: '2,4\u00a0Mo',
  },
  en: {
    reference: 'AGF-7K2M-9QWX',
    name: 'Claire',
    team: 'the customer service team',
    about: 'an order',
    when: 'Tuesday 24 November at 14:05',
    relative: 'in 5\u00a0hours',
    count: 2,
    fileName: 'invoice.pdf',
    size: '2.4\u00a0MB',
  },
}

/** Every sentence of a language as a customer reads it, with its place in the wording. */
function everySentence(language: Language): { place: string; text: string }[] {
  const found: { place: string; text: string }[] = []
  walk(wordingIn(language), '')
  return found.filter(({ place }) => place !== '.language')

  function walk(node: unknown, place: string): void {
    if (typeof node === 'string') found.push({ place, text: node })
    else if (typeof node === 'function') {
      for (const count of COUNTS) found.push({ place, text: node({ ...SAMPLE[language], count }) })
    } else if (typeof node === 'object' && node !== null) {
      for (const [name, child] of Object.entries(node)) walk(child, `${place}.${name}`)
    } else throw new Error(`${place} is neither a sentence nor a group of sentences`)
  }
}

function wrong(language: Language, isWrong: (text: string) => boolean): string[] {
  return everySentence(language)
    .filter(({ text }) => isWrong(text))
    .map(({ place, text }) => `${place}: ${text}`)
}

describe('What customers read', () => {
  it('says the same things in both languages', () => {
    const places = (language: Language) => [...new Set(everySentence(language).map(({ place }) => place))]
    const adviceAside = (place: string) => !/\.advice\./.test(place)
    expect(places('en').filter(adviceAside)).toEqual(places('fr').filter(adviceAside))
    expect(places('fr').length).toBeGreaterThan(150)
  })

  for (const language of LANGUAGES) {
    it(`has a sentence everywhere, with its values put in (${language})`, () => {
      expect(
        wrong(language, (text) => text.trim() === '' || /undefined|null|\[object|NaN|\$\{/.test(text)),
      ).toEqual([])
    })

    it(`never says “ticket”, never shouts, never leaves spaces lying about (${language})`, () => {
      expect(wrong(language, (text) => /ticket/i.test(text))).toEqual([])
      expect(wrong(language, (text) => text.includes('!'))).toEqual([])
      expect(wrong(language, (text) => / {2}|^ | $/.test(text))).toEqual([])
    })

    it(`writes typographic apostrophes (${language})`, () => {
      expect(wrong(language, (text) => /['"]/.test(text))).toEqual([])
    })
  }

  it('keeps French punctuation on the line of its word', () => {
    expect(wrong('fr', (text) => /(?<!\u00a0)[:;?»]|«(?!\u00a0)/.test(text))).toEqual([])
  })

  it('keeps a number on the line of its word', () => {
    expect(wrong('fr', (text) => /\d \p{L}/u.test(text.replace(SAMPLE.fr.when, '')))).toEqual([])
  })

  it('says “vous” to French customers', () => {
    expect(wrong('fr', (text) => /(?<![\p{L}])(tu|te|toi|ton|ta|tes)(?![\p{L}])/iu.test(text))).toEqual([])
  })

  it('is written in its own language', () => {
    expect(wrong('fr', (text) => /\b(the|your|please|we|message was)\b/i.test(text))).toEqual([])
    expect(wrong('en', (text) => /\b(vous|votre|nous|est|une)\b/i.test(text))).toEqual([])
  })

  it('names every category so that it fits after “au sujet”', () => {
    for (const category of CATEGORIES) {
      expect(wordingIn('fr').categories[category].about).toMatch(/^(de |d’une? )/)
      expect(wordingIn('en').categories[category].about).toMatch(/^(an? |your |closing |information )/)
    }
  })

  it('leaves values as they are when it sets French spaces', () => {
    const name = "L'ami : « Bob » ?"
    expect(french`Bonjour ${name} : ça va ?`).toBe(`Bonjour ${name}\u00a0: ça va\u00a0?`)
    expect(french`il reste ${3} jours, soit 72 heures`).toBe('il reste 3\u00a0jours, soit 72\u00a0heures')
  })
})

describe('Counting', () => {
  it('uses the singular for none in French but not in English', () => {
    const forms = { one: 'one', other: 'other' }
    expect([0, 1, 1.5, 2].map((count) => plural('fr', count, forms))).toEqual(['one', 'one', 'one', 'other'])
    expect([0, 1, 1.5, 2].map((count) => plural('en', count, forms))).toEqual([
      'other',
      'one',
      'other',
      'other',
    ])
  })

  it('says file sizes in the language’s own units', () => {
    expect(fileSize('fr', 2_440_000)).toBe('2,4\u00a0Mo')
    expect(fileSize('en', 2_440_000)).toBe('2.4\u00a0MB')
    expect(fileSize('fr', 812)).toBe('812\u00a0octets')
    expect(fileSize('fr', 999_499)).toBe('999\u00a0Ko')
    expect(fileSize('fr', 999_500)).toBe('1\u00a0Mo')
  })
})

describe('The name a customer is greeted with', () => {
  it('is said when it is a name', () => {
    for (const name of ['Camille Moreau', 'Anne-Laure de La Tour', 'N’Golo Diarra', 'Zoë Müller', 'Игорь']) {
      expect(greetingName(name)).toBe(name)
    }
    expect(greetingName("  Sinéad   O'Connor ")).toBe('Sinéad O’Connor')
  })

  it('is left out when a stranger could speak through it', () => {
    const unfit = [
      'Gagnez 500 euros sur evil.example',
      'https://evil.example',
      'wwwevilexample',
      'Marie <script>',
      'Marie\r\nBcc: x',
      'camille@example.org',
      'Appelez le 0899',
      'M'.repeat(41),
      'M\u0301\u0301\u0301\u0301',
      '\u202eeiraM',
      '--',
      '',
    ]
    for (const name of unfit) expect({ name, said: greetingName(name) }).toEqual({ name, said: null })
    expect(greetingName(null)).toBeNull()
    expect(greetingName('a '.repeat(500_000))).toBeNull()
  })
})
