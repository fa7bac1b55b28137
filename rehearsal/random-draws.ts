import { seededRandom } from '../core/classify/random.ts'

/** Repeatable chance: the same seed and the same subject draw the same, whatever else is drawn meanwhile. */
export interface Draws {
  /** In [0, 1). */
  share(): number
  chance(probability: number): boolean
  /** Evenly between two numbers. */
  between(least: number, most: number): number
  /** A waiting time: mostly short, sometimes long, `mean` on average. */
  waiting(mean: number): number
  pick<Item>(list: readonly [Item, ...Item[]]): Item
}

/** Draws of their own for a subject, such as one customer or one member's health. */
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

// FNV-1a, 32 bits: near subjects must not draw alike.
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  }
  return value >>> 0
}
