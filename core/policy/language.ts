/** The languages customers, sellers and members are written to in. French first: it is the marketplace's own. */
export type Language = 'fr' | 'en'

/** The detected language of a text; a reply to `unknown` is in French. */
export type DetectedLanguage = Language | 'unknown'

/** Returns the language to reply in: the one detected, French when in doubt. */
export function replyLanguage(detected: DetectedLanguage): Language {
  return detected === 'unknown' ? 'fr' : detected
}
