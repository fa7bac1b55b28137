import { describe, expect, it } from 'vitest'
import { classify } from '../../../core/classify/classify.ts'
import { useModel } from '../../../core/classify/current-model.ts'
import { readExamples } from '../../../core/classify/examples.ts'
import { openModel } from '../../../core/classify/model.ts'
import { decodeModel } from '../../../core/classify/model-file.ts'
import { retrainFrom } from '../../../core/classify/retrain.ts'
import { threadTrainer } from '../../../core/training/retraining.ts'

// A few of the shipped messages: learning takes seconds instead of minutes. The limit is against hanging only.
const FEW = readExamples().filter((_, index) => index % 29 === 0)
const LIMIT = 600_000
const UNHEARD = 'Mon zorgluche fait des bulbifuges depuis hier'
const corrected = Array.from({ length: 12 }, (_, day) => ({
  subject: 'Zorgluche',
  text: `${UNHEARD}, et le bulbifuge numéro ${day} aussi.`,
  category: 'product-infringement' as const,
}))

describe('Learning again', () => {
  it(
    'in a thread of its own, from corrections too, gives a model that decides as it was corrected',
    async () => {
      const relearned = await threadTrainer(FEW).learn(corrected)
      expect(relearned.examples).toBe(FEW.length + corrected.length)
      const evidence = { subject: '', text: UNHEARD, doorCategory: 'other' as const }
      const before = classify(evidence)
      expect(before.abstained || before.category !== 'product-infringement').toBe(true)
      try {
        useModel(openModel(decodeModel(relearned.bytes)))
        expect(classify(evidence).category).toBe('product-infringement')
      } finally {
        useModel(null)
      }
      expect(classify(evidence)).toEqual(before)
    },
    LIMIT,
  )

  it(
    'from corrections that contradict what is known is refused, and says by how much it got worse',
    () => {
      const upside = FEW.filter((_, index) => index % 10 !== 0).map((example) => ({
        ...example,
        label: example.label === 'fraud' ? 'other' : 'fraud',
        writer: 'corrections',
        weight: 5,
      }))
      const relearned = retrainFrom(FEW, upside)
      expect(relearned.refusedBecause).toMatch(/fell from \d+\.\d % to \d+\.\d %/)
      expect(relearned.figures.frozenAfter).toBeLessThan(relearned.figures.frozenBefore ?? 0)
    },
    LIMIT,
  )
})
