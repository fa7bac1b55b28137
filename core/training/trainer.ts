import { Worker } from 'node:worker_threads'
import type { RetrainedModel } from '../classify/retrain.ts'
import type { RetrainOrder } from '../classify/retrain-worker.ts'
import type { Example } from '../classify/training-set.ts'
import type { CorrectedMessage } from './correction.ts'
import type { Trainer } from './retraining.ts'

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
