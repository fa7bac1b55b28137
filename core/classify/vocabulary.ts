/** The features a model knows, by their hashes; a feature's number is its index in `hashes`. */
export interface Vocabulary {
  readonly hashes: Uint32Array
  /** Returns the number of a feature, or -1. */
  find(hash: number): number
}

/** Returns a vocabulary of hashes (all different, none 0), as an open-addressing hash table. */
export function openVocabulary(hashes: Uint32Array): Vocabulary {
  let places = 1_024
  while (places < hashes.length * 2) places *= 2
  const mask = places - 1
  const keys = new Uint32Array(places)
  const numbers = new Int32Array(places)
  for (let number = 0; number < hashes.length; number++) {
    const hash = hashes[number] as number
    let place = hash & mask
    while (keys[place] !== 0) place = (place + 1) & mask
    keys[place] = hash
    numbers[place] = number
  }
  return {
    hashes,
    find(hash) {
      let place = hash & mask
      for (;;) {
        const key = keys[place]
        if (key === hash) return numbers[place] ?? -1
        if (key === 0) return -1
        place = (place + 1) & mask
      }
    },
  }
}
