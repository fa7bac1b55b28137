/** A bell: whoever waits for it is woken by a ring, also by one that came just before he lay down. */
interface WakeSignal {
  ring(): void
  /** Until it rings or so many milliseconds have passed; a ring is heard once. */
  wait(milliseconds: number): Promise<void>
}

/** A bell that has not rung yet. */
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
