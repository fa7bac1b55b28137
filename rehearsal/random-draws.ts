import { seededRandom } from '../core/classify/random.ts'

/** Reproducible randomness: the same seed and subject draw the same, whatever else is drawn meanwhile. */
export interface Draws {
  /** Returns a number in [0, 1). */
  share(): number
  chance(probability: number): boolean
  /** Returns a number drawn uniformly between two numbers. */
  between(least: number, most: number): number
  /** Returns an exponentially distributed waiting time with this mean: mostly short, sometimes long. */
  waiting(mean: number): number
  pick<Item>(list: readonly [Item, ...Item[]]): Item
}

/** Returns the draws of one subject, such as a customer or a member's health. */
export function drawsFor(seed: number, ...subject: readonly (string | number)[]): Draws {
  const share = seededRandom(hash(`${seed}/${subject.join('/')}`))
  return {
    share,
    chance: (probability) => share() < probability,
    between: (least, most) => least + (most - least) * share(),
    waiting: (mean) => -Math.log(1 - share()) * mean,
    pick: (list) => list[Math.floor(share() * list.length)] ?? list[0],
  }
}

// FNV-1a, 32 bits: similar subjects must not draw alike.
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  }
  return value >>> 0
}
