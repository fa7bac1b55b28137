import type { Core } from '../core/kernel/core.ts'
import { noteAbsence } from '../core/member/staff.ts'
import { timesAway } from './rota.ts'
import type { Worker } from './workers.ts'

/** Enters the rota as absences, so that nobody is named who will not be there. */
export async function noteRota(core: Core, workers: readonly Worker[], end: number): Promise<void> {
  const start = core.clock.now().getTime()
  for (const { id, shifts } of workers) {
    for (const { from, until } of timesAway(shifts, start, end)) {
      await noteAbsence(core, { memberId: id, from: new Date(from), until: new Date(until), notedBy: null })
    }
  }
}
