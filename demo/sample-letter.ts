import type { Language } from '../core/policy/language.ts'
import type { RenderedMail } from '../core/wording/mail.ts'

/** A letter to customers, sellers or members, rendered with sample data. */
export interface SampleLetter {
  id: string
  /** Its recipient. */
  reader: 'customer' | 'seller' | 'member'
  name: Record<Language, string>
  render(language: Language): RenderedMail
}
