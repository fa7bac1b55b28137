import { expect, it } from 'vitest'
import { appendActivity, openDirectLine } from '../../../core/chat/direct-line.ts'
import { requestHandoff } from '../../../core/chat/handoff.ts'
import { acceptNext } from '../../../core/chat/handoff-session.ts'
import { customersTyping, noteMemberTyping, takeMembersTyping } from '../../../core/chat/typing.ts'
import { receive } from '../../../core/intake/intake.ts'
import { MINUTE } from '../../../core/kernel/duration.ts'
import { type ConversationId, newId } from '../../../core/kernel/id.ts'
import { createMember } from '../../../core/member/member.ts'
import { becomeAvailable } from '../../../core/member/presence.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { mailFrom, openWorld } from '../../world/world.ts'

describeOnEachDatabase('Typing in a talk', (database) => {
  const { core, clock } = openWorld(database)

  async function openTalk() {
    const [received] = await receive(core, [mailFrom('Nadia Benali', 'nadia.benali@exemple.fr')])
    if (!received) throw new Error('nothing was received')
    const camille = await createMember(core, {
      name: 'Camille Renaud',
      email: 'camille@agafort.example',
      role: 'agent',
      language: 'fr',
    })
    const now = core.clock.now()
    await becomeAvailable(core, { memberId: camille.id, until: new Date(now.getTime() + MINUTE) })
    const conversationId: ConversationId = newId<'conversation'>(now)
    await core.db
      .insertInto('conversations')
      .values({ id: conversationId, kind: 'chat', audience: 'customer', created_at: now })
      .execute()
    await core.db
      .insertInto('chat_conversations')
      .values({
        id: conversationId,
        channel: 'directline',
        external_id: 'salon-1',
        reference: JSON.stringify({ conversation: 'salon-1' }),
        language: 'fr',
        created_at: now,
        last_inbound_at: now,
      })
      .execute()
    await openDirectLine(core, { id: 'salon-1', userId: 'dl_nadia', language: 'fr' })
    await core.db.transaction().execute((trx) =>
      requestHandoff(trx, core, {
        conversationId,
        ticketId: received.ticketId,
        reason: 'asked',
        urgent: false,
        language: 'fr',
        summary: 'Colis jamais reçu',
      }),
    )
    const handoffId = await acceptNext(core, camille.id)
    if (!handoffId) throw new Error('nobody was waiting')
    return { handoffId, conversationId, memberId: camille.id }
  }

  const said = (type: 'typing' | 'message', fromUser = true) =>
    appendActivity(core, {
      conversationId: 'salon-1',
      fromUser,
      shown: type === 'message',
      uniqueKey: `${type} ${Math.random()}`,
      activity: { type },
    })

  it('by the customer is shown to the member who holds the talk, until the message or a few seconds later', async () => {
    const { handoffId, memberId } = await openTalk()
    expect(await customersTyping(core.db, clock.now())).toEqual([])
    await said('typing')
    await said('typing', false)
    expect(await customersTyping(core.db, clock.now())).toEqual([{ talk: handoffId, memberId }])
    await said('message')
    expect(await customersTyping(core.db, clock.now())).toEqual([])
    await said('typing')
    clock.advance(10_000)
    expect(await customersTyping(core.db, clock.now())).toEqual([])
  })

  it('by the member is sent to the chat once each time, while it lasts', async () => {
    const { handoffId, memberId, conversationId } = await openTalk()
    const place = { conversationId, channel: 'directline', reference: { conversation: 'salon-1' } }
    await noteMemberTyping(core, { handoffId, memberId })
    expect(await takeMembersTyping(core)).toEqual([place])
    expect(await takeMembersTyping(core)).toEqual([])
    clock.advance(3_000)
    await noteMemberTyping(core, { handoffId, memberId })
    clock.advance(20_000)
    expect(await takeMembersTyping(core)).toEqual([])
    const other = newId<'member'>(clock.now())
    await noteMemberTyping(core, { handoffId, memberId: other })
    expect(await takeMembersTyping(core)).toEqual([])
  })
})
