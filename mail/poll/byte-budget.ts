/** Limits the bytes of raw mail held at once over all mailboxes, so that many full mailboxes do not fill memory. */
export interface ByteBudget {
  /** Returns a share of the budget for one sweep. */
  share(): BudgetShare
}

export interface BudgetShare {
  /**
   * Waits until `bytes` are free, then takes them. A request above the whole capacity waits until everything is free.
   */
  take(bytes: number): Promise<void>
  give(bytes: number): void
  /** Releases everything still taken, and everything still waited for. */
  close(): void
}

/** Returns a budget of `capacity` bytes, granted in request order, so that a large mail never starves. */
export function byteBudget(capacity: number): ByteBudget {
  let free = capacity
  const waiting: { bytes: number; go: () => void }[] = []

  function handOut(): void {
    for (let next = waiting[0]; next && next.bytes <= free; next = waiting[0]) {
      free -= next.bytes
      waiting.shift()
      next.go()
    }
  }

  return {
    share() {
      let taken = 0
      let closed = false
      const release = (bytes: number) => {
        taken -= bytes
        free += bytes
        handOut()
      }
      return {
        async take(wanted) {
          const bytes = Math.min(wanted, capacity)
          await new Promise<void>((go) => {
            waiting.push({ bytes, go })
            handOut()
          })
          taken += bytes
          if (closed) release(bytes)
        },
        give: (bytes) => {
          if (!closed) release(Math.min(bytes, capacity))
        },
        close() {
          closed = true
          release(taken)
        },
      }
    },
  }
}
