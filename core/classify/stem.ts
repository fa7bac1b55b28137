import englishStemmer from 'natural/lib/natural/stemmers/porter_stemmer.js'
import frenchStemmer from 'natural/lib/natural/stemmers/porter_stemmer_fr.js'

// Stemming is slow (200,000 words a second), and people use the same words: hence the cache.
const REMEMBERED = 30_000
const stems = new Map<string, string>()

/**
 * Returns a folded word's stem: cut by the French stemmer, then by the English one, whatever its language. Neither
 * alone measures as well, and no language has to be guessed. Placeholders, signs and emojis stay as they are.
 */
export function stem(word: string): string {
  const known = stems.get(word)
  if (known !== undefined) return known
  const first = word.charCodeAt(0)
  const cut =
    first >= 97 && first <= 122 ? englishStemmer.stem(frenchStemmer.stem(word) || word) || word : word
  if (stems.size >= REMEMBERED) stems.clear()
  stems.set(word, cut)
  return cut
}
