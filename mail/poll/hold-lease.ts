import { setTimeout as pause } from 'node:timers/promises'
import type { Core } from '../../core/kernel/core.ts'
import { type Lease, releaseLease, renewLease, takeLease } from '../../core/kernel/lease.ts'

/** `taken`: another process holds the lease now. `silent`: the database has not let us renew it, or work under it. */
export class LeaseLost extends Error {
  readonly why: 'taken' | 'silent'
  constructor({ name }: Lease, why: 'taken' | 'silent') {
    super(
      why === 'taken'
        ? `The lease ${name} is no longer ours.`
        : `The database made no progress for too long; the lease ${name} is given up.`,
    )
    this.name = 'LeaseLost'
    this.why = why
  }
}

/** A lease that is renewed until it is released or lost. */
export interface HeldLease {
  lease: Lease
  /** Aborted as soon as the lease is lost; the reason is a `LeaseLost`. */
  lost: AbortSignal
  /** Renews the lease in the database. Throws `LeaseLost` when it is no longer ours. */
  confirm(): Promise<void>
  /**
   * Awaits a step of work on the database. The lease is lost when it makes no progress for `patience`: such a step
   * holds up the mailbox while renewals over other connections succeed. Throws `LeaseLost` then, and abandons the step.
   */
  during<Result>(step: (progress: () => void) => Promise<Result>): Promise<Result>
  /** Releases the lease. Never rejects: one that cannot be released expires. */
  release(): Promise<void>
}

// Renewed so often that one missed or slow renewal does not lose the lease.
const RENEWALS_PER_LEASE = 4

/**
 * Waits until the lease is free, takes it and keeps renewing it. Returns null when `stopping` is aborted first. Rejects
 * when the database is unavailable, or says nothing for as long as the lease lasts. `patience` is in milliseconds.
 */
export async function holdLease(
  core: Core,
  lease: Lease,
  stopping: AbortSignal,
  patience = lease.seconds * 1000,
): Promise<HeldLease | null> {
  const every = (lease.seconds * 1000) / RENEWALS_PER_LEASE
  while (!stopping.aborted) {
    const asked = performance.now()
    const silent = AbortSignal.timeout(lease.seconds * 1000)
    const taken = await untilAborted(takeLease(core.db, lease), AbortSignal.any([stopping, silent])).catch(
      (error: unknown) => {
        if (stopping.aborted) return false
        throw silent.aborted ? new LeaseLost(lease, 'silent') : error
      },
    )
    if (taken) return keepRenewing(core, lease, { every, patience }, asked)
    await pause(every, undefined, { signal: stopping }).catch(() => {})
  }
  return null
}

function keepRenewing(
  core: Core,
  lease: Lease,
  { every, patience }: { every: number; patience: number },
  taken: number,
): HeldLease {
  const losing = new AbortController()
  const lost = losing.signal
  const lose = (why: LeaseLost['why']) => losing.abort(new LeaseLost(lease, why))
  // Elapsed time, not the time of day: a process that was suspended and resumes must notice that it lost the lease.
  let validFrom = taken
  let workingSince: number | null = null
  const renew = async () => {
    const asked = performance.now()
    if (!(await renewLease(core.db, lease))) lose('taken')
    else validFrom = Math.max(validFrom, asked)
  }
  const timer = setInterval(() => {
    if (lost.aborted) return
    const now = performance.now()
    const expired = now - validFrom > lease.seconds * 1000
    if (expired || (workingSince !== null && now - workingSince > patience)) lose('silent')
    // Also while another renewal hangs: this one may get a connection that works.
    else renew().catch(() => {})
  }, every)
  return {
    lease,
    lost,
    async confirm() {
      lost.throwIfAborted()
      await untilAborted(renew(), lost)
      lost.throwIfAborted()
    },
    async during(step) {
      const progress = () => {
        if (workingSince !== null) workingSince = performance.now()
      }
      workingSince = performance.now()
      try {
        return await untilAborted(step(progress), lost)
      } finally {
        workingSince = null
      }
    },
    async release() {
      clearInterval(timer)
      await untilAborted(releaseLease(core.db, lease), AbortSignal.timeout(every)).catch(() => {})
    },
  }
}

// Rejects with the signal's reason as soon as it is aborted; the work itself goes on, and what comes of it is ignored.
async function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const aborted = Promise.withResolvers<never>()
  const abort = () => aborted.reject(signal.reason)
  signal.addEventListener('abort', abort)
  if (signal.aborted) abort()
  try {
    return await Promise.race([work, aborted.promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
