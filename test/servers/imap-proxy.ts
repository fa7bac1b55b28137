import { connect, createServer, type Socket } from 'node:net'
import { LOOPBACK } from './port.ts'

/** An IMAP server that passes everything to another one, but cannot hand out one mail. */
export interface ImapProxy {
  readonly port: number
  readonly connections: number
  /** Sets of UIDs that FETCH commands named, in order: `1:5`. */
  readonly fetched: readonly string[]
  stop(): Promise<void>
}

/**
 * Starts a proxy on a free loopback port. `refuse` answers NO [SERVERBUG] to every FETCH that covers `uid`, with data of
 * no mail. `cut` breaks the connection off in the middle of its content, and passes all else.
 */
export async function startImapProxy(
  to: { host: string; port: number },
  { uid, fault }: { uid: number; fault: 'refuse' | 'cut' },
): Promise<ImapProxy> {
  const fetched: string[] = []
  const sockets = new Set<Socket>()
  let connections = 0
  const server = createServer((near) => {
    connections++
    const far = connect({ host: to.host, port: to.port })
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
    far.pipe(near)
    eachLine(near, (line) => {
      const [, tag, uids, what = ''] = /^(\S+) UID FETCH (\S+) (.*)/i.exec(line) ?? []
      if (uids) fetched.push(uids)
      if (!uids || !covers(uids, uid) || (fault === 'cut' && !/BODY/i.test(what)))
        return void far.write(line, 'latin1')
      if (fault === 'refuse') near.write(`${tag} NO [SERVERBUG] Internal error occurred.\r\n`)
      else near.end(`* 3 FETCH (UID ${uid} BODY[] {4000}\r\nFrom: Marie Dubois`)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve))
  return {
    port: (server.address() as { port: number }).port,
    fetched,
    get connections() {
      return connections
    },
    stop() {
      for (const socket of sockets) socket.destroy()
      return new Promise<void>((resolve) => {
        server.close(() => resolve())
      })
    },
  }
}

function eachLine(socket: Socket, use: (line: string) => void): void {
  let buffered = ''
  socket.setEncoding('latin1').on('data', (text: string) => {
    buffered += text
    for (let end = buffered.indexOf('\n'); end >= 0; end = buffered.indexOf('\n')) {
      use(buffered.slice(0, end + 1))
      buffered = buffered.slice(end + 1)
    }
  })
}

function covers(set: string, uid: number): boolean {
  return set.split(',').some((run) => {
    const [first = 0, last = first] = run.split(':').map(Number)
    return first <= uid && uid <= last
  })
}
