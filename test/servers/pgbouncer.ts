import { chownSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { serverAccount } from './account.ts'
import { poll } from './poll.ts'
import { freePort, LOOPBACK } from './port.ts'
import { removeFolder, serverFolder, startServerProcess } from './process.ts'

/** Debian's program. */
export const PGBOUNCER = '/usr/sbin/pgbouncer'

/** A PgBouncer in transaction mode, with one connection to the server for each database. */
export interface PgBouncer {
  /** Returns the server's address with the pooler in its place. */
  through(url: string): string
  stop(): Promise<void>
}

/** Starts a PgBouncer in front of the PostgreSQL that `url` names; it lets in that user and `roles`. */
export async function startPgBouncer(url: string, roles: readonly string[] = []): Promise<PgBouncer> {
  const server = new URL(url)
  const folder = serverFolder('pgbouncer')
  const port = await freePort()
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    chownSync(join(folder, name), serverAccount().uid, serverAccount().gid)
  }
  write('users.txt', [server.username, ...roles].map((role) => `"${role}" ""\n`).join(''))
  write(
    'pgbouncer.ini',
    `[databases]
* = host=${server.hostname} port=${server.port}
[pgbouncer]
listen_addr = ${LOOPBACK}
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${join(folder, 'users.txt')}
pool_mode = transaction
default_pool_size = 1
`,
  )
  const pooler = startServerProcess({
    command: PGBOUNCER,
    args: [join(folder, 'pgbouncer.ini')],
    folder,
    stopSignal: 'SIGINT',
  })
  const through = (address: string) => {
    const pooled = new URL(address)
    pooled.host = `${LOOPBACK}:${port}`
    return pooled.href
  }
  await poll('PgBouncer to answer', async () => {
    if (!pooler.running()) throw new Error(`PgBouncer did not start:\n${pooler.output()}`)
    const client = new pg.Client({ connectionString: through(url) })
    client.on('error', () => {})
    return client.connect().then(
      async () => {
        await client.end()
        return true
      },
      () => false,
    )
  })
  return {
    through,
    async stop() {
      await pooler.stop('SIGINT')
      await removeFolder(folder)
    },
  }
}
