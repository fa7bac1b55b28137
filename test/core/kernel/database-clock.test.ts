import { sql } from 'kysely'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type DatabaseClock, openDatabaseClock } from '../../../core/kernel/database-clock.ts'
import { HOUR, MINUTE } from '../../../core/kernel/duration.ts'
import { silentLog } from '../../../core/kernel/log.ts'
import { useTestDatabase } from '../../servers/database.ts'
import { poll } from '../../servers/poll.ts'

describe('The program’s clock', () => {
  const database = useTestDatabase('PostgreSQL')
  let clock: DatabaseClock | undefined
  afterEach(() => {
    vi.useRealTimers()
    clock?.stop()
  })
  const away = async (from: Date) => {
    const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(database.db)
    return Math.abs((rows[0]?.now.getTime() ?? 0) - from.getTime())
  }

  it('shows the database’s time, whatever the host’s clock says', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2031-03-30T02:30:00Z') })
    clock = await openDatabaseClock(database.db, silentLog)
    vi.useRealTimers()
    expect(await away(clock.now())).toBeLessThan(MINUTE)
  })

  it('runs on between two measurements, and is put right by the next one', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    let counter = 0
    clock = await openDatabaseClock(database.db, silentLog, () => counter)
    counter = HOUR
    expect(await away(clock.now())).toBeGreaterThan(HOUR - MINUTE)
    vi.advanceTimersByTime(MINUTE)
    vi.useRealTimers()
    await poll('the clock to be put right', async () => clock && (await away(clock.now())) < MINUTE)
  })
})
