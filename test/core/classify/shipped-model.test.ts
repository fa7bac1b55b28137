import { statSync } from 'node:fs'
import { expect, it } from 'vitest'
import { SHIPPED_MODEL, shippedModel } from '../../../core/classify/current-model.ts'
import { readExamples } from '../../../core/classify/examples.ts'
import { examplesFingerprint, readingFingerprint } from '../../../core/classify/train.ts'
import { CATEGORIES } from '../../../core/policy/category.ts'

// That learning again gives the same file byte for byte takes minutes: `npm run bench -- classify --retrain`.
it('The shipped model was learned from exactly the messages beside it, and reads as the program does', () => {
  const { about } = shippedModel().model
  expect(about.learnedFrom).toBe(examplesFingerprint(readExamples()))
  expect(about.reading).toBe(readingFingerprint())
  expect(about.labels).toEqual([...CATEGORIES].sort())
  expect(statSync(SHIPPED_MODEL).size).toBeLessThan(3 * 1_048_576)
})
