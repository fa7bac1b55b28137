import { scoreUnseen } from './folds.ts'
import { encodeModel } from './model-file.ts'
import { train } from './train.ts'
import { type Example, readTrainingSet } from './training-set.ts'

/** A retrained model, and whether it may be used. */
export interface RetrainedModel {
  bytes: Uint8Array
  examples: number
  figures: Record<string, number>
  refusedBecause: string | null
}

// Every tenth shipped message is frozen: never learned from for the evaluation, and always the same ones.
const FROZEN_EVERY = 10

/**
 * Learns from the shipped examples and the corrected messages together. Two models are evaluated on the frozen part of
 * the shipped ones, which they have not seen: one without the corrections and one with them. When the second is right
 * less often, the corrections contradict the examples, and the result is refused with both figures.
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
