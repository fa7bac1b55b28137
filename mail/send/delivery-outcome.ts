import { setTimeout as pause } from 'node:timers/promises'
import { type Failure, markDead, markRetry, type Retry } from '../../core/correspondence/dead-letter.ts'
import { markSent, type SentRow } from '../../core/correspondence/mark-sent.ts'
import type { Core } from '../../core/kernel/core.ts'
import type { OutboxId } from '../../core/kernel/id.ts'
import { releaseClaims } from '../../core/outbox/delivery.ts'
import { delayAfter, RECONNECT_DELAYS } from '../backoff.ts'

/** What became of a claimed mail. */
export type Outcome =
  | ({ kind: 'sent' } & SentRow)
  | ({ kind: 'retry' } & Retry)
  | ({ kind: 'dead' } & Failure)
  /** It could not leave for a reason that is not its own. */
  | { kind: 'release'; id: OutboxId; error: string | null }

/** Records outcomes in the database, many at a time. */
interface OutcomeBook {
  add(outcome: Outcome): void
  /**
   * Waits until all are recorded, at most so long. What is not by then is forgotten: those mails are taken up again
   * when their leases end, and one that had been sent goes out a second time under the same Message-ID.
   */
  close(milliseconds: number): Promise<void>
}

interface OutcomeBookOptions {
  core: Core
  holder: string
  /** Called once they are recorded. */
  recorded(ids: readonly OutboxId[]): void
  /** Stands in for core's own where a test wants the process to die before the commit. */
  markSent?: typeof markSent
}

/**
 * Opens a book for outcomes. The first is recorded at once; those that come while the database is busy with it make the
 * next batch. While the database is away they are kept and tried again: what was sent must not be sent twice.
 */
export function openOutcomeBook(options: OutcomeBookOptions): OutcomeBook {
  const { core, recorded } = options
  const forgotten = new AbortController()
  let pending: Outcome[] = []
  let writing: Promise<void> | undefined

  async function write(): Promise<void> {
    for (let failures = 0; pending.length > 0 && !forgotten.signal.aborted; ) {
      const batch = pending
      pending = []
      try {
        await record(options, batch)
        failures = 0
        recorded(batch.map(({ id }) => id))
      } catch (error) {
        pending = [...batch, ...pending]
        core.log.warn('what became of mails cannot be recorded yet', { count: pending.length, error })
        const wait = delayAfter(++failures, RECONNECT_DELAYS, 0.5)
        await pause(wait, undefined, { signal: forgotten.signal }).catch(() => {})
      }
    }
  }

  function start(): void {
    writing ??= write().finally(() => {
      writing = undefined
      if (pending.length > 0 && !forgotten.signal.aborted) start()
    })
  }

  return {
    add(outcome) {
      if (forgotten.signal.aborted) return
      pending.push(outcome)
      // Not in this very turn: several answers of the server often come together.
      if (!writing) setImmediate(start)
    },
    async close(milliseconds) {
      const timer = setTimeout(() => forgotten.abort(), milliseconds)
      while (pending.length > 0 && !forgotten.signal.aborted) {
        start()
        await writing
      }
      await writing
      clearTimeout(timer)
      forgotten.abort()
      if (pending.length > 0) {
        core.log.error('stopped without recording what became of mails', { count: pending.length })
      }
    },
  }
}

async function record(options: OutcomeBookOptions, batch: readonly Outcome[]): Promise<void> {
  const { core, holder } = options
  const of = <Kind extends Outcome['kind']>(kind: Kind) =>
    batch.filter((outcome): outcome is Extract<Outcome, { kind: Kind }> => outcome.kind === kind)
  await (options.markSent ?? markSent)(core, of('sent'))
  await markRetry(core, holder, of('retry'))
  await markDead(core, holder, of('dead'), core.clock.now())
  const released = of('release')
  for (const error of new Set(released.map((outcome) => outcome.error))) {
    const ids = released.filter((outcome) => outcome.error === error).map(({ id }) => id)
    await releaseClaims(core, { holder, ids, error })
  }
}
