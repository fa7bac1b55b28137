/** The languages customers, sellers and members are written to in. French first: it is the marketplace's own. */
export type Language = 'fr' | 'en'

/** What a text's language was found to be; `unknown` is answered in French. */
export type DetectedLanguage = Language | 'unknown'

/** The language to answer in: the one detected, French when in doubt. */
export function replyLanguage(detected: DetectedLanguage): Language {
  return detected === 'unknown' ? 'fr' : detected
}
