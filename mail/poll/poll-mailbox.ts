import { setTimeout as pause } from 'node:timers/promises'
import { delayAfter } from '../../core/kernel/backoff.ts'
import type { Lease } from '../../core/kernel/lease.ts'
import { recordMailboxFailure, recordMailboxSuccess } from '../../core/mailbox/mailbox-health.ts'
import { RenewalRefused } from '../oauth.ts'
import { afterIntake } from './after-intake.ts'
import { type FetchTroubles, fetchTroubles } from './fetch.ts'
import { type HeldLease, holdLease, LeaseLost } from './hold-lease.ts'
import { runSession, type SessionNeeds } from './mailbox-session.ts'

/** What a process knows about a mailbox it polls or waits for. */
export interface MailboxState {
  mailbox: string
  /**
   * `waiting`: another process holds it; `catching-up`: the accumulated mail is being received; `connected`: all of it
   * is received, and new mail is awaited; `failing`: retried after a pause.
   */
  state: 'waiting' | 'connecting' | 'catching-up' | 'connected' | 'failing' | 'stopped'
  lastSuccessAt: Date | null
  failingSince: Date | null
  lastError: string | null
}

interface PollNeeds extends Omit<SessionNeeds, 'held' | 'after' | 'troublesOf' | 'reached'> {
  /** Identifies this process as the lease's holder. */
  holder: string
  /** In [0, 1). */
  random: () => number
  state: MailboxState
}

// Recording every success would write a row every second; the alert counts in minutes.
const SUCCESS_RECORDED_EVERY_MS = 15_000

// A slow database must not lose the mailbox again and again before a commit is through.
const MOST_PATIENCE = 8

/**
 * Polls one mailbox until `stopping`: waits for its lease, connects, and reconnects with backoff after a failure. Never
 * rejects. The lease is released in between, so that a process that can reach the server takes over. One whose database
 * makes no progress leaves the mailbox to the others for as long as a lease lasts.
 */
export async function pollMailbox(needs: PollNeeds): Promise<void> {
  const { core, source, settings, stopping, state } = needs
  const troubles = new Map<string, FetchTroubles>()
  const after = afterIntake(source, core.log)
  let failures = 0
  let patience = 1
  while (!stopping.aborted) {
    try {
      state.state = 'waiting'
      const held = await holdLease(core, leaseOf(needs), stopping, patience * settings.leaseSeconds * 1000)
      if (!held) break
      state.state = 'connecting'
      await sessionUnderLease(needs, held, {
        after,
        troublesOf: (folder) => troubles.get(folder) ?? rememberNewTroubles(troubles, folder),
        reached: async (caughtUp) => {
          await held.during(() => noteSuccess(needs, caughtUp))
          if (!caughtUp) return
          failures = 0
          patience = 1
        },
      })
    } catch (error) {
      if (stopping.aborted) break
      if (error instanceof LeaseLost && error.why === 'taken') {
        core.log.warn('another process polls the mailbox now', { mailbox: source.name })
        continue
      }
      failures += 1
      const delays = error instanceof RenewalRefused ? settings.refusedDelays : settings.reconnectDelays
      const silent = error instanceof LeaseLost
      if (silent) patience = Math.min(patience * 2, MOST_PATIENCE)
      const delay = silent ? settings.leaseSeconds * 1000 : delayAfter(failures, delays, needs.random())
      noteFailure(needs, error, failures, delay)
      await pause(delay, undefined, { signal: stopping }).catch(() => {})
    }
  }
  state.state = 'stopped'
}

function leaseOf({ source, holder, settings }: PollNeeds): Lease {
  return { name: `mailbox:${source.name}`, holder, seconds: settings.leaseSeconds }
}

function rememberNewTroubles(troubles: Map<string, FetchTroubles>, folder: string): FetchTroubles {
  const fresh = fetchTroubles()
  troubles.set(folder, fresh)
  return fresh
}

async function sessionUnderLease(
  needs: PollNeeds,
  held: HeldLease,
  rest: Pick<SessionNeeds, 'after' | 'troublesOf' | 'reached'>,
): Promise<void> {
  try {
    await runSession({ ...needs, ...rest, held, stopping: AbortSignal.any([needs.stopping, held.lost]) })
    held.lost.throwIfAborted()
  } finally {
    await held.release()
  }
}

async function noteSuccess({ core, source, state }: PollNeeds, caughtUp: boolean): Promise<void> {
  const now = core.clock.now()
  const next = caughtUp || state.state === 'connected' ? 'connected' : 'catching-up'
  const recent =
    state.lastSuccessAt && now.getTime() - state.lastSuccessAt.getTime() < SUCCESS_RECORDED_EVERY_MS
  if (state.state === next && recent) return
  await recordMailboxSuccess(core.db, source.name, now)
  if (state.state !== next) {
    core.log.info(caughtUp ? 'the mailbox is connected' : 'the mailbox is catching up', {
      mailbox: source.name,
    })
  }
  Object.assign(state, { state: next, lastSuccessAt: now, failingSince: null, lastError: null })
}

function noteFailure(
  { core, source, state }: PollNeeds,
  error: unknown,
  failures: number,
  delay: number,
): void {
  const now = core.clock.now()
  const reason = reasonOf(error)
  Object.assign(state, { state: 'failing', failingSince: state.failingSince ?? now, lastError: reason })
  core.log.warn('the mailbox could not be polled', {
    mailbox: source.name,
    attempt: failures,
    at: new Date(now.getTime() + delay),
    reason,
    error,
  })
  // When the database itself is unavailable, or silent, the state above still shows the failure.
  recordMailboxFailure(core.db, source.name, reason, now).catch(() => {})
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { responseText, code } = error as { responseText?: unknown; code?: unknown }
  if (typeof responseText === 'string' && responseText !== '') return responseText
  return error.message || String(code ?? error.name)
}
