import { parseArgs } from 'node:util'
import { progressBar } from '../../commands/progress-bar.ts'
import { systemClock } from '../../core/kernel/clock.ts'
import { openDatabase } from '../../db/database.ts'
import { migrate } from '../../db/migrate.ts'
import { HoldsTickets, seedTickets } from '../world/seed/seed-tickets.ts'

const HELP = `npm run seed -- --tickets 1000000 --database URL

Fills a scratch PostgreSQL database with made-up tickets as two years of work leave them, for measuring. It never touches
a database that holds tickets.

  --database URL     an existing, empty database, such as postgres://postgres@127.0.0.1:5432/measuring
  --tickets NUMBER   how many (1000000)
  --help             this page
`

process.exitCode = await run(process.argv.slice(2))

async function run(words: string[]): Promise<number> {
  try {
    const { values } = parseArgs({
      args: words,
      options: {
        database: { type: 'string' },
        tickets: { type: 'string', default: '1000000' },
        help: { type: 'boolean', short: 'h' },
      },
    })
    if (values.help) return say(process.stdout, HELP, 0)
    if (!values.database) return say(process.stderr, `Name the database with --database URL.\n\n${HELP}`, 2)
    if (!/^[1-9]\d{0,8}$/.test(values.tickets))
      return say(process.stderr, `${values.tickets} is no number of tickets. Write one like 1000000.\n`, 2)
    return await seed(values.database, Number(values.tickets))
  } catch (error) {
    if (error instanceof HoldsTickets || (error instanceof Error && 'code' in error))
      return say(process.stderr, `${error.message || String(error)}\n`, 2)
    throw error
  }
}

async function seed(url: string, tickets: number): Promise<number> {
  const started = performance.now()
  const bar = progressBar(process.stderr)
  const open = await openDatabase({ kind: 'postgres', url, connections: 2 })
  try {
    await migrate(open.db)
    await seedTickets(open.db, { tickets, now: systemClock.now(), progress: bar.show })
  } finally {
    bar.end()
    await open.close()
  }
  const seconds = (performance.now() - started) / 1000
  return say(
    process.stdout,
    `${tickets} tickets in ${seconds.toFixed(0)} s, ${(tickets / seconds).toFixed(0)} a second.\n`,
    0,
  )
}

function say(stream: NodeJS.WriteStream, text: string, status: number): number {
  stream.write(text)
  return status
}
