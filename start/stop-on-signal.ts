import type { Log } from '../core/kernel/log.ts'

/** Stops in order on SIGTERM or SIGINT and exits with status 0; a second signal exits at once. */
export function stopOnSignal(stop: () => Promise<void>, log: Log): void {
  let stopping = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      // A second signal means urgency: unfinished work is then redone after the next start.
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
