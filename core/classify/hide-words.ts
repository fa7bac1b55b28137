import { type FeatureList, newFeatureList } from './feature-list.ts'

// A longer turn has words between that do not matter to it.
const LONGEST_CLOSED = 4

/**
 * Makes a reader of features that misses each word with the given probability, as if the writer had said it otherwise:
 * a feature is left out when one of its words is missed, a long one when its first or last is. Texts of which nothing
 * would be left are read whole. What it returns is valid until the next text.
 */
export function wordHider(share: number, random: () => number): (features: FeatureList) => FeatureList {
  const left = newFeatureList()
  let missed = new Uint8Array(256)
  return (features) => {
    const words = wordsOf(features)
    if (missed.length < words) missed = new Uint8Array(words * 2)
    let seen = 0
    for (let word = 0; word < words; word++) {
      missed[word] = random() < share ? 1 : 0
      if (missed[word] === 0) seen++
    }
    if (seen === 0) return features
    makeRoom(left, features.count)
    let count = 0
    for (let i = 0; i < features.count; i++) {
      if (misses(missed, features.first[i] ?? -1, features.last[i] ?? -1)) continue
      left.hash[count] = features.hash[i] ?? 0
      left.weight[count] = features.weight[i] ?? 0
      left.group[count] = features.group[i] ?? 0
      count++
    }
    left.count = count
    return left
  }
}

function wordsOf({ count, last }: FeatureList): number {
  let most = -1
  for (let i = 0; i < count; i++) most = Math.max(most, last[i] ?? -1)
  return most + 1
}

function misses(missed: Uint8Array, first: number, last: number): boolean {
  if (first < 0) return false
  if (last - first >= LONGEST_CLOSED) return missed[first] === 1 || missed[last] === 1
  for (let word = first; word <= last; word++) if (missed[word] === 1) return true
  return false
}

function makeRoom(list: FeatureList, count: number): void {
  if (list.hash.length < count) Object.assign(list, newFeatureList(count * 2))
}
