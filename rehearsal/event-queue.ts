import type { Core } from '../core/kernel/core.ts'

/** A simulated event at an instant: a mail arrives, a member finishes a task. */
export interface SimulatedEvent {
  at: number
  /** The case it belongs to: events of one case run in order, different cases may run concurrently. */
  caseKey: string
  /** Runs it with a core whose clock stands at its instant. */
  run(core: Core): Promise<void>
}

/** A priority queue of future events, earliest first (a binary heap). */
export class EventQueue {
  readonly #heap: SimulatedEvent[] = []

  add(event: SimulatedEvent): void {
    const heap = this.#heap
    let index = heap.push(event) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (this.#at(parent) <= event.at) break
      this.#swap(index, parent)
      index = parent
    }
  }

  /** Removes and returns the events before an instant, in order of time. */
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

/**
 * Runs events: those of one case in order, up to `width` cases concurrently. Each gets a core of its own
 * instant.
 */
export async function runSideBySide(
  events: readonly SimulatedEvent[],
  coreAt: (instant: number) => Core,
  width: number,
): Promise<void> {
  const sequences = [...Map.groupBy(events, ({ caseKey }) => caseKey).values()]
  let next = 0
  const worker = async () => {
    for (let sequence = sequences[next++]; sequence; sequence = sequences[next++]) {
      for (const event of sequence) await event.run(coreAt(event.at))
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, sequences.length) }, worker))
}
