import type { FeatureList } from './feature-list.ts'
import { openVectoriser, type Vector, type Vectoriser } from './vector.ts'
import type { Vocabulary } from './vocabulary.ts'

/** How well a model did on examples it had not learned from. */
export interface ModelFigures {
  /** Shares between 0 and 1. */
  accuracy: number
  macroF1: number
  calibrationError: number
  /** Share of messages it would have decided, and the share of those decided rightly. */
  covered: number
  precisionWhereCovered: number
}

/** The description of a model, beside its numbers. */
export interface ModelAbout {
  labels: readonly string[]
  /** True when it reads with the lexicons of complaints. */
  complaints: boolean
  /** Fingerprint of how texts become features: a model with another reading would guess. */
  reading: string
  /** Divisor of scores before they become probabilities, so that these are calibrated. */
  temperature: number
  /** Below this confidence a person should decide. */
  threshold: number
  /** SHA-256 of its training data, in order. */
  learnedFrom: string
  examples: number
  figures: ModelFigures
}

/** A linear model: weights as whole numbers, to be multiplied by `scale`. */
export interface Model {
  readonly about: ModelAbout
  readonly vocabulary: Vocabulary
  readonly rarity: Float32Array
  readonly weights: Int16Array
  readonly scale: number
  readonly bias: Float32Array
}

/** A model ready for scoring; it reuses the same memory each time. */
export interface OpenModel {
  readonly model: Model
  /** Returns a score per label, divided by the temperature; a new array each time. */
  score(features: FeatureList): { scores: Float64Array; vector: Vector }
}

/** Prepares a model for scoring. */
export function openModel(model: Model): OpenModel {
  const vectoriser: Vectoriser = openVectoriser(model.vocabulary, model.rarity)
  const labels = model.about.labels.length
  return {
    model,
    score(features) {
      const vector = vectoriser.vector(features)
      const scores = new Float64Array(labels)
      addScores(scores, vector, model.weights)
      const { temperature } = model.about
      for (let k = 0; k < labels; k++)
        scores[k] = ((scores[k] ?? 0) * model.scale + (model.bias[k] ?? 0)) / temperature
      return { scores, vector }
    },
  }
}

/** Adds each feature's weights, times its value, to the scores. */
export function addScores(scores: Float64Array, vector: Vector, weights: Int16Array | Float32Array): void {
  const labels = scores.length
  for (let i = 0; i < vector.count; i++) {
    const row = (vector.feature[i] as number) * labels
    const x = vector.value[i] as number
    for (let k = 0; k < labels; k++) (scores[k] as number) += (weights[row + k] as number) * x
  }
}
