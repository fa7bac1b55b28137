import type { Core } from '../core/kernel/core.ts'
import type { SimulatedEvent } from './event-queue.ts'

/** Runs happenings: those of one lane in order, up to `width` lanes at a time. Each has a core of its own instant. */
export async function runSideBySide(
  happenings: readonly SimulatedEvent[],
  coreAt: (instant: number) => Core,
  width: number,
): Promise<void> {
  const lanes = [...Map.groupBy(happenings, ({ lane }) => lane).values()]
  let next = 0
  const worker = async () => {
    for (let lane = lanes[next++]; lane; lane = lanes[next++]) {
      for (const happening of lane) await happening.run(coreAt(happening.at))
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, lanes.length) }, worker))
}
