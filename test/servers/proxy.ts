import { createServer, type Socket, connect as tcpConnect } from 'node:net'
import { LOOPBACK } from './port.ts'

/**
 * How a proxy treats connections. `silent` is half-open: everything is accepted and acknowledged, nothing forwarded.
 * `refuse` resets what is open and closes the port. `slow` forwards late, each way.
 */
export type ProxyMode = 'pass' | 'silent' | 'refuse' | 'slow'

/** A TCP proxy in front of a server on loopback. */
export interface TcpProxy {
  readonly port: number
  /** Connections accepted so far. */
  readonly accepted: number
  /** Returns the server's address with this proxy in its place. */
  through(url: string): string
  /**
   * Changes how it treats open and new connections. One that was silent stays so for ever, as bytes of it are lost:
   * `silent`, then `pass`, is a proxy that failed over.
   */
  become(mode: ProxyMode): Promise<void>
  stop(): Promise<void>
}

/** Starts a proxy on a free loopback port; `delay` is the milliseconds of `slow`. */
export async function startProxy(to: { port: number; host?: string }, delay = 300): Promise<TcpProxy> {
  let mode: ProxyMode = 'pass'
  let accepted = 0
  const open = new Set<{ sockets: Socket[]; silent: boolean }>()
  const server = createServer({ allowHalfOpen: true }, (near) => {
    accepted++
    const far = tcpConnect({ port: to.port, host: to.host ?? LOOPBACK, allowHalfOpen: true })
    const pair = { sockets: [near, far], silent: mode === 'silent' }
    open.add(pair)
    const later = (act: () => void) => {
      if (mode === 'slow') setTimeout(act, delay)
      else act()
    }
    const forward = (from: Socket, into: Socket) => {
      from.setNoDelay(true)
      // Read in silence too, so that the sender's system sees everything acknowledged.
      from.on('data', (bytes) => !pair.silent && later(() => into.write(bytes)))
      from.on('end', () => !pair.silent && later(() => into.end()))
      from.on('error', () => !pair.silent && into.destroy())
      from.on('close', () => near.destroyed && far.destroyed && open.delete(pair))
    }
    forward(near, far)
    forward(far, near)
  })
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, LOOPBACK, resolve)
    })
  const close = () => {
    for (const { sockets } of open) for (const socket of sockets) socket.resetAndDestroy()
    return new Promise<void>((resolve) => {
      server.close(() => resolve())
    })
  }
  await listen(0)
  const { port } = server.address() as { port: number }
  return {
    port,
    get accepted() {
      return accepted
    },
    through(url) {
      const through = new URL(url)
      through.host = `${LOOPBACK}:${port}`
      return through.href
    },
    async become(next) {
      const last = mode
      mode = next
      if (next === 'silent') for (const pair of open) pair.silent = true
      if (next === 'refuse' && last !== 'refuse') await close()
      if (next !== 'refuse' && last === 'refuse') await listen(port)
    },
    async stop() {
      if (mode !== 'refuse') await close()
    },
  }
}
