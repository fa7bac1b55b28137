import type { Language } from '../../core/policy/language.ts'
import { en } from './en.ts'
import { fr, type Wording } from './fr.ts'

const WORDINGS: Record<Language, Wording> = { fr, en }

/** Every sentence of the desk in one language. */
export function wordingIn(language: Language): Wording {
  return WORDINGS[language]
}
