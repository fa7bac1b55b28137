import type { Language } from '../policy/language.ts'
import { english, french } from './typography.ts'

/** Returns the text for the call to a customer whose request became two, when they have no e-mail address. */
export function splitInWords(
  language: Language,
  { reference, before }: { reference: string; before: string },
): string {
  return language === 'en'
    ? english`Part of your request is about another matter. We follow it under the reference ${reference}; the rest stays under ${before}.`
    : french`Une partie de votre demande porte sur un autre sujet. Nous la suivons sous la référence ${reference} ; le reste garde la référence ${before}.`
}
