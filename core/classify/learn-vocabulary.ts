import type { TrainingSet } from './training-set.ts'

/** The features known from the examples, before any weight is learned. */
interface LearnedVocabulary {
  hashes: Uint32Array
  rarity: Float32Array
}

// A model of nine categories then stays under 3 MB.
const MOST_FEATURES = 120_000
const STEPS = 24

/**
 * Returns the features seen in at least two of the chosen examples, with their rarity. When there are too many, the
 * rarest are dropped first. Rarity is 1 + ln((n + 1) / (seen + 1)), rounded to fit in one byte.
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

/** Returns a rarity as one byte. */
function rarityByte(seen: number, all: number): number {
  return Math.min(255, Math.round((1 + Math.log((all + 1) / (seen + 1))) * STEPS))
}

/** Returns the rarity that a byte encodes. */
export function rarityOf(byte: number): number {
  return byte / STEPS
}

/** Returns the byte of a rarity. */
export function byteOf(rarity: number): number {
  return Math.round(rarity * STEPS)
}
