import { setTimeout as pause } from 'node:timers/promises'
import type { Core } from '../../core/kernel/core.ts'
import { type Lease, releaseLease, renewLease, takeLease } from '../../core/kernel/lease.ts'

/** Another process holds the lease now, or ours could not be renewed in time. */
export class LeaseLost extends Error {
  constructor(name: string) {
    super(`The lease ${name} is no longer ours.`)
    this.name = 'LeaseLost'
  }
}

/** A lease that is renewed until it is released or lost. */
export interface HeldLease {
  lease: Lease
  /** Aborted as soon as the lease is lost. */
  lost: AbortSignal
  /** Renews the lease in the database. Throws `LeaseLost` when it is no longer ours. */
  confirm(): Promise<void>
  /** Releases the lease. Never rejects: one that cannot be released expires. */
  release(): Promise<void>
}

// Renewed so often that one missed or slow renewal does not lose the lease.
const RENEWALS_PER_LEASE = 4

/**
 * Waits until the lease is free, takes it and keeps renewing it. Returns null when `stopping` is aborted first. Rejects
 * when the database is unavailable.
 */
export async function holdLease(core: Core, lease: Lease, stopping: AbortSignal): Promise<HeldLease | null> {
  const every = (lease.seconds * 1000) / RENEWALS_PER_LEASE
  while (!stopping.aborted) {
    const asked = performance.now()
    if (await takeLease(core.db, lease)) return keepRenewing(core, lease, every, asked)
    await pause(every, undefined, { signal: stopping }).catch(() => {})
  }
  return null
}

function keepRenewing(core: Core, lease: Lease, every: number, taken: number): HeldLease {
  const lost = new AbortController()
  // Elapsed time, not the time of day: a process that was suspended and resumes must notice that it lost the lease.
  let validFrom = taken
  const renew = async () => {
    const asked = performance.now()
    if (!(await renewLease(core.db, lease))) lost.abort()
    else validFrom = asked
  }
  const timer = setInterval(() => {
    renew().catch(() => {
      if (performance.now() - validFrom > lease.seconds * 1000) lost.abort()
    })
  }, every)
  return {
    lease,
    lost: lost.signal,
    async confirm() {
      if (!lost.signal.aborted) await renew()
      if (lost.signal.aborted) throw new LeaseLost(lease.name)
    },
    async release() {
      clearInterval(timer)
      await releaseLease(core.db, lease).catch(() => {})
    },
  }
}
