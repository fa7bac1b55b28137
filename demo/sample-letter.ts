import type { Language } from '../core/policy/language.ts'
import type { RenderedMail } from '../core/wording/mail.ts'

/** A message customers, sellers or members get, as it reads with sample data. */
export interface SampleLetter {
  id: string
  /** Who reads it. */
  reader: 'customer' | 'seller' | 'member'
  name: Record<Language, string>
  render(language: Language): RenderedMail
}
