import type { BatchLimits } from './batch.ts'

/** How the poller paces itself. Times in milliseconds unless said otherwise. */
export interface PollerSettings {
  batch: BatchLimits
  /** Raw mail held at once over all mailboxes, in bytes. */
  heldBytes: number
  /** A server that falls silent without closing is found out and reconnected within this time. */
  silenceLimit: number
  /** Without a success for this long the team is told. */
  alertAfter: number
  /** Seconds after which another process takes over a mailbox whose holder has died. */
  leaseSeconds: number
  /** Seconds between attempts to reconnect, the last one for ever. */
  reconnectDelays: readonly number[]
  /** Seconds between log-ins while the OAuth2 renewal is refused. */
  refusedDelays: readonly number[]
  /** How long logging out may take when the program stops. */
  goodbye: number
}
