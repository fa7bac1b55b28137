import { setTimeout as pause } from 'node:timers/promises'
import { delayAfter, RECONNECT_DELAYS } from './backoff.ts'
import { SECOND } from './duration.ts'
import type { Log } from './log.ts'

/** What one attempt at an item came to. */
export interface Attempt<Outcome> {
  outcome: Outcome
  /**
   * What it says of the way all items take, such as a server: it is open, or it is closed and no other item would fare
   * better now. Undefined when it says nothing.
   */
  way?: 'open' | 'closed'
}

/** Work that waits as rows, which any number of processes claim, try and record. */
export interface Work<Item extends { readonly id: string }, Outcome extends { readonly id: string }> {
  /** For the log, such as the name of a server. */
  name: string
  /** How many attempts may be in progress at once. */
  parallel: number
  /** How long a claim lasts without renewal. */
  leaseSeconds: number
  /** How often it looks for due items without being woken. */
  everySeconds: number
  /** Claims due items, at most `limit`. `takeOver`: also those whose lease another process let expire. */
  claim(limit: number, takeOver: boolean): Promise<readonly Item[]>
  /** Renews leases; returns the ids that are still this process's. */
  renew(ids: readonly Item['id'][]): Promise<readonly string[]>
  /** Tries an item. It never rejects: a failure is an outcome. */
  attempt(item: Item): Promise<Attempt<Outcome>>
  /** Returns the outcome of a claimed item that is given back untried. */
  giveBack(item: Item): Outcome
  /** Returns true when recording an item may make another one due. */
  isFollowed?(item: Item): boolean
  /** Records outcomes, and returns the ids recorded. The others are recorded later. */
  record(outcomes: readonly Outcome[]): Promise<readonly string[]>
}

export interface WorkLoop<Outcome> {
  /** Signals that something may be due; returns at once. */
  wake(): void
  /** Resolves when nothing is due or in progress any more; while the way is closed it waits. */
  drained(): Promise<void>
  /** Claims no more, lets attempts and their recording finish for so many milliseconds each, whatever hangs. */
  stop(milliseconds: number): Promise<{ inProgress: number; unrecorded: readonly Outcome[] }>
  pulse(): Pulse
}

/** How a loop fares, by the process's own monotonic clock. */
export interface Pulse {
  /** Milliseconds since a claim last succeeded, or since the start. */
  sinceClaim: number
  /** Milliseconds the oldest attempt in progress has taken; 0 without one. */
  oldestAttempt: number
  /** Milliseconds since an attempt last found the way open, or since the start. */
  sinceOpen: number
  /** Milliseconds the oldest outcome waits to be recorded; 0 without one. */
  oldestUnrecorded: number
}

interface Held<Item> {
  item: Item
  /** On `performance.now()`'s scale, as all instants here: past it the row may be another process's. */
  safeUntil: number
  state: 'waiting' | 'in-progress' | 'done'
  /** When it entered its state. */
  since: number
}

// Enough to keep every way busy while a batch is recorded and the next claimed; few enough that little waits for its
// lease to end when the process dies.
const HELD_PER_ATTEMPT = 6
// An attempt this old is hanging: others take its place, as many more as may be in progress.
const HANGING_AFTER = 60 * SECOND
// Recording is retried quickly: what was done and is not recorded would be done twice.
const RECORD_DELAYS = [0.25, 0.5, 1, 2] as const

/**
 * Opens a loop: it claims due items, holds them by renewed leases, tries them, records the outcomes many at a time, and
 * backs off while the way is closed. It is woken, or looks by itself on a monotonic interval.
 *
 * Nothing waits for the database without limit, and an outcome is kept until it is recorded. After a failure of the
 * database, expired leases are left alone for two lease times: their holder may be back as well, with outcomes to record.
 */
export function openWorkLoop<Item extends { readonly id: string }, Outcome extends { readonly id: string }>(
  work: Work<Item, Outcome>,
  log: Log,
  random: () => number = Math.random,
): WorkLoop<Outcome> {
  const { name, parallel, leaseSeconds } = work
  const capacity = parallel * HELD_PER_ATTEMPT
  const held = new Map<Item['id'] | Outcome['id'], Held<Item>>()
  // In the order they began.
  const inProgress = new Set<Held<Item>>()
  const listeners = new Set<() => void>()
  const started = performance.now()
  let claimedAt = started
  let openAt = started
  let noTakeOverUntil = 0
  let claiming = false
  let wokenMeanwhile = false
  let moreDue = false
  let failures = 0
  let closed: NodeJS.Timeout | undefined
  let stopping = false
  const book = openBook()

  // Elapsed time, not the time of day: a process that was frozen and goes on must see that its leases are over.
  const renewal = setInterval(renew, (leaseSeconds * SECOND) / 3)
  const looking = setInterval(wake, work.everySeconds * SECOND)
  wake()

  function wake(): void {
    wokenMeanwhile = true
    if (!claiming) void claimAll()
  }

  async function claimAll(): Promise<void> {
    claiming = true
    try {
      while (wokenMeanwhile && !closed && !stopping) {
        wokenMeanwhile = false
        await claim()
      }
    } catch (error) {
      // The next look claims again.
      moreDue = true
      databaseFailed()
      log.warn('what is due could not be claimed', { server: name, error })
    }
    claiming = false
    changed()
  }

  async function claim(): Promise<void> {
    // After a failure one item goes ahead, to see whether the way is open again.
    const room = (failures > 0 ? 1 : capacity) - held.size
    if (room < 1 || held.size > capacity / 2) {
      moreDue = true
      return
    }
    const begun = performance.now()
    const safeUntil = begun + leaseSeconds * SECOND
    const items = await work.claim(room, begun > noTakeOverUntil)
    claimedAt = performance.now()
    moreDue = items.length === room
    // One of ours may come again, its lease having expired while the database was away: it stays as far as it is.
    for (const item of items) {
      const known = held.get(item.id) ?? { item, state: 'waiting' as const, since: claimedAt }
      held.set(item.id, Object.assign(known, { safeUntil }))
    }
    if (stopping || closed) giveBackWaiting()
    else tryWaiting()
  }

  function tryWaiting(): void {
    for (const one of held.values()) {
      if (closed || stopping || !hasRoom()) return
      if (one.state !== 'waiting') continue
      if (performance.now() > one.safeUntil) {
        held.delete(one.item.id)
        continue
      }
      void attempt(one)
    }
  }

  function hasRoom(): boolean {
    if (inProgress.size < parallel) return true
    const hung = performance.now() - HANGING_AFTER
    const hanging = [...inProgress].filter(({ since }) => since <= hung).length
    return inProgress.size - Math.min(hanging, parallel) < parallel
  }

  async function attempt(one: Held<Item>): Promise<void> {
    enter(one, 'in-progress')
    inProgress.add(one)
    const { outcome, way } = await work.attempt(one.item)
    inProgress.delete(one)
    enter(one, 'done')
    book.add(outcome)
    if (way === 'open') foundOpen()
    if (way === 'closed') closeFor()
    tryWaiting()
    changed()
  }

  function enter(one: Held<Item>, state: Held<Item>['state']): void {
    one.state = state
    one.since = performance.now()
  }

  function foundOpen(): void {
    openAt = performance.now()
    if (failures === 0) return
    failures = 0
    moreDue = true
  }

  function closeFor(): void {
    if (closed || stopping) return
    closed = setTimeout(
      () => {
        closed = undefined
        wake()
      },
      delayAfter(++failures, RECONNECT_DELAYS, random()),
    )
    giveBackWaiting()
  }

  function giveBackWaiting(): void {
    for (const one of held.values()) {
      if (one.state !== 'waiting') continue
      enter(one, 'done')
      book.add(work.giveBack(one.item))
    }
  }

  function recorded(ids: readonly string[]): void {
    for (const id of ids) {
      const one = held.get(id)
      if (one && work.isFollowed?.(one.item)) moreDue = true
      held.delete(id)
    }
    if (moreDue && held.size <= capacity / 2) wake()
    changed()
  }

  // Those that are done as well: a row that was sent and is not recorded must not become another process's.
  function renew(): void {
    tryWaiting()
    if (held.size === 0) return
    const safeUntil = performance.now() + leaseSeconds * SECOND
    work.renew([...held.values()].map(({ item }) => item.id)).then(
      (ours) => {
        for (const id of ours) {
          const one = held.get(id)
          if (one) one.safeUntil = safeUntil
        }
      },
      (error: unknown) => {
        databaseFailed()
        log.warn('leases could not be renewed', { server: name, error })
      },
    )
  }

  function databaseFailed(): void {
    noTakeOverUntil = performance.now() + 2 * leaseSeconds * SECOND
  }

  // Outcomes on their way to the database. Those that come while it is busy with some make the next batch.
  function openBook() {
    const forgotten = new AbortController()
    const pending = new Map<string, Outcome>()
    let writing: Promise<void> | undefined

    async function write(): Promise<void> {
      for (let failed = 0; pending.size > 0 && !forgotten.signal.aborted; ) {
        const batch = [...pending.values()]
        const ids = await work.record(batch).catch((error: unknown) => {
          databaseFailed()
          log.warn('outcomes cannot be recorded yet', { server: name, count: pending.size, error })
          return []
        })
        for (const id of ids) pending.delete(id)
        recorded(ids)
        if (ids.length === batch.length) failed = 0
        else await quietly(pause(delayAfter(++failed, RECORD_DELAYS, 0.5), undefined, forgotten))
      }
    }

    function start(): void {
      writing ??= write().finally(() => {
        writing = undefined
        if (pending.size > 0 && !forgotten.signal.aborted) start()
      })
    }

    return {
      left: () => [...pending.values()],
      add(outcome: Outcome) {
        if (forgotten.signal.aborted) return
        pending.set(outcome.id, outcome)
        // Not in this very turn: several results often come together.
        if (!writing) setImmediate(start)
      },
      async close(milliseconds: number) {
        const late = AbortSignal.timeout(Math.max(1, milliseconds))
        late.addEventListener('abort', changed)
        if (pending.size > 0) start()
        await until(() => pending.size === 0 || late.aborted)
        forgotten.abort()
      },
    }
  }

  function changed(): void {
    for (const listener of [...listeners]) listener()
  }

  async function until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        const heard = () => {
          listeners.delete(heard)
          resolve()
        }
        listeners.add(heard)
      })
    }
  }

  function oldest(state: Held<Item>['state']): number {
    const since = [...held.values()].filter((one) => one.state === state).map((one) => one.since)
    return since.length === 0 ? 0 : performance.now() - Math.min(...since)
  }

  return {
    wake,
    async drained() {
      wake()
      await until(() => !claiming && held.size === 0 && !moreDue && !closed)
    },
    async stop(milliseconds) {
      stopping = true
      clearTimeout(closed)
      clearInterval(looking)
      giveBackWaiting()
      const late = AbortSignal.timeout(Math.max(1, milliseconds))
      late.addEventListener('abort', changed)
      await until(() => late.aborted || (inProgress.size === 0 && !claiming))
      const left = inProgress.size
      await book.close(milliseconds)
      clearInterval(renewal)
      return { inProgress: left, unrecorded: book.left() }
    },
    pulse: () => ({
      sinceClaim: performance.now() - claimedAt,
      oldestAttempt: oldest('in-progress'),
      sinceOpen: performance.now() - openAt,
      oldestUnrecorded: oldest('done'),
    }),
  }
}

async function quietly(waiting: Promise<unknown>): Promise<void> {
  await waiting.catch(() => {})
}
