import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { poll } from '../servers/poll.ts'
import { type RunningProgram, startProgram } from '../servers/program.ts'
import { type QuickSink, startQuickSink } from '../servers/quick-sink.ts'
import { type Surroundings, startSurroundings } from '../servers/surroundings.ts'
import { type Random, seededRandom } from '../world/random.ts'
import { type Checks, runSoak } from './mail-flow/checks.ts'
import { type Snapshot, snapshotAfterKill, unrecorded } from './mail-flow/duplicates.ts'
import { awaitEverything, checkFigures, readProgress } from './mail-flow/figures.ts'
import { openMailFlow, SOAK_MAILBOXES } from './mail-flow/mail-flow.ts'

// Two processes share the mailboxes and the database. While mails arrive, one or the other is killed, and the survivor
// takes over its mailboxes. In the end each mail has one ticket and one acknowledgement.

const MAILS = 500
const KILLS = 10
const TAKE_OVER_AFTER = 3
// So many arrive at once just before a kill, the others one by one.
const AT_ONCE = 25
const ONE_EVERY_MS = 250

const { values } = parseArgs({ options: { seed: { type: 'string' } } })
const seed = values.seed ? Number(values.seed) : Math.floor(Math.random() * 1e9)

/** One of the two, with what distinguishes it from the other. */
interface Side {
  readonly name: string
  readonly sink: QuickSink
  readonly environment: Record<string, string>
  program: RunningProgram
}

await runSoak(async (checks) => {
  const surroundings = await startSurroundings({ addresses: SOAK_MAILBOXES.map(({ address }) => address) })
  const otherSink = await startQuickSink()
  try {
    await killByTurns(checks, surroundings, otherSink)
  } finally {
    await otherSink.stop()
    await surroundings.stop()
  }
})

async function killByTurns(checks: Checks, surroundings: Surroundings, otherSink: QuickSink): Promise<void> {
  const random = seededRandom(seed)
  console.log(`${MAILS} mails, two processes, ${KILLS} kills; --seed ${seed}`)
  const url = await surroundings.createDatabase('two')
  const database = new pg.Client({ connectionString: url })
  await database.connect()
  const sinks = [surroundings.sink, otherSink]
  const sides = sinks.map((sink, index) => startSide(surroundings, url, sink, `process-${index + 1}`))
  const taken = () => sinks.flatMap((sink) => sink.taken)
  try {
    await bothMailboxesConnected(sides)
    const flow = openMailFlow(surroundings.dovecot, `seed${seed}`, MAILS)
    const delivering = flow.keepDelivering(ONE_EVERY_MS)
    const snapshots: Snapshot[] = []
    const held = new Set<string>()
    for (let kill = 1; kill <= KILLS; kill++) {
      const victim = await chooseVictim(sides, database, random, kill)
      await Promise.all([flow.deliver(AT_ONCE), killInTheMiddle(victim, random)])
      const snapshot = await snapshotAfterKill(database, victim.name, victim.sink)
      snapshots.push(snapshot)
      const heir = sides.find((side) => side !== victim) ?? victim
      const seconds = await holdsEveryMailbox(heir, database)
      held.add(heir.name)
      const { messages, sent } = await readProgress(database)
      console.log(
        `kill ${kill}: ${victim.name}; ${heir.name} holds its mailboxes after ${seconds.toFixed(1)} s; ${flow.sent.size} delivered, ${messages} taken in, ${sent} recorded as answered, ${unrecorded(snapshot, victim.sink.taken).length} answered and not recorded`,
      )
      victim.program = startProgram(victim.environment)
      await victim.program.logged('ready')
    }
    await delivering.stop()
    await flow.deliver(MAILS)
    await awaitEverything(database, MAILS)
    for (const { name, program } of sides)
      checks.check(`${name} stops in order at last`, (await program.stop()) === 0, program.output())
    await checkFigures(checks, database, flow.sent, taken(), snapshots)
    checks.check('each of the two took over from the other', held.size === 2, [...held])
    for (const { name, sink } of sides)
      checks.check(`${name} sent a share of the acknowledgements`, sink.taken.length > 0, sink.taken.length)
    console.log(`${taken().length - MAILS} acknowledgements came twice`)
  } finally {
    for (const { program } of sides) await program.kill()
    await database.end()
  }
}

function startSide(surroundings: Surroundings, url: string, sink: QuickSink, name: string): Side {
  const environment = surroundings.environment({
    databaseUrl: `${url}?application_name=${name}`,
    mailboxes: SOAK_MAILBOXES,
    sink,
    takeOverAfter: TAKE_OVER_AFTER,
  })
  return { name, sink, environment, program: startProgram(environment) }
}

// Mail from before a mailbox's first connection is history and is not acknowledged.
async function bothMailboxesConnected(sides: readonly Side[]): Promise<void> {
  await poll(
    'each mailbox to be connected by one of the two',
    () => {
      for (const { program } of sides)
        if (!program.running()) throw new Error(`The program ended:\n${program.output()}`)
      const facts = sides.flatMap(({ program }) => program.facts)
      return (
        sides.every(({ program }) => program.facts.includes('ready')) &&
        facts.filter((fact) => fact === 'the mailbox is connected').length >= SOAK_MAILBOXES.length
      )
    },
    { deadline: 60_000 },
  )
}

// Mostly the one that holds a mailbox, whose work has to be taken over; now and then the other.
async function chooseVictim(
  sides: readonly Side[],
  database: pg.Client,
  random: Random,
  kill: number,
): Promise<Side> {
  const holders = await Promise.all(sides.map((side) => mailboxesHeld(side, database)))
  const busier = (holders[0] ?? 0) >= (holders[1] ?? 0) ? 0 : 1
  const chosen = sides[kill > 2 && random.below(5) === 0 ? 1 - busier : busier]
  if (!chosen) throw new Error('There are two processes.')
  return chosen
}

// At some moment around one of its acknowledgements; a process without any for a while is killed all the same.
async function killInTheMiddle({ program, sink }: Side, random: Random): Promise<void> {
  const acknowledged = sink.taken.length
  await poll('an answer', () => sink.taken.length > acknowledged, { deadline: 2_000, every: 1 }).catch(
    () => {},
  )
  await pause(random.below(60))
  await program.kill()
  if (!program.killed()) throw new Error(`The program ended by itself:\n${program.output()}`)
}

async function holdsEveryMailbox(side: Side, database: pg.Client): Promise<number> {
  const start = performance.now()
  await poll(
    `${side.name} to hold every mailbox`,
    async () => {
      if (!side.program.running()) throw new Error(`It ended:\n${side.program.output()}`)
      return (await mailboxesHeld(side, database)) === SOAK_MAILBOXES.length
    },
    { deadline: 60_000 },
  )
  return (performance.now() - start) / 1000
}

async function mailboxesHeld({ program }: Side, database: pg.Client): Promise<number> {
  const { rows } = await database.query(
    `select 1 from leases where name like 'mailbox:%' and holder like $1 and expires_at > now()`,
    [`%:${program.pid}:%`],
  )
  return rows.length
}
