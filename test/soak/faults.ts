import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startTalker, type Talker } from '../bench/chat/talker.ts'
import { poll } from '../servers/poll.ts'
import { freePort, LOOPBACK } from '../servers/port.ts'
import { startProgram } from '../servers/program.ts'
import { startProxy } from '../servers/proxy.ts'
import { type Surroundings, startSurroundings } from '../servers/surroundings.ts'
import { type Random, seededRandom } from '../world/random.ts'
import { type Checks, runSoak } from './mail-flow/checks.ts'
import { connected, FAULTS, type Fault, type Scene, type Side } from './mail-flow/fault.ts'
import { awaitEverything, checkFigures, readProgress } from './mail-flow/figures.ts'
import { openMailFlow, SOAK_MAILBOXES } from './mail-flow/mail-flow.ts'

// Mails and chats flow into two processes while one thing after another fails for a while: database, mail servers,
// processes. In the end each mail has one ticket and one acknowledgement, each chat its answers, and `/health` said so
// each time, soon after the fault began and soon after it was over.

const MAILS = 600
const CHATS = 60
const TAKE_OVER_AFTER = 5
const FAULT_MS = 20_000
const TOLD_WITHIN_MS = 60_000
// So that mails and chats come in through all of the faults.
const ONE_MAIL_EVERY_MS = 600
const ONE_CHAT_EVERY_MS = 5_000

const { values } = parseArgs({ options: { seed: { type: 'string' }, only: { type: 'string' } } })
const seed = values.seed ? Number(values.seed) : Math.floor(Math.random() * 1e9)

await runSoak(async (checks) => {
  const surroundings = await startSurroundings({ addresses: SOAK_MAILBOXES.map(({ address }) => address) })
  try {
    await failInTurns(checks, surroundings)
  } finally {
    await surroundings.stop()
  }
})

async function failInTurns(checks: Checks, surroundings: Surroundings): Promise<void> {
  console.log(`${MAILS} mails, ${CHATS} chats, two processes; --seed ${seed}`)
  const scene = await openScene(surroundings)
  const { sides, random } = scene
  const talkers: Talker[] = []
  const talks: Promise<unknown>[] = []
  try {
    await bothMailboxesConnected(sides)
    const flow = openMailFlow(surroundings.dovecot, `seed${seed}`, MAILS)
    const delivering = flow.keepDelivering(ONE_MAIL_EVERY_MS)
    const chatting = setInterval(() => {
      if (talks.length < CHATS) talks.push(chat(sides, talks.length, talkers))
    }, ONE_CHAT_EVERY_MS)
    for (const fault of shuffled(chosenFaults(), random)) await undergo(checks, scene, fault)
    clearInterval(chatting)
    await delivering.stop()
    await flow.deliver(MAILS)
    while (talks.length < CHATS) talks.push(chat(sides, talks.length, talkers))
    const settled = await Promise.allSettled(talks)
    await awaitEverything(scene.database, MAILS)
    await checkFigures(checks, scene.database, flow.sent, surroundings.sink.taken, scene.snapshots)
    const silent = settled.filter(({ status }) => status === 'rejected')
    checks.check(`each of ${CHATS} customers in the chat was answered`, silent.length === 0, silent)
    const doubled = talkers.filter((talker) => talker.doubled() > 0)
    checks.check('nothing came twice in a chat', doubled.length === 0, doubled.length)
    for (const { name, program } of sides)
      checks.check(
        `${name} stops in order at last`,
        (await program.stop()) === 0,
        program.output().slice(-500),
      )
  } finally {
    for (const talker of talkers) talker.close()
    for (const { program, toDatabase } of sides) {
      if (program.running()) process.kill(program.pid, 'SIGCONT')
      await program.kill()
      await toDatabase.stop()
    }
    await scene.smtp.stop()
    await scene.imap.stop()
    await scene.database.end().catch(() => {})
  }
}

async function openScene(surroundings: Surroundings): Promise<Scene> {
  const url = await surroundings.createDatabase('faults')
  const smtp = await startProxy({ port: surroundings.sink.port })
  const imap = await startProxy({ port: surroundings.dovecot.imapPort })
  const start = async (name: string): Promise<Side> => {
    const toDatabase = await startProxy({ port: surroundings.postgres.port })
    const port = await freePort()
    const environment = surroundings.environment({
      databaseUrl: `${toDatabase.through(url)}?application_name=${name}`,
      mailboxes: SOAK_MAILBOXES,
      sink: smtp,
      imapPort: imap.port,
      port,
      takeOverAfter: TAKE_OVER_AFTER,
    })
    return { name, port, toDatabase, environment, program: startProgram(environment) }
  }
  const sides = [await start('lyon'), await start('lille')] as const
  return {
    ...{ surroundings, url, smtp, imap, random: seededRandom(seed), snapshots: [] },
    sides: [sides[0], sides[1]],
    database: await connected(url),
  }
}

// Mail from before a mailbox's first connection is history and is not acknowledged.
async function bothMailboxesConnected(sides: readonly Side[]): Promise<void> {
  for (const { program } of sides) await program.logged('ready')
  await poll(
    'each mailbox to be connected by one of the two',
    () =>
      sides.flatMap(({ program }) => program.facts).filter((fact) => fact === 'the mailbox is connected')
        .length >= SOAK_MAILBOXES.length,
    { deadline: 60_000 },
  )
}

async function chat(sides: readonly Side[], index: number, talkers: Talker[]): Promise<void> {
  const side = sides[index % 2]
  if (!side) throw new Error('There are two processes.')
  const address = `http://${LOOPBACK}:${side.port}`
  let talker: Talker | undefined
  // Like a browser that is reloaded until the page is there.
  const opened = await poll(
    'a chat to open',
    async () => {
      talker = await startTalker(address).catch(() => undefined)
      return talker
    },
    { deadline: 120_000, every: 1_000 },
  )
  talkers.push(opened)
  await opened.say(`Bonjour, mon colis numéro ${40_000 + index} n’est jamais arrivé.`)
}

async function undergo(checks: Checks, scene: Scene, fault: Fault): Promise<void> {
  const began = performance.now()
  await fault.begin(scene)
  const proof = await fault.proof(scene).catch((error: Error) => error.message)
  const told = fault.shows
    ? await saysWithin(scene, (statuses) => statuses.some((one) => one !== 'ok'))
    : null
  await pause(Math.max(0, FAULT_MS - (performance.now() - began)))
  const lasted = (performance.now() - began) / 1000
  await fault.end(scene)
  const well = await saysWithin(scene, (statuses) => statuses.every((one) => one === 'ok'))
  const { messages, sent } = await readProgress(scene.database)
  const shown = told === null ? '' : `, told of after ${seconds(told)}`
  console.log(
    `${fault.name}: ${proof}; lasted ${lasted.toFixed(0)} s${shown}, well after ${seconds(well)}; ${messages} taken in, ${sent} answered`,
  )
  if (fault.shows)
    checks.check(`/health tells of “${fault.name}” within a minute`, told !== undefined, await healths(scene))
  checks.check(
    `/health is ok within a minute after “${fault.name}”`,
    well !== undefined,
    await healths(scene),
  )
}

function seconds(milliseconds: number | undefined): string {
  return milliseconds === undefined ? 'more than a minute' : `${(milliseconds / 1000).toFixed(1)} s`
}

async function saysWithin(
  scene: Scene,
  holds: (statuses: readonly string[]) => boolean,
): Promise<number | undefined> {
  const began = performance.now()
  while (performance.now() - began < TOLD_WITHIN_MS) {
    if (holds((await healths(scene)).map(({ status }) => status))) return performance.now() - began
    await pause(500)
  }
  return undefined
}

interface Told {
  status: string
  problems?: string[]
}

function healths({ sides }: Scene): Promise<Told[]> {
  return Promise.all(
    sides.map(async ({ port }): Promise<Told> => {
      try {
        const response = await fetch(`http://${LOOPBACK}:${port}/health`, {
          signal: AbortSignal.timeout(8_000),
        })
        return (await response.json()) as Told
      } catch {
        return { status: 'silent' }
      }
    }),
  )
}

function chosenFaults(): readonly Fault[] {
  const { only } = values
  return only === undefined ? FAULTS : FAULTS.filter(({ name }) => name.includes(only))
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const left = [...items]
  const order: Item[] = []
  while (left.length > 0) order.push(...left.splice(random.below(left.length), 1))
  return order
}
