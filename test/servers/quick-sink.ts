import { createServer, type Server, type Socket } from 'node:net'
import { freePort, LOOPBACK } from './port.ts'

/** An acknowledgement the sink accepted. */
export interface TakenMail {
  readonly to: string
  readonly messageId: string
  readonly inReplyTo: string
  readonly date: string
  /** When its last byte arrived, in milliseconds as `Date.now()` counts them. */
  readonly at: number
}

/** An SMTP server that costs almost nothing and stores only what identifies mails. */
export interface QuickSink {
  readonly port: number
  readonly taken: readonly TakenMail[]
  /** Returns the open connections: at 0, nothing more arrives from a dead client. */
  connections(): number
  stop(): Promise<void>
}

/**
 * Starts an SMTP server on loopback that accepts everything. smtp-server's own cost would be measured along with the
 * program's. `onMail` is called when a mail is complete, before the 250 is written.
 */
export async function startQuickSink(onMail: (mail: TakenMail) => void = () => {}): Promise<QuickSink> {
  const taken: TakenMail[] = []
  const sockets = new Set<Socket>()
  const take = (mail: TakenMail) => {
    taken.push(mail)
    onMail(mail)
  }
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {}) // a client that was killed
    socket.once('close', () => sockets.delete(socket))
    converse(socket, take)
  })
  const port = await listen(server)
  return {
    port,
    taken,
    connections: () => sockets.size,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

async function listen(server: Server): Promise<number> {
  const port = await freePort()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, LOOPBACK, resolve)
  })
  return port
}

const END_OF_MAIL = '\r\n.\r\n'
const COMMANDS: Readonly<Record<string, string>> = {
  EHLO: '250-sink.example\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n',
  HELO: '250 sink.example\r\n',
  MAIL: '250 OK\r\n',
  RSET: '250 OK\r\n',
  NOOP: '250 OK\r\n',
}

function converse(socket: Socket, take: (mail: TakenMail) => void): void {
  let unread = ''
  let to = ''
  let inMail = false
  socket.setNoDelay(true)
  socket.write('220 sink.example ESMTP\r\n')
  socket.on('data', (chunk) => {
    unread += chunk.toString('latin1')
    while (inMail ? readMail() : readCommand());
  })

  function readMail(): boolean {
    const end = unread.indexOf(END_OF_MAIL)
    if (end < 0) return false
    const mail = unread.slice(0, end)
    unread = unread.slice(end + END_OF_MAIL.length)
    inMail = false
    take(describe(mail, to))
    socket.write('250 OK\r\n')
    return true
  }

  function readCommand(): boolean {
    const end = unread.indexOf('\r\n')
    if (end < 0) return false
    const line = unread.slice(0, end)
    unread = unread.slice(end + 2)
    const verb = line.slice(0, 4).toUpperCase()
    if (verb === 'RCPT') {
      to = /<([^>]*)>/.exec(line)?.[1] ?? ''
      socket.write('250 OK\r\n')
    } else if (verb === 'DATA') {
      inMail = true
      socket.write('354 Go on\r\n')
    } else if (verb === 'QUIT') socket.end('221 Bye\r\n')
    else socket.write(COMMANDS[verb] ?? '502 Not here\r\n')
    return true
  }
}

function describe(mail: string, to: string): TakenMail {
  const head = mail.slice(0, mail.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ')
  const field = (name: RegExp) => name.exec(head)?.[1]?.trim() ?? ''
  return {
    to,
    messageId: field(/^message-id:(.*)$/im),
    inReplyTo: field(/^in-reply-to:(.*)$/im),
    date: field(/^date:(.*)$/im),
    at: performance.timeOrigin + performance.now(),
  }
}
