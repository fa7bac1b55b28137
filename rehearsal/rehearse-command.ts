import { mkdirSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { progressBar } from '../commands/progress-bar.ts'
import { POLICY_TIMES } from '../core/policy/policy-times.ts'
import { pageReport } from './page-report.ts'
import { BadPolicyFile, readPolicyFile } from './policy-file.ts'
import { type Rehearsal, rehearse } from './rehearse.ts'
import { openScratchDatabase } from './scratch-database.ts'
import { terminalReport } from './terminal-report.ts'
import { usualAgents } from './workers.ts'

const HELP = `npm run rehearse -- [--days 30] [--tickets 5000] [--seed 1] [--agents N] [--policy FILE]
                   [--database URL] [--out FOLDER] [--json]

Lets simulated customers and staff act on the real program, by a clock that jumps ahead, and reports which promises of
the policy were kept. It works in a database of its own, which it makes and drops; no configured database is touched and
nothing is sent.

  --days NUMBER      how long (30)
  --tickets NUMBER   how many matters come in over that time (5000)
  --seed NUMBER      the same seed gives the same figures (1)
  --agents NUMBER    people in customer service, the other teams in proportion; about enough when left out
  --policy FILE      other times, in hours, as JSON: {"update": 12, "resolve": 96}
  --database URL     a PostgreSQL server to make the database on, such as postgres://postgres@127.0.0.1:5432/postgres;
                     without it, an embedded database in memory, several times slower
  --out FOLDER       where rehearsal.html is written (./data)
  --json             print the figures as one JSON object instead of tables
  --help             this page
`

/** An unusable command-line argument; the message explains what to write. */
class BadOption extends Error {}

process.exitCode = await run(process.argv.slice(2))

async function run(words: string[]): Promise<number> {
  try {
    const { values } = parseArgs({
      args: words,
      options: {
        days: { type: 'string', default: '30' },
        tickets: { type: 'string', default: '5000' },
        seed: { type: 'string', default: '1' },
        agents: { type: 'string' },
        policy: { type: 'string' },
        database: { type: 'string' },
        out: { type: 'string', default: 'data' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h' },
      },
    })
    if (values.help) return print(process.stdout, HELP, 0)
    const days = wholeNumber('days', values.days, 1, 366)
    const tickets = wholeNumber('tickets', values.tickets, 1, 1_000_000)
    const agents = values.agents
      ? wholeNumber('agents', values.agents, 1, 1_000)
      : usualAgents(tickets / days)
    const times = values.policy ? readPolicyFile(values.policy) : POLICY_TIMES
    const seed = wholeNumber('seed', values.seed, 0, 4_294_967_295)
    const rehearsal = { days, tickets, seed, agents, times }
    return await report(rehearsal, values.database ?? null, resolve(values.out), values.json)
  } catch (error) {
    if (error instanceof BadOption || error instanceof BadPolicyFile || isUsageOrServerError(error))
      return print(process.stderr, `${(error as Error).message || String(error)}\n`, 2)
    throw error
  }
}

async function report(
  rehearsal: Rehearsal,
  server: string | null,
  folder: string,
  json: boolean,
): Promise<number> {
  makeFolder(folder)
  const bar = progressBar(process.stderr)
  const scratch = await openScratchDatabase(server)
  const stopped = closeOnInterrupt(scratch.close)
  try {
    const started = performance.now()
    const figures = await rehearse(scratch, { ...rehearsal, progress: bar.show })
    const seconds = (performance.now() - started) / 1000
    bar.end()
    const path = resolve(folder, 'rehearsal.html')
    writeFileSync(path, pageReport(figures, { seconds, database: scratch.kind }))
    const rate = (rehearsal.tickets / seconds).toFixed(1)
    if (json) return print(process.stdout, `${JSON.stringify(figures, null, 2)}\n`, 0)
    const took = `${seconds.toFixed(0)} s on ${scratch.kind}, ${rate} tickets a second; with charts: ${path}\n`
    return print(process.stdout, `${terminalReport(figures)}\n${took}`, 0)
  } catch (error) {
    // After an interruption this error only means that the database is gone.
    if (stopped.early()) return 130
    throw error
  } finally {
    bar.end()
    stopped.forget()
    await scratch.close()
  }
}

// Ctrl-C must not leave a database on somebody's server.
function closeOnInterrupt(close: () => Promise<void>): { early(): boolean; forget(): void } {
  let early = false
  const leave = () => {
    early = true
    void close()
  }
  process.once('SIGINT', leave)
  process.once('SIGTERM', leave)
  return {
    early: () => early,
    forget: () => {
      process.removeListener('SIGINT', leave)
      process.removeListener('SIGTERM', leave)
    },
  }
}

function wholeNumber(option: string, text: string, least: number, most: number): number {
  const number = Number(text)
  if (!/^\d{1,10}$/.test(text) || number < least || number > most)
    throw new BadOption(`--${option} ${text}: write a whole number from ${least} to ${most}.`)
  return number
}

// An argument parseArgs does not know, a file that cannot be written, or a server that refuses: the message
// explains it.
function isUsageOrServerError(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return (
    code.startsWith('ERR_PARSE_ARGS') ||
    code === 'ERR_INVALID_URL' ||
    /^(?:E[A-Z]+|28\w{3}|42501|3D000)$/.test(code)
  )
}

function print(stream: NodeJS.WriteStream, text: string, status: number): number {
  stream.write(text)
  return status
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new BadOption(`The folder ${folder} cannot be made (${why}). Name another with --out.`)
  }
}
