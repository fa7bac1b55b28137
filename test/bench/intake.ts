import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import type { Bench } from '../run/bench.ts'
import { startSurroundings } from '../servers/surroundings.ts'
import { type Burst, measureBurst } from './intake/burst.ts'
import { measureIdle } from './intake/idle.ts'
import { burstTable, idleTable } from './intake/tables.ts'

export const bench: Bench = {
  what: 'mails from Dovecot to tickets in PostgreSQL and acknowledgements at an SMTP server, beside the raw limit',
  usage: [
    '--mails 500,5000   how many mails come at once, one measurement each',
    '--idle 100         how many mails come one at a time while nothing else happens; 0 leaves that out',
    '--profile FOLDER   keeps CPU profiles of the program there',
  ],
  run,
}

async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      mails: { type: 'string', default: '500,5000' },
      idle: { type: 'string', default: '100' },
      profile: { type: 'string' },
    },
  })
  const sizes = values.mails.split(',').map(wholeNumber)
  const single = wholeNumber(values.idle)
  const nodeArguments = values.profile ? ['--cpu-prof', `--cpu-prof-dir=${values.profile}`] : []
  const addresses = [...sizes.map((size) => addressOf(size)), IDLE]
  const surroundings = await startSurroundings({ addresses })
  try {
    console.log(
      '70 % plain, 20 % with an HTML alternative, 10 % with a 50 kB attachment; PostgreSQL durable.',
    )
    const load = loadavg()[0] ?? 0
    if (load > BUSY)
      console.log(`This machine is busy (load ${load.toFixed(1)}): take ratios and CPU times only.`)
    const bursts: Burst[] = []
    for (const size of sizes)
      bursts.push(await measureBurst(surroundings, addressOf(size), size, nodeArguments))
    const idle = single > 0 ? await measureIdle(surroundings, IDLE, single, nodeArguments) : undefined
    console.log(`\nOn this machine, ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}):\n`)
    console.log(burstTable(bursts))
    if (idle) console.log(`\n${idleTable(idle)}`)
  } finally {
    await surroundings.stop()
  }
}

// Above this load the measured processes wait for others.
const BUSY = 0.5
const IDLE = 'calme@agafort.example'

function addressOf(size: number): string {
  return `lot-${size}@agafort.example`
}

function wholeNumber(text: string): number {
  const number = Number(text)
  if (!/^\d+$/.test(text.trim())) throw new Error(`${text} is no number of mails. Write one like 500.`)
  return number
}
