import type { Kysely } from 'kysely'
import { markSent } from '../../../core/correspondence/consequences.ts'
import { claimDue } from '../../../core/outbox/delivery.ts'
import { SWEEPS } from '../../../core/schedule.ts'
import type { Database } from '../../../db/schema.ts'
import { makeDue } from '../../world/seed/make-due.ts'
import { openWorld, type World } from '../../world/world.ts'
import { median } from './median.ts'

const TIMES = 3

/** Makes promises due and times one run of every sweep; three times, each with other promises. */
export async function measureSweeps(
  db: Kysely<Database>,
  { due, now }: { due: number; now: Date },
): Promise<void> {
  const world = openWorld({ db })
  world.clock.set(now)
  // The work the seed left is not measured.
  await sweepAll(world)
  await sendAll(world)
  const totals: number[] = []
  const bySweep = new Map<string, number[]>()
  for (let time = 0; time < TIMES; time++) {
    const fallen = await makeDue(db, { tickets: Math.ceil(due / 3), now })
    const { milliseconds, done } = await sweepAll(world)
    totals.push(milliseconds.reduce((sum, one) => sum + one, 0))
    SWEEPS.forEach(({ name }, index) => {
      bySweep.set(name, [...(bySweep.get(name) ?? []), milliseconds[index] ?? 0])
    })
    console.log(`sweeps: ${fallen} promises due, ${done} things done in ${Math.round(totals.at(-1) ?? 0)} ms`)
    await sendAll(world)
  }
  const parts = [...bySweep].map(([name, times]) => `${name} ${Math.round(median(times))}`)
  console.log(`one run of all sweeps: median ${Math.round(median(totals))} ms (${parts.join(', ')})`)
  const idle = await sweepAll(world)
  console.log(
    `with nothing due: ${Math.round(idle.milliseconds.reduce((sum, one) => sum + one, 0))} ms (${idle.done} done)`,
  )
}

async function sweepAll({ core }: World): Promise<{ milliseconds: number[]; done: number }> {
  const milliseconds: number[] = []
  let done = 0
  for (const sweep of SWEEPS) {
    const started = performance.now()
    done += await sweep.run(core)
    milliseconds.push(performance.now() - started)
  }
  return { milliseconds, done }
}

async function sendAll({ core }: World): Promise<void> {
  for (;;) {
    const due = await claimDue(core, { channel: 'mail', holder: 'bench', limit: 500, leaseSeconds: 60 })
    if (due.length === 0) return
    await markSent(
      core,
      due.map(({ id }) => ({ id, at: core.clock.now() })),
    )
  }
}
