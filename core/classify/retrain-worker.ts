import { parentPort, workerData } from 'node:worker_threads'
import { readExamples } from './examples.ts'
import { relearnFrom } from './retrain.ts'
import type { Example } from './training-set.ts'

/** What the thread is given: the corrected messages, and other examples than the shipped ones where a test wants fewer. */
export interface RelearnOrder {
  corrected: Example[]
  shipped?: Example[]
}

const { corrected, shipped } = workerData as RelearnOrder
parentPort?.postMessage(relearnFrom(shipped ?? readExamples(), corrected))
