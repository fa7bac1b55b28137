import { SCORES, type Score } from '../policy/satisfaction-score.ts'
import { phrase, plainWord, withoutPleasantries, wordsOf } from './pleasantries.ts'

/**
 * A customer's reply to a resolution. A thank-you alone asks for nothing. A rating is their satisfaction; it `reopens`
 * when the text beside it shows that something is left to do. Everything else reopens the ticket.
 */
export type ResolutionReply =
  | { kind: 'thanks' }
  | { kind: 'rating'; score: Score; comment: string; reopens: boolean }
  | { kind: 'reopens' }

// Longer thanks always have content: in characters.
const LONGEST_THANKS = 1500
const MOST_WORDS = 200

/**
 * Reads a reply to a resolution (its new text, without quotes), in French and English. When in doubt it reopens:
 * leaving an unhappy customer alone is the worse mistake. `names` are the sender's names.
 */
export function readResolutionReply(text: string, names: readonly string[] = []): ResolutionReply {
  const written = text.trim()
  const known = knownNames(names)
  if (written === '') return { kind: 'reopens' }
  const rating = written.length <= LONGEST_RATED ? findRating(written) : undefined
  if (rating) {
    const rest = readBesides(rating.rest, known)
    const { score } = rating
    // A conditional is no rating ("je serai satisfait quand…"), nor is a moderate word in a longer sentence ("satisfait
    // ou remboursé").
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

// Cuts the rating out at the beginning or at the end only; out of the middle it would leave a gap.
function commentOf(written: string, rest: string): string {
  const comment = rest.replace(/^[\s.,;:!–-]+/, '').trim()
  return written.startsWith(comment) || written.endsWith(comment) ? comment : written
}

// Initials count as names: people sign "C. Moreau".
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

function readBesides(text: string, names: ReadonlySet<string>): Besides {
  const words = wordsOf(text).slice(0, 4 * MOST_WORDS)
  const { leftOver } = withoutPleasantries(words, names, BESIDE_A_MARK)
  return { leftOver, plain: `${leftOver.join(' ')} ` }
}

// Beside a good rating, text reopens only when it mentions something left to do; beside a bad one nearly any does.
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

/** A rating and the text beside it. */
interface Rating {
  score: Score
  /** In figures or stars, as opposed to words. */
  inFigures: boolean
  /** The text without the rating, spaces and lines as they were. */
  rest: string
}

/**
 * Returns the one rating of a text, in figures (`5`, `4/5`, `note : 2`), stars or words (`très satisfaite`). Undefined
 * when there is none, or several that differ. Figures that count something else (days, parcels, dates) are no rating.
 */
function findRating(text: string): Rating | undefined {
  const folded = withoutAccents(text)
  const inFigures = FIGURES.flatMap(({ pattern, score }) =>
    [...folded.matchAll(pattern)].flatMap((match) => found(match, score(match))),
  )
  const inWords = wordMarks(folded)
  const marks = inFigures.length > 0 ? inFigures : inWords
  const [first] = marks
  if (!first || marks.some(({ score }) => score !== first.score)) return undefined
  // "5, pas du tout satisfait": one of the two is a slip, and nobody knows which.
  if (inFigures.length > 0 && inWords.some(({ score }) => Math.abs(score - first.score) > 1)) return undefined
  return { score: first.score, inFigures: inFigures.length > 0, rest: without(text, folded, marks) }
}

interface Mark {
  score: Score
  from: number
  to: number
}

// As long as the text itself, letter by letter, so that positions in one are positions in the other.
function withoutAccents(text: string): string {
  return [...text.replaceAll('’', "'")]
    .map((letter) => {
      const folded = plainWord(letter)
      return folded.length === letter.length ? folded : letter
    })
    .join('')
}

function found(match: RegExpExecArray, given: number | undefined): Mark[] {
  const score = SCORES.find((one) => one === given)
  if (score === undefined) return []
  return [{ score, from: match.index, to: match.index + match[0].length }]
}

function without(text: string, folded: string, marks: readonly Mark[]): string {
  let rest = ''
  let at = 0
  for (const { from, to } of [...marks].sort((a, b) => a.from - b.from)) {
    if (from > at) rest += text.slice(at, from)
    at = Math.max(at, to)
  }
  return `${rest}${text.slice(Math.min(at, folded.length))}`
}

const NUMBERS: Record<string, number> = {
  un: 1,
  une: 1,
  one: 1,
  deux: 2,
  two: 2,
  trois: 3,
  three: 3,
  quatre: 4,
  four: 4,
  cinq: 5,
  five: 5,
}
const NUMBER = '(?:[1-5]|une?|deux|trois|quatre|cinq|one|two|three|four|five)'
// A rating is isolated: what is before and after it must not be what it counts.
const BEFORE = `(?<=^|[.!,;:(\\n–-]\\s{0,3}|(?:note|notation|score|rating|mark|avis|evaluation|soit|est|c'est|mets|met|donne|attribue|merite|give|is|it|dirais|say|d'un|un|a|de)\\s{1,2})`
const AFTER = `(?=\\s*(?:$|[.!,;:)\\n–-](?!\\d)|pour\\b|for\\b|merci|thanks|thank|parce|because|car\\b|sans hesiter|rien |je |j'|il |elle |on |ce |c'|mais |toujours |pas |i |it |but |still |bonne\\b|cordialement|et\\b|and\\b))`
const FULL_SCALES: Record<string, number> = { '5': 1, '10': 2, '20': 4 }

const FIGURES: readonly { pattern: RegExp; score: (match: RegExpExecArray) => number | undefined }[] = [
  {
    pattern: new RegExp(`${BEFORE}(\\d{1,2})(?:[.,](\\d))?\\s*(?:\\/|sur|out of)\\s*(5|10|20)${AFTER}`, 'gm'),
    score: ([, figure = '', , scale = '']) => outOf(Number(figure), FULL_SCALES[scale] ?? 1),
  },
  {
    pattern:
      /\b(?:note|notation|score|rating|mark|avis|evaluation|satisfaction)(?:\s*(?:est|de|is|of|:|=|-)){0,4}\s*([1-5])(?![\d/]|[.,]\d|[^\S\n]*(?:\/|sur|out of|(?!merci|thank)\p{L}))/gu,
    score: ([, figure]) => Number(figure),
  },
  {
    pattern: new RegExp(
      `\\b(?:je (?:vous |lui |leur )?(?:mets|met|donne|attribue)|i(?:'d| would|'ll| will)? (?:give|rate)(?: you| it| this)?)(?: (?:un|une|a|la note de|une note de))? (${NUMBER})${AFTER}`,
      'gm',
    ),
    score: ([, number = '']) => numberOf(number),
  },
  {
    pattern: new RegExp(`${BEFORE}(${NUMBER})\\s*(?:etoiles?|stars?)${AFTER}`, 'gm'),
    score: ([, number = '']) => numberOf(number),
  },
  {
    pattern:
      /(?<!\d\s*)(?<![\u2B50\u2605\u{1F31F}]\uFE0F?\s*)(?:[\u2B50\u2605\u{1F31F}]\uFE0F?\s*){1,50}\u2606*/gu,
    score: ([stars]) => stars.match(/[\u2B50\u2605\u{1F31F}]/gu)?.length,
  },
  // "5 ⭐" is five, not one.
  {
    pattern: /(?<![\d/.,]\s*)([1-5])\s*[\u2B50\u2605\u{1F31F}]\uFE0F?(?!\s*[\u2B50\u2605\u{1F31F}])/gu,
    score: ([, figure]) => Number(figure),
  },
  // A keycap is a figure and a frame.
  { pattern: /([1-5])\uFE0F?\u20E3/gu, score: ([, figure]) => Number(figure) },
  // A step as written in the mail: "4 – Plutôt oui".
  {
    pattern:
      /(?<=^\s*)([1-5])\s*[–:,-]?\s*(?:tout a fait|plutot oui|moyennement|plutot non|pas du tout|completely|mostly|partly|not really|not at all)(?=\s*(?:$|[.!,\n]|merci|thank))/gm,
    score: ([, figure]) => Number(figure),
  },
  // Alone on its line, or at the beginning before a thank-you. "1. Le colis est cassé" is a list.
  { pattern: /(?<=^\s*)([1-5])(?=\s*[.!]*\s*$)/gm, score: ([, figure]) => Number(figure) },
  {
    pattern:
      /(?<=^\s*)(?<!\n[^\n]*)([1-5])(?=\s*[,;:!–-]?\s+(?:merci|thank|parfait|tres|bonne|super|excellent|cordialement|great|perfect|very)|\s*[,;:]\s)/g,
    score: ([, figure]) => Number(figure),
  },
]

function numberOf(text: string): number | undefined {
  return NUMBERS[text] ?? Number(text)
}

// Rounded down, never below the lowest step: nobody is counted more satisfied than they wrote.
function outOf(figure: number, divisor: number): number | undefined {
  return figure > 5 * divisor ? undefined : Math.max(1, Math.floor(figure / divisor))
}

const VERY = `(?:vraiment |tout a fait |entierement |totalement |pleinement |parfaitement |tres |plus que |extremement |absolutely |completely |very |extremely |really |fully |totally |so |most )+`
const QUITE = `(?:plutot |assez |globalement |quite |mostly |fairly |pretty |reasonably |rather )*`
const PLEASED = `(?:satisfait(?:e?s?)|contente?s?|heureu(?:x|ses?)|satisfied|happy|pleased)`
const CROSS = `(?:decue?s?|mecontente?s?|insatisfaite?s?|disappointed|dissatisfied|unsatisfied|unhappy|displeased)`

// In this order the first pattern that fits a position takes it, so that "pas du tout satisfait" is not "satisfait".
const MARKS_IN_WORDS: readonly { score: Score; words: string }[] = [
  { score: 1, words: `(?:pas du tout|absolument pas|vraiment pas|not at all|not in the least) ${PLEASED}` },
  {
    score: 1,
    words: `(?:ne |n')?(?:suis|sommes|am|are) not (?:at all )?${PLEASED} at all|not ${PLEASED} at all`,
  },
  { score: 1, words: `${VERY}${CROSS}` },
  {
    score: 2,
    words: `(?:pas|pas tres|peu|pas vraiment|pas entierement|pas completement|pas totalement|pas pleinement|plutot pas|not|not very|not really|not entirely|not fully|not completely|hardly|isn't|aren't|wasn't) ${PLEASED}|${QUITE}${CROSS}`,
  },
  {
    score: 3,
    words: `(?:moyennement|mi|a moitie|a peu pres|somewhat|half|partly|partially) ${PLEASED}|ni satisfaite? ni insatisfaite?|neither satisfied nor dissatisfied|mitigee?s?`,
  },
  { score: 5, words: `${VERY}${PLEASED}|ravie?s?|enchantee?s?|delighted|over the moon|thrilled` },
  { score: 4, words: `${QUITE}${PLEASED}` },
]

// The steps' own words, only when they are the whole reply.
const STEPS_AS_ANSWER: readonly { score: Score; words: RegExp }[] = [
  { score: 1, words: /^(?:pas du tout|not at all)$/ },
  { score: 2, words: /^(?:plutot non|not really)$/ },
  { score: 3, words: /^(?:moyennement|partly)$/ },
  { score: 4, words: /^(?:plutot oui|mostly)$/ },
  { score: 5, words: /^(?:(?:oui,? )?tout a fait|(?:yes,? )?completely)$/ },
]

function wordMarks(folded: string): Mark[] {
  const whole = folded
    .trim()
    .replace(/[,.!\s]+(?:merci|thanks?|thank you)(?: beaucoup| bien)?[\s.!]*$/, '')
    .replace(/[\s.!]+$/, '')
  const step = STEPS_AS_ANSWER.find(({ words }) => words.test(whole))
  if (step) return [{ score: step.score, from: 0, to: folded.length }]
  const marks: Mark[] = []
  for (const { score, words } of MARKS_IN_WORDS) {
    for (const match of folded.matchAll(new RegExp(`(?<![\\p{L}'-])(?:${words})(?![\\p{L}-])`, 'gu'))) {
      const [from, to] = [match.index, match.index + match[0].length]
      if (!marks.some((mark) => from < mark.to && to > mark.from)) marks.push({ score, from, to })
    }
  }
  return marks
}
