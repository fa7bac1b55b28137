import type { Score } from '../policy/satisfaction-score.ts'
import { phrase, plainWord, withoutPleasantries, wordsOf } from './pleasantries.ts'
import { findRating } from './rating.ts'

/**
 * What someone who was told that their problem is resolved writes back. A bare thank-you asks for nothing; a mark is an
 * answer to the question how satisfied they are, and `reopens` when what stands beside it says that something is left to
 * do; everything else opens the matter again.
 */
export type ResolutionReply =
  | { kind: 'thanks' }
  | { kind: 'rating'; score: Score; comment: string; reopens: boolean }
  | { kind: 'reopens' }

// Nobody thanks at such length without saying something: in characters.
const LONGEST_THANKS = 1500
const MOST_WORDS = 200

/**
 * Reads a reply to a resolution (its new text, without quotes), in French and English. When in doubt it reopens: leaving
 * an unhappy customer alone is the worse mistake. `names` are the names the sender goes by.
 */
export function readResolutionReply(text: string, names: readonly string[] = []): ResolutionReply {
  const written = text.trim()
  const known = knownNames(names)
  if (written === '') return { kind: 'reopens' }
  const rating = written.length <= LONGEST_RATED ? findRating(written) : undefined
  if (rating) {
    const rest = saidBesides(rating.rest, known)
    const { score } = rating
    // A conditional is no opinion ("je serai satisfait quand…"), nor is a tame word in a longer sentence ("satisfait ou
    // remboursé").
    if (!rating.inFigures && CONDITIONAL.test(rest.plain)) return { kind: 'reopens' }
    if (!rating.inFigures && (score === 3 || score === 4) && rest.leftOver.length > 0)
      return { kind: 'reopens' }
    const comment = rest.leftOver.length === 0 ? '' : commentOf(written, rating.rest)
    return { kind: 'rating', score, comment, reopens: reopensBeside(score, written, rest) }
  }
  if (written.length > LONGEST_THANKS) return { kind: 'reopens' }
  const words = wordsOf(written)
  if (words.length > MOST_WORDS) return { kind: 'reopens' }
  const { leftOver, thanks } = withoutPleasantries(words, known)
  return leftOver.length === 0 && thanks ? { kind: 'thanks' } : { kind: 'reopens' }
}

const LONGEST_RATED = 4000

// Without the mark when it stands at the beginning or at the end; out of the middle it would leave a hole.
function commentOf(written: string, rest: string): string {
  const bare = rest.replace(/^[\s.,;:!–-]+/, '').trim()
  return written.startsWith(bare) || written.endsWith(bare) ? bare : written
}

// People sign "C. Moreau".
function knownNames(names: readonly string[]): Set<string> {
  const words = names
    .flatMap((name) => name.split(/[^\p{L}]+/u))
    .filter((word) => word !== '')
    .map(plainWord)
  return new Set([...words, ...words.map((word) => word.charAt(0))])
}

interface Besides {
  leftOver: string[]
  plain: string
}

function saidBesides(text: string, names: ReadonlySet<string>): Besides {
  const words = wordsOf(text).slice(0, 4 * MOST_WORDS)
  const { leftOver } = withoutPleasantries(words, names, BESIDE_A_MARK)
  return { leftOver, plain: `${leftOver.join(' ')} ` }
}

// With a good mark, words are a comment unless they point at something left to do; with a bad one nearly any word does.
function reopensBeside(score: Score, written: string, { leftOver, plain }: Besides): boolean {
  if (score <= 2) return leftOver.length > 0 || /^\W*(?:pas du tout|not at all)\W*$/i.test(written)
  if (score === 3) return leftOver.some((word) => !ABOUT_TIME.has(word))
  return LEFT_TO_DO.test(plain)
}

const BESIDE_A_MARK = [
  phrase(
    `(?:(?:de|with|by|for|of|pour|par|sur) )?(?:(?:la|le|l|votre|vos|cette|ce|ma|mon|the|your|this|my|how) )*(?:solution|reponse|aide|service|services|resolution|traitement|suivi|resultat|remboursement|demande|dossier|outcome|result|help|support|answer|note|avis|score|rating|mark|opinion|you handled it|my request was handled)`,
  ),
  phrase(`du (?:service|resultat|traitement|suivi|remboursement|service client)`),
  phrase(
    `je (?:ne )?suis|j en suis|nous (?:ne )?sommes|suis|i m|i am|we are|we re|j ai ete|i was|je (?:vous )?(?:mets|donne)|i give|it s|it is|c est|ce sera|je dirais|i d say|i would say|voici|here is|with (?:it|that|this)|en|un|une|a|note|sur 5|sur cinq|out of 5|on est|my|ma|mon|the|la|le|ne|n|reponse|donc|etoiles?|stars?`,
  ),
]

const ABOUT_TIME = new Set(
  'mais un peu trop long longue longues lent lente cela ca c etait est slow bit a was too little it took delai delais regle resolu resolved sorted finally enfin'.split(
    ' ',
  ),
)

const CONDITIONAL =
  /\b(?:si|quand|lorsque|des que|tant que|if|when|once|until|unless|serai|serais|serions|would be|will be|were|faut|pour etre|to be)\b/

// Each word alone is enough: a question, a "but", a "not", a "still", a request, a defect.
const LEFT_TO_DO =
  /\?|\b(?:ne|n|pas|jamais|rien|aucune?|sans|non|plus|not|t|never|nothing|no|none|without|cannot|mais|cependant|toutefois|pourtant|sauf|hormis|seulement|seul|seule|malgre|quoique|but|however|except|although|though|yet|only|despite|toujours|encore|nouveau|still|again|attends?|attendons|attente|attendre|reste|manque|manquent|manquant|waiting|wait|missing|left|pouvez|pourriez|pourrais|peux|peut|veuillez|svp|stp|voudrais|souhaite|souhaiterais|aimerais|demande|faut|faudrait|besoin|dois|devez|merci de|please|can|could|would|need|want|should|must|quand|comment|pourquoi|quel|quelle|combien|when|where|why|how|who|si|if|avance|advance|probleme|problemes|souci|soucis|casse|cassee|abime|abimee|faux|fausse|erreur|mauvais|mauvaise|retard|panne|defaut|litige|broken|wrong|late|damaged|issue|problem|error|bad|worse|escroc|arnaque|scam|honte|nul|nulle|incompeten\w*|ironie|lol|will|shall|send|soon|envoyer|envoyez|enverrez|bientot|prochaine?|rembours(?:er|ez)|rappel(?:er|ez)|renvoy(?:er|ez)|annul(?:er|ez)|refunded|return|cancel|call)\b/
