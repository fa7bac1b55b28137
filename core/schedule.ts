import { sweepSignInTraces } from './auth/sign-in-log.ts'
import { sweepHandoffs } from './chat/handoff-sweep.ts'
import { adoptModel } from './classify/current-model.ts'
import { sweepInformationReminders, sweepLapsedRequests } from './correspondence/information-reminders.ts'
import { sweepUpdates } from './correspondence/update.ts'
import type { Core } from './kernel/core.ts'
import { MINUTE, SECOND } from './kernel/duration.ts'
import { sweepEscalations } from './promise/escalate.ts'
import { sweepInvestigators } from './promise/investigator-naming.ts'
import { sweepOverdue } from './promise/overdue.ts'
import { followSettings } from './runtime-settings.ts'
import { sweepSatisfactionReminders } from './satisfaction/satisfaction-reminder.ts'
import { indexTickets } from './search/indexer.ts'
import { sweepSellerReminders, sweepSilentSellers } from './seller/seller-reminder.ts'
import { followModelInUse, retrain, threadTrainer } from './training/retraining.ts'

/** Runs a job on a cron line (UTC), once across all processes. */
export type Schedule = (name: string, cron: string, run: () => Promise<void>) => Promise<void>

/** A scheduled job that finds its due work itself. Late, repeated or concurrent runs do no harm. */
interface Sweep {
  name: string
  /** Minimum time between two runs, in milliseconds. */
  every: number
  /** Does what is due by the core's clock; returns how many items it handled. */
  run(core: Core): Promise<number>
}
const SWEEP_EVERY = 30 * SECOND

/** Every sweep, in running order: those that change tickets precede those that report on them. */
export const SWEEPS: readonly Sweep[] = [
  { name: 'investigators', every: SWEEP_EVERY, run: sweepInvestigators },
  { name: 'escalations', every: SWEEP_EVERY, run: sweepEscalations },
  { name: 'handoffs', every: SWEEP_EVERY, run: sweepHandoffs },
  { name: 'information reminders', every: MINUTE, run: sweepInformationReminders },
  { name: 'lapsed questions', every: MINUTE, run: sweepLapsedRequests },
  { name: 'seller reminders', every: MINUTE, run: sweepSellerReminders },
  { name: 'silent sellers', every: MINUTE, run: sweepSilentSellers },
  { name: 'satisfaction reminders', every: 10 * 60 * SECOND, run: sweepSatisfactionReminders },
  { name: 'updates', every: SWEEP_EVERY, run: sweepUpdates },
  { name: 'overdue', every: SWEEP_EVERY, run: sweepOverdue },
  { name: 'sign-in traces', every: 60 * MINUTE, run: sweepSignInTraces },
  { name: 'words', every: SWEEP_EVERY, run: indexTickets },
]

/** At night, when nobody needs the core that training occupies. */
const RETRAIN_AT = '0 2 * * *'
// A correction accepted in one process reaches all within this time.
const FOLLOW_EVERY = 30 * SECOND
// New messages are searchable within this time.
const READ_EVERY = 3 * SECOND
const EVERY_MINUTE = '* * * * *'

/** Starts everything that runs on the clock; returns how to stop this process's share. */
export async function startSchedule(core: Core, schedule: Schedule): Promise<{ stop(): void }> {
  const stopping = new AbortController()
  const followModel = followModelInUse(core, adoptModel)
  const followSet = followSettings(core)
  const follow = async () => void (await Promise.all([followModel(), followSet()]))
  const followQuietly = () => {
    follow().catch((error) =>
      core.log.warn('which model and settings are in force could not be looked up', { error }),
    )
  }
  await follow()
  const following = setInterval(followQuietly, FOLLOW_EVERY)
  const reading = setInterval(oneAtATime(readQuietly(core)), READ_EVERY)
  await schedule('relearn', RETRAIN_AT, async () => {
    await retrain(core, threadTrainer())
    await follow()
  })
  const sweep = rememberingSweeps(core)
  await schedule('sweep', EVERY_MINUTE, async () => {
    await sweep()
    // The shortest cron interval is a minute.
    await pause(SWEEP_EVERY, stopping.signal)
    if (!stopping.signal.aborted) await sweep()
  })
  return {
    stop: () => {
      stopping.abort()
      clearInterval(following)
      clearInterval(reading)
    },
  }
}

/**
 * Runs every sweep once, whenever it last ran; returns how many items each handled.
 * A failing sweep does not stop the others; the failures are thrown together afterwards.
 */
export async function runSweeps(
  core: Core,
  sweeps: readonly Sweep[] = SWEEPS,
): Promise<Record<string, number>> {
  const done: Record<string, number> = {}
  const failures: unknown[] = []
  for (const { name, run } of sweeps) {
    try {
      done[name] = await run(core)
    } catch (error) {
      core.log.error('a sweep failed', { event: name, error })
      failures.push(error)
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'Sweeps failed.')
  return done
}

function readQuietly(core: Core): () => Promise<void> {
  return async () => {
    try {
      await indexTickets(core)
    } catch (error) {
      core.log.warn('what was written could not be read for the search', { error })
    }
  }
}

function oneAtATime(run: () => Promise<void>): () => void {
  let running = false
  return () => {
    if (running) return
    running = true
    run().finally(() => {
      running = false
    })
  }
}

function rememberingSweeps(core: Core): () => Promise<void> {
  const lastRun = new Map<string, number>()
  return async () => {
    const now = core.clock.now().getTime()
    const due = SWEEPS.filter(({ name, every }) => {
      const last = lastRun.get(name)
      // The distance, not the difference: a clock set back must not block a sweep.
      return last === undefined || Math.abs(now - last) >= every - SECOND
    })
    for (const { name } of due) lastRun.set(name, now)
    await runSweeps(core, due)
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
