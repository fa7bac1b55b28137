import { type Category, isCategory } from '../policy/category.ts'
import { currentModel } from './current-model.ts'
import { decide, type Reason } from './decide.ts'
import type { Evidence } from './evidence.ts'
import type { OpenModel } from './model.ts'

/** What a message is about, and how sure that is. `category` is the best guess even when abstained. */
export interface Decision {
  category: Category
  /** Between 0 and 1: how often such an answer is right. */
  confidence: number
  /** True when a person should decide. `other` may be decided. */
  abstained: boolean
  reasons: Reason[]
  runnerUp: { category: Category; confidence: number } | null
  /** Danger to persons, fraud in progress, a legal deadline within days. */
  urgent: boolean
}

/**
 * Decides a message's category by its words, the named rules and the door it came in by; a clear text outweighs the
 * door. Answers any text within milliseconds and never fails. `model` is the one in use unless another is given.
 */
export function classify(evidence: Evidence, model: OpenModel = currentModel()): Decision {
  const { label, runnerUp, ...rest } = decide(model, evidence)
  return {
    category: categoryOf(label),
    ...rest,
    runnerUp: runnerUp && { category: categoryOf(runnerUp.label), confidence: runnerUp.confidence },
  }
}

function categoryOf(label: string): Category {
  if (!isCategory(label))
    throw new Error(`The model in use answers "${label}", which is no category of ours.`)
  return label
}
