import { sweepSignInTraces } from './auth/sign-in-log.ts'
import { sweepHandoffs } from './chat/handoff-sweep.ts'
import { adoptModel } from './classify/current-model.ts'
import { sweepConsequences } from './correspondence/consequences.ts'
import { sweepInformationReminders, sweepLapsedRequests } from './correspondence/information-reminders.ts'
import { sweepUpdates } from './correspondence/update.ts'
import type { Core } from './kernel/core.ts'
import {
  addSweeps,
  claimSweeps,
  type DueSweep,
  type Every,
  recordSweeps,
  renewSweeps,
  type SweepOutcome,
} from './kernel/due-sweeps.ts'
import { MINUTE, SECOND } from './kernel/duration.ts'
import { openWorkLoop, type WorkLoop } from './kernel/work-loop.ts'
import { sweepEscalations } from './promise/escalate.ts'
import { sweepInvestigators } from './promise/investigator-naming.ts'
import { sweepOverdue } from './promise/overdue.ts'
import { followSettings } from './runtime-settings.ts'
import { sweepSatisfactionReminders } from './satisfaction/satisfaction-reminder.ts'
import { indexTickets } from './search/indexer.ts'
import { sweepSellerReminders, sweepSilentSellers } from './seller/seller-reminder.ts'
import { followModelInUse, retrain, threadTrainer } from './training/retraining.ts'

/** A scheduled job that finds its due work itself. Late, repeated or concurrent runs do no harm. */
interface Sweep {
  name: string
  /** Milliseconds between the end of one run and the next. */
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
  { name: 'consequences', every: 5 * SECOND, run: sweepConsequences },
  // New messages are searchable within this time.
  { name: 'words', every: 3 * SECOND, run: indexTickets },
]

// A correction accepted in one process reaches all within this time.
const FOLLOW_EVERY = 30 * SECOND
const LOOK_SECONDS = 3
const LEASE_SECONDS = 60
const STOP_MS = 5 * SECOND

/**
 * Starts everything that runs on the clock; `holder` is unique to this process and its start. Each sweep runs in one
 * process at a time, by rows with a lease (kernel/due-sweeps.ts). `pulse` tells how this process's share fares.
 */
export async function startSchedule(
  core: Core,
  holder: string,
): Promise<Pick<WorkLoop<SweepOutcome>, 'pulse'> & { stop(): Promise<void> }> {
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
  const relearn = {
    name: 'relearn',
    // Nobody needs the core that training occupies.
    every: 'night' as const,
    run: async () => {
      await retrain(core, threadTrainer())
      await follow()
      return 1
    },
  }
  const sweeps = [...SWEEPS, relearn]
  await addSweeps(core.db, sweeps)
  const loop = openSweepLoop(core, holder, sweeps)
  return {
    pulse: loop.pulse,
    stop: async () => {
      clearInterval(following)
      await loop.stop(STOP_MS)
    },
  }
}

type Scheduled = Omit<Sweep, 'every'> & { every: Every }

function openSweepLoop(core: Core, holder: string, sweeps: readonly Scheduled[]): WorkLoop<SweepOutcome> {
  const lease = { holder, leaseSeconds: LEASE_SECONDS }
  return openWorkLoop<DueSweep, SweepOutcome>(
    {
      ...lease,
      name: 'sweeps',
      // One after another: their order counts, and they share the database with everybody.
      parallel: 1,
      everySeconds: LOOK_SECONDS,
      claim: (limit) => claimSweeps(core.db, sweeps, { ...lease, limit }),
      renew: (names) => renewSweeps(core.db, { ...lease, names }),
      attempt: async ({ id }) => {
        const sweep = sweeps.find(({ name }) => name === id)
        return { outcome: { id, kind: sweep && (await succeeds(core, sweep)) ? 'done' : 'failed' } }
      },
      giveBack: ({ id }) => ({ id, kind: 'given-back' }),
      record: async (outcomes) => {
        await recordSweeps(core.db, holder, outcomes)
        return outcomes.map(({ id }) => id)
      },
    },
    core.log,
  )
}

async function succeeds(core: Core, { name, run }: Scheduled): Promise<boolean> {
  try {
    await run(core)
    return true
  } catch (error) {
    core.log.error('a sweep failed', { event: name, error })
    return false
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
