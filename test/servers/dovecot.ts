import { execFile } from 'node:child_process'
import { chown, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { serverAccount } from './account.ts'
import { type Certificate, makeCertificate } from './certificate.ts'
import { dovecotConfig, inFolder, oauthConfig } from './dovecot-config.ts'
import { type Delivery, renumber, writeToMaildir } from './maildir.ts'
import { poll } from './poll.ts'
import { freePort, LOOPBACK } from './port.ts'
import { removeFolder, type ServerProcess, serverFolder, startServerProcess } from './process.ts'

export interface DovecotUser {
  /** A log-in name, usually the whole address. */
  readonly name: string
  readonly password: string
}

export interface DovecotOptions {
  users: readonly DovecotUser[]
  /** The token check of a `startTokenServer()`; enables XOAUTH2 and OAUTHBEARER besides passwords. */
  introspectionUrl?: string
  /** Refuses passwords before TLS (LOGINDISABLED) and listens on 127.0.0.2; false by default. */
  requireTls?: boolean
}

// Dovecot treats a connection between one and the same address as secure, TLS or not. Clients connect from 127.0.0.1.
const SECOND_LOOPBACK = '127.0.0.2'

/** A Dovecot of the test's own on loopback. INBOX and Junk exist; IDLE announces a change within a second. */
export interface Dovecot {
  readonly pid: number
  /** 127.0.0.1; 127.0.0.2 with `requireTls`. */
  readonly host: string
  /** Plain and STARTTLS. */
  readonly imapPort: number
  /** TLS from the first byte, with `certificate`. */
  readonly imapsPort: number
  readonly lmtpPort: number
  readonly certificate: Certificate
  /** Adds a user while it runs. */
  addUser(user: DovecotUser): Promise<void>
  /** Writes a mail into a folder as a delivery agent does; thousands take seconds. */
  deliver(user: string, raw: string | Uint8Array, delivery?: Delivery): Promise<void>
  /** Gives a folder a new UIDVALIDITY and its mails new UIDs from 1, like a moved or restored mailbox. Restarts. */
  changeUidvalidity(user: string, folder?: string): Promise<void>
  /** Runs doveadm against this Dovecot and returns what it prints: `doveadm('fetch', '-u', 'anne', 'uid flags', 'all')`. */
  doveadm(...args: string[]): Promise<string>
  /** Makes every connection silent without closing it; `resume` ends that. */
  pause(): void
  resume(): void
  /** Stops it and closes every connection; mail and ports remain, `start` restarts it. */
  halt(): Promise<void>
  start(): Promise<void>
  /** Halts and starts. */
  restart(): Promise<void>
  /** Returns Dovecot's log. */
  log(): Promise<string>
  /** Stops it and removes its folder. */
  stop(): Promise<void>
}

/**
 * Starts a Dovecot with the given users on free loopback ports, as an ordinary account even when we are root.
 *
 *     const dovecot = await startDovecot({ users: [{ name: 'litiges@agafort.example', password: 'secret' }] })
 *     await dovecot.deliver('litiges@agafort.example', raw, { internalDate: new Date('2026-03-02T09:00:00Z') })
 *     ...
 *     await dovecot.stop()
 */
export async function startDovecot(options: DovecotOptions): Promise<Dovecot> {
  const folder = serverFolder('dovecot')
  const paths = inFolder(folder)
  const users = [...options.users]
  const host = options.requireTls ? SECOND_LOOPBACK : LOOPBACK
  const certificate = await makeCertificate(folder)
  await makeMailFolder(paths.mail)
  await writeUsers(paths.users, users)
  if (options.introspectionUrl) await write(paths.oauthConfig, oauthConfig(options.introspectionUrl))
  let { server, ports } = await startOnFreePorts(folder, host, certificate, options)
  const doveadm = (...args: string[]) => runDoveadm(paths.config, args)
  const halt = () => {
    server.signal('SIGTERM') // to its children too: it would wait a second for them
    return server.stop('SIGTERM')
  }
  const start = async () => {
    server = await startOn(folder, host, ports.imapPort)
  }
  return {
    ...ports,
    host,
    certificate,
    doveadm,
    halt,
    start,
    get pid() {
      return server.pid
    },
    async addUser(user) {
      users.push(user)
      await writeUsers(paths.users, users)
      // Dovecot checks the file's date once a second.
      await poll(`Dovecot to know ${user.name}`, () =>
        doveadm('auth', 'test', user.name, user.password).then(
          () => true,
          () => false,
        ),
      )
    },
    deliver: (user, raw, delivery = {}) => writeToMaildir(join(paths.mail, user), raw, delivery),
    async changeUidvalidity(user, name = 'INBOX') {
      await halt()
      await renumber(join(paths.mail, user), name)
      await start()
    },
    pause: () => server.signal('SIGSTOP'),
    resume: () => server.signal('SIGCONT'),
    async restart() {
      await halt()
      await start()
    },
    log: () => readFile(paths.log, 'utf8').catch(() => ''),
    async stop() {
      server.signal('SIGKILL') // in order takes a second, and there is nothing to keep
      await server.stop('SIGKILL')
      await removeFolder(folder)
    },
  }
}

async function startOnFreePorts(
  folder: string,
  host: string,
  certificate: Certificate,
  options: DovecotOptions,
) {
  const { requireTls = false, introspectionUrl } = options
  for (let attempt = 1; ; attempt++) {
    const ports = { imapPort: await freePort(), imapsPort: await freePort(), lmtpPort: await freePort() }
    const config = dovecotConfig({ folder, host, certificate, requireTls, introspectionUrl, ...ports })
    await write(inFolder(folder).config, config)
    try {
      return { ports, server: await startOn(folder, host, ports.imapPort) }
    } catch (error) {
      if (attempt === 5) throw error
    }
  }
}

async function startOn(folder: string, host: string, imapPort: number): Promise<ServerProcess> {
  const paths = inFolder(folder)
  const args = ['-F', '-c', paths.config]
  const server = startServerProcess({ command: '/usr/sbin/dovecot', args, folder, stopSignal: 'SIGTERM' })
  const logged = () => readFile(paths.log, 'utf8').catch(() => '')
  await poll(
    'Dovecot to answer',
    async () => {
      if (!server.running()) throw new Error(`Dovecot did not start:\n${server.output()}\n${await logged()}`)
      return (await greeting(imapPort, host))?.startsWith('* OK')
    },
    { deadline: 120_000 },
  )
  return server
}

async function makeMailFolder(folder: string): Promise<void> {
  await mkdir(folder, { mode: 0o700 })
  const { uid, gid } = serverAccount()
  await chown(folder, uid, gid)
}

async function writeUsers(file: string, users: readonly DovecotUser[]): Promise<void> {
  // Moved into place as a whole: Dovecot re-reads the file when it changes, and must not read half of it.
  const lines = users.map(
    ({ name, password }) => `${name}:{PLAIN.b64}${Buffer.from(password).toString('base64')}\n`,
  )
  await write(`${file}.new`, lines.join(''))
  await rename(`${file}.new`, file)
}

async function write(file: string, text: string): Promise<void> {
  await writeFile(file, text)
  const { uid, gid } = serverAccount()
  await chown(file, uid, gid)
}

async function runDoveadm(config: string, args: readonly string[]): Promise<string> {
  const run = promisify(execFile)('doveadm', ['-c', config, ...args], {
    cwd: '/',
    maxBuffer: 64 * 1024 * 1024,
    ...serverAccount().switchUser,
  })
  return (await run).stdout
}

/** Returns the first line of a server on a loopback port; undefined when none responds within a second. */
export function greeting(port: number, host = LOOPBACK): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    const answer = (line?: string) => {
      socket.destroy()
      resolve(line)
    }
    socket.setTimeout(1000, () => answer())
    socket.once('error', () => answer())
    socket.once('end', () => answer())
    socket.once('data', (chunk) => answer(chunk.toString('latin1').split('\r\n')[0]))
  })
}
