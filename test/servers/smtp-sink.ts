import type { Socket } from 'node:net'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import { poll } from './poll.ts'
import { freePort, LOOPBACK } from './port.ts'

/** A mail the sink replied 250 to, or received whole before it dropped the connection. */
export interface ReceivedMail {
  readonly from: string
  readonly to: readonly string[]
  /** The whole mail; only its header when the sink was started with `keep: 'headers'`. */
  readonly raw: Buffer
  /** Header fields by lower-case name, unfolded, first occurrence, not decoded. */
  readonly headers: Readonly<Record<string, string>>
  /** When the last byte arrived, in ms on `performance.now()`'s scale plus `performance.timeOrigin`. */
  readonly at: number
  readonly user: string | null
  /** False when the connection was dropped instead of a 250: the sender cannot know that we have the mail. */
  readonly confirmed: boolean
}

/** A refusal: the SMTP reply code and its text (an enhanced code such as `5.1.1` first, if wanted). */
export interface SmtpRefusal {
  readonly code: number
  readonly text: string
}

export interface SmtpSinkOptions {
  port?: number
  /** Milliseconds between the end of the data and the reply. */
  latency?: number
  rejectSender?: (address: string) => SmtpRefusal | undefined
  rejectRecipient?: (address: string) => SmtpRefusal | undefined
  /** Refuses after the data. */
  rejectMail?: (mail: ReceivedMail) => SmtpRefusal | undefined
  /** True: the mail is stored, and the connection cut instead of a 250, like a sender that dies between the two. */
  dropAfterData?: (mail: ReceivedMail) => boolean
  /** Requires a log-in (PLAIN, LOGIN, XOAUTH2) and checks it. Without it no log-in is offered. */
  authenticate?: (login: { user: string; password?: string; accessToken?: string }) => boolean
  /** Offers STARTTLS (self-signed); true by default. */
  startTls?: boolean
  /** What is stored of each mail; `headers` for measurements. */
  keep?: 'everything' | 'headers'
  /** Called for each mail, after it is stored. */
  onMail?: (mail: ReceivedMail) => void
}

/** An SMTP server that stores the mails it receives. */
export interface SmtpSink {
  readonly port: number
  readonly mails: readonly ReceivedMail[]
  /** Returns the first matching mail, even an earlier one; throws after `deadline` ms (30 s). */
  waitFor(fits: (mail: ReceivedMail) => boolean, deadline?: number): Promise<ReceivedMail>
  /** Returns all mails once there are at least `count`. */
  waitForCount(count: number, deadline?: number): Promise<readonly ReceivedMail[]>
  /**
   * Becomes unreachable: connections are cut, new ones refused. Mails remain; `start` listens on the same port again.
   */
  halt(): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
}

/**
 * Starts an SMTP server on loopback that takes mail for everybody and keeps it. It greets a new connection 100 ms late
 * (smtp-server listens for early talkers), so measurements keep their connections.
 *
 *     const sink = await startSmtpSink({ rejectRecipient: (to) => to.startsWith('gone@') ? { code: 550, text: '5.1.1 No such user' } : undefined })
 *     const mail = await sink.waitFor((mail) => mail.to.includes('anne@example.org'))
 *     await sink.stop()
 */
export async function startSmtpSink(options: SmtpSinkOptions = {}): Promise<SmtpSink> {
  const mails: ReceivedMail[] = []
  const sockets = new Map<number, Socket>()
  const port = options.port ?? (await freePort())
  const take = (mail: ReceivedMail) => {
    mails.push(mail)
    options.onMail?.(mail)
  }
  let server = await listen(port, options, take, sockets)
  const halt = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    for (const socket of sockets.values()) socket.destroy()
    await closed
  }
  return {
    port,
    mails,
    halt,
    stop: halt,
    waitFor: (fits, deadline = 30_000) =>
      poll('a mail at the SMTP sink', () => mails.find(fits), { deadline }),
    async waitForCount(count, deadline = 30_000) {
      const here = () => mails.length >= count && mails
      return poll(`${count} mails at the SMTP sink`, here, { deadline })
    },
    async start() {
      server = await listen(port, options, take, sockets)
    },
  }
}

async function listen(
  port: number,
  options: SmtpSinkOptions,
  take: (mail: ReceivedMail) => void,
  sockets: Map<number, Socket>,
): Promise<SMTPServer> {
  const { authenticate, rejectSender, rejectRecipient, startTls = true } = options
  const server = new SMTPServer({
    logger: false,
    // Otherwise each new connection waits for a name look-up of 127.0.0.1.
    disableReverseLookup: true,
    hideSTARTTLS: !startTls,
    allowInsecureAuth: true,
    authOptional: !authenticate,
    authMethods: ['PLAIN', 'LOGIN', 'XOAUTH2'],
    ...(authenticate ? {} : { disabledCommands: ['AUTH'] }),
    onAuth({ username = '', password, accessToken }, _session, answer) {
      const login = {
        user: username,
        ...(password ? { password } : {}),
        ...(accessToken ? { accessToken } : {}),
      }
      if (authenticate?.(login)) answer(null, { user: username })
      else answer(refusal({ code: 535, text: '5.7.8 Log-in refused' }))
    },
    onMailFrom: ({ address }, _session, answer) => answer(refusal(rejectSender?.(address))),
    onRcptTo: ({ address }, _session, answer) => answer(refusal(rejectRecipient?.(address))),
    onData: (stream, session, answer) => receive(stream, session, answer, options, take, sockets),
  })
  server.on('error', () => {}) // a client that went away in the middle of a mail
  server.server.on('connection', (socket: Socket) => {
    const { remotePort = 0 } = socket
    sockets.set(remotePort, socket)
    socket.once('close', () => sockets.delete(remotePort))
  })
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject)
    server.listen(port, LOOPBACK, resolve)
  })
  return server
}

function receive(
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  answer: (error?: Error | null) => void,
  options: SmtpSinkOptions,
  take: (mail: ReceivedMail) => void,
  sockets: Map<number, Socket>,
): void {
  const chunks: Buffer[] = []
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  stream.once('end', () => {
    const mail = describe(Buffer.concat(chunks), session, options)
    const refused = refusal(options.rejectMail?.(mail))
    if (refused) return answer(refused)
    if (options.dropAfterData?.(mail)) {
      take({ ...mail, confirmed: false })
      sockets.get(session.remotePort)?.destroy()
      return
    }
    const accept = () => {
      take(mail)
      answer()
    }
    if (options.latency) setTimeout(accept, options.latency)
    else accept()
  })
}

function describe(raw: Buffer, session: SMTPServerSession, { keep }: SmtpSinkOptions): ReceivedMail {
  const { mailFrom, rcptTo } = session.envelope
  const end = raw.indexOf('\r\n\r\n')
  const header = end < 0 ? raw : raw.subarray(0, end)
  return {
    from: mailFrom ? mailFrom.address : '',
    to: rcptTo.map(({ address }) => address),
    raw: keep === 'headers' ? Buffer.from(header) : raw,
    headers: readHeaders(header.toString('utf8')),
    at: performance.timeOrigin + performance.now(),
    user: session.user || null,
    confirmed: true,
  }
}

function readHeaders(header: string): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const line of header.replace(/\r\n(?=[ \t])/g, '').split('\r\n')) {
    const colon = line.indexOf(':')
    if (colon > 0) fields[line.slice(0, colon).toLowerCase()] ??= line.slice(colon + 1).trim()
  }
  return fields
}

function refusal(refused: SmtpRefusal | undefined): Error | null {
  return refused ? Object.assign(new Error(refused.text), { responseCode: refused.code }) : null
}
