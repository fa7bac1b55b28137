import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { SHIPPED_MODEL } from '../../../core/classify/current-model.ts'

/** What the shipped model costs a fresh process. */
export interface ModelCost {
  megabytes: number
  /** CPU time of reading the file and preparing it, the least of five fresh processes. */
  loadMilliseconds: number
  /** How much the process grew with the model alone, and with everything classifying needs, including its code. */
  modelMegabytes: number
  allMegabytes: number
}

const PROCESS = join(import.meta.dirname, 'model-cost-process.ts')

/** Measures the shipped model in separate processes. */
export function measureModelCost(): ModelCost {
  const runs = Array.from({ length: 5 }, () => {
    const out = execFileSync(process.execPath, ['--expose-gc', PROCESS])
    return JSON.parse(out.toString()) as { load: number; model: number; all: number }
  })
  const median = (name: 'model' | 'all') => runs.map((run) => run[name]).sort((a, b) => a - b)[2] ?? 0
  return {
    megabytes: statSync(SHIPPED_MODEL).size / 1_048_576,
    loadMilliseconds: Math.min(...runs.map(({ load }) => load)),
    modelMegabytes: median('model'),
    allMegabytes: median('all'),
  }
}
