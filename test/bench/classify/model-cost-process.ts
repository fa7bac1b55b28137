// A process of its own, started with --expose-gc by model-cost.ts: prints the cost of the shipped model. The code is
// loaded before the model, as in the program; a message is classified afterwards, so that nothing stays lazy.

const baseline = used()
const { classify } = await import('../../../core/classify/classify.ts')
const { shippedModel } = await import('../../../core/classify/current-model.ts')
const code = used()
const started = process.cpuUsage()
shippedModel()
const { user, system } = process.cpuUsage(started)
classify({ subject: '', text: 'Où est mon colis ?', doorCategory: 'other' })
const all = used()
console.log(JSON.stringify({ load: (user + system) / 1_000, model: all - code, all: all - baseline }))

function used(): number {
  globalThis.gc?.()
  return process.memoryUsage().rss / 1_048_576
}

export {}
