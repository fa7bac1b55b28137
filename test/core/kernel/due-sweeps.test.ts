import { sql } from 'kysely'
import { expect, it } from 'vitest'
import {
  addSweeps,
  claimSweeps,
  recordSweeps,
  renewSweeps,
  type SweepOutcome,
} from '../../../core/kernel/due-sweeps.ts'
import { MINUTE } from '../../../core/kernel/duration.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'

const SWEEPS = [
  { name: 'updates', every: MINUTE },
  { name: 'escalations', every: MINUTE },
  { name: 'relearn', every: 'night' as const },
]

describeOnEachDatabase('A sweep that several processes share', (database) => {
  const claim = async (holder: string, limit = 9) =>
    (await claimSweeps(database.db, SWEEPS, { holder, leaseSeconds: 60, limit })).map(({ id }) => id)
  const record = (holder: string, id: string, kind: SweepOutcome['kind']) =>
    recordSweeps(database.db, holder, [{ id, kind }])
  const back = (name: string, column: 'last_done_at' | 'lease_until', interval: string) =>
    database.db
      .updateTable('sweeps')
      .set({ [column]: sql<Date>`now() - ${interval}::interval` })
      .where('name', '=', name)
      .execute()

  it('is claimed by one of them, in the order of the list, and by nobody else meanwhile', async () => {
    await addSweeps(database.db, SWEEPS)
    expect(await claim('lyon', 1)).toEqual(['updates'])
    expect(await claim('lille')).toEqual(['escalations'])
    expect(await claim('lyon')).toEqual([])
  })

  it('is due again when its time has passed since it last ended, by the database’s clock', async () => {
    await addSweeps(database.db, SWEEPS)
    await claim('lyon')
    await record('lyon', 'updates', 'done')
    await back('updates', 'last_done_at', '59 seconds')
    expect(await claim('lille')).toEqual([])
    await back('updates', 'last_done_at', '61 seconds')
    expect(await claim('lille')).toEqual(['updates'])
  })

  it('waits for nothing when the database’s clock was an hour ahead and is put right', async () => {
    await addSweeps(database.db, SWEEPS)
    await claim('lyon')
    await record('lyon', 'updates', 'done')
    await back('updates', 'last_done_at', '-1 hour')
    await back('escalations', 'lease_until', '-1 hour')
    expect(await claim('lille')).toEqual(['updates', 'escalations'])
  })

  it('is taken over when its process is gone, and not while it renews', async () => {
    await addSweeps(database.db, SWEEPS)
    await claim('lyon')
    await back('updates', 'lease_until', '1 second')
    expect(await renewSweeps(database.db, { holder: 'lyon', leaseSeconds: 60, names: ['updates'] })).toEqual([
      'updates',
    ])
    expect(await claim('lille')).toEqual([])
    await back('updates', 'lease_until', '1 second')
    expect(await claim('lille')).toEqual(['updates'])
    // Lyon comes back: it has nothing to say of it any more.
    await record('lyon', 'updates', 'done')
    expect(await renewSweeps(database.db, { holder: 'lyon', leaseSeconds: 60, names: ['updates'] })).toEqual(
      [],
    )
    expect(await claim('lyon')).toEqual([])
  })

  it('is due again after half a minute when it failed, and at once when it was given back untried', async () => {
    await addSweeps(database.db, SWEEPS)
    await claim('lyon')
    await record('lyon', 'updates', 'failed')
    await record('lyon', 'escalations', 'given-back')
    expect(await claim('lille')).toEqual(['escalations'])
    await back('updates', 'lease_until', '1 second')
    expect(await claim('lille')).toEqual(['updates'])
  })

  it('of the night is due at two o’clock (UTC), once, and not when it is first known', async () => {
    await addSweeps(database.db, SWEEPS)
    expect(await claim('lyon')).not.toContain('relearn')
    await back('relearn', 'last_done_at', '24 hours')
    expect(await claim('lyon')).toEqual(['relearn'])
    await record('lyon', 'relearn', 'done')
    await addSweeps(database.db, SWEEPS)
    expect(await claim('lyon')).toEqual([])
  })
})
