import { expect, it } from 'vitest'
import { alertTeam } from '../../../core/outbox/alert.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { openWorld } from '../../world/world.ts'

describeOnEachDatabase('An alert to the team', (database) => {
  const world = openWorld(database)
  const waiting = () =>
    database.db
      .selectFrom('outbox')
      .select(['kind', 'recipient', 'recipient_kind', 'automatic', 'mailbox', 'send_after'])
      .orderBy('recipient')
      .execute()

  /** What core was asked for besides: how often the sending was to be woken, in the transaction and after it. */
  function watched() {
    const asked = { enqueued: 0, woken: 0 }
    const core = {
      ...world.core,
      db: database.db,
      enqueueDelivery: async () => void asked.enqueued++,
      wakeDelivery: () => void asked.woken++,
    }
    return { core, asked }
  }

  it('goes to each address on call, at once, and wakes the sending', async () => {
    const { core, asked } = watched()
    await alertTeam(core, ['nuit@agafort.example', 'astreinte@agafort.example'], {
      kind: 'nobody-to-take',
      references: ['AGF-7K2M-4QXR'],
    })
    const alert = {
      kind: 'alert',
      recipient_kind: 'system',
      automatic: true,
      mailbox: null,
      send_after: core.clock.now(),
    }
    expect(await waiting()).toEqual([
      { ...alert, recipient: 'astreinte@agafort.example' },
      { ...alert, recipient: 'nuit@agafort.example' },
    ])
    expect(asked).toEqual({ enqueued: 1, woken: 1 })
  })

  it('is a line in the log and nothing more where nobody is on call', async () => {
    const { core, asked } = watched()
    await alertTeam(core, [], { kind: 'nobody-to-take', references: [] })
    expect([await waiting(), asked.enqueued]).toEqual([[], 0])
  })
})
