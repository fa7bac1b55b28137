import { parentPort, workerData } from 'node:worker_threads'
import { readExamples } from './examples.ts'
import { retrainFrom } from './retrain.ts'
import type { Example } from './training-set.ts'

/** The thread's input: the corrected messages, and other examples than the shipped ones when a test wants fewer. */
export interface RetrainOrder {
  corrected: Example[]
  shipped?: Example[]
}

const { corrected, shipped } = workerData as RetrainOrder
parentPort?.postMessage(retrainFrom(shipped ?? readExamples(), corrected))
