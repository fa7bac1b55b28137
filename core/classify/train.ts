import { createHash } from 'node:crypto'
import { figuresOf, findThreshold, fitTemperature, judge } from './calibration.ts'
import { cutFolds, scoreUnseen } from './folds.ts'
import { type Learned, learn } from './learn.ts'
import { LEXICONS } from './lexicon.ts'
import type { Model, ModelAbout } from './model.ts'
import { type Example, readTrainingSet } from './training-set.ts'

/** How many models are learned for calibration, each without one fold of the examples. */
const FOLDS = 6
/** The share of right decisions aimed at where the model does not abstain. */
const PRECISION = 0.97

/** The steps of a training, for progress reports. */
type TrainingStep = 'reading' | 'cross-validation' | 'learning'

/** Thrown when there is too little to learn from; the message has the remedy. */
export class TooFewExamples extends Error {}

/**
 * Trains a model on labelled examples. Its calibration, abstention threshold and figures come from examples the judging
 * model had not learned from. The same examples in the same order give the same model. Throws TooFewExamples for fewer
 * than two labels and for labels with a single example.
 */
export function train(
  examples: readonly Example[],
  complaints: boolean,
  onProgress: (step: TrainingStep, share: number) => void = () => {},
): Model {
  const labels = [...new Set(examples.map(({ label }) => label))].sort()
  refuseTooFew(examples, labels)
  const set = readTrainingSet(examples, labels, complaints, (share) => onProgress('reading', share))
  const unseen = scoreUnseen(set, cutFolds(set, FOLDS), (share) => onProgress('cross-validation', share))
  const temperature = fitTemperature(unseen, set.targets)
  const judged = judge(unseen, set.targets, temperature)
  const threshold = findThreshold(judged, PRECISION)
  const everything = Int32Array.from(examples.keys())
  const learned = learn(set, everything, (share) => onProgress('learning', share))
  return packModel(learned, {
    labels,
    complaints,
    reading: readingFingerprint(),
    temperature,
    threshold,
    learnedFrom: examplesFingerprint(examples),
    examples: examples.length,
    figures: figuresOf(judged, labels.length, threshold),
  })
}

/** Returns a model as it is stored: weights rounded to whole numbers. */
export function packModel(learned: Learned, about: ModelAbout): Model {
  const largest = learned.weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 1e-9)
  const scale = largest / 32_767
  return {
    about,
    vocabulary: learned.vocabulary,
    rarity: learned.rarity,
    weights: Int16Array.from(learned.weights, (weight) => Math.round(weight / scale)),
    scale,
    bias: learned.bias,
  }
}

function refuseTooFew(examples: readonly Example[], labels: readonly string[]): void {
  if (labels.length < 2) {
    const only = labels.length === 1 ? `all ${examples.length} examples say "${labels[0]}"` : 'there is none'
    throw new TooFewExamples(`A model needs at least two different labels; ${only}. Add examples of another.`)
  }
  const lonely = labels.filter((label) => examples.filter((example) => example.label === label).length < 2)
  if (lonely.length > 0)
    throw new TooFewExamples(
      `A label needs at least two examples; these have one: ${lonely.join(', ')}. Add more, or leave them out.`,
    )
}

/** Returns the SHA-256 of examples in their order, to identify the training data of a model. */
export function examplesFingerprint(examples: readonly Example[]): string {
  const hash = createHash('sha256')
  for (const { subject, text, label, writer, weight } of examples)
    hash.update(`${JSON.stringify([subject, text, label, writer, weight])}\n`)
  return hash.digest('hex')
}

// Increase it whenever the same text gives other tokens or features.
const READING_VERSION = 2

let fingerprint: string | undefined

/** Returns a fingerprint of how texts become features: weights learned from one reading mean nothing in another. */
export function readingFingerprint(): string {
  fingerprint ??= createHash('sha256')
    .update(`${READING_VERSION}\n${LEXICONS.join('\n')}`)
    .digest('hex')
    .slice(0, 16)
  return fingerprint
}
