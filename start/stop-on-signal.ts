import { SECOND } from '../core/kernel/duration.ts'
import type { Log } from '../core/kernel/log.ts'

// A service is killed 30 s after SIGTERM by what usually runs it.
const STOPS_WITHIN = 25 * SECOND

/**
 * Stops in order on SIGTERM or SIGINT and exits with status 0; with status 1 after 25 seconds, whatever hangs. A second
 * signal exits at once.
 */
export function stopOnSignal(stop: () => Promise<void>, log: Log): void {
  let stopping = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      // A second signal means urgency: unfinished work is then redone after the next start.
      if (stopping) process.exit(130)
      stopping = true
      log.info('stopping: no new work is taken, what is held is finished', { signal })
      setTimeout(() => {
        log.error('stopped with something hanging; what it held is taken up again after the next start')
        process.exit(1)
      }, STOPS_WITHIN).unref()
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
