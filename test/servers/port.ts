import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/** Where test servers listen; nothing ever leaves the machine. */
export const LOOPBACK = '127.0.0.1'

// Below the range the kernel gives to outgoing connections (32768 on): a server that stops and comes back finds its
// port still free, and two test runs side by side seldom meet.
const LOWEST = 12_000
const ABOVE = 32_000

/** A loopback port nobody listens on at this moment. Another process may still take it: callers retry a failed start. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = randomInt(LOWEST, ABOVE)
    if (await isFree(port)) return port
  }
  throw new Error(`No free port found on ${LOOPBACK} between ${LOWEST} and ${ABOVE}.`)
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, LOOPBACK, () => probe.close(() => resolve(true)))
  })
}
