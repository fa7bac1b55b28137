import { expect, it } from 'vitest'
import { receive } from '../../../../core/intake/intake.ts'
import { MINUTE, SECOND } from '../../../../core/kernel/duration.ts'
import type { TicketId } from '../../../../core/kernel/id.ts'
import { SYSTEM } from '../../../../core/ticket/event.ts'
import { recordEvents } from '../../../../core/ticket/event-log.ts'
import { type LiveSnapshot, readLiveChanges } from '../../../../web/desk/live/live-changes.ts'
import { describeOnEachDatabase } from '../../../servers/database.ts'
import { mailFrom, openWorld } from '../../../world/world.ts'

const MORE_THAN_ONE_READ = 2_001

describeOnEachDatabase('The look at what is new, made every second', (database) => {
  const { core, clock } = openWorld(database)

  async function ticket(name: string): Promise<TicketId> {
    const [received] = await receive(core, [
      mailFrom(name, `${name}@exemple.fr`, { receivedAt: clock.now() }),
    ])
    if (!received) throw new Error('nothing was received')
    return received.ticketId
  }
  const record = (ticketId: TicketId, { count = 1, at = clock.now() } = {}) =>
    database.db.transaction().execute((trx) =>
      recordEvents(
        trx,
        Array.from({ length: count }, () => ({
          ticketId,
          kind: 'noted' as const,
          actor: SYSTEM,
          at,
          detail: {},
        })),
      ),
    )
  const look = async (before: LiveSnapshot | null) => {
    clock.advance(SECOND)
    const { known, changes, everything } = await readLiveChanges(core, before, [])
    return { known, everything, told: changes.map(({ ticketId }) => ticketId) }
  }

  it('tells each event once, however many there were in the last minute', async () => {
    const [busy, quiet] = [await ticket('nadia'), await ticket('paul')]
    let seen = await look(null)
    for (let round = 0; round < 4; round++) {
      await record(busy, { count: 800 })
      seen = await look(seen.known)
      expect(seen).toMatchObject({ told: [busy], everything: false })
    }
    await record(quiet)
    seen = await look(seen.known)
    expect(seen).toMatchObject({ told: [quiet], everything: false })
    expect(await look(seen.known)).toMatchObject({ told: [], everything: false })
  })

  it('tells what was committed late, beside and behind newer events of other tickets', async () => {
    const [late, prompt] = [await ticket('nadia'), await ticket('paul')]
    const first = await look(null)
    const begun = clock.now()
    clock.advance(50 * SECOND)
    await record(prompt, { count: 800 })
    const second = await look(first.known)
    expect(second.told).toEqual([prompt])
    await record(late, { at: begun })
    const third = await look(second.known)
    expect(third.told).toEqual([late])
    clock.advance(2 * MINUTE)
    expect((await look(third.known)).told).toEqual([])
  })

  it('has pages reload everything when more happened than one look reads, and owes it when it did so just now', async () => {
    const busy = await ticket('nadia')
    let seen = await look(null)
    await record(busy, { count: MORE_THAN_ONE_READ })
    seen = await look(seen.known)
    expect(seen.everything).toBe(true)
    await record(busy, { count: MORE_THAN_ONE_READ })
    seen = await look(seen.known)
    expect(seen.everything).toBe(false)
    clock.advance(10 * SECOND)
    seen = await look(seen.known)
    expect(seen.everything).toBe(true)
    clock.advance(10 * SECOND)
    expect((await look(seen.known)).everything).toBe(false)
  })
})
