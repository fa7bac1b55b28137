import { parentPort, workerData } from 'node:worker_threads'
import { readExamples } from './examples.ts'
import { retrainFrom } from './retrain.ts'
import type { Example } from './training-set.ts'

/** What the thread is given: the corrected messages, and other examples than the shipped ones where a test wants fewer. */
export interface RetrainOrder {
  corrected: Example[]
  shipped?: Example[]
}

const { corrected, shipped } = workerData as RetrainOrder
parentPort?.postMessage(retrainFrom(shipped ?? readExamples(), corrected))
