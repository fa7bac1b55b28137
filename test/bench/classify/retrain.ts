import { readFileSync } from 'node:fs'
import { SHIPPED_MODEL } from '../../../core/classify/current-model.ts'
import { readExamples } from '../../../core/classify/examples.ts'
import { encodeModel } from '../../../core/classify/model-file.ts'
import { train } from '../../../core/classify/train.ts'

/** Learns the shipped model again from the messages beside it; throws unless every byte is the same. Returns seconds. */
export function retrainShippedModel(): number {
  const started = performance.now()
  const bytes = encodeModel(train(readExamples(), true))
  if (!readFileSync(SHIPPED_MODEL).equals(bytes))
    throw new Error('shipped.model is not what its examples give. Train it again: core/classify/README.md.')
  return (performance.now() - started) / 1_000
}
