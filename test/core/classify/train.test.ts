import { describe, expect, it } from 'vitest'
import { readFeatures } from '../../../core/classify/features.ts'
import { wordHider } from '../../../core/classify/hide-words.ts'
import { encodeModel } from '../../../core/classify/model-file.ts'
import { seededRandom } from '../../../core/classify/random.ts'
import { train } from '../../../core/classify/train.ts'

const example = (text: string, label: string) => ({ text, label, subject: '', writer: null, weight: 1 })
const ANIMALS = ['noir', 'blanc', 'gris', 'roux', 'vieux', 'petit'].flatMap((kind) => [
  example(`le chat ${kind} miaule sur le toit`, 'chat'),
  example(`le chien ${kind} aboie dans la cour`, 'chien'),
])

describe('Learning', () => {
  it('from the same examples in the same order gives the same model, byte for byte', () => {
    const [once, again] = [train(ANIMALS, false), train(ANIMALS, false)].map(encodeModel)
    expect(once).toEqual(again)
    expect(encodeModel(train(ANIMALS.toReversed(), false))).not.toEqual(once)
  })

  it('misses some of the words at each look, others the next time, and never all of them', () => {
    const { features } = readFeatures('', 'le vendeur garde mon argent et ne répond plus', true)
    const random = seededRandom(1)
    const counts = Array.from({ length: 20 }, () => wordHider(0.4, random)(features).count)
    expect(new Set(counts).size).toBeGreaterThan(5)
    expect(Math.max(...counts)).toBeLessThan(features.count)
    expect(wordHider(0, random)(features).count).toBe(features.count)
    expect(wordHider(1, random)(features)).toBe(features)
  })
})
