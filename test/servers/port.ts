import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/** Where test servers listen; nothing ever leaves the machine. */
export const LOOPBACK = '127.0.0.1'

// Below the range of the kernel's outgoing connections (32768 on). A server that restarts finds its port still free,
// and two concurrent test runs rarely collide.
const LOWEST = 12_000
const ABOVE = 32_000

/**
 * Returns a loopback port that is free at this moment. Another process may still take it, so callers retry a failed
 * start.
 */
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
