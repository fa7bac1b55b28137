import { Worker } from 'node:worker_threads'
import type { RetrainedModel } from '../classify/retrain.ts'
import type { RetrainOrder } from '../classify/retrain-worker.ts'
import type { Example } from '../classify/training-set.ts'
import type { Core } from '../kernel/core.ts'
import { type CorrectedMessage, correctedMessages, correctionsSince } from './correction.ts'
import { chooseModel, keepModel, lastLearnedAt, modelInUse, readModelBytes } from './model-store.ts'

/** What learning from the shipped examples and some corrections came to. */
export interface RetrainingResult {
  bytes: Uint8Array
  examples: number
  /** Accuracy on the frozen evaluation set, before and with the corrections, and whatever else was measured. */
  figures: Record<string, number>
  /** Why it must not come into use: the frozen set got worse. Null when it may. */
  refusedBecause: string | null
}

/** Learns away from the main thread; one at a time. */
interface Trainer {
  learn(corrected: readonly CorrectedMessage[]): Promise<RetrainingResult>
}

type RetrainingOutcome = 'nothing-new' | 'accepted' | 'refused'

/**
 * Learns again when there are corrections not learned from yet. The new model comes into use, on every process, only
 * when the frozen evaluation set did not get worse; the one before stays to go back to, a refused one to look at.
 */
export async function retrain(core: Core, trainer: Trainer): Promise<RetrainingOutcome> {
  const since = (await lastLearnedAt(core.db)) ?? new Date(0)
  if ((await correctionsSince(core.db, since)) === 0) return 'nothing-new'
  const now = core.clock.now()
  const corrected = await correctedMessages(core.db)
  const relearned = await trainer.learn(corrected)
  await core.db.transaction().execute(async (trx) => {
    const modelId = await keepModel(trx, { ...relearned, corrections: corrected.length }, now)
    if (relearned.refusedBecause !== null) return
    await chooseModel(
      trx,
      { modelId, actor: { kind: 'system' }, reason: `learned from ${corrected.length} corrections` },
      now,
    )
  })
  const outcome = relearned.refusedBecause === null ? 'accepted' : 'refused'
  core.log.info(`a new classification model was ${outcome}`, {
    count: corrected.length,
    ...(relearned.refusedBecause ? { reason: relearned.refusedBecause } : {}),
  })
  return outcome
}

/** Swaps the model this process classifies with; null is the one the program ships. */
type UseModel = (bytes: Buffer | null) => void

/**
 * Watches which model is in use and swaps to it in one step. Call it at the start and every so often; it answers whether
 * it swapped. A model that cannot be read leaves the present one in use.
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

// Learning holds a core for minutes; nothing that waits for the main thread may wait for it.
const WORKER = new URL('../classify/retrain-worker.ts', import.meta.url)

/** Learns in a thread of its own, from the shipped examples unless others are given. Rejects when the thread fails. */
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
