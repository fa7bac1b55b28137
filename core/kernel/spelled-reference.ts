import type { Language } from '../policy/language.ts'
import type { Reference } from './reference.ts'

// The alphabets people know from the telephone: the French one of names, and the international one (ITU-R M.1172).
const FRENCH =
  'Anatole Berthe Célestin Désiré Eugène François Gaston Henri Irma Joseph Kléber Louis Marcel Nicolas Oscar Pierre Quintal Raoul Suzanne Thérèse Ursule Victor William Xavier Yvonne Zoé'
const INTERNATIONAL =
  'Alfa Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliett Kilo Lima Mike November Oscar Papa Quebec Romeo Sierra Tango Uniform Victor Whiskey X-ray Yankee Zulu'

const WORDS: Record<Language, { alphabet: readonly string[]; as: string }> = {
  fr: { alphabet: FRENCH.split(' '), as: 'comme' },
  en: { alphabet: INTERNATIONAL.split(' '), as: 'as in' },
}

/** A reference to be read out on the telephone, one entry a character: `K comme Kléber`, `7`. The hyphens are left out. */
export function spelledReference(reference: Reference, language: Language): string[] {
  const { alphabet, as } = WORDS[language]
  return [...reference.replaceAll('-', '')].map((character) => {
    const word = alphabet[character.charCodeAt(0) - 'A'.charCodeAt(0)]
    return word === undefined ? character : `${character} ${as} ${word}`
  })
}
