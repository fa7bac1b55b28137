import { learnVocabulary } from './learn-vocabulary.ts'
import { learnWeights, type Vectors, type Weights } from './learn-weights.ts'
import type { TrainingSet } from './training-set.ts'
import { openVectoriser } from './vector.ts'
import { openVocabulary, type Vocabulary } from './vocabulary.ts'

/** A model's numbers as learned, not yet calibrated. */
export interface Learned extends Weights {
  vocabulary: Vocabulary
  rarity: Float32Array
}

/** Learns from the chosen examples of a set. `onProgress` hears the share done. */
export function learn(set: TrainingSet, chosen: Int32Array, onProgress?: (share: number) => void): Learned {
  const { hashes, rarity } = learnVocabulary(set, chosen)
  const vocabulary = openVocabulary(hashes)
  const vectors = vectorsOf(set, chosen, vocabulary, rarity)
  const targets = Int32Array.from(chosen, (index) => set.targets[index] ?? 0)
  const importance = Float32Array.from(chosen, (index) => set.examples[index]?.weight ?? 1)
  const weights = learnWeights(vectors, targets, importance, set.labels.length, hashes.length, onProgress)
  return { ...weights, vocabulary, rarity }
}

function vectorsOf(
  set: TrainingSet,
  chosen: Int32Array,
  vocabulary: Vocabulary,
  rarity: Float32Array,
): Vectors {
  const vectoriser = openVectoriser(vocabulary, rarity)
  const starts = new Int32Array(chosen.length + 1)
  let feature = new Int32Array(1 << 16)
  let value = new Float32Array(1 << 16)
  let end = 0
  chosen.forEach((index, position) => {
    const features = set.features[index]
    if (features) {
      const vector = vectoriser.vector(features)
      while (end + vector.count > feature.length) {
        feature = grown(feature, new Int32Array(feature.length * 2))
        value = grown(value, new Float32Array(value.length * 2))
      }
      feature.set(vector.feature.subarray(0, vector.count), end)
      value.set(vector.value.subarray(0, vector.count), end)
      end += vector.count
    }
    starts[position + 1] = end
  })
  return { starts, feature, value }
}

function grown<List extends Int32Array | Float32Array>(from: List, to: List): List {
  to.set(from)
  return to
}
