import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { serverAccount } from './account.ts'
import { poll } from './poll.ts'
import { freePort, LOOPBACK } from './port.ts'
import { removeFolder, type ServerProcess, serverFolder, startServerProcess } from './process.ts'

/** A temporary PostgreSQL cluster. Its superuser is `postgres`, without a password, on loopback only. */
export interface PostgresServer {
  readonly port: number
  readonly pid: number
  readonly folder: string
  /** Returns the URL of a database of this cluster; `postgres` exists from the start. */
  url(database?: string): string
  /** Creates a database, empty or as a copy of `template`, which must have no connections. */
  createDatabase(name: string, template?: string): Promise<string>
  dropDatabase(name: string): Promise<void>
  /** Runs statements one after another on a database, as superuser. */
  run(sql: string, database?: string): Promise<void>
  /** Stops the server as a power cut would (SIGQUIT, no checkpoint), or in order; `start` restarts it. */
  halt(how?: 'power-cut' | 'in-order'): Promise<void>
  /** Starts a halted server again, same port, same data. */
  start(): Promise<void>
  /** Stops the server and removes its data. */
  stop(): Promise<void>
}

export interface PostgresOptions {
  /** True: PostgreSQL's own defaults (fsync, synchronous commit), for measurements and crashes. False: fast, for tests. */
  durable?: boolean
  /** More settings, as in postgresql.conf. */
  settings?: Readonly<Record<string, string>>
}

const FAST = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_wal_size: '4GB' }
const SUPERUSER = 'postgres'

/**
 * Starts a PostgreSQL cluster of one's own on a free loopback port, as an ordinary account even when we are root.
 *
 *     const postgres = await startPostgres({ durable: true })
 *     const db = openDatabase({ url: await postgres.createDatabase('crash') })
 *     ...
 *     await postgres.stop()
 *
 * Tests of queries take a database from `database.ts` instead; it clones one cluster's migrated template.
 */
export async function startPostgres({
  durable = false,
  settings = {},
}: PostgresOptions = {}): Promise<PostgresServer> {
  const folder = serverFolder('postgres')
  const data = join(folder, 'data')
  await initialise(folder, data)
  const all: Record<string, string> = {
    listen_addresses: LOOPBACK,
    unix_socket_directories: '',
    max_connections: '200',
    timezone: 'UTC',
    ...(durable ? {} : FAST),
    ...settings,
  }
  let started = await startOnFreePort(folder, data, all)
  const { port } = started
  const url = (database = 'postgres') => `postgres://${SUPERUSER}@${LOOPBACK}:${port}/${database}`
  const run = (sql: string, database?: string) => runSql(url(database), sql)
  const halt = (how: 'power-cut' | 'in-order' = 'in-order') =>
    started.server.stop(how === 'power-cut' ? 'SIGQUIT' : 'SIGINT')
  return {
    port,
    folder,
    url,
    run,
    halt,
    get pid() {
      return started.server.pid
    },
    async createDatabase(name, template = 'template0') {
      await run(`create database ${quoted(name)} template ${quoted(template)}`)
      return url(name)
    },
    dropDatabase: (name) => run(`drop database if exists ${quoted(name)} with (force)`),
    async start() {
      started = { port, server: await startOn(port, folder, data, all) }
    },
    async stop() {
      await halt(durable ? 'in-order' : 'power-cut')
      await removeFolder(folder)
    },
  }
}

/** Returns the folder of PostgreSQL's programs, the newest version installed; undefined when there is none. */
export function postgresPrograms(): string | undefined {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [...versions.map((version) => join(root, version, 'bin')), '/usr/bin', '/usr/local/bin']
  return folders.find((folder) => existsSync(join(folder, 'initdb')))
}

function program(name: string): string {
  const folder = postgresPrograms()
  if (!folder) throw new Error('PostgreSQL is not installed. Type: apt-get install postgresql')
  return join(folder, name)
}

async function initialise(folder: string, data: string): Promise<void> {
  const args = ['-D', data, '-U', SUPERUSER, '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync']
  await promisify(execFile)(program('initdb'), args, {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', LC_ALL: 'C.UTF-8', HOME: folder },
    ...serverAccount().switchUser,
  })
}

async function startOnFreePort(folder: string, data: string, settings: Record<string, string>) {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort()
    try {
      return { port, server: await startOn(port, folder, data, settings) }
    } catch (error) {
      if (attempt === 5) throw error
    }
  }
}

async function startOn(
  port: number,
  folder: string,
  data: string,
  settings: Record<string, string>,
): Promise<ServerProcess> {
  const flags = Object.entries({ ...settings, port: String(port) }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ])
  const server = startServerProcess({
    command: program('postgres'),
    args: ['-D', data, ...flags],
    folder,
    stopSignal: 'SIGQUIT',
  })
  await poll(
    'PostgreSQL to answer',
    async () => {
      if (!server.running()) throw new Error(`PostgreSQL did not start:\n${server.output()}`)
      return runSql(`postgres://${SUPERUSER}@${LOOPBACK}:${port}/postgres`, 'select 1').then(
        () => true,
        () => false,
      )
    },
    { deadline: 120_000 },
  )
  return server
}

async function runSql(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString })
  client.on('error', () => {}) // the server may be halted while we wait for it
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
