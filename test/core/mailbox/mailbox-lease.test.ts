import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { releaseLease, renewLease, takeLease } from '../../../core/kernel/lease.ts'
import { beginFolder, moveCursor, readCursor } from '../../../core/mailbox/folder-cursor.ts'
import { holdLease, LeaseLost } from '../../../mail/poll/hold-lease.ts'
import { describeOnEachDatabase, type TestDatabase, useTestDatabase } from '../../servers/database.ts'
import { poll } from '../../servers/poll.ts'
import { openWorld, TUESDAY } from '../../world/world.ts'

const PLACE = { mailbox: 'fraud', folder: 'INBOX' }
const PARIS = { name: 'mailbox:fraud', holder: 'process in Paris', seconds: 20 }
const LILLE = { ...PARIS, holder: 'process in Lille' }

async function expire(database: TestDatabase): Promise<void> {
  await database.db
    .updateTable('leases')
    .set({ expires_at: sql<Date>`now() - interval '1 second'` })
    .execute()
}

describeOnEachDatabase('The lease of a mailbox', (database) => {
  it('is held by one process at a time', async () => {
    expect(await takeLease(database.db, PARIS)).toBe(true)
    expect(await takeLease(database.db, LILLE)).toBe(false)
    expect(await renewLease(database.db, PARIS)).toBe(true)
    expect(await renewLease(database.db, LILLE)).toBe(false)
  })

  it('goes to one only of many that ask at once', async () => {
    const asking = Array.from({ length: 20 }, (_, number) =>
      takeLease(database.db, { ...PARIS, holder: `process ${number}` }),
    )
    expect((await Promise.all(asking)).filter((taken) => taken)).toHaveLength(1)
  })

  it('is free again at once when it is given back, and only its holder gives it back', async () => {
    await takeLease(database.db, PARIS)
    await releaseLease(database.db, LILLE)
    expect(await takeLease(database.db, LILLE)).toBe(false)
    await releaseLease(database.db, PARIS)
    expect(await takeLease(database.db, LILLE)).toBe(true)
  })

  it('goes to another when its holder has died and it has expired, and is then lost to the first', async () => {
    await takeLease(database.db, PARIS)
    await expire(database)
    expect(await takeLease(database.db, LILLE)).toBe(true)
    expect(await renewLease(database.db, PARIS)).toBe(false)
    expect(await takeLease(database.db, PARIS)).toBe(false)
  })

  it('expires by the time of the database, which all processes share', async () => {
    await takeLease(database.db, PARIS)
    const { left } = await database.db
      .selectFrom('leases')
      .select(sql<number>`extract(epoch from expires_at - now())::float8`.as('left'))
      .executeTakeFirstOrThrow()
    expect(left).toBeGreaterThan(15)
    expect(left).toBeLessThanOrEqual(20)
  })

  it('guards the cursor: who has lost it can no longer move it', async () => {
    await takeLease(database.db, PARIS)
    await beginFolder(database.db, PLACE, {
      uidValidity: '7',
      lastUid: 40,
      connectedAt: TUESDAY,
      historyEnd: 40,
    })
    expect(await moveCursor(database.db, PLACE, { uidValidity: '7', lastUid: 41 }, PARIS, TUESDAY)).toBe(true)
    await expire(database)
    expect(await moveCursor(database.db, PLACE, { uidValidity: '7', lastUid: 42 }, PARIS, TUESDAY)).toBe(
      false,
    )
    await takeLease(database.db, LILLE)
    expect(await moveCursor(database.db, PLACE, { uidValidity: '7', lastUid: 43 }, PARIS, TUESDAY)).toBe(
      false,
    )
    expect(await moveCursor(database.db, PLACE, { uidValidity: '7', lastUid: 44 }, LILLE, TUESDAY)).toBe(true)
    expect(await readCursor(database.db, PLACE)).toMatchObject({ uidValidity: '7', lastUid: 44 })
  })
})

describeOnEachDatabase('The cursor of a folder', (database) => {
  it('is null for a folder never connected', async () => {
    expect(await readCursor(database.db, PLACE)).toBeNull()
  })

  it('keeps where the folder stood when it was first connected, until its UIDs change', async () => {
    const begun = { uidValidity: '7', lastUid: 0, connectedAt: TUESDAY, historyEnd: 40 }
    await takeLease(database.db, PARIS)
    await beginFolder(database.db, PLACE, begun)
    await moveCursor(database.db, PLACE, { uidValidity: '7', lastUid: 12 }, PARIS, TUESDAY)
    expect(await readCursor(database.db, PLACE)).toEqual({ ...begun, lastUid: 12 })
    await moveCursor(database.db, PLACE, { uidValidity: '8', lastUid: 0 }, PARIS, TUESDAY)
    expect(await readCursor(database.db, PLACE)).toEqual({
      uidValidity: '8',
      lastUid: 0,
      connectedAt: TUESDAY,
      historyEnd: null,
    })
  })

  it('is of one folder of one mailbox', async () => {
    const begun = { uidValidity: '7', lastUid: 3, connectedAt: TUESDAY, historyEnd: 3 }
    await beginFolder(database.db, PLACE, begun)
    expect(await readCursor(database.db, { ...PLACE, folder: 'Junk' })).toBeNull()
    expect(await readCursor(database.db, { ...PLACE, mailbox: 'legal' })).toBeNull()
  })
})

describe('A process that holds a lease', () => {
  const database = useTestDatabase('PostgreSQL')
  const never = new AbortController().signal
  const brief = { ...PARIS, seconds: 1 }

  it('keeps renewing it, so that nobody else gets it however long it takes', async () => {
    const { core } = openWorld(database)
    const held = await holdLease(core, brief, never)
    const from = performance.now()
    await poll('longer than the lease lasts', async () => {
      expect(await takeLease(database.db, { ...LILLE, seconds: 1 })).toBe(false)
      return performance.now() - from > 2_500
    })
    await held?.confirm()
    await held?.release()
  })

  it('waits for another to end, and has it soon after', async () => {
    const { core } = openWorld(database)
    const first = await holdLease(core, brief, never)
    const second = holdLease(core, { ...brief, holder: LILLE.holder }, never)
    await first?.release()
    const held = await second
    expect(held?.lease.holder).toBe(LILLE.holder)
    await held?.release()
  })

  it('stops waiting when the program stops', async () => {
    const { core } = openWorld(database)
    const first = await holdLease(core, brief, never)
    const stopping = new AbortController()
    const second = holdLease(core, { ...brief, holder: LILLE.holder }, stopping.signal)
    stopping.abort()
    expect(await second).toBeNull()
    await first?.release()
  })

  it('learns that it has lost it before it does anything more', async () => {
    const { core } = openWorld(database)
    const held = await holdLease(core, PARIS, never)
    await expire(database)
    await takeLease(database.db, LILLE)
    await expect(held?.confirm()).rejects.toBeInstanceOf(LeaseLost)
    expect(held?.lost.aborted).toBe(true)
    await held?.release()
    expect(await takeLease(database.db, PARIS)).toBe(false)
  })
})
