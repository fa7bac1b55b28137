import type { Language } from '../policy/language.ts'
import { en } from './en.ts'
import { fr } from './fr.ts'
import type { Wording } from './sentences.ts'

const WORDINGS: Record<Language, Wording> = { fr, en }

/** Returns every sentence in one language; French is the marketplace's own and comes first. */
export function wordingIn(language: Language): Wording {
  return WORDINGS[language]
}
