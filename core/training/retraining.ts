import { Worker } from 'node:worker_threads'
import type { RetrainedModel } from '../classify/retrain.ts'
import type { RetrainOrder } from '../classify/retrain-worker.ts'
import type { Example } from '../classify/training-set.ts'
import type { Core } from '../kernel/core.ts'
import { type CorrectedMessage, correctedMessages, correctionsSince } from './correction.ts'
import { chooseModel, keepModel, lastLearnedAt, modelInUse, readModelBytes } from './model-store.ts'

/** The result of learning from the shipped examples and some corrections. */
export interface RetrainingResult {
  bytes: Uint8Array
  examples: number
  /** Accuracy on the frozen evaluation set, before and with the corrections, and other figures. */
  figures: Record<string, number>
  /** Why it must not be used: the frozen set got worse. Null when it may. */
  refusedBecause: string | null
}

/** Trains a model off the main thread; one at a time. */
interface Trainer {
  learn(corrected: readonly CorrectedMessage[]): Promise<RetrainingResult>
}

type RetrainingOutcome = 'nothing-new' | 'accepted' | 'refused'

/**
 * Retrains when there are corrections no model has learned from. The new model comes into use, on every process, only
 * when the frozen evaluation set did not get worse. The former model is kept for a revert, a refused one for analysis.
 */
export async function retrain(core: Core, trainer: Trainer): Promise<RetrainingOutcome> {
  const since = (await lastLearnedAt(core.db)) ?? new Date(0)
  if ((await correctionsSince(core.db, since)) === 0) return 'nothing-new'
  const now = core.clock.now()
  const corrected = await correctedMessages(core.db)
  const retrained = await trainer.learn(corrected)
  await core.db.transaction().execute(async (trx) => {
    const modelId = await keepModel(trx, { ...retrained, corrections: corrected.length }, now)
    if (retrained.refusedBecause !== null) return
    await chooseModel(
      trx,
      { modelId, actor: { kind: 'system' }, reason: `learned from ${corrected.length} corrections` },
      now,
    )
  })
  const outcome = retrained.refusedBecause === null ? 'accepted' : 'refused'
  core.log.info(`a new classification model was ${outcome}`, {
    count: corrected.length,
    ...(retrained.refusedBecause ? { reason: retrained.refusedBecause } : {}),
  })
  return outcome
}

/** Swaps the model this process classifies with; null is the shipped one. */
type UseModel = (bytes: Buffer | null) => void

/**
 * Returns a function that swaps to the model in use and returns whether it swapped. Call it at the start and
 * periodically. A model that cannot be read leaves the present one in use.
 */
export function followModelInUse(core: Core, useModel: UseModel): () => Promise<boolean> {
  let followed = 0
  return async () => {
    const { number, modelId } = await modelInUse(core.db)
    if (number === followed) return false
    try {
      useModel(modelId === null ? null : await readModelBytes(core.db, modelId))
      core.log.info('another classification model is in use', { version: String(number) })
    } catch (error) {
      core.log.error('the chosen classification model cannot be used; the present one stays', { error })
    }
    followed = number
    return true
  }
}

// Learning uses a core for minutes and must not block the main thread.
const WORKER = new URL('../classify/retrain-worker.ts', import.meta.url)

/** Returns a trainer in a thread of its own, on the shipped examples by default. Rejects when the thread fails. */
export function threadTrainer(shipped?: readonly Example[]): Trainer {
  return {
    learn(corrected) {
      const order: RetrainOrder = {
        corrected: corrected.map(asExample),
        ...(shipped ? { shipped: [...shipped] } : {}),
      }
      const worker = new Worker(WORKER, { workerData: order })
      return new Promise((resolve, reject) => {
        worker.once('message', (model: RetrainedModel) => resolve(model))
        worker.once('error', reject)
        worker.once('exit', (status) => reject(new Error(`Learning ended early, with status ${status}.`)))
      })
    },
  }
}

function asExample({ subject, text, category }: CorrectedMessage): Example {
  return { subject, text, label: category, writer: 'corrections', weight: 1 }
}
