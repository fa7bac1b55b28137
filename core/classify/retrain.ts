import { scoreUnseen } from './folds.ts'
import { encodeModel } from './model-file.ts'
import { train } from './train.ts'
import { type Example, readTrainingSet } from './training-set.ts'

/** A model learned anew, and whether it may come into use. */
export interface RetrainedModel {
  bytes: Uint8Array
  examples: number
  figures: Record<string, number>
  refusedBecause: string | null
}

// One shipped message in so many is frozen: never learned from while judging, and always the same ones.
const FROZEN_EVERY = 10

/**
 * Learns from the shipped examples and the corrected messages together. Judged on the frozen part of the shipped ones,
 * by two models that have not seen it: one without the corrections and one with them. Where the second is right less
 * often, the corrections contradict what was known and the result is refused; it says by how much.
 */
export function retrainFrom(shipped: readonly Example[], corrected: readonly Example[]): RetrainedModel {
  const frozen = Int32Array.from(shipped.keys()).filter((index) => index % FROZEN_EVERY === 0)
  const before = accuracyOnFrozen(shipped, frozen)
  const after = accuracyOnFrozen([...shipped, ...corrected], frozen)
  const examples = [...shipped, ...corrected]
  const model = train(examples, true)
  return {
    bytes: encodeModel(model),
    examples: examples.length,
    figures: { frozenBefore: before, frozenAfter: after, accuracy: model.about.figures.accuracy },
    refusedBecause:
      after < before
        ? `right answers on the frozen set fell from ${percent(before)} to ${percent(after)}`
        : null,
  }
}

function accuracyOnFrozen(examples: readonly Example[], frozen: Int32Array): number {
  const labels = [...new Set(examples.map(({ label }) => label))].sort()
  const set = readTrainingSet(examples, labels, true)
  const scores = scoreUnseen(set, [frozen])
  let right = 0
  for (const index of frozen) {
    const own = scores[index] ?? new Float64Array()
    if (own.indexOf(Math.max(...own)) === set.targets[index]) right++
  }
  return frozen.length === 0 ? 1 : right / frozen.length
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}
