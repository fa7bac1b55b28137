/** A wake-up signal; a `ring` just before `wait` also wakes the waiter. */
interface WakeSignal {
  ring(): void
  /** Resolves on a ring or after `milliseconds`. Each ring wakes one wait. */
  wait(milliseconds: number): Promise<void>
}

/** Returns a signal that has not rung yet. */
export function openWakeSignal(): WakeSignal {
  let rung = false
  let wake = () => {}
  return {
    ring() {
      rung = true
      wake()
    },
    async wait(milliseconds) {
      if (!rung) {
        let timer: NodeJS.Timeout | undefined
        await new Promise<void>((resolve) => {
          wake = resolve
          timer = setTimeout(resolve, milliseconds)
        })
        clearTimeout(timer)
      }
      rung = false
    },
  }
}
