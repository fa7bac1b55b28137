import type { TrainingSet } from './training-set.ts'

/** What is known of features after reading the examples, before any weight is learned. */
interface LearnedVocabulary {
  hashes: Uint32Array
  rarity: Float32Array
}

// A model of nine categories then stays under 3 MB.
const MOST_FEATURES = 120_000
const STEPS = 24

/**
 * The features seen in at least two of the chosen examples, and how rare each is: 1 + ln((n + 1) / (seen + 1)), rounded
 * so that it fits in one byte. When there are too many, the rarest go first.
 */
export function learnVocabulary(set: TrainingSet, chosen: Int32Array): LearnedVocabulary {
  const seenIn = new Map<number, number>()
  const lastSeen = new Map<number, number>()
  for (const index of chosen) {
    const features = set.features[index]
    if (!features) continue
    for (let i = 0; i < features.count; i++) {
      const hash = features.hash[i] ?? 0
      if (lastSeen.get(hash) === index) continue
      lastSeen.set(hash, index)
      seenIn.set(hash, (seenIn.get(hash) ?? 0) + 1)
    }
  }
  let least = 2
  let kept = [...seenIn].filter(([, seen]) => seen >= least)
  while (kept.length > MOST_FEATURES) {
    least++
    kept = kept.filter(([, seen]) => seen >= least)
  }
  kept.sort(([a], [b]) => a - b)
  return {
    hashes: Uint32Array.from(kept, ([hash]) => hash),
    rarity: Float32Array.from(kept, ([, seen]) => rarityOf(rarityByte(seen, chosen.length))),
  }
}

/** Rarity as one byte. */
function rarityByte(seen: number, all: number): number {
  return Math.min(255, Math.round((1 + Math.log((all + 1) / (seen + 1))) * STEPS))
}

/** The rarity a byte stands for. */
export function rarityOf(byte: number): number {
  return byte / STEPS
}

/** The byte a rarity was read from. */
export function byteOf(rarity: number): number {
  return Math.round(rarity * STEPS)
}
