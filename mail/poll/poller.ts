import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { RECONNECT_DELAYS, REFUSED_DELAYS } from '../../core/kernel/backoff.ts'
import type { Core } from '../../core/kernel/core.ts'
import { MINUTE } from '../../core/kernel/duration.ts'
import type { RaiseAlert } from '../mail-alert.ts'
import type { AccessTokens } from '../oauth.ts'
import type { MailReceiver } from '../receive-mail.ts'
import { byteBudget } from './byte-budget.ts'
import type { PollerSettings } from './mailbox-session.ts'
import type { MailboxSource } from './mailbox-source.ts'
import { type MailboxState, pollMailbox } from './poll-mailbox.ts'
import { alertStalledMailboxes } from './stalled-mailbox.ts'

export interface PollerNeeds {
  core: Core
  mailboxes: readonly MailboxSource[]
  takeIn: MailReceiver
  /** Shared with the delivery engine, which logs in with the same kind of tokens. */
  tokens: AccessTokens
  alert: RaiseAlert
  /** Overrides of `USUAL_SETTINGS`. */
  settings?: Partial<PollerSettings>
  /** In [0, 1); spreads reconnections. */
  random?: () => number
}

export interface Poller {
  /**
   * Accepts no new work, finishes the batches being committed, logs out and releases the mailboxes. Within
   * `settings.stopWithin`: what hangs is left, and taken in again after the next start.
   */
  stop(): Promise<void>
  /** Returns this process's state for each mailbox. */
  health(): MailboxState[]
}

const USUAL_SETTINGS: PollerSettings = {
  // Large enough that many mails share the cost of a statement, small enough that the first is acknowledged soon.
  batch: { mails: 100, bytes: 20_000_000 },
  heldBytes: 150_000_000,
  silenceLimit: MINUTE,
  alertAfter: 10 * MINUTE,
  leaseSeconds: 20,
  reconnectDelays: RECONNECT_DELAYS,
  refusedDelays: REFUSED_DELAYS,
  goodbye: 5_000,
  stopWithin: 15_000,
}

/** Starts polling all mailboxes. No lost server, lost database or broken mail ends it. */
export function startPoller(needs: PollerNeeds): Poller {
  const { core, mailboxes, takeIn, tokens, alert, random = Math.random } = needs
  const settings = { ...USUAL_SETTINGS, ...needs.settings }
  const stopping = new AbortController()
  const holder = `${hostname()}:${process.pid}:${randomUUID()}`
  const budget = byteBudget(settings.heldBytes)
  const states = mailboxes.map((source) => newState(source.name))
  const shared = { core, takeIn, tokens, budget, settings, stopping: stopping.signal, holder, random }
  const polls = mailboxes.map((source, index) =>
    pollMailbox({ ...shared, source, state: states[index] ?? newState(source.name) }),
  )
  const alarm = startAlarm(core, mailboxes, settings.alertAfter, alert)
  return {
    async stop() {
      clearInterval(alarm)
      stopping.abort()
      const done = Promise.all(polls).then(() => true)
      if (await Promise.race([done, pause(settings.stopWithin, false, { ref: false })])) return
      for (const { mailbox, state } of states) {
        if (state !== 'stopped') core.log.warn('the mailbox is left although its work hangs', { mailbox })
      }
    },
    health: () => states.map((state) => ({ ...state })),
  }
}

function newState(mailbox: string): MailboxState {
  return { mailbox, state: 'waiting', lastSuccessAt: null, failingSince: null, lastError: null }
}

function startAlarm(core: Core, mailboxes: readonly MailboxSource[], alertAfter: number, alert: RaiseAlert) {
  const names = mailboxes.map((source) => source.name)
  const watchedSince = core.clock.now()
  return setInterval(
    () => {
      alertStalledMailboxes(core, names, alertAfter, watchedSince, alert).catch((error) =>
        core.log.warn('the mailboxes could not be checked for silence', { error }),
      )
    },
    Math.min(MINUTE, alertAfter / 4),
  )
}
