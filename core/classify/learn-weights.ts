import { seededRandom, shuffle } from './random.ts'

/** Vectors of all examples, concatenated. */
export interface Vectors {
  /** Where each example's features begin; one more entry at the end. */
  starts: Int32Array
  feature: Int32Array
  value: Float32Array
}

/** A linear model's numbers: a weight per feature and label, grouped by feature. */
export interface Weights {
  weights: Float32Array
  bias: Float32Array
}

// Best on writers left out: small steps, and two fifths of the features hidden in each epoch (dropout). The model then
// relies on no single feature.
const EPOCHS = 25
const RATE = 0.2
const SLOWEST = 0.2
const HIDDEN = 0.4
const SHRINKING = 1e-5
const SEED = 7

/**
 * Learns a multinomial logistic regression by stochastic gradient descent (AdaGrad). The seed is fixed: the same
 * examples in the same order give the same numbers. `readVectors` returns the examples' vectors; it is called in each
 * epoch, so that they may differ. Calls `onEpoch` with the share done.
 */
export function learnWeights(
  readVectors: () => Vectors,
  targets: Int32Array,
  importance: Float32Array,
  labels: number,
  features: number,
  onEpoch: (share: number) => void = () => {},
): Weights {
  const weights = new Float32Array(features * labels)
  const steps = new Float32Array(features * labels).fill(0.01)
  const bias = new Float32Array(labels)
  const biasSteps = new Float32Array(labels).fill(1)
  const random = seededRandom(SEED)
  const order = Int32Array.from(targets, (_, index) => index)
  const error = new Float64Array(labels)
  let visible = new Int32Array(0)
  const rescale = 1 / (1 - HIDDEN)
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    shuffle(order, random)
    const { starts, feature, value } = readVectors()
    const most = longest(starts)
    if (visible.length < most) visible = new Int32Array(most)
    const rate = RATE * (1 - (epoch / EPOCHS) * (1 - SLOWEST))
    for (let turn = 0; turn < order.length; turn++) {
      const example = order[turn] as number
      const end = starts[example + 1] as number
      let count = 0
      for (let i = starts[example] as number; i < end; i++) if (random() >= HIDDEN) visible[count++] = i
      for (let k = 0; k < labels; k++) error[k] = bias[k] as number
      for (let s = 0; s < count; s++) {
        const i = visible[s] as number
        const row = (feature[i] as number) * labels
        const x = (value[i] as number) * rescale
        for (let k = 0; k < labels; k++) (error[k] as number) += (weights[row + k] as number) * x
      }
      intoProbabilities(error)
      ;(error[targets[example] as number] as number) -= 1
      const counts = importance[example] as number
      for (let k = 0; k < labels; k++) (error[k] as number) *= counts
      for (let s = 0; s < count; s++) {
        const i = visible[s] as number
        const row = (feature[i] as number) * labels
        const x = (value[i] as number) * rescale
        for (let k = 0; k < labels; k++) {
          const at = row + k
          const weight = weights[at] as number
          const slope = (error[k] as number) * x + SHRINKING * weight
          const step = (steps[at] as number) + slope * slope
          steps[at] = step
          weights[at] = weight - (rate * slope) / Math.sqrt(step)
        }
      }
      for (let k = 0; k < labels; k++) {
        const slope = error[k] as number
        const step = (biasSteps[k] as number) + slope * slope
        biasSteps[k] = step
        bias[k] = (bias[k] as number) - (0.3 * rate * slope) / Math.sqrt(step)
      }
    }
    onEpoch((epoch + 1) / EPOCHS)
  }
  return { weights, bias }
}

/** Converts scores to probabilities (softmax), in place. */
export function intoProbabilities(scores: Float64Array): void {
  let most = Number.NEGATIVE_INFINITY
  for (const score of scores) if (score > most) most = score
  let sum = 0
  for (let k = 0; k < scores.length; k++) {
    const raised = Math.exp((scores[k] ?? 0) - most)
    scores[k] = raised
    sum += raised
  }
  for (let k = 0; k < scores.length; k++) scores[k] = (scores[k] ?? 0) / sum
}

function longest(starts: Int32Array): number {
  let most = 0
  for (let i = 1; i < starts.length; i++) most = Math.max(most, (starts[i] ?? 0) - (starts[i - 1] ?? 0))
  return most
}
