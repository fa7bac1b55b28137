import { type FeatureList, GROUP_FLOORS, GROUP_WEIGHTS } from './feature-list.ts'
import type { Vocabulary } from './vocabulary.ts'

/** A message as a model sees it: its known features and their values. Valid until the next one is made. */
export interface Vector {
  count: number
  feature: Int32Array
  value: Float32Array
  /** The total weight of each feature in the message. */
  shown: Float32Array
  /** The feature of each entry of the list, or -1; as many as the list has. */
  places: Int32Array
}

/** Makes vectors over one vocabulary, in the same memory each time. */
export interface Vectoriser {
  vector(features: FeatureList): Vector
}

/**
 * Returns a vectoriser. A feature's value is its frequency, dampened (1 + ln), times its rarity; then each group is
 * normalised to about length one. `rarity` has one number per feature of the vocabulary.
 */
export function openVectoriser(vocabulary: Vocabulary, rarity: Float32Array): Vectoriser {
  const size = vocabulary.hashes.length
  const sums = new Float32Array(size)
  const groups = new Uint8Array(size)
  const vector: Vector = emptyVector()
  const lengths = new Float64Array(GROUP_WEIGHTS.length)
  return {
    vector(features) {
      let count = 0
      if (vector.places.length < features.count) vector.places = new Int32Array(features.hash.length)
      for (let i = 0; i < features.count; i++) {
        const feature = vocabulary.find(features.hash[i] as number)
        vector.places[i] = feature
        if (feature < 0) continue
        if (sums[feature] === 0) {
          if (count === vector.feature.length) growVector(vector)
          vector.feature[count++] = feature
          groups[feature] = features.group[i] ?? 0
        }
        sums[feature] = (sums[feature] ?? 0) + (features.weight[i] ?? 0)
      }
      lengths.fill(0)
      for (let i = 0; i < count; i++) {
        const feature = vector.feature[i] ?? 0
        const sum = sums[feature] ?? 0
        const group = groups[feature] ?? 0
        const value = (sum <= 1 ? sum : 1 + Math.log(sum)) * (rarity[feature] ?? 0)
        vector.value[i] = value
        vector.shown[i] = sum
        lengths[group] = (lengths[group] ?? 0) + value * value
        sums[feature] = 0
      }
      for (let group = 0; group < lengths.length; group++)
        lengths[group] =
          (GROUP_WEIGHTS[group] ?? 0) / Math.sqrt((lengths[group] ?? 0) + (GROUP_FLOORS[group] ?? 1))
      for (let i = 0; i < count; i++)
        vector.value[i] = (vector.value[i] ?? 0) * (lengths[groups[vector.feature[i] ?? 0] ?? 0] ?? 0)
      vector.count = count
      return vector
    },
  }
}

function emptyVector(): Vector {
  const room = 2_048
  return {
    count: 0,
    feature: new Int32Array(room),
    value: new Float32Array(room),
    shown: new Float32Array(room),
    places: new Int32Array(room),
  }
}

function growVector(vector: Vector): void {
  const room = vector.feature.length * 2
  const feature = new Int32Array(room)
  feature.set(vector.feature)
  vector.feature = feature
  // Filled again after the features are counted.
  vector.value = new Float32Array(room)
  vector.shown = new Float32Array(room)
}
