import type { Core } from '../core/kernel/core.ts'

/** Work in order per conversation: one step after another in each, conversations beside each other. */
export interface ConversationQueues {
  wake(conversationId: string): void
  /** Takes no new step and waits for those under way. */
  stop(): Promise<void>
}

const LOOK_EVERY = 1000

/**
 * Lanes that go on until a `step` answers false: nothing more to do now. `due` names conversations with something left
 * over from before, also from another process; it is asked every second. Steps must bear being done twice.
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
    const lane = running.get(conversationId)
    if (lane) lane.again = true
    else {
      const begun = { again: false, done: Promise.resolve() }
      running.set(conversationId, begun)
      begun.done = run(conversationId, begun)
    }
  }

  async function run(conversationId: string, lane: { again: boolean }): Promise<void> {
    try {
      do {
        lane.again = false
        while (!stopped && (await step(conversationId)));
      } while (lane.again && !stopped)
    } catch (error) {
      // It is still due, and taken up again by the next look.
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
