import { expect, it } from 'vitest'
import { CONSEQUENCES } from '../../../core/correspondence/consequences.ts'
import { MINUTE } from '../../../core/kernel/duration.ts'
import type { OutboxId } from '../../../core/kernel/id.ts'
import { claimDue, renewLeases } from '../../../core/outbox/delivery.ts'
import { recordOutcomes } from '../../../core/outbox/outcome.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { enqueue, outboxRow } from '../../world/sending-world.ts'
import { openWorld } from '../../world/world.ts'

describeOnEachDatabase('A mail that waits to leave', (database) => {
  const { core, clock } = openWorld(database)
  const inMinutes = (minutes: number) => new Date(clock.now().getTime() + minutes * MINUTE)
  const claim = async (holder: string, limit = 10) =>
    (await claimDue(core, { channel: 'mail', holder, limit, leaseSeconds: 60 })).map(({ id }) => id)

  const giveBack = (holder: string, ids: readonly OutboxId[], error: string) => {
    const outcomes = ids.map((id) => ({ kind: 'release' as const, id, error, code: 'ECONNREFUSED' }))
    return recordOutcomes(core, holder, outcomes, CONSEQUENCES)
  }

  /** One mail held by the process at Lyon, one by that at Lille. */
  async function heldApart(): Promise<{ lyon: OutboxId; lille: OutboxId }> {
    await enqueue(core)
    const [lyon] = await claim('lyon')
    await enqueue(core, { recipient: 'paul.leroy@courriel.example' })
    const [lille] = await claim('lille')
    if (!lyon || !lille) throw new Error('a mail was not claimed')
    return { lyon, lille }
  }

  it('is claimed oldest first, as many as were asked for, and not before its time', async () => {
    const later = await enqueue(core, { sendAfter: inMinutes(1) })
    const newest = await enqueue(core, { sendAfter: inMinutes(-1) })
    const oldest = await enqueue(core, { sendAfter: inMinutes(-3) })
    const middle = await enqueue(core, { sendAfter: inMinutes(-2) })
    expect(await claim('lyon', 2)).toEqual([oldest, middle])
    expect(await claim('lille')).toEqual([newest])
    expect(await claim('lille')).toEqual([])
    clock.advance(MINUTE)
    expect(await claim('lille')).toEqual([later])
  })

  it('is held for longer by its own process, and by nobody else: Lyon cannot renew what Lille holds', async () => {
    const { lyon, lille } = await heldApart()
    const before = await outboxRow(core, lille)
    const renewal = { holder: 'lyon', leaseSeconds: 600 }
    expect(await renewLeases(core, { ...renewal, ids: [lyon, lille] })).toEqual([lyon])
    expect((await outboxRow(core, lille)).lease_until).toEqual(before.lease_until)
    const held = (await outboxRow(core, lyon)).lease_until
    expect(held?.getTime()).toBeGreaterThan((before.lease_until?.getTime() ?? 0) + 5 * MINUTE)
  })

  it('is renewed only where it is named: the rest of what Lyon holds runs out when it would have', async () => {
    await enqueue(core)
    await enqueue(core, { recipient: 'paul.leroy@courriel.example' })
    const [first, second] = await claim('lyon')
    if (!first || !second) throw new Error('a mail was not claimed')
    const before = (await outboxRow(core, second)).lease_until
    expect(await renewLeases(core, { holder: 'lyon', ids: [first], leaseSeconds: 600 })).toEqual([first])
    expect((await outboxRow(core, second)).lease_until).toEqual(before)
  })

  it('is given back by its own process only, with why it could not leave', async () => {
    const { lyon, lille } = await heldApart()
    await giveBack('lyon', [lyon, lille], 'the server is away')
    expect(await outboxRow(core, lyon)).toMatchObject({
      lease_holder: null,
      last_error: 'the server is away',
    })
    expect(await outboxRow(core, lille)).toMatchObject({ lease_holder: 'lille', last_error: null })
    await claim('lyon')
    const untried = { kind: 'release' as const, id: lyon, error: null, code: null }
    await recordOutcomes(core, 'lyon', [untried], CONSEQUENCES)
    expect(await outboxRow(core, lyon)).toMatchObject({ lease_until: null, last_error: 'the server is away' })
  })

  it('is given back only where it is named: Lyon goes on holding the other', async () => {
    await enqueue(core)
    await enqueue(core, { recipient: 'paul.leroy@courriel.example' })
    const [first, second] = await claim('lyon')
    if (!first || !second) throw new Error('a mail was not claimed')
    await giveBack('lyon', [first], 'the server is away')
    expect(await claim('lille')).toEqual([first])
    expect((await outboxRow(core, second)).lease_holder).toBe('lyon')
  })
})
