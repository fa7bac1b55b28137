import type { Core } from '../core/kernel/core.ts'

/** One queue per conversation: its steps run one after another, and conversations run concurrently. */
export interface ConversationQueues {
  wake(conversationId: string): void
  /** Starts no new step and waits for those in progress. */
  stop(): Promise<void>
}

const LOOK_EVERY = 1000

/**
 * Opens queues that run until a `step` returns false: nothing more to do now. `due` is polled every second and names
 * conversations with work left, also from another process. Steps must be idempotent.
 */
export function openConversationQueues({
  core,
  due,
  step,
}: {
  core: Core
  due(): Promise<string[]>
  step(conversationId: string): Promise<boolean>
}): ConversationQueues {
  const running = new Map<string, { again: boolean; done: Promise<void> }>()
  let stopped = false
  let looking: Promise<void> | null = null
  const timer = setInterval(() => {
    looking ??= look().finally(() => {
      looking = null
    })
  }, LOOK_EVERY)
  timer.unref()

  async function look(): Promise<void> {
    try {
      for (const conversationId of await due()) wake(conversationId)
    } catch (error) {
      core.log.debug('the chat could not look for what is left to do', { error })
    }
  }

  function wake(conversationId: string): void {
    if (stopped) return
    const queue = running.get(conversationId)
    if (queue) queue.again = true
    else {
      const begun = { again: false, done: Promise.resolve() }
      running.set(conversationId, begun)
      begun.done = run(conversationId, begun)
    }
  }

  async function run(conversationId: string, queue: { again: boolean }): Promise<void> {
    try {
      do {
        queue.again = false
        while (!stopped && (await step(conversationId)));
      } while (queue.again && !stopped)
    } catch (error) {
      // It is still due, so the next poll retries it.
      core.log.warn('a chat conversation waits', { error })
    } finally {
      running.delete(conversationId)
    }
  }

  return {
    wake,
    async stop() {
      stopped = true
      clearInterval(timer)
      await looking
      await Promise.all([...running.values()].map(({ done }) => done))
    },
  }
}
