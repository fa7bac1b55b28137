import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import type { Core } from '../core/kernel/core.ts'
import { strictest } from '../core/policy/category.ts'
import { normaliseAddress } from './parse/addresses.ts'
import type { ArrivingMail, MailReceiver } from './receive-mail.ts'

export interface SmtpServerOptions {
  core: Core
  /** SMTP (RFC 5321), or LMTP (RFC 2033), which answers for each recipient; a port speaks one of them. */
  protocol: 'lmtp' | 'smtp'
  host: string
  /** 0 takes a free one. */
  port: number
  takeIn: Pick<MailReceiver, 'takeIn'>
  /** The name of the mailbox an address is; undefined for one that is not ours. */
  accepts(recipient: string): string | undefined
  /** Largest mail taken, in bytes. */
  maxSize: number
  /** How long stopping waits for mails on their way in. */
  stopSeconds?: number
}

/** A door at which a mail server delivers straight to us. */
export interface RunningSmtpServer {
  readonly protocol: 'lmtp' | 'smtp'
  readonly port: number
  /** Takes no new mail, finishes what is on its way in, closes every connection. */
  stop(): Promise<void>
}

const STOP_SECONDS = 20
const MOST_CLIENTS = 100
// Mails are in memory until they are stored: this many of the largest size at once. Further ones are put off, and the
// sender comes back.
const LARGEST_MAILS_HELD = 3

/**
 * Opens a door for mail to the configured mailboxes. It answers 250 once a mail is committed, 4xx while it cannot be
 * (the sender comes back), and 5xx only for what it will never take: an address that is not ours (550), a mail that is
 * too large (552). It believes whoever reaches it: it belongs on loopback, or where only one's own mail server gets to.
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
    // Nothing is decided by the client's name, and looking it up may take seconds.
    disableReverseLookup: true,
    maxClients: MOST_CLIENTS,
    closeTimeout: stopSeconds * 1000,
    logger: false,
    onRcptTo({ address }, _session, answer) {
      answer(mailboxOf(address) !== undefined ? null : new Refusal(550, 'No such mailbox here'))
    },
    onData(stream, session, answer) {
      receiving.add(session.id)
      takeMail(stream, session)
        .then(
          () => answer(null, 'Taken in'),
          (error: unknown) => answer(asRefusal(error)),
        )
        .finally(() => {
          receiving.delete(session.id)
          if (stopping) setImmediate(closeIdle)
        })
    },
  })
  // A client that goes away is no fault of ours; its mail was not taken, and it comes back.
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

// A mail goes no further in memory than its limit; the rest is read and dropped, for the sender must have its answer.
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

// RFC 5321 §4.4: who makes the final delivery writes down the envelope's sender. A null one marks a bounce.
function returnPath({ envelope }: SMTPServerSession): Buffer {
  const sender = envelope.mailFrom ? envelope.mailFrom.address : ''
  return Buffer.from(`Return-Path: <${sender}>\r\n`)
}

// One arrival for each mailbox: intake makes one message of them. The strictest goes first, so that whatever looks at
// the first only errs on the side of showing the mail to fewer.
function arrivals(core: Core, raw: Buffer, mailboxes: readonly string[], receivedAt: Date): ArrivingMail[] {
  const doors = core.settings.mailboxes.filter(({ name }) => mailboxes.includes(name))
  const strict = strictest(doors.map(({ category }) => category))
  return doors
    .sort((a, b) => Number(b.category === strict) - Number(a.category === strict))
    .map(({ name }) => ({ raw, mailbox: name, receivedAt, backlog: false, junk: false, unparsed: null }))
}

/** An answer other than 250. */
class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly responseCode: number
  constructor(responseCode: number, text: string) {
    super(text)
    this.responseCode = responseCode
  }
}

// What went wrong within is none of the sender's business.
function asRefusal(error: unknown): Refusal {
  return error instanceof Refusal ? error : new Refusal(451, 'Not taken in just now, please come back')
}
