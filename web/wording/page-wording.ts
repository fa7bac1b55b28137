import type { Language } from '../../core/policy/language.ts'
import { en } from './en.ts'
import { fr, type PageWording } from './fr.ts'

const WORDINGS: Record<Language, PageWording> = { fr, en }

/** Returns every sentence of the desk in one language. */
export function pageWordingIn(language: Language): PageWording {
  return WORDINGS[language]
}
