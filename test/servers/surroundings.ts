import { mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Dovecot, startDovecot } from './dovecot.ts'
import { LOOPBACK } from './port.ts'
import { type PostgresServer, startPostgres } from './postgres.ts'
import { type QuickSink, startQuickSink, type TakenMail } from './quick-sink.ts'

export interface ProgramMailbox {
  readonly name: string
  readonly address: string
  readonly category: string
}

/** What a program is to do. */
export interface ProgramOrder {
  readonly databaseUrl: string
  readonly mailboxes: readonly ProgramMailbox[]
  /** The surroundings' own by default. */
  readonly sink?: Pick<QuickSink, 'port'>
  /** Where the mailboxes are reached: the Dovecot itself, or a proxy in front of it. */
  readonly imapPort?: number
  /** Of the web server; any free one by default, which nobody is told. */
  readonly port?: number
  /** Seconds, as in the configuration; its default when absent. */
  readonly takeOverAfter?: number
}

/** The servers the program needs, all our own, and the settings that point to them. */
export interface Surroundings {
  readonly dovecot: Dovecot
  readonly postgres: PostgresServer
  readonly sink: QuickSink
  /** Creates a new empty database. */
  createDatabase(name: string): Promise<string>
  /** Returns the environment for a program: mailboxes on the Dovecot, outgoing mail to a sink, one database. */
  environment(order: ProgramOrder): Record<string, string>
  stop(): Promise<void>
}

/** Of every mailbox. */
export const PASSWORD = 'essai'

/**
 * Starts Dovecot with the given users, a PostgreSQL with its durable defaults, and an SMTP sink. All end with this
 * process, however it ends.
 */
export async function startSurroundings(options: {
  addresses: readonly string[]
  onMail?: (mail: TakenMail) => void
}): Promise<Surroundings> {
  const stops: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const one of stops.splice(0).reverse()) await one()
  }
  try {
    const folder = mkdtempSync(join(tmpdir(), 'agafort-program-'))
    let files = 0
    stops.push(() => rm(folder, { recursive: true, force: true }))
    const sink = await startQuickSink(options.onMail)
    stops.push(sink.stop)
    const postgres = await startPostgres({ durable: true })
    stops.push(postgres.stop)
    const users = options.addresses.map((name) => ({ name, password: PASSWORD }))
    const dovecot = await startDovecot({ users })
    stops.push(dovecot.stop)
    return {
      dovecot,
      postgres,
      sink,
      stop,
      createDatabase: (name) => postgres.createDatabase(name),
      environment(order) {
        const { mailboxes, databaseUrl } = order
        const file = join(folder, `agafort.config.${++files}.json`)
        writeFileSync(file, JSON.stringify(configuration({ sink, imapPort: dovecot.imapPort, ...order })))
        return {
          CONFIG: file,
          DATABASE_URL: databaseUrl,
          DATA_DIR: folder,
          SECRET_KEYS: 'for-tests-only-for-tests-only-for-tests-only',
          ...Object.fromEntries(mailboxes.map(({ name }) => [passwordVariable(name), PASSWORD])),
        }
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

function passwordVariable(name: string): string {
  return `MAILBOX_${name.toUpperCase().replaceAll('-', '_')}_PASSWORD`
}

// Disables the limits on automatic mail: every mail here is from another customer, only faster than customers write.
const NO_LIMIT = 1_000_000

function configuration({
  mailboxes,
  sink,
  imapPort,
  port,
  takeOverAfter,
}: ProgramOrder & Required<Pick<ProgramOrder, 'sink' | 'imapPort'>>) {
  return {
    port: port ?? 0,
    publicUrl: 'https://aide.agafort.example',
    doors: [],
    authservIds: ['mx.agafort.example'],
    undoSeconds: 0,
    ...(takeOverAfter === undefined ? {} : { takeOverAfter }),
    answerLimits: {
      perAddress: NO_LIMIT,
      perTicket: NO_LIMIT,
      perSameText: NO_LIMIT,
      perMailbox: NO_LIMIT,
    },
    mailboxes: mailboxes.map((mailbox) => ({ ...mailbox, host: LOOPBACK, port: imapPort, security: 'none' })),
    smtpServers: [{ name: 'sink', host: LOOPBACK, port: sink.port, security: 'none' }],
  }
}
