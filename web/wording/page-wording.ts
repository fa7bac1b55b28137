import type { Language } from '../../core/policy/language.ts'
import { en } from './en.ts'
import { fr } from './fr.ts'

/** Every sentence of the desk, the sign-in and the demo's pages. French is the pattern: a sentence missing in English does not compile. */
export type Wording = typeof fr

const WORDINGS: Record<Language, Wording> = { fr, en }

/** Every sentence of the desk in one language. */
export function wordingIn(language: Language): Wording {
  return WORDINGS[language]
}
