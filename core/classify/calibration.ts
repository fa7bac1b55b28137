import type { Unseen } from './folds.ts'
import { intoProbabilities } from './learn-weights.ts'
import type { ModelFigures } from './model.ts'

/** A prediction with its known truth. */
export interface Judged {
  confidence: number
  predicted: number
  truth: number
}

const BINS = 15

/** Returns the temperature at which the scores' probabilities fit the truth best (least log loss). */
export function fitTemperature(scores: Unseen, targets: Int32Array): number {
  let low = Math.log(0.2)
  let high = Math.log(5)
  const loss = (logarithm: number) => logLoss(scores, targets, Math.exp(logarithm))
  for (let step = 0; step < 40; step++) {
    const third = (high - low) / 3
    if (loss(low + third) < loss(high - third)) high -= third
    else low += third
  }
  return Math.exp((low + high) / 2)
}

function logLoss(scores: Unseen, targets: Int32Array, temperature: number): number {
  let loss = 0
  scores.forEach((own, index) => {
    loss -= Math.log(Math.max(1e-12, probabilities(own, temperature)[targets[index] ?? 0] ?? 0))
  })
  return loss
}

/** Returns the probabilities of scores at a temperature. */
function probabilities(scores: Float64Array, temperature: number): Float64Array {
  const result = scores.map((score) => score / temperature)
  intoProbabilities(result)
  return result
}

/** Returns the best label of each example with its confidence, and the truth. */
export function judge(scores: Unseen, targets: Int32Array, temperature: number): Judged[] {
  return scores.map((own, index) => {
    const shares = probabilities(own, temperature)
    const confidence = Math.max(...shares)
    return { confidence, predicted: shares.indexOf(confidence), truth: targets[index] ?? 0 }
  })
}

/**
 * Returns the lowest confidence above which at least `precision` of the predictions are right. It is just above 1 when
 * there is none, so that a person decides everything.
 */
export function findThreshold(judged: readonly Judged[], precision: number): number {
  const sorted = [...judged].sort((a, b) => b.confidence - a.confidence)
  let right = 0
  let threshold = 1.001
  sorted.forEach(({ confidence, predicted, truth }, index) => {
    if (predicted === truth) right++
    const enough = index + 1 >= Math.min(50, sorted.length / 4)
    if (enough && right / (index + 1) >= precision) threshold = confidence
  })
  return threshold
}

/** Returns the expected calibration error: how far confidence is from the share of right predictions, in 15 bins. */
export function calibrationError(judged: readonly Judged[]): number {
  const bins = Array.from({ length: BINS }, () => ({ count: 0, confidence: 0, right: 0 }))
  for (const { confidence, predicted, truth } of judged) {
    const bin = bins[Math.min(BINS - 1, Math.floor(confidence * BINS))]
    if (!bin) continue
    bin.count++
    bin.confidence += confidence
    if (predicted === truth) bin.right++
  }
  return bins.reduce((sum, bin) => sum + Math.abs(bin.confidence - bin.right), 0) / Math.max(1, judged.length)
}

/** Returns accuracy, macro-F1, calibration error and coverage of judged predictions. */
export function figuresOf(judged: readonly Judged[], labels: number, threshold: number): ModelFigures {
  const right = judged.filter(({ predicted, truth }) => predicted === truth).length
  const covered = judged.filter(({ confidence }) => confidence >= threshold)
  const coveredRight = covered.filter(({ predicted, truth }) => predicted === truth).length
  return {
    accuracy: right / Math.max(1, judged.length),
    macroF1: macroF1(judged, labels),
    calibrationError: calibrationError(judged),
    covered: covered.length / Math.max(1, judged.length),
    precisionWhereCovered: coveredRight / Math.max(1, covered.length),
  }
}

/** Returns the mean over all labels of the harmonic mean of precision and recall. */
export function macroF1(judged: readonly Judged[], labels: number): number {
  let sum = 0
  for (let label = 0; label < labels; label++) {
    const found = judged.filter(({ predicted, truth }) => predicted === label && truth === label).length
    const named = judged.filter(({ predicted }) => predicted === label).length
    const there = judged.filter(({ truth }) => truth === label).length
    sum += named + there === 0 ? 0 : (2 * found) / (named + there)
  }
  return sum / Math.max(1, labels)
}
