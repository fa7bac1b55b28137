import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { SHIPPED_MODEL } from '../../../core/classify/current-model.ts'

/** What the shipped model costs a process that had nothing of it. */
export interface ModelCost {
  megabytes: number
  /** Processor time of reading the file and making it ready, the least of five fresh processes. */
  loadMilliseconds: number
  /** What the process grew by when the model was read, and by all that classifying needs, its code too. */
  modelMegabytes: number
  allMegabytes: number
}

// The code is loaded before, as it is in the program; the first message is decided after, so that nothing is left lazy.
const MEASURE = `
const used = () => { gc(); return process.memoryUsage().rss / 1048576 }
const bare = used()
const { classify } = await import('./core/classify/classify.ts')
const { shippedModel } = await import('./core/classify/current-model.ts')
const code = used()
const started = process.cpuUsage()
shippedModel()
const { user, system } = process.cpuUsage(started)
classify({ subject: '', text: 'Où est mon colis ?', doorCategory: 'other' })
const all = used()
console.log(JSON.stringify({ load: (user + system) / 1000, model: all - code, all: all - bare }))`

/** Measures the shipped model in processes of its own. */
export function measureModelCost(): ModelCost {
  const runs = Array.from({ length: 5 }, () => {
    const out = execFileSync(process.execPath, ['--expose-gc', '--input-type=module', '-e', MEASURE])
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
