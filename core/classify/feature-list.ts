/** Groups of features. Each is normalised to about length one, so that many letters do not outweigh few words. */
export const WORDS = 0
export const LETTERS = 1
export const CONCEPTS = 2
/** The weight of each group, in that order. */
export const GROUP_WEIGHTS = [1, 1, 0.8] as const
/** Added to a group's squared length, so that two words of greeting are less certain than a long mail. */
export const GROUP_FLOORS = [100, 300, 30] as const

/** The features of a text: hashes and weights. The list is reused from text to text. */
export interface FeatureList {
  count: number
  hash: Uint32Array
  weight: Float32Array
  group: Uint8Array
  /** The tokens a feature begins and ends with, for explanations. */
  first: Int32Array
  last: Int32Array
}

/** Returns an empty list with room for a usual message; it grows on demand. */
export function newFeatureList(room = 4_096): FeatureList {
  return {
    count: 0,
    hash: new Uint32Array(room),
    weight: new Float32Array(room),
    group: new Uint8Array(room),
    first: new Int32Array(room),
    last: new Int32Array(room),
  }
}

/** Appends one feature. */
export function addFeature(
  list: FeatureList,
  hash: number,
  weight: number,
  group: number,
  first: number,
  last: number,
): void {
  if (list.count === list.hash.length) grow(list)
  const at = list.count++
  list.hash[at] = hash
  list.weight[at] = weight
  list.group[at] = group
  list.first[at] = first
  list.last[at] = last
}

function grow(list: FeatureList): void {
  const larger = newFeatureList(list.hash.length * 2)
  larger.hash.set(list.hash)
  larger.weight.set(list.weight)
  larger.group.set(list.group)
  larger.first.set(list.first)
  larger.last.set(list.last)
  Object.assign(list, larger, { count: list.count })
}
