import type { Client, ClientConfig } from 'pg'

const CONNECT_TIMEOUT_MS = 10_000
const KEEP_ALIVE_AFTER_MS = 10_000

/** Returns what every connection of ours starts with; a pooler such as PgBouncer accepts it. */
export function connectionSettings(url: string, applicationName: string): ClientConfig {
  return {
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
  }
}

/** Nothing came back in time: the server's host is gone, a proxy in between failed over, or all is busy. */
export class SilentConnection extends Error {
  readonly code = 'ETIMEDOUT'
}

/**
 * Ends a connected connection after so many milliseconds without a byte either way; what waits on it is rejected with
 * SilentConnection. The server's own time limit does not help then, as its answer never arrives.
 */
export function endWhenSilent(client: Client, milliseconds: number): void {
  const socket = client.connection.stream
  if (!('setTimeout' in socket) || typeof socket.setTimeout !== 'function') return
  socket.setTimeout(milliseconds, () => endSilent(client, milliseconds))
}

/** Ends a connection from which no answer came for so many milliseconds. */
export function endSilent(client: Client, milliseconds: number): void {
  const seconds = Math.round(milliseconds / 1000)
  client.connection.stream.destroy(
    new SilentConnection(`The database did not answer on this connection for ${seconds} s; it was ended.`),
  )
}
