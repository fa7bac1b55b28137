import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { SAMPLE_SELLER_LETTERS } from '../../../demo/sample-seller-letters.ts'

describe.each(SAMPLE_SELLER_LETTERS)('The message “$id”', ({ id, reader, render }) => {
  for (const language of ['fr', 'en'] as const) {
    const mail = render(language)

    it(`is as recorded in ${language}`, () => {
      const content = `${mail.subject}\n\n${mail.text}`
      expect(golden(`${id}.${language}.txt`, content)).toBe(content)
    })

    it(`is civil, plain and rightly spaced in ${language}`, () => {
      const all = `${mail.subject}\n${mail.text}`
      expect(all).not.toMatch(/!|undefined|null|\[object/)
      if (language === 'fr') {
        expect(all).not.toMatch(/[^\s\u00a0] ?[;?»](?<![\u00a0][;?»])/)
        expect(all).not.toMatch(/\b(?:tu|ton|ta|tes|toi)\b/i)
      }
    })
  }

  it(reader === 'seller' ? 'never leads to the customer’s page' : 'leads to the customer’s own page', () => {
    expect(render('fr').text.includes('/t/')).toBe(reader === 'customer')
    expect(render('fr').subject).toContain(reader === 'seller' ? '[AGF-7K2M-9QWX-S]' : '[AGF-7K2M-9QWX]')
  })
})

/** The recorded mail; RECORD=1 records it anew. */
function golden(name: string, content: string): string {
  const path = new URL(`../../golden/${name}`, import.meta.url)
  if (process.env.RECORD === '1') writeFileSync(path, content)
  if (!existsSync(path))
    throw new Error(`${name} is missing: run the tests once with RECORD=1 and read what it wrote`)
  return readFileSync(path, 'utf8')
}
