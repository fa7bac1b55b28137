import { type DetectedLanguage, LANGUAGES, type Language } from '../../db/column-values.ts'

export { type DetectedLanguage, LANGUAGES, type Language }

/** Returns true for one of the two languages' codes. */
export function isLanguage(text: string): text is Language {
  return (LANGUAGES as readonly string[]).includes(text)
}

/** Returns the language to reply in: the one detected, French when in doubt. */
export function replyLanguage(detected: DetectedLanguage): Language {
  return detected === 'unknown' ? 'fr' : detected
}
