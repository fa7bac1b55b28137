import { expect, it } from 'vitest'
import { replyToCustomer } from '../../../core/correspondence/reply.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { openPolicyWorld } from '../../world/policy-world.ts'

describeOnEachDatabase('The brake on automatic mail', (database) => {
  const world = openPolicyWorld(database, {
    answerLimits: { perAddress: 2, perTicket: 5, perSameText: 20, perMailbox: 2 },
  })
  const { core, clock, begin, member, written, mails, events } = world

  it('counts no reply of a member: Marie, whom Léa wrote to three times, is acknowledged at once', async () => {
    begin()
    const memberId = await member('Léa Martin', { teams: ['customer-service'] })
    const { ticketId } = await written()
    for (const text of ['Bonjour Marie.', 'Le transporteur cherche.', 'Votre colis est à Lyon.'])
      await replyToCustomer(core, { ticketId, memberId, text })
    const next = await written({ subject: 'Ma facture', text: 'Où est ma facture ?' })
    expect(await events(next.ticketId)).not.toContain('acknowledgement-withheld')
    const [acknowledgement] = await mails(next.ticketId)
    if (!acknowledgement) throw new Error('Marie was sent no acknowledgement')
    const row = await database.db
      .selectFrom('outbox')
      .select(['kind', 'send_after'])
      .where('id', '=', acknowledgement.id)
      .executeTakeFirst()
    expect(row).toEqual({ kind: 'acknowledgement', send_after: clock.now() })
  })

  it('withholds the third acknowledgement to Marie within three hours', async () => {
    begin()
    const wrote = [await written(), await written({ text: 'Et ma facture ?' })]
    const third = await written({ text: 'Et mon avoir ?' })
    for (const { ticketId } of wrote) expect(await events(ticketId)).not.toContain('acknowledgement-withheld')
    expect(await events(third.ticketId)).toContain('acknowledgement-withheld')
    expect(await mails(third.ticketId)).toEqual([])
  })
})
