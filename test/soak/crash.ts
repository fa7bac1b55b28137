import { parseArgs } from 'node:util'
import pg from 'pg'
import { poll } from '../servers/poll.ts'
import { type RunningProgram, startProgram } from '../servers/program.ts'
import { type Surroundings, startSurroundings } from '../servers/surroundings.ts'
import { type Random, seededRandom } from '../world/random.ts'
import { type Checks, runSoak } from './mail-flow/checks.ts'
import { type Snapshot, snapshotAfterKill, unrecorded } from './mail-flow/duplicates.ts'
import { awaitEverything, checkFigures, readProgress } from './mail-flow/figures.ts'
import { type KillMoment, killAt, type SinkEar } from './mail-flow/kill-moment.ts'
import { openMailFlow, SOAK_MAILBOXES } from './mail-flow/mail-flow.ts'

// Kills the program with SIGKILL repeatedly while customers' mails arrive, and checks that in the end each mail has one
// ticket and one acknowledgement. The same --seed kills at the same kinds of moments.

const MAILS = 500
// The number of kills at each kind of moment.
const KILLS: Readonly<Record<KillMoment, number>> = {
  starting: 4,
  fetching: 9,
  answering: 8,
  'before-250': 4,
  'after-250': 4,
}
const TAKE_OVER_AFTER = 3
const APPLICATION = 'crash'

const { values } = parseArgs({ options: { seed: { type: 'string' } } })
const seed = values.seed ? Number(values.seed) : Math.floor(Math.random() * 1e9)

await runSoak(async (checks) => {
  const ear: SinkEar = { onMail: () => {} }
  const surroundings = await startSurroundings({
    addresses: SOAK_MAILBOXES.map(({ address }) => address),
    onMail: (mail) => ear.onMail(mail),
  })
  try {
    await crashAgainAndAgain(checks, surroundings, ear)
  } finally {
    await surroundings.stop()
  }
})

async function crashAgainAndAgain(checks: Checks, surroundings: Surroundings, ear: SinkEar): Promise<void> {
  const { dovecot, sink } = surroundings
  const random = seededRandom(seed)
  const moments = shuffled(random)
  console.log(`${MAILS} mails, ${moments.length} kills; --seed ${seed}`)
  const url = await surroundings.createDatabase('crash')
  const database = new pg.Client({ connectionString: url })
  await database.connect()
  const environment = surroundings.environment({
    databaseUrl: `${url}?application_name=${APPLICATION}`,
    mailboxes: SOAK_MAILBOXES,
    takeOverAfter: TAKE_OVER_AFTER,
  })
  let program: RunningProgram | undefined
  try {
    // Mail from before a mailbox's first connection is history and is not acknowledged.
    program = startProgram(environment)
    await connected(program)
    await program.stop()

    const flow = openMailFlow(dovecot, `seed${seed}`, MAILS)
    const snapshots: Snapshot[] = []
    for (const [index, moment] of moments.entries()) {
      const goal = Math.round((MAILS * (index + 1)) / (moments.length + 1))
      await flow.deliver(Math.ceil((goal - flow.sent.size) / 2))
      const delivering = flow.keepDelivering(100, goal)
      program = startProgram(environment)
      await killAt(moment, { program, database, ear, random })
      await delivering.stop()
      const snapshot = await snapshotAfterKill(database, APPLICATION, sink)
      snapshots.push(snapshot)
      const { messages, sent } = await readProgress(database)
      console.log(
        `kill ${index + 1} (${moment}): ${flow.sent.size} delivered, ${messages} taken in, ${sent} recorded as answered, ${unrecorded(snapshot, sink.taken).length} answered and not recorded`,
      )
    }

    program = startProgram(environment)
    await flow.deliver(MAILS)
    await awaitEverything(database, MAILS)
    checks.check('it stops in order at last', (await program.stop()) === 0, program.output())
    await checkFigures(checks, database, flow.sent, sink.taken, snapshots)
    checks.check(`at least 25 kills`, snapshots.length >= 25, snapshots.length)
    const dangerous = snapshots.filter((snapshot) => unrecorded(snapshot, sink.taken).length > 0).length
    checks.check('some kills fell between a 250 and its record', dangerous > 0, dangerous)
    console.log(
      `${sink.taken.length - MAILS} acknowledgements came twice; ${dangerous} kills left some unrecorded`,
    )
  } finally {
    await program?.kill()
    await database.end()
  }
}

async function connected(program: RunningProgram): Promise<void> {
  await poll(
    'both mailboxes to be connected',
    () => {
      if (!program.running()) throw new Error(`The program ended:\n${program.output()}`)
      return (
        program.facts.filter((fact) => fact === 'the mailbox is connected').length === SOAK_MAILBOXES.length
      )
    },
    { deadline: 60_000 },
  )
}

function shuffled(random: Random): KillMoment[] {
  const all = Object.entries(KILLS).flatMap(([moment, times]) =>
    Array.from({ length: times }, () => moment as KillMoment),
  )
  return all
    .map((moment) => ({ moment, place: random.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ moment }) => moment)
}
