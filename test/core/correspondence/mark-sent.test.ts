import { expect, it } from 'vitest'
import { markSent } from '../../../core/correspondence/consequences.ts'
import { HOUR, MINUTE } from '../../../core/kernel/duration.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { openPolicyWorld } from '../../world/policy-world.ts'
import { TUESDAY } from '../../world/world.ts'

describeOnEachDatabase('A mail reported as sent', (database) => {
  const world = openPolicyWorld(database)
  const { core, begin, written, mails, promise, events } = world
  const after = (milliseconds: number) => new Date(TUESDAY.getTime() + milliseconds)

  async function acknowledgementToMarie() {
    begin()
    const { ticketId } = await written()
    const [mail] = await mails(ticketId)
    if (!mail) throw new Error('no acknowledgement was written')
    const left = async () => (await mails(ticketId))[0]?.sentAt
    return { ticketId, id: mail.id, left }
  }

  it('by two processes at once has left once: Marie’s ticket tells of one acknowledgement', async () => {
    const { ticketId, id, left } = await acknowledgementToMarie()
    const times = [1, 2, 3, 4].map((minutes) => after(minutes * MINUTE))
    await Promise.all(times.map((at) => markSent(core, [{ id, at }])))
    expect((await events(ticketId)).filter((kind) => kind === 'acknowledged')).toHaveLength(1)
    expect(await left()).toEqual((await promise(ticketId, 'acknowledge')).ended_at)
  })

  it('a second time an hour later has left when the first said so', async () => {
    const { ticketId, id, left } = await acknowledgementToMarie()
    await markSent(core, [{ id, at: after(MINUTE) }])
    await markSent(core, [{ id, at: after(HOUR) }])
    expect(await left()).toEqual(after(MINUTE))
    expect((await promise(ticketId, 'acknowledge')).ended_at).toEqual(after(MINUTE))
  })
})
