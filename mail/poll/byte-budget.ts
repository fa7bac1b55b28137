/** How many bytes of raw mail are held at once, over all mailboxes, so that many full mailboxes do not fill memory. */
export interface ByteBudget {
  /** A part of it for one sweep. */
  share(): BudgetShare
}

export interface BudgetShare {
  /** Waits until so many bytes are free and takes them; more than there is at all waits until everything is free. */
  take(bytes: number): Promise<void>
  give(bytes: number): void
  /** Gives back all that is still taken, and what is still being waited for. */
  close(): void
}

/** A budget of so many bytes, handed out in the order it is asked for: a large mail is not overtaken for ever. */
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
      const back = (bytes: number) => {
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
          if (closed) back(bytes)
        },
        give: (bytes) => {
          if (!closed) back(Math.min(bytes, capacity))
        },
        close() {
          closed = true
          back(taken)
        },
      }
    },
  }
}
