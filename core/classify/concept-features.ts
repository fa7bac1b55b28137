import type { ConceptHit, ConceptMatcher } from './concept-matcher.ts'
import type { TextPart } from './evidence.ts'
import { addNumber, beginHash, endHash, KIND } from './feature-hash.ts'
import { addFeature, CONCEPTS, type FeatureList } from './feature-list.ts'
import type { Token } from './tokens.ts'

const DENIALS = new Set(
  'pas plus jamais rien aucun aucune sans ni not t no never without nothing dont doesnt didnt wont cant cannot isnt wasnt arent'.split(
    ' ',
  ),
)
const DENIED_WORDS = 4
// A sentence of hundreds of words is no sentence; its pairs would be thousands.
const PAIRED_CONCEPTS = 24

/** The sentences of a part that ask for something, or deny asking for something. */
interface Wishes {
  wanted: ReadonlySet<number>
  unwanted: ReadonlySet<number>
}

/** Returns the sentences that ask for something, by the lexicon's concepts of wishing. */
export function findWishes(matcher: ConceptMatcher, part: TextPart, hits: readonly ConceptHit[]): Wishes {
  const wanted = new Set<number>()
  const unwanted = new Set<number>()
  for (const { concept, first } of hits) {
    const name = matcher.names[concept] ?? ''
    const sentence = part.tokens[first]?.sentence ?? 0
    if (name.startsWith('wish')) wanted.add(sentence)
    if (name === 'no-wish') unwanted.add(sentence)
  }
  return { wanted, unwanted }
}

/**
 * Adds the concepts found in a part, alone and by context. Contexts are: denied, wished for, not wished for, first or
 * last sentence, subject. Adds them also in pairs within a sentence.
 */
export function addConceptFeatures(
  list: FeatureList,
  matcher: ConceptMatcher,
  part: TextPart,
  hits: readonly ConceptHit[],
  wishes: Wishes,
): void {
  const { tokens, weight, base, role } = part
  const denied = deniedTokens(tokens)
  const last = tokens.at(-1)?.sentence ?? 0
  const bySentence = new Map<number, ConceptHit[]>()
  for (const hit of hits) {
    const sentence = tokens[hit.first]?.sentence ?? 0
    const name = matcher.hashes[hit.concept] ?? 0
    const add = (kind: number, hash: number) =>
      addFeature(
        list,
        endHash(addNumber(beginHash(kind), hash)),
        weight,
        CONCEPTS,
        base + hit.first,
        base + hit.last,
      )
    add(KIND.concept, name)
    if (denied[hit.first]) add(KIND.deniedConcept, name)
    if (wishes.wanted.has(sentence)) add(KIND.wishConcept, name)
    if (wishes.unwanted.has(sentence)) add(KIND.unwantedConcept, name)
    if (last > 0 && sentence === last) add(KIND.lastConcept, name)
    if (last > 0 && sentence === 0) add(KIND.firstConcept, name)
    if (role === 'subject') add(KIND.subjectConcept, name)
    const others = bySentence.get(sentence)
    if (!others) bySentence.set(sentence, [hit])
    else if (others.length < PAIRED_CONCEPTS && !others.some(({ concept }) => concept === hit.concept))
      others.push(hit)
  }
  for (const together of bySentence.values()) addPairs(list, matcher, part, together)
}

function addPairs(
  list: FeatureList,
  matcher: ConceptMatcher,
  { weight, base }: TextPart,
  hits: readonly ConceptHit[],
): void {
  for (let i = 0; i < hits.length; i++) {
    for (let j = i + 1; j < hits.length; j++) {
      const a = hits[i]
      const b = hits[j]
      if (!a || !b) continue
      const hashes = [matcher.hashes[a.concept] ?? 0, matcher.hashes[b.concept] ?? 0] as const
      const pair = addNumber(addNumber(beginHash(KIND.conceptPair), Math.min(...hashes)), Math.max(...hashes))
      addFeature(list, endHash(pair), weight, CONCEPTS, base + a.first, base + b.last)
    }
  }
}

function deniedTokens(tokens: readonly Token[]): Uint8Array {
  const denied = new Uint8Array(tokens.length)
  let left = 0
  let sentence = 0
  tokens.forEach((token, i) => {
    if (token.sentence !== sentence || token.afterPause) left = 0
    sentence = token.sentence
    if (left > 0) {
      denied[i] = 1
      left--
    }
    if (DENIALS.has(token.word)) left = DENIED_WORDS
  })
  return denied
}
