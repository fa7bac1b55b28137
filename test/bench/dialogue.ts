import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Bench } from '../run/bench.ts'
import { playScenario } from './dialogue/play-scenario.ts'
import { startPlayedProgram } from './dialogue/played-program.ts'
import { readScenarios } from './dialogue/scenario.ts'
import { type Played, summarise } from './dialogue/summary.ts'
import { checkTalk } from './dialogue/talk-checks.ts'

export const bench: Bench = {
  what: 'written customers played through the live chat, each compared with what its scenario expects',
  usage: [
    '--scenarios FILE  JSON Lines, one customer a line; samples/dialogue/scenarios.jsonl by default',
    '--out DIR         writes one transcript a scenario there, as JSON',
    '--only ID,ID      only these',
  ],
  run,
}

const SCENARIOS = 'samples/dialogue/scenarios.jsonl'

async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { scenarios: { type: 'string' }, out: { type: 'string' }, only: { type: 'string' } },
  })
  const only = values.only?.split(',')
  const all = readScenarios(values.scenarios ?? SCENARIOS)
  const scenarios = all.filter(({ id }) => !only || only.includes(id))
  if (scenarios.length === 0) throw new Error(`None of ${all.length} scenarios is called ${values.only}.`)
  if (values.out) mkdirSync(values.out, { recursive: true })
  const program = await startPlayedProgram()
  try {
    const played: Played[] = []
    for (const scenario of scenarios) {
      const talk = await playScenario(program, scenario)
      const checks = checkTalk(scenario, talk)
      const one = { scenario, talk, checks }
      played.push(one)
      const failed = checks.filter(({ ok }) => !ok).map(({ expect }) => JSON.stringify(expect))
      console.log(`${failed.length === 0 ? 'whole ' : 'failed'} ${scenario.id} ${scenario.title}`)
      for (const expect of failed) console.log(`         ${expect}`)
      if (values.out) {
        const { metrics } = summarise([one])
        const transcript = {
          id: scenario.id,
          log: talk.log,
          recorded: talk.recorded,
          checks: checks.map(({ expect, ok }) => ({ expect, ok })),
          metrics,
        }
        writeFileSync(join(values.out, `${scenario.id}.json`), `${JSON.stringify(transcript, null, 2)}\n`)
      }
    }
    console.log(JSON.stringify(summarise(played).line))
  } finally {
    await program.stop()
  }
}
