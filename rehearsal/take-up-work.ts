import type { Core } from '../core/kernel/core.ts'
import type { MemberId, TicketId } from '../core/kernel/id.ts'
import { Problem } from '../core/kernel/problem.ts'
import type { PolicyTimes } from '../core/policy/policy-times.ts'
import type { SimulatedCase } from './case.ts'
import type { SimulatedEvent } from './event-queue.ts'
import { MINUTES, nextStep, urgency, type WorkStep } from './next-step.ts'
import { mayTakeWork, type OpenWork, openWork } from './open-work.ts'
import { atWork, onTheClock } from './rota.ts'
import { takeStep } from './take-step.ts'
import type { Worker } from './workers.ts'

/**
 * Assigns the work begun between `now` and `until`: each free member at work takes the most urgent they may.
 * Returns the tasks as events at the time they are finished.
 */
export async function takeUpWork(
  core: Core,
  {
    workers,
    cases,
    times,
    until,
  }: {
    workers: readonly Worker[]
    cases: ReadonlyMap<TicketId, SimulatedCase>
    times: PolicyTimes
    until: number
  },
): Promise<SimulatedEvent[]> {
  const now = core.clock.now().getTime()
  const free = workers.filter(({ shifts, freeAt }) => freeAt < until && atWork(shifts, Math.max(now, freeAt)))
  if (free.length === 0) return []
  const colleagues = new Map(workers.map((worker) => [worker.id, worker]))
  const works = (await openWork(core.db, cases)).sort((a, b) => urgency(a, times) - urgency(b, times))
  for (const work of works) {
    if (work.level === 'customer-experience') work.simulatedCase.reachedLastLevelAt ??= now
  }
  const started: SimulatedEvent[] = []
  // One task each at a time; the member free first chooses first.
  for (;;) {
    const worker = nextFree(free, now, until)
    if (!worker) return started
    const beginsAt = Math.max(now, worker.freeAt)
    const chosen = choose(works, worker, colleagues, times, beginsAt)
    if (chosen) started.push(begin(worker, chosen.work, chosen.step, beginsAt))
    else worker.freeAt = until
  }
}

function nextFree(free: readonly Worker[], now: number, until: number): Worker | undefined {
  let first: Worker | undefined
  for (const worker of free) {
    const from = Math.max(now, worker.freeAt)
    if (from >= until || !atWork(worker.shifts, from)) continue
    if (!first || from < Math.max(now, first.freeAt)) first = worker
  }
  return first
}

function choose(
  works: readonly OpenWork[],
  worker: Worker,
  colleagues: ReadonlyMap<MemberId, Worker>,
  times: PolicyTimes,
  instant: number,
): { work: OpenWork; step: WorkStep } | undefined {
  for (const work of works) {
    if (!mayTakeWork(worker, work, colleagues, instant)) continue
    const step = nextStep(work, worker, times, instant)
    if (step) return { work, step }
  }
  return undefined
}

function begin(worker: Worker, work: OpenWork, step: WorkStep, beginsAt: number): SimulatedEvent {
  const minutes = MINUTES[step] * worker.pace * worker.draws.between(0.6, 1.6)
  const at = Math.round(beginsAt + onTheClock(minutes))
  worker.freeAt = at
  const { simulatedCase } = work
  simulatedCase.busy = true
  return {
    at,
    caseKey: String(simulatedCase.number),
    async run(core) {
      simulatedCase.busy = false
      try {
        await takeStep(core, step, work, worker.id)
      } catch (error) {
        // A customer or a sweep was faster: the ticket changed under the member's hands.
        if (!(error instanceof Problem)) throw error
      }
    },
  }
}
