import type { FeatureList } from './feature-list.ts'
import { readFeatures } from './features.ts'

/** A message with its label. */
export interface Example {
  text: string
  label: string
  subject: string
  /** The author, when known: a model must do well with unknown writers. */
  writer: string | null
  /** How many messages it counts for. */
  weight: number
}

/** Examples read into features once, for many trainings. */
export interface TrainingSet {
  examples: readonly Example[]
  labels: readonly string[]
  complaints: boolean
  /** Number of each example's label. */
  targets: Int32Array
  features: readonly FeatureList[]
}

/** Returns examples as features. Calls `onProgress` with the share done. */
export function readTrainingSet(
  examples: readonly Example[],
  labels: readonly string[],
  complaints: boolean,
  onProgress: (share: number) => void = () => {},
): TrainingSet {
  const features = examples.map(({ subject, text }, index) => {
    if (index % 500 === 0) onProgress(index / examples.length)
    return copyOf(readFeatures(subject, text, complaints).features)
  })
  const targets = Int32Array.from(examples, ({ label }) => labels.indexOf(label))
  return { examples, labels, complaints, targets, features }
}

function copyOf(list: FeatureList): FeatureList {
  const { count } = list
  return {
    count,
    hash: list.hash.slice(0, count),
    weight: list.weight.slice(0, count),
    group: list.group.slice(0, count),
    first: list.first.slice(0, count),
    last: list.last.slice(0, count),
  }
}
