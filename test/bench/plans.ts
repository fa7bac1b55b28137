import { parseArgs } from 'node:util'
import pg from 'pg'
import { openSession } from '../../core/auth/session.ts'
import type { Core } from '../../core/kernel/core.ts'
import { readHealth } from '../../core/report/health.ts'
import { readMetrics } from '../../core/report/metrics.ts'
import { SWEEPS } from '../../core/schedule.ts'
import { openDatabase } from '../../db/database.ts'
import { migrate } from '../../db/migrate.ts'
import { readLiveChanges } from '../../web/desk/live/live-changes.ts'
import type { Bench } from '../run/bench.ts'
import { type ListeningDatabase, openListeningDatabase } from '../servers/listening-database.ts'
import { startPostgres } from '../servers/postgres.ts'
import { costOf } from '../servers/whole-table-reads.ts'
import { seedTickets } from '../world/seed/seed-tickets.ts'
import { openWorld, TUESDAY } from '../world/world.ts'

export const bench: Bench = {
  what: 'what the queries that run by themselves read: every sweep, /metrics, the look of the live pages',
  usage: [
    '--tickets 100000  how many tickets are made first',
    '--all             every query, not only those of 100 blocks and more',
  ],
  run,
}

const WORTH_SHOWING = 100

async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      tickets: { type: 'string', default: '100000' },
      all: { type: 'boolean', default: false },
    },
  })
  const postgres = await startPostgres({ settings: { shared_buffers: '1GB' } })
  try {
    const url = await postgres.createDatabase('plans')
    const seeded = await openDatabase({ kind: 'postgres', url, connections: 2 })
    await migrate(seeded.db)
    await seedTickets(seeded.db, { tickets: Number(values.tickets), now: TUESDAY })
    await seeded.close()
    await measure(url, values.all ? 0 : WORTH_SHOWING)
  } finally {
    await postgres.stop()
  }
}

async function measure(url: string, least: number): Promise<void> {
  const listening = openListeningDatabase(url)
  const explaining = new pg.Client({ connectionString: url })
  await explaining.connect()
  try {
    const { core } = openWorld({ db: listening.db })
    // The work the seed left is done first, so that what is measured is the look for more.
    for (const sweep of SWEEPS) await sweep.run(core)
    for (const [name, work] of await works(core)) await show(name, work, { listening, explaining, least })
  } finally {
    await explaining.end()
    await listening.close()
  }
}

async function works(core: Core): Promise<[name: string, work: () => Promise<unknown>][]> {
  const { id } = await core.db.selectFrom('members').select('id').limit(1).executeTakeFirstOrThrow()
  const { token } = await openSession(core, id)
  const { known } = await readLiveChanges(core, null, [token])
  return [
    ...SWEEPS.map(({ name, run }): [string, () => Promise<unknown>] => [`sweep: ${name}`, () => run(core)]),
    ['/metrics', () => readMetrics(core)],
    ['/health', () => readHealth(core)],
    ['live look', () => readLiveChanges(core, known, [token])],
  ]
}

async function show(
  name: string,
  work: () => Promise<unknown>,
  { listening, explaining, least }: { listening: ListeningDatabase; explaining: pg.Client; least: number },
): Promise<void> {
  listening.heard()
  await work()
  let [blocks, milliseconds] = [0, 0]
  for (const statement of listening.heard()) {
    const cost = await costOf(explaining, statement)
    if (!cost) continue
    blocks += cost.blocks
    milliseconds += cost.milliseconds
    if (cost.blocks >= least)
      console.log(`    ${cost.blocks} blocks, ${cost.milliseconds.toFixed(1)} ms: ${statement.sql}`)
  }
  console.log(`${name}: ${blocks} blocks, ${milliseconds.toFixed(1)} ms`)
}
