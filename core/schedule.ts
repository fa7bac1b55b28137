import { adoptModel } from './classify/adopt-model.ts'
import type { Core } from './core.ts'
import { followModelInUse, relearn } from './relearning.ts'
import { threadTrainer } from './trainer.ts'

/** Runs something on a cron line (UTC), once over all processes. */
export type Schedule = (name: string, cron: string, run: () => Promise<void>) => Promise<void>

/** At night, when nobody waits for the core that learning takes. */
const RELEARN_AT = '0 2 * * *'
// A correction accepted in one process is used by all within this time, in milliseconds.
const FOLLOW_EVERY = 30_000

/** Everything that runs on the clock. Starts it, and answers how to stop what this process does by itself. */
export async function startSchedule(core: Core, schedule: Schedule): Promise<{ stop(): void }> {
  const follow = followModelInUse(core, adoptModel)
  const followQuietly = () => {
    follow().catch((error) => core.log.warn('which model is in use could not be looked up', { error }))
  }
  await follow()
  const following = setInterval(followQuietly, FOLLOW_EVERY)
  await schedule('relearn', RELEARN_AT, async () => {
    await relearn(core, threadTrainer())
    await follow()
  })
  return { stop: () => clearInterval(following) }
}
