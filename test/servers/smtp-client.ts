import { connect } from 'node:net'
import { LOOPBACK } from './port.ts'

/** A client that speaks to an SMTP server line by line, as a mail server does, and reads its replies. */
export interface SmtpClient {
  /** Sends one line and returns the reply to it: `250 2.1.0 Accepted`. */
  say(line: string): Promise<string>
  /** Sends the mail after a 354 and returns the expected number of replies. */
  give(mail: string | Uint8Array, replies?: number): Promise<string[]>
  /** Sends bytes and waits for nothing. */
  write(bytes: string): void
  /** Waits for one more reply. */
  reply(): Promise<string>
  /** Resolves when the server closes the connection. */
  readonly closed: Promise<void>
  close(): void
}

/** Connects and reads the greeting. */
export async function connectSmtp(port: number): Promise<SmtpClient> {
  const socket = connect(port, LOOPBACK)
  let buffered = ''
  const replies: string[] = []
  const waiting: { resolve(reply: string): void; reject(error: Error): void }[] = []
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  socket.setEncoding('utf8')
  socket.on('error', () => {})
  socket.on('data', (text: string) => {
    buffered += text
    // The last line of a reply has a space after its code (RFC 5321 §4.2.1).
    for (let end = lastLine(buffered); end > 0; end = lastLine(buffered)) {
      const reply = buffered.slice(0, end).trimEnd()
      buffered = buffered.slice(end)
      const next = waiting.shift()
      if (next) next.resolve(reply)
      else replies.push(reply)
    }
  })
  void closed.then(() => {
    for (const one of waiting.splice(0)) one.reject(new Error('The server closed the connection.'))
  })
  const reply = () =>
    new Promise<string>((resolve, reject) => {
      const known = replies.shift()
      if (known !== undefined) resolve(known)
      else if (socket.destroyed) reject(new Error('The server closed the connection.'))
      else waiting.push({ resolve, reject })
    })
  await reply()
  return {
    closed,
    reply,
    write: (bytes) => void socket.write(bytes),
    say: (line) => {
      socket.write(`${line}\r\n`)
      return reply()
    },
    async give(mail, count = 1) {
      socket.write(mail)
      socket.write('\r\n.\r\n')
      const replies: string[] = []
      while (replies.length < count) replies.push(await reply())
      return replies
    },
    close: () => void socket.destroy(),
  }
}

function lastLine(text: string): number {
  const match = /^\d{3}(?: [^\n]*)?\r\n/m.exec(text)
  return match ? match.index + match[0].length : 0
}
