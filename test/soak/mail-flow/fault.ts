import pg from 'pg'
import { type RunningProgram, startProgram } from '../../servers/program.ts'
import type { TcpProxy } from '../../servers/proxy.ts'
import type { Surroundings } from '../../servers/surroundings.ts'
import type { Random } from '../../world/random.ts'
import { type Snapshot, snapshotAfterKill } from './duplicates.ts'

/** One of the two processes, each with its own way to the database. */
export interface Side {
  readonly name: string
  readonly port: number
  readonly toDatabase: TcpProxy
  readonly environment: Record<string, string>
  program: RunningProgram
}

export interface Scene {
  readonly surroundings: Surroundings
  readonly sides: readonly [Side, Side]
  /** A connection of our own, past the proxies. It is made anew when the database was away. */
  database: pg.Client
  readonly url: string
  readonly smtp: TcpProxy
  readonly imap: TcpProxy
  readonly snapshots: Snapshot[]
  readonly random: Random
}

/** A fault: it begins, is proven, lasts, and ends. */
export interface Fault {
  name: string
  begin(scene: Scene): Promise<void>
  /** Returns how the fault showed when it was tried. */
  proof(scene: Scene): Promise<string>
  end(scene: Scene): Promise<void>
  /** Whether `/health` must say `degraded` or `down`: not where the program goes on as well as before. */
  shows: boolean
}

const eachWay = (mode: Parameters<TcpProxy['become']>[0]) => async (scene: Scene) => {
  for (const { toDatabase } of scene.sides) await toDatabase.become(mode)
}

async function asked(address: string): Promise<string> {
  const client = new pg.Client({
    connectionString: address,
    connectionTimeoutMillis: 3_000,
    query_timeout: 3_000,
  })
  client.on('error', () => {})
  const began = performance.now()
  try {
    await client.connect()
    await client.query('select 1')
    return `a query took ${(performance.now() - began).toFixed(0)} ms`
  } catch (error) {
    return `a query failed: ${error instanceof Error ? error.message : error}`
  } finally {
    client.end().catch(() => {})
  }
}

const throughProxy = ({ sides, url }: Scene) => asked(sides[0].toDatabase.through(url))

let stranger: pg.Client | undefined

function lockedBy(statement: string): Pick<Fault, 'begin' | 'end' | 'proof'> {
  return {
    async begin({ url }) {
      stranger = await connected(url)
      await stranger.query('begin')
      await stranger.query(statement)
    },
    async proof({ database }) {
      const { rows } = await database.query<{ waits: number }>(
        `select count(*)::int as waits from pg_locks where granted and pid = $1 and locktype in ('relation', 'tuple', 'transactionid')`,
        [(await stranger?.query('select pg_backend_pid() as pid'))?.rows[0]?.pid],
      )
      return `a stranger holds ${rows[0]?.waits} locks`
    },
    async end() {
      await stranger?.end()
      stranger = undefined
    },
  }
}

const proxied = (
  name: 'smtp' | 'imap',
  mode: 'silent' | 'refuse',
): Pick<Fault, 'begin' | 'end' | 'proof'> => ({
  begin: (scene) => scene[name].become(mode),
  end: (scene) => scene[name].become('pass'),
  proof: async (scene) => `${scene[name].accepted} connections so far, each ${mode} from now on`,
})

/** A process that is killed, or frozen, and comes back. */
let victim: Side | undefined

/** Everything that may fail, each for at least twenty seconds. */
export const FAULTS: readonly Fault[] = [
  {
    name: 'the database is killed',
    shows: true,
    begin: ({ surroundings }) => surroundings.postgres.halt('power-cut'),
    proof: throughProxy,
    async end(scene) {
      await scene.surroundings.postgres.start()
      scene.database = await connected(scene.url)
    },
  },
  {
    name: 'connections to the database are frozen, new ones too',
    shows: true,
    begin: eachWay('silent'),
    proof: throughProxy,
    end: eachWay('pass'),
  },
  {
    name: 'the database refuses connections',
    shows: true,
    begin: eachWay('refuse'),
    proof: throughProxy,
    end: eachWay('pass'),
  },
  {
    name: 'the database is slow',
    shows: false,
    begin: eachWay('slow'),
    proof: throughProxy,
    end: eachWay('pass'),
  },
  {
    name: 'a stranger has locked every open ticket',
    shows: true,
    ...lockedBy('select id from tickets where resolved_at is null for update'),
  },
  {
    name: 'a stranger has locked the table of messages',
    shows: true,
    ...lockedBy('lock table messages in share mode'),
  },
  { name: 'the SMTP server hangs', shows: true, ...proxied('smtp', 'silent') },
  { name: 'the SMTP server refuses connections', shows: true, ...proxied('smtp', 'refuse') },
  { name: 'the IMAP server hangs', shows: true, ...proxied('imap', 'silent') },
  { name: 'the IMAP server refuses connections', shows: true, ...proxied('imap', 'refuse') },
  {
    name: 'a process is killed',
    shows: true,
    async begin(scene) {
      victim = scene.sides[scene.random.below(2)]
      if (!victim) return
      await victim.program.kill()
      scene.snapshots.push(await snapshotAfterKill(scene.database, victim.name, victimSink(scene)))
    },
    proof: async () => `${victim?.name} is gone: ${victim?.program.killed()}`,
    async end() {
      if (!victim) return
      victim.program = startProgram(victim.environment)
      await victim.program.logged('ready')
    },
  },
  {
    name: 'a process is frozen',
    shows: true,
    async begin(scene) {
      victim = scene.sides[scene.random.below(2)]
      if (victim) process.kill(victim.program.pid, 'SIGSTOP')
    },
    proof: async () => `${victim?.name} does not answer`,
    async end() {
      if (victim) process.kill(victim.program.pid, 'SIGCONT')
    },
  },
]

// The sink is shared, so its connections of the other process stay: what the dead one sent has arrived long before.
function victimSink({ surroundings }: Scene) {
  return { ...surroundings.sink, connections: () => 0 }
}

/** Opens a connection that survives the end of its server. */
export async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  return client
}
