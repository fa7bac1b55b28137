import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { useTestDatabase } from '../../servers/database.ts'
import { poll } from '../../servers/poll.ts'
import { accountAt, enqueue, outboxRow, SENDERS, useSending } from '../../world/sending-world.ts'
import { openWorld } from '../../world/world.ts'

describe('A mail that is on its way', () => {
  const { core } = openWorld(useTestDatabase('PostgreSQL'))
  const sending = useSending()

  it('is not sent a second time by its own process when the lease ran out meanwhile', async () => {
    const sink = await sending.sink({ latency: 1_500 })
    const deliver = sending.deliver(core, sink)
    const id = await enqueue(core)
    deliver.wake()
    await poll('the mail to be claimed', async () => (await outboxRow(core, id)).lease_holder !== null)
    // As when the database could not be reached for a renewal.
    await core.db
      .updateTable('outbox')
      .set({ lease_until: sql<Date>`now() - interval '1 second'` })
      .where('id', '=', id)
      .execute()
    deliver.wake()
    await poll('the lease to be taken again', async () => {
      const { lease_until: until, sent_at: sent } = await outboxRow(core, id)
      return sent !== null || (until !== null && until.getTime() > Date.now())
    })
    await deliver.drained()
    expect((await outboxRow(core, id)).sent_at).not.toBeNull()
    expect(sink.mails).toHaveLength(1)
  })

  it('is dropped when it waited so long that another process took it: Marie gets it from that one only', async () => {
    // One connection: two mails are under way, the third waits.
    const sink = await sending.sink({ latency: 2_000 })
    const account = { smtp: accountAt(sink, { connections: 1 }), mailboxes: SENDERS }
    const deliver = sending.deliver(core, [account], { leaseSeconds: 1 })
    const last = await enqueue(core)
    const earlier = new Date(core.clock.now().getTime() - 1)
    for (const recipient of ['paul.leroy@courriel.example', 'nadia.benali@courriel.example'])
      await enqueue(core, { recipient, sendAfter: earlier })
    deliver.wake()
    await poll('Marie’s to be claimed', async () => (await outboxRow(core, last)).lease_holder !== null)
    await core.db
      .updateTable('outbox')
      .set({ lease_holder: 'another process', lease_until: sql<Date>`now() + interval '1 hour'` })
      .where('id', '=', last)
      .execute()
    await deliver.drained()
    expect(sink.mails.flatMap(({ to }) => to).sort()).toEqual([
      'nadia.benali@courriel.example',
      'paul.leroy@courriel.example',
    ])
    expect(await outboxRow(core, last)).toMatchObject({ lease_holder: 'another process', sent_at: null })
  })
})
