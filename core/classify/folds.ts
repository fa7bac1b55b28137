import { learn } from './learn.ts'
import { addScores } from './model.ts'
import { seededRandom, shuffle } from './random.ts'
import type { TrainingSet } from './training-set.ts'
import { openVectoriser } from './vector.ts'

/** A score per label for every example, each by a model that had not learned from it. */
export type Unseen = readonly Float64Array[]

/**
 * Returns the folds of a cross-validation. With three writers or more, all of a writer's messages are in one fold,
 * because a model must do well with unknown writers. Otherwise the split is random, each label evenly.
 */
export function cutFolds(set: TrainingSet, most: number): Int32Array[] {
  const writers = [...new Set(set.examples.map(({ writer }) => writer))]
  const byWriter = writers.length >= 3 && !writers.includes(null)
  const folds = Array.from({ length: byWriter ? Math.min(most, writers.length) : most }, (): number[] => [])
  if (byWriter) {
    for (const [index, { writer }] of set.examples.entries())
      folds[writers.indexOf(writer) % folds.length]?.push(index)
  } else {
    set.labels.forEach((_, label) => {
      const own = Int32Array.from(set.examples.keys()).filter((index) => set.targets[index] === label)
      shuffle(own, seededRandom(label + 1))
      for (const [position, index] of own.entries()) folds[position % folds.length]?.push(index)
    })
  }
  return folds.map((fold) => Int32Array.from(fold)).filter((fold) => fold.length > 0)
}

/** Scores every example by a model learned from the other folds. Calls `onProgress` with the share done. */
export function scoreUnseen(
  set: TrainingSet,
  folds: readonly Int32Array[],
  onProgress: (share: number) => void = () => {},
): Unseen {
  const scores: Float64Array[] = set.examples.map(() => new Float64Array(set.labels.length))
  folds.forEach((fold, done) => {
    const left = new Set(fold)
    const chosen = Int32Array.from(set.examples.keys()).filter((index) => !left.has(index))
    const learned = learn(set, chosen, (share) => onProgress((done + share) / folds.length))
    const vectoriser = openVectoriser(learned.vocabulary, learned.rarity)
    for (const index of fold) {
      const features = set.features[index]
      const own = scores[index]
      if (!features || !own) continue
      own.set(learned.bias)
      addScores(own, vectoriser.vector(features), learned.weights)
    }
  })
  return scores
}
