import { ActivityTypes, type ConversationReference } from 'botbuilder'
import { expect, it } from 'vitest'
import { openOwnAdapter, WindowAdapter } from '../../../bot/agent/adapter.ts'
import { startChatDelivery } from '../../../bot/agent/deliver-chat.ts'
import { queueProactiveMessages } from '../../../bot/agent/proactive-messages.ts'
import { type Agent, takeTurn } from '../../../bot/agent/turn.ts'
import { converse } from '../../../bot/dialogue/converse.ts'
import { appendAgentActivity } from '../../../bot/direct-line/agent-activity.ts'
import { startForwarder } from '../../../bot/direct-line/forward.ts'
import { runTurn } from '../../../core/chat/chat-conversation.ts'
import { openChatTicket } from '../../../core/chat/chat-ticket.ts'
import { appendActivity, openDirectLine, readActivities } from '../../../core/chat/direct-line.ts'
import { replyToCustomer } from '../../../core/correspondence/reply.ts'
import { SECOND } from '../../../core/kernel/duration.ts'
import type { ConversationId } from '../../../core/kernel/id.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { echo, knowing, until } from '../../world/chat-world.ts'
import { openPolicyWorld } from '../../world/policy-world.ts'

describeOnEachDatabase('Our own channel, inside the program', (database) => {
  const world = openPolicyWorld(database)
  const { core, clock, begin, member, promise } = world

  /** An agent behind our own channel. */
  function agentOf(converses: Parameters<typeof knowing>[0]) {
    const own = openOwnAdapter(core, appendAgentActivity, async (trx, heard) => {
      const taken = await takeTurn(trx, core, agent, heard)
      return taken?.acted ?? false
    })
    const agent: Agent = { ...knowing(converses), writeToWindow: own.writeToWindow }
    return { own, agent }
  }

  /** Ana Costa opens a window. */
  async function ana(): Promise<string> {
    begin()
    await openDirectLine(core, { id: 'ana', userId: 'customer-ana', language: 'fr' })
    return 'ana'
  }
  const says = (text: string) =>
    appendActivity(core, {
      conversationId: 'ana',
      fromUser: true,
      shown: true,
      uniqueKey: `user ${text}`,
      activity: { type: 'message', text, from: { id: 'customer-ana', role: 'user' } },
    })
  const window = async () =>
    (await readActivities(core, 'ana', 0)).activities.map(({ activity }) => activity.text ?? activity.type)
  /** Lets the agent take what waits, as often as it is tried. */
  async function forward(take: Parameters<typeof startForwarder>[1]['take']) {
    const forwarder = startForwarder(core, { take, onTaken: () => {} })
    forwarder.wake('ana')
    await until('it was tried', async () => {
      const rows = await core.db.selectFrom('direct_line_activities').selectAll().execute()
      return rows.every((row) => !row.from_user || row.forwarded_at !== null || row.attempts > 0)
    })
    await forwarder.stop()
  }

  it('shows nothing of a turn that is rolled back, and takes the message again when it is time', async () => {
    await ana()
    await says('Bonjour')
    const { own } = agentOf(echo)
    await forward(async (trx, activity) => {
      await own.take(trx, activity)
      throw new Error('the power went')
    })
    expect(await window()).toEqual(['Bonjour'])
    expect(await core.db.selectFrom('chat_activities').selectAll().execute()).toEqual([])
    clock.advance(SECOND)
    await forward(own.take)
    expect(await window()).toEqual(['Bonjour', 'Vous dites : Bonjour'])
    expect(await core.db.selectFrom('chat_activities').select('next_attempt_at').execute()).toEqual([
      { next_attempt_at: null },
      { next_attempt_at: null },
    ])
  })

  it('takes a message once when two processes look at the same moment', async () => {
    await ana()
    for (const text of ['un', 'deux', 'trois']) await says(text)
    const { own } = agentOf(echo)
    await Promise.all([forward(own.take), forward(own.take)])
    expect(await window()).toEqual([
      'un',
      'deux',
      'trois',
      'Vous dites : un',
      'Vous dites : deux',
      'Vous dites : trois',
    ])
  })

  it('writes a member’s reply into the window as it is taken, and records the contact once', async () => {
    await ana()
    await says('Bonjour')
    const { own, agent } = agentOf(echo)
    await forward(own.take)
    const { id } = await core.db.selectFrom('chat_conversations').select('id').executeTakeFirstOrThrow()
    const { ticketId } = await core.db.transaction().execute((trx) =>
      openChatTicket(trx, core, {
        conversationId: id as ConversationId,
        token: 'first',
        language: 'fr',
        text: 'Mon colis est perdu, et le vendeur ne répond pas.',
        files: [],
        category: 'order-dispute',
        corrected: null,
        details: { name: 'Ana Costa', email: null, telephone: null, orderNumber: null, listing: null },
      }),
    )
    const memberId = await member('Léa Martin', { teams: ['customer-service'] })
    await replyToCustomer(core, { ticketId, memberId, text: 'Le vendeur passera mercredi.' })
    await queueProactiveMessages(core, agent)
    expect((await window()).at(-1)).toContain('Le vendeur passera mercredi.')
    // The process may die here: the contact is recorded by whichever looks next.
    expect((await promise(ticketId, 'update')).outcome).toBeNull()
    const delivery = startChatDelivery(core, () => {
      throw new Error('it is in the window already')
    })
    delivery.wake(id)
    await until('the contact is recorded', async () => (await promise(ticketId, 'update')).outcome === 'kept')
    await delivery.stop()
    await queueProactiveMessages(core, agent)
    expect((await window()).filter((text) => String(text).includes('mercredi'))).toHaveLength(1)
    expect((await promise(ticketId, 'update', { number: 2 })).outcome).toBeNull()
  })

  it('finds a window that is gone as Azure’s channels do', async () => {
    await ana()
    const { own } = agentOf(converse)
    const typing = { kind: 'typing' } as const
    const delivery = { channel: 'directline', id: '1' }
    expect(await own.send({ conversation: { id: 'ana' } }, typing, delivery)).toBe('sent')
    expect(await window()).toEqual(['typing'])
    expect(await own.send({ conversation: { id: 'nobody' } }, typing, delivery)).toBe('gone')
  })

  it('keeps the SDK’s promises: no wait between what a turn says, no change to it, nothing after the turn', async () => {
    await ana()
    const adapter = new WindowAdapter(core, appendAgentActivity)
    const reference = { channelId: 'directline', conversation: { id: 'ana' } } as ConversationReference
    const later: { send?: () => Promise<unknown> } = {}
    await runTurn(core, (trx) =>
      adapter.run(trx, { type: ActivityTypes.Message, ...reference }, async (context) => {
        const sent = await context.sendActivities([
          { type: ActivityTypes.Typing },
          { type: 'delay', value: 3_600_000 },
          { type: ActivityTypes.Message, text: 'Bonjour' },
          { type: ActivityTypes.Trace, text: 'intern' },
        ])
        expect(sent.map(({ id }) => id)).toEqual(['ana|0000001', '', 'ana|0000002', ''])
        await expect(context.updateActivity({ id: 'ana|0000002', text: 'Adieu' })).rejects.toThrow(
          'stays as it was',
        )
        await expect(context.deleteActivity('ana|0000002')).rejects.toThrow('stays as it was')
        later.send = () => context.sendActivity('trop tard')
      }),
    )
    expect(() => later.send?.()).toThrow(/revoked/)
    await adapter.continueConversationAsync('agafort', reference, async (context) => {
      await context.sendActivity('Êtes-vous là ?')
    })
    expect(await window()).toEqual(['typing', 'Bonjour', 'Êtes-vous là ?'])
  })
})
