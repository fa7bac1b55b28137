import { sql } from 'kysely'
import type { Clock } from './clock.ts'
import type { Queryable } from './core.ts'
import { MINUTE, SECOND } from './duration.ts'
import type { Log } from './log.ts'

const MEASURED_EVERY = MINUTE
const WORTH_A_LINE = SECOND

export interface DatabaseClock extends Clock {
  stop(): void
}

/**
 * Returns a clock that follows the database's time, which all processes share: the difference is measured every minute,
 * and a monotonic counter runs in between. So a clock of the host that is wrong, or is put right, changes nothing.
 * `elapsed` returns milliseconds since any fixed instant. Throws when the database cannot be asked at the start; later it
 * goes on as it is.
 */
export async function openDatabaseClock(
  db: Queryable,
  log: Log,
  elapsed: () => number = () => performance.now(),
): Promise<DatabaseClock> {
  let offset = await measure(db, elapsed)
  const measuring = setInterval(() => {
    measure(db, elapsed).then(
      (measured) => {
        const milliseconds = Math.round(measured - offset)
        if (Math.abs(milliseconds) >= WORTH_A_LINE)
          log.warn('the clock of the database was moved, and we follow it', { milliseconds })
        offset = measured
      },
      (error: unknown) => log.warn('the time of the database could not be asked', { error }),
    )
  }, MEASURED_EVERY)
  measuring.unref()
  return { now: () => new Date(offset + elapsed()), stop: () => clearInterval(measuring) }
}

async function measure(db: Queryable, elapsed: () => number): Promise<number> {
  const asked = elapsed()
  const { rows } = await sql<{
    ms: number
  }>`select extract(epoch from clock_timestamp())::float8 * 1000 as ms`.execute(db)
  const [row] = rows
  if (!row) throw new Error('The database did not say what time it is.')
  return row.ms - (asked + elapsed()) / 2
}
