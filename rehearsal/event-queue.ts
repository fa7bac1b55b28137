import type { Core } from '../core/kernel/core.ts'

/** Something that happens at an instant: a mail arrives, a member finishes a piece of work. */
export interface SimulatedEvent {
  at: number
  /** Whose matter it is: happenings of one lane come one after the other, different lanes may run side by side. */
  lane: string
  /** Does it, by a core whose clock stands at its instant. */
  run(core: Core): Promise<void>
}

/** What is yet to happen, the earliest first (a binary heap). */
export class EventQueue {
  readonly #heap: SimulatedEvent[] = []

  add(happening: SimulatedEvent): void {
    const heap = this.#heap
    let index = heap.push(happening) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (this.#at(parent) <= happening.at) break
      this.#swap(index, parent)
      index = parent
    }
  }

  /** Takes out what happens before an instant, in order of time. */
  takeUntil(instant: number): SimulatedEvent[] {
    const taken: SimulatedEvent[] = []
    while (this.#at(0) < instant) {
      const first = this.#takeFirst()
      if (first) taken.push(first)
    }
    return taken
  }

  #takeFirst(): SimulatedEvent | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (!last || heap.length === 0) return first
    heap[0] = last
    let index = 0
    for (;;) {
      const left = index * 2 + 1
      const smaller = this.#at(left + 1) < this.#at(left) ? left + 1 : left
      if (this.#at(smaller) >= this.#at(index)) return first
      this.#swap(index, smaller)
      index = smaller
    }
  }

  #at(index: number): number {
    return this.#heap[index]?.at ?? Number.POSITIVE_INFINITY
  }

  #swap(one: number, other: number): void {
    const [a, b] = [this.#heap[one], this.#heap[other]]
    if (!a || !b) return
    this.#heap[one] = b
    this.#heap[other] = a
  }
}

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
