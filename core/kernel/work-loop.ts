import type { Core } from './core.ts'

const EVERY = 500

/** Runs `turn` twice a second, never beside itself; `stop` waits for the one under way. What fails is tried again. */
export function startWorkLoop(core: Core, turn: () => Promise<void>): { stop(): Promise<void> } {
  let running: Promise<void> | null = null
  const timer = setInterval(() => {
    running ??= turn()
      .catch((error: unknown) => core.log.debug('the chat could not look at what is due', { error }))
      .finally(() => {
        running = null
      })
  }, EVERY)
  timer.unref()
  return {
    async stop() {
      clearInterval(timer)
      await running
    },
  }
}
