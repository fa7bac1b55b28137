import { setTimeout as pause } from 'node:timers/promises'
import type { PGlite } from '@electric-sql/pglite'
import pg from 'pg'
import type { OpenDatabase } from './database.ts'
import { connectionSettings, endSilent } from './postgres-connection.ts'

export interface Listening {
  /** A plain lower-case name: PGlite does not quote it. */
  channel: string
  /** Called after a notification, and after each connection made: what was notified before it was missed. */
  heard(): void
  /** Called once when the connection is lost or cannot be made; it is retried meanwhile, for ever. */
  lost(error: unknown): void
  /** A direct address of the server, where the database's own leads to a pooler: through one, nothing is heard. */
  url?: string
  /** Milliseconds between two checks that the connection still answers. */
  checkEvery?: number
}

export interface Listener {
  stop(): Promise<void>
}

const CHECK_EVERY_MS = 10_000
const FIRST_RETRY_MS = 500
const LONGEST_RETRY_MS = 30_000

/**
 * Listens on a channel (`notify`) over one connection of its own, and reconnects by itself. Notifications only make
 * prompt what polling finds too: some are lost with a connection. Payloads are not read.
 */
export function listen(database: Pick<OpenDatabase, 'location' | 'pglite'>, listening: Listening): Listener {
  const { location, pglite } = database
  if (pglite) return listenOnPglite(pglite, listening)
  if (location.kind !== 'postgres') throw new Error('This database has neither an address nor an instance.')
  const url = listening.url ?? location.url
  const stopping = new AbortController()
  const running = keepListening(url, listening, stopping.signal)
  return {
    async stop() {
      stopping.abort()
      await running
    },
  }
}

async function keepListening(url: string, listening: Listening, stopping: AbortSignal): Promise<void> {
  for (let failures = 0; !stopping.aborted; ) {
    await hear(new pg.Client(connectionSettings(url, 'agafort listen')), stopping, {
      ...listening,
      heard() {
        failures = 0
        listening.heard()
      },
    }).catch((error: unknown) => {
      failures++
      if (failures === 1 && !stopping.aborted) listening.lost(error)
    })
    const delay = Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LONGEST_RETRY_MS)
    await pause(delay, undefined, { signal: stopping }).catch(() => {})
  }
}

/** Listens until the connection ends, and rejects with why. */
async function hear(client: pg.Client, stopping: AbortSignal, listening: Listening): Promise<never> {
  const { channel, heard, checkEvery = CHECK_EVERY_MS } = listening
  const end = () => client.connection.stream.destroy()
  stopping.addEventListener('abort', end)
  let checks: NodeJS.Timeout | undefined
  try {
    const ended = new Promise<never>((_, reject) => {
      client.on('error', reject)
      client.on('end', () => reject(new Error('The connection that listens was ended.')))
    })
    await Promise.race([client.connect(), ended])
    client.on('notification', () => heard())
    checks = startChecks(client, checkEvery)
    await client.query(`listen ${pg.escapeIdentifier(channel)}`)
    heard()
    return await ended
  } finally {
    clearInterval(checks)
    stopping.removeEventListener('abort', end)
    end()
  }
}

// A connection that only listens is silent by nature, so that it has to be asked. The unanswered question of one check
// ends it at the next.
function startChecks(client: pg.Client, every: number): NodeJS.Timeout {
  let waiting = false
  return setInterval(() => {
    if (waiting) return endSilent(client, every)
    waiting = true
    client.query('select 1').then(
      () => {
        waiting = false
      },
      () => {},
    )
  }, every)
}

function listenOnPglite(pglite: PGlite, { channel, heard, lost }: Listening): Listener {
  const listening = pglite.listen(channel, () => heard())
  listening.then(heard, lost)
  return {
    async stop() {
      const unlisten = await listening.catch(() => undefined)
      await unlisten?.()
    },
  }
}
