import type { Language } from '../policy/language.ts'

/** The line at the top of every mail we send: what stands below it in an answer is our own mail, quoted. */
export const REPLY_MARKER: Record<Language, string> = {
  fr: '— Répondez au-dessus de cette ligne —',
  en: '— Please reply above this line —',
}
