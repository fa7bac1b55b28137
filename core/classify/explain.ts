import type { TextPart } from './evidence.ts'
import type { FeatureList } from './feature-list.ts'
import type { Model } from './model.ts'
import type { Vector } from './vector.ts'

/** Words that favoured the winner over the runner-up, as written, and their weight. */
export interface WordReason {
  words: string[]
  weight: number
}

const MOST_REASONS = 5
// A reason below this share of the strongest explains nothing.
const LEAST_SHARE = 0.15

/**
 * Returns why `winner` came before `runnerUp` (numbers of labels). Each feature contributes its value times the
 * difference of its weights. Contributions are spread over the feature's words; neighbours are joined. At most five
 * phrases, strongest first.
 */
export function explain(
  model: Model,
  parts: readonly TextPart[],
  features: FeatureList,
  vector: Vector,
  winner: number,
  runnerUp: number,
): WordReason[] {
  const perToken = spread(model, parts, features, vector, winner, runnerUp)
  const phrases = parts.flatMap((part) => phrasesOf(part, perToken))
  phrases.sort((a, b) => b.weight - a.weight)
  const least = (phrases[0]?.weight ?? 0) * LEAST_SHARE
  const seen = new Set<string>()
  return phrases
    .filter(({ words, weight }) => {
      const key = words.join(' ').toLowerCase()
      return weight > least && !seen.has(key) && seen.add(key)
    })
    .slice(0, MOST_REASONS)
    .map(({ words, weight }) => ({ words, weight: Math.round(weight * 1_000) / 1_000 }))
}

// One number per feature of the present message; written before it is read.
let contributions = new Float32Array(0)

function spread(
  model: Model,
  parts: readonly TextPart[],
  features: FeatureList,
  vector: Vector,
  winner: number,
  runnerUp: number,
): Float64Array {
  const { about, weights, rarity, scale } = model
  const labels = about.labels.length
  if (contributions.length < rarity.length) contributions = new Float32Array(rarity.length)
  for (let i = 0; i < vector.count; i++) {
    const feature = vector.feature[i] as number
    const row = feature * labels
    const difference = (weights[row + winner] as number) - (weights[row + runnerUp] as number)
    const value = (vector.value[i] as number) / (vector.shown[i] as number)
    contributions[feature] = (value * difference * scale) / about.temperature
  }
  const last = parts.at(-1)
  const perToken = new Float64Array(last ? last.base + last.tokens.length : 0)
  for (let i = 0; i < features.count; i++) {
    const feature = vector.places[i] as number
    const first = features.first[i] as number
    if (feature < 0 || first < 0) continue
    const end = features.last[i] as number
    const share = ((features.weight[i] as number) * (contributions[feature] as number)) / (end - first + 1)
    for (let token = first; token <= end; token++) perToken[token] = (perToken[token] as number) + share
  }
  return perToken
}

function phrasesOf({ tokens, text, base }: TextPart, perToken: Float64Array): WordReason[] {
  const phrases: WordReason[] = []
  let open: WordReason | undefined
  let sentence = -1
  const strongest = tokens.reduce((most, _, i) => Math.max(most, perToken[base + i] ?? 0), 0)
  tokens.forEach((token, i) => {
    const weight = perToken[base + i] ?? 0
    if (weight < strongest * LEAST_SHARE || weight <= 0) {
      open = undefined
      return
    }
    const word = text.slice(token.start, token.end).replace(/\s+/g, ' ').trim()
    if (open && token.sentence === sentence && open.words.length < 4) {
      open.words.push(word)
      open.weight += weight
    } else {
      open = { words: [word], weight }
      phrases.push(open)
    }
    sentence = token.sentence
  })
  return phrases
}
