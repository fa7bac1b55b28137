import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { systemClock } from '../../core/kernel/clock.ts'
import type { Core } from '../../core/kernel/core.ts'
import { openDatabase } from '../../db/database.ts'
import { migrate } from '../../db/migrate.ts'
import { buildWeb } from '../../web/server.ts'
import type { Bench } from '../run/bench.ts'
import { startPostgres } from '../servers/postgres.ts'
import { seedTickets } from '../world/seed/seed-tickets.ts'
import { openWorld } from '../world/world.ts'
import { followLive, type OpenStream, openBrowser } from './desk/browser.ts'
import { checkDeskCounts } from './desk/desk-counts.ts'
import { listPages, type MeasuredPage, otherPages, searchPages } from './desk/pages.ts'
import { manyCookies, threeLookers } from './desk/people.ts'

export const bench: Bench = {
  what: 'the desk with a million tickets in PostgreSQL: every list, search, ticket and report over HTTP, live streams open',
  usage: [
    '--tickets 1000000  how many tickets are made first; fewer on a small machine',
    '--requests 20      how often each page is asked for',
    '--streams 50       how many agents follow the live stream meanwhile',
    '--database URL     a database that npm run seed has filled, instead of making one',
  ],
  run,
}

async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      tickets: { type: 'string', default: '1000000' },
      requests: { type: 'string', default: '20' },
      streams: { type: 'string', default: '50' },
      database: { type: 'string' },
    },
  })
  const [tickets, requests, streams] = [values.tickets, values.requests, values.streams].map(wholeNumber)
  if (tickets === undefined || requests === undefined || streams === undefined) return
  if (values.database) return measure(values.database, { requests, streams })
  const settings = { shared_buffers: '2GB', max_wal_size: '8GB', maintenance_work_mem: '1GB' }
  const postgres = await startPostgres({ durable: true, settings })
  try {
    const url = await postgres.createDatabase('desk')
    const started = performance.now()
    const filled = await openDatabase({ kind: 'postgres', url, connections: 2 })
    await migrate(filled.db)
    await seedTickets(filled.db, { tickets, now: systemClock.now() })
    await filled.close()
    console.log(`seed: ${tickets} tickets in ${((performance.now() - started) / 1000).toFixed(0)} s`)
    await measure(url, { requests, streams })
  } finally {
    await postgres.stop()
  }
}

async function measure(
  url: string,
  { requests, streams }: { requests: number; streams: number },
): Promise<void> {
  const open = await openDatabase({ kind: 'postgres', url })
  const { clock: _, ...world } = openWorld(open, { publicUrl: 'http://127.0.0.1' })
  const core: Core = { ...world.core, db: open.db, clock: systemClock }
  const limits = { signIn: 100_000, publicPost: 100_000, publicPage: 100_000 }
  const app = buildWeb({
    core,
    settings: { trustProxy: false, demo: null, limits },
    readAgain: async () => false,
  })
  const following: OpenStream[] = []
  try {
    const origin = await app.listen({ host: '127.0.0.1', port: 0 })
    const lookers = await threeLookers(core)
    await checkDeskCounts(core, lookers)
    for (const cookie of await manyCookies(core, streams)) following.push(await followLive(origin, cookie))
    const pages = [
      ...(await listPages(core, lookers)),
      ...(await searchPages(core.db, lookers)),
      ...(await otherPages(core.db, lookers)),
    ]
    const load = loadavg()[0] ?? 0
    if (load > 1.5) console.log(`This machine is busy (load ${load.toFixed(1)}): the figures are too high.`)
    const { count } = await core.db
      .selectFrom('tickets')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    console.log(
      `\nOn this machine, ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), client, server and PostgreSQL on it; ${count} tickets, ${following.length} live streams open, each page ${requests} times:\n`,
    )
    await measurePages(origin, pages, requests)
    const silent = following.filter((stream) => !stream.heard()).length
    if (silent > 0) throw new Error(`${silent} of ${following.length} live streams were never spoken on.`)
  } finally {
    for (const stream of following) stream.close()
    await app.close()
    await open.close()
  }
}

async function measurePages(origin: string, pages: readonly MeasuredPage[], requests: number): Promise<void> {
  const browser = openBrowser(origin)
  console.log('| page | who | p50 ms | p95 ms |\n|---|---|---:|---:|')
  const worst: number[] = []
  for (const { what, path, by, status } of pages) {
    const times: number[] = []
    for (let time = -1; time < requests; time++) {
      const started = performance.now()
      const response = await browser.ask(path, by.cookie)
      // The first request fills the caches.
      if (time >= 0) times.push(performance.now() - started)
      if (response.status !== status) {
        throw new Error(`${path} was answered with ${response.status} to the ${by.name}, not with ${status}.`)
      }
    }
    worst.push(at(times, 0.95))
    console.log(`| ${what} | ${by.name} | ${at(times, 0.5)} | ${at(times, 0.95)} |`)
  }
  browser.close()
  const over = worst.filter((time) => time > 100).length
  console.log(`\n${pages.length} pages; p95 over 100 ms: ${over}; the slowest ${Math.max(...worst)} ms.`)
}

function at(times: readonly number[], part: number): number {
  const sorted = [...times].sort((a, b) => a - b)
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0)
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text.trim())) throw new Error(`${text} is no whole number. Write one like 1000.`)
  return Number(text)
}
