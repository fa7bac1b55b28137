import { type FeatureList, newFeatureList } from './feature-list.ts'

// A longer match has words between that do not belong to it.
const LONGEST_CLOSED = 4

/**
 * Returns a filter of features that drops each word with the given probability, as if the writer had chosen another
 * one. A feature is dropped when one of its words is, a long one when its first or last is. Texts of which nothing
 * would be left stay whole. Its result is valid until the next text.
 */
export function wordHider(share: number, random: () => number): (features: FeatureList) => FeatureList {
  const left = newFeatureList()
  let dropped = new Uint8Array(256)
  return (features) => {
    const words = wordsOf(features)
    if (dropped.length < words) dropped = new Uint8Array(words * 2)
    let seen = 0
    for (let word = 0; word < words; word++) {
      dropped[word] = random() < share ? 1 : 0
      if (dropped[word] === 0) seen++
    }
    if (seen === 0) return features
    makeRoom(left, features.count)
    let count = 0
    for (let i = 0; i < features.count; i++) {
      if (isDropped(dropped, features.first[i] ?? -1, features.last[i] ?? -1)) continue
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

function isDropped(dropped: Uint8Array, first: number, last: number): boolean {
  if (first < 0) return false
  if (last - first >= LONGEST_CLOSED) return dropped[first] === 1 || dropped[last] === 1
  for (let word = first; word <= last; word++) if (dropped[word] === 1) return true
  return false
}

function makeRoom(list: FeatureList, count: number): void {
  if (list.hash.length < count) Object.assign(list, newFeatureList(count * 2))
}
