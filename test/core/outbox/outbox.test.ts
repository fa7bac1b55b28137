import { expect, it } from 'vitest'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { enqueue, outboxRow } from '../../world/sending-world.ts'
import { openWorld } from '../../world/world.ts'

describeOnEachDatabase('A mail put in the outbox', (database) => {
  const { core } = openWorld(database)

  it('keeps which round it tells Marie of, and what more may join it; without them it has none', async () => {
    const told = await enqueue(core, { round: 2, coalesceKey: 'update:marie' })
    expect(await outboxRow(core, told)).toMatchObject({ round: 2, coalesce_key: 'update:marie' })
    expect(await outboxRow(core, await enqueue(core))).toMatchObject({ round: null, coalesce_key: null })
  })

  it('counts as automatic when it says so, and not when Léa wrote it', async () => {
    const automatic = await enqueue(core, { content: { autoSubmitted: 'auto-replied' } })
    expect((await outboxRow(core, automatic)).automatic).toBe(true)
    expect((await outboxRow(core, await enqueue(core))).automatic).toBe(false)
  })
})
