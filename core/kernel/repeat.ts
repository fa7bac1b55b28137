import type { Core } from './core.ts'

const EVERY = 500

/** Runs `turn` twice a second, never concurrently with itself, and retries failures. `stop` awaits the current run. */
export function repeatTwiceASecond(core: Core, turn: () => Promise<void>): { stop(): Promise<void> } {
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
