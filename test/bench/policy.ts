import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { systemClock } from '../../core/kernel/clock.ts'
import { POLICY_TIMES } from '../../core/policy/policy-times.ts'
import { openDatabase } from '../../db/database.ts'
import { migrate } from '../../db/migrate.ts'
import { rehearse } from '../../rehearsal/rehearse.ts'
import { openScratchDatabase } from '../../rehearsal/scratch-database.ts'
import { usualAgents } from '../../rehearsal/workers.ts'
import type { Bench } from '../run/bench.ts'
import { startPostgres } from '../servers/postgres.ts'
import { seedTickets } from '../world/seed/seed-tickets.ts'
import { measureIntakePairs } from './policy/intake-pairs.ts'
import { measureSweeps } from './policy/sweeps.ts'

export const bench: Bench = {
  what: 'the policy’s clock with a million tickets in PostgreSQL: sweeps, intake beside an empty database, a rehearsal',
  usage: [
    '--tickets 1000000  how many tickets are made first; fewer on a small machine',
    '--due 1000         how many promises fall due at once',
    '--pairs 40         how many times 20 mails are taken in, by the full and by the empty database',
    '--rehearse 1000    how many matters are rehearsed, over six days; 0 leaves that out',
  ],
  run,
}

async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      tickets: { type: 'string', default: '1000000' },
      due: { type: 'string', default: '1000' },
      pairs: { type: 'string', default: '40' },
      rehearse: { type: 'string', default: '1000' },
    },
  })
  const tickets = wholeNumber(values.tickets)
  const due = wholeNumber(values.due)
  const pairs = wholeNumber(values.pairs)
  const rehearsed = wholeNumber(values.rehearse)
  const postgres = await startPostgres({
    durable: true,
    settings: { shared_buffers: '1GB', max_wal_size: '8GB' },
  })
  try {
    const full = await open(await postgres.createDatabase('full'))
    const empty = await open(await postgres.createDatabase('empty'))
    try {
      console.log(`On ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), PostgreSQL durable.`)
      const now = systemClock.now()
      const seconds = await timed(() => seedTickets(full.db, { tickets, now }))
      console.log(`seed: ${tickets} tickets in ${seconds.toFixed(0)} s`)
      warnWhenBusy()
      await measureSweeps(full.db, { due, now })
      const rate = await measureIntakePairs(full.db, empty.db, { pairs, now })
      if (rehearsed > 0) await measureRehearsal(postgres.url(), rehearsed, rate)
    } finally {
      await full.close()
      await empty.close()
    }
  } finally {
    await postgres.stop()
  }
}

const DAYS = 6

async function measureRehearsal(server: string, tickets: number, mailsPerSecond: number): Promise<void> {
  warnWhenBusy()
  const scratch = await openScratchDatabase(server)
  try {
    const agents = usualAgents(tickets / DAYS)
    const seconds = await timed(async () => {
      await rehearse(scratch, { days: DAYS, tickets, seed: 1, agents, times: POLICY_TIMES })
    })
    const rate = tickets / seconds
    console.log(
      `rehearsal: ${tickets} matters, ${DAYS} days in ${seconds.toFixed(1)} s, ${rate.toFixed(1)} matters/s: ${((100 * rate) / mailsPerSecond).toFixed(0)} % of the rate of intake alone (${mailsPerSecond.toFixed(0)} mails/s)`,
    )
  } finally {
    await scratch.close()
  }
}

async function open(url: string) {
  const opened = await openDatabase({ kind: 'postgres', url })
  await migrate(opened.db)
  return opened
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now()
  await work()
  return (performance.now() - started) / 1000
}

// Above this load the measured processes wait for others.
const BUSY = 2

function warnWhenBusy(): void {
  const load = loadavg()[0] ?? 0
  if (load > BUSY) console.log(`This machine is busy (load ${load.toFixed(1)}): take ratios only.`)
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text.trim())) throw new Error(`${text} is no whole number. Write one like 1000.`)
  return Number(text)
}
