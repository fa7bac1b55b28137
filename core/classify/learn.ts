import { wordHider } from './hide-words.ts'
import { learnVocabulary } from './learn-vocabulary.ts'
import { learnWeights, type Vectors, type Weights } from './learn-weights.ts'
import { seededRandom } from './random.ts'
import type { TrainingSet } from './training-set.ts'
import { openVectoriser } from './vector.ts'
import { openVocabulary, type Vocabulary } from './vocabulary.ts'

/** A model's numbers as learned, not yet calibrated. */
export interface Learned extends Weights {
  vocabulary: Vocabulary
  rarity: Float32Array
}

// A quarter of the words is dropped in each epoch, because the next writer will not use the same ones. Measured on
// writers left out, it decides more messages at the same precision.
const DROPPED_WORDS = 0.25
const SEED = 106

/** Learns from the chosen examples of a set. Calls `onProgress` with the share done. */
export function learn(set: TrainingSet, chosen: Int32Array, onProgress?: (share: number) => void): Learned {
  const { hashes, rarity } = learnVocabulary(set, chosen)
  const vocabulary = openVocabulary(hashes)
  const readVectors = vectorReader(set, chosen, vocabulary, rarity)
  const targets = Int32Array.from(chosen, (index) => set.targets[index] ?? 0)
  const importance = Float32Array.from(chosen, (index) => set.examples[index]?.weight ?? 1)
  const weights = learnWeights(readVectors, targets, importance, set.labels.length, hashes.length, onProgress)
  return { ...weights, vocabulary, rarity }
}

// Each call reads the examples anew, into the same memory.
function vectorReader(
  set: TrainingSet,
  chosen: Int32Array,
  vocabulary: Vocabulary,
  rarity: Float32Array,
): () => Vectors {
  const vectoriser = openVectoriser(vocabulary, rarity)
  const hideWords = wordHider(DROPPED_WORDS, seededRandom(SEED))
  const starts = new Int32Array(chosen.length + 1)
  let feature = new Int32Array(1 << 16)
  let value = new Float32Array(1 << 16)
  return () => {
    let end = 0
    chosen.forEach((index, position) => {
      const features = set.features[index]
      if (features) {
        const vector = vectoriser.vector(hideWords(features))
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
}

function grown<List extends Int32Array | Float32Array>(from: List, to: List): List {
  to.set(from)
  return to
}
