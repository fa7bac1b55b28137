import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import type { Core } from '../core/kernel/core.ts'
import { strictest } from '../core/policy/category.ts'
import { normaliseAddress } from './parse/addresses.ts'
import type { ArrivingMail, MailReceiver } from './receive-mail.ts'

export interface SmtpServerOptions {
  core: Core
  /** SMTP (RFC 5321), or LMTP (RFC 2033), which replies for each recipient. A port speaks one of them. */
  protocol: 'lmtp' | 'smtp'
  host: string
  /** 0 takes a free port. */
  port: number
  takeIn: Pick<MailReceiver, 'takeIn'>
  /** Returns the name of the mailbox with this address, or undefined for an address that is not ours. */
  accepts(recipient: string): string | undefined
  /** Largest mail accepted, in bytes. */
  maxSize: number
  /** How long `stop` waits for mails in progress, in seconds. */
  stopSeconds?: number
}

/** An SMTP or LMTP server to which a mail server delivers directly. */
export interface RunningSmtpServer {
  readonly protocol: 'lmtp' | 'smtp'
  readonly port: number
  /** Accepts no new mail, finishes the mails in progress, then closes every connection. */
  stop(): Promise<void>
}

const STOP_SECONDS = 20
const MOST_CLIENTS = 100
// Mails are held in memory until they are stored: at most this many of the largest size. Further mails get a temporary
// refusal, and the sender retries.
const LARGEST_MAILS_HELD = 3

/**
 * Starts a server for mail to the configured mailboxes. It replies 250 once a mail is committed, and 4xx while it
 * cannot commit, so that the sender retries. It replies 5xx only to what it never accepts: an address that is not ours
 * (550), a mail that is too large (552). It trusts every client: bind it to loopback, or where only one's own mail
 * server can connect.
 */
export async function startSmtpServer(options: SmtpServerOptions): Promise<RunningSmtpServer> {
  const { core, protocol, host, maxSize, stopSeconds = STOP_SECONDS } = options
  const mailboxOf = (address: string) => options.accepts(normaliseAddress(address))
  const receiving = new Set<string>()
  const memory = { free: maxSize * LARGEST_MAILS_HELD }
  let stopping = false

  const server = new SMTPServer({
    lmtp: protocol === 'lmtp',
    size: maxSize,
    rejectOversized: true,
    hideENHANCEDSTATUSCODES: false,
    disabledCommands: ['AUTH', 'STARTTLS'],
    authOptional: true,
    // No decision depends on the client's host name, and the lookup may take seconds.
    disableReverseLookup: true,
    maxClients: MOST_CLIENTS,
    closeTimeout: stopSeconds * 1000,
    logger: false,
    onRcptTo({ address }, _session, reply) {
      reply(mailboxOf(address) !== undefined ? null : new Refusal(550, 'No such mailbox here'))
    },
    onData(stream, session, reply) {
      receiving.add(session.id)
      takeMail(stream, session)
        .then(
          () => reply(null, 'Taken in'),
          (error: unknown) => reply(toRefusal(error)),
        )
        .finally(() => {
          receiving.delete(session.id)
          if (stopping) setImmediate(closeIdle)
        })
    },
  })
  // A client that disconnects is no fault of ours: its mail was not accepted, and it retries.
  server.on('error', (error) => core.log.debug('a connection to a door broke', { door: protocol, error }))

  async function takeMail(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
    const receivedAt = core.clock.now()
    const mailboxes = session.envelope.rcptTo.flatMap(({ address }) => mailboxOf(address) ?? [])
    const kept = { bytes: 0 }
    try {
      const mail = await readMail(stream, memory, kept)
      if (mail === 'too-large') throw new Refusal(552, 'The mail is too large')
      if (mail === 'no-room') throw new Refusal(452, 'Too many mails at once, please come back')
      const raw = Buffer.concat([returnPath(session), ...mail])
      await options.takeIn.takeIn(arrivals(core, raw, mailboxes, receivedAt))
    } catch (error) {
      if (!(error instanceof Refusal)) {
        core.log.warn('a mail at a door could not be taken in and is put off', { door: protocol, error })
      }
      throw error
    } finally {
      memory.free += kept.bytes
    }
  }

  function closeIdle(): void {
    for (const connection of [...server.connections]) {
      if (!receiving.has(connection.id)) connection.send(421, 'Closing down')
    }
  }

  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject)
    server.listen(options.port, host, () => {
      server.server.off('error', reject)
      resolve()
    })
  })
  const { port } = server.server.address() as AddressInfo
  core.log.info('a door is open', { door: protocol, port })
  return {
    protocol,
    port,
    stop: () =>
      new Promise((resolve) => {
        stopping = true
        server.close(() => resolve())
        closeIdle()
      }),
  }
}

// A mail is buffered only up to its limit. The rest is read and dropped, because the sender must get its reply.
async function readMail(
  stream: SMTPServerDataStream,
  memory: { free: number },
  kept: { bytes: number },
): Promise<Buffer[] | 'too-large' | 'no-room'> {
  const chunks: Buffer[] = []
  let noRoom = false
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    noRoom ||= memory.free < chunk.byteLength
    if (noRoom || stream.sizeExceeded) {
      chunks.length = 0
      continue
    }
    chunks.push(chunk)
    kept.bytes += chunk.byteLength
    memory.free -= chunk.byteLength
  }
  if (stream.sizeExceeded) return 'too-large'
  return noRoom ? 'no-room' : chunks
}

// RFC 5321 §4.4: the server that makes final delivery records the envelope sender. A null sender marks a bounce.
function returnPath({ envelope }: SMTPServerSession): Buffer {
  const sender = envelope.mailFrom ? envelope.mailFrom.address : ''
  return Buffer.from(`Return-Path: <${sender}>\r\n`)
}

// One arrival for each mailbox: intake merges them into one message. The strictest goes first, so that code that reads
// only the first restricts too much rather than too little.
function arrivals(core: Core, raw: Buffer, mailboxes: readonly string[], receivedAt: Date): ArrivingMail[] {
  const teamMailboxes = core.settings.mailboxes.filter(({ name }) => mailboxes.includes(name))
  const strict = strictest(teamMailboxes.map(({ category }) => category))
  return teamMailboxes
    .sort((a, b) => Number(b.category === strict) - Number(a.category === strict))
    .map(({ name }) => ({ raw, mailbox: name, receivedAt, backlog: false, junk: false, unparsed: null }))
}

/** A reply other than 250. */
class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly responseCode: number
  constructor(responseCode: number, text: string) {
    super(text)
    this.responseCode = responseCode
  }
}

// Internal faults are not disclosed to the sender.
function toRefusal(error: unknown): Refusal {
  return error instanceof Refusal ? error : new Refusal(451, 'Not taken in just now, please come back')
}
