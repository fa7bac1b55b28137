import { lastNumbers, type NumberedActivity, readActivities } from '../../core/chat/direct-line.ts'
import type { Core } from '../../core/kernel/core.ts'

/** A reader of a conversation: one socket of one browser tab. */
interface Listener {
  conversationId: string
  /** The watermark it has reached. */
  after: number
  send(activities: readonly NumberedActivity[], watermark: number): void
}

export interface Streams {
  /** Sends everything after the listener's watermark, then what follows. Returns the function that ends it. */
  listen(listener: Listener): () => void
  /** Reads at once, because this process has just stored something there. */
  wake(conversationId: string): void
  /** Looks at all conversations at once, because this process has stored something in one of them. */
  look(): Promise<void>
  /** Returns how many listeners a conversation has in this process. */
  count(conversationId: string): number
  stop(): void
}

const LOOK_EVERY = 300

/**
 * Opens streams that follow the database, because any process may write to a conversation. It polls a few times a
 * second for all conversations together, and reads at once what this process wrote.
 */
export function openStreams(core: Core): Streams {
  const listeners = new Map<string, Set<Following>>()
  let stopped = false
  let looking = false
  const timer = setInterval(() => void look(), LOOK_EVERY)
  timer.unref()

  async function look(): Promise<void> {
    if (looking || listeners.size === 0) return
    looking = true
    try {
      const last = await lastNumbers(core.db, [...listeners.keys()])
      for (const [conversationId, number] of last) {
        for (const one of listeners.get(conversationId) ?? []) if (one.after < number) void follow(one)
      }
    } catch (error) {
      core.log.debug('the chat stream could not look', { error })
    } finally {
      looking = false
    }
  }

  async function follow(one: Following): Promise<void> {
    one.again = true
    if (one.busy) return
    one.busy = true
    try {
      while (one.again && !one.ended && !stopped) {
        one.again = false
        const { activities, watermark, more } = await readActivities(core, one.conversationId, one.after)
        if (more) one.again = true
        one.after = watermark
        if (activities.length > 0 && !one.ended) one.send(activities, watermark)
      }
    } catch (error) {
      // The next poll finds it still behind.
      core.log.debug('the chat stream could not read', { error })
    } finally {
      one.busy = false
    }
  }

  return {
    listen(listener) {
      const one: Following = Object.assign(listener, { busy: false, again: false, ended: false })
      const others = listeners.get(one.conversationId) ?? new Set()
      listeners.set(one.conversationId, others.add(one))
      void follow(one)
      return () => {
        one.ended = true
        others.delete(one)
        if (others.size === 0) listeners.delete(one.conversationId)
      }
    },
    wake(conversationId) {
      for (const one of listeners.get(conversationId) ?? []) void follow(one)
    },
    look,
    count: (conversationId) => listeners.get(conversationId)?.size ?? 0,
    stop() {
      stopped = true
      clearInterval(timer)
    },
  }
}

type Following = Listener & { busy: boolean; again: boolean; ended: boolean }

/** Returns the activity number of a watermark: 0 for none, undefined when it is not a watermark of ours. */
export function readWatermark(watermark: string | undefined): number | undefined {
  if (watermark === undefined || watermark === '' || watermark === '-') return 0
  return /^\d{1,9}$/.test(watermark) ? Number(watermark) : undefined
}
