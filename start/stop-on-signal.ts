import type { Log } from '../core/kernel/log.ts'

/** On SIGTERM or SIGINT, stops in order and ends with status 0; asked twice, ends at once. */
export function stopOnSignal(stop: () => Promise<void>, log: Log): void {
  let stopping = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      // Asked twice, someone is in a hurry: what is held is then done again after the next start.
      if (stopping) process.exit(130)
      stopping = true
      log.info('stopping: no new work is taken, what is held is finished', { signal })
      stop().then(
        () => process.exit(0),
        (error) => {
          log.error('the program could not stop cleanly', { error })
          process.exit(1)
        },
      )
    })
  }
}
