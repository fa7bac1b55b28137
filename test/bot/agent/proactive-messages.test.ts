import { expect, it } from 'vitest'
import type { InboundActivity, InboundContent, OutboundActivity } from '../../../bot/agent/activity.ts'
import { startChatDelivery } from '../../../bot/agent/deliver-chat.ts'
import { queueProactiveMessages } from '../../../bot/agent/proactive-messages.ts'
import { handleActivity } from '../../../bot/agent/turn.ts'
import { converse } from '../../../bot/dialogue/converse.ts'
import { resolveAtFirstContact } from '../../../core/chat/chat-resolution.ts'
import { openChatTicket } from '../../../core/chat/chat-ticket.ts'
import { conclude } from '../../../core/correspondence/conclusion.ts'
import { askCustomer } from '../../../core/correspondence/information-request.ts'
import { replyToCustomer } from '../../../core/correspondence/reply.ts'
import { DAY, HOUR, MINUTE } from '../../../core/kernel/duration.ts'
import type { ConversationId, TicketId } from '../../../core/kernel/id.ts'
import { listCallBacks } from '../../../core/promise/call-back.ts'
import { resolve } from '../../../core/ticket-actions/resolution.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { echo, knowing, until } from '../../world/chat-world.ts'
import { openPolicyWorld } from '../../world/policy-world.ts'

let count = 0

function heard(conversation: string, what: InboundContent): InboundActivity {
  const reference = { conversation: { id: conversation } }
  return { channel: 'directline', conversation, activityId: `w${++count}`, reference, language: 'fr', what }
}

describeOnEachDatabase('A customer of the chat', (database) => {
  const world = openPolicyWorld(database)
  const { core, clock, begin, member, pass, mails, promise, ticket, events } = world
  const lea = () => member('Léa Martin', { teams: ['customer-service'] })

  /** Ana Costa writes in the chat, and leaves an e-mail address only when one is given. */
  async function ana(email: string | null = null): Promise<{ id: ConversationId; ticketId: TicketId }> {
    const id = await handleActivity(
      core,
      knowing(echo),
      heard(`ana ${++count}`, { kind: 'text', text: 'Bonjour', files: [] }),
    )
    if (!id) throw new Error('nothing was heard')
    const { ticketId } = await core.db.transaction().execute((trx) =>
      openChatTicket(trx, core, {
        conversationId: id,
        token: 'first',
        language: 'fr',
        text: 'Mon colis est perdu, et le vendeur ne répond pas.',
        files: [],
        category: 'order-dispute',
        corrected: null,
        details: { name: 'Ana Costa', email, telephone: null, orderNumber: null, listing: null },
      }),
    )
    return { id, ticketId }
  }

  const nameOf = async (id: ConversationId) => {
    const query = core.db.selectFrom('chat_conversations').select('external_id').where('id', '=', id)
    return (await query.executeTakeFirstOrThrow()).external_id
  }

  /** What reaches the channel, when it knows the conversation; all that waits is brought to it. */
  async function delivered(
    id: ConversationId,
    answers: 'sent' | 'gone' = 'sent',
  ): Promise<OutboundActivity[]> {
    const arrived: OutboundActivity[] = []
    const delivery = startChatDelivery(core, async (_, said) => {
      arrived.push(said)
      return answers
    })
    await queueProactiveMessages(core, knowing(converse))
    delivery.wake(id)
    await until('everything was delivered', async () => {
      const { waiting } = await core.db
        .selectFrom('chat_activities')
        .select((eb) => eb.fn.countAll<number>().as('waiting'))
        .where('conversation_id', '=', id)
        .where('next_attempt_at', 'is not', null)
        .executeTakeFirstOrThrow()
      return Number(waiting) === 0
    })
    await delivery.stop()
    await queueProactiveMessages(core, knowing(converse))
    return arrived
  }

  const texts = (said: readonly OutboundActivity[]) => said.map((one) => ('text' in one ? one.text : ''))
  const openCalls = (ticketId: TicketId) =>
    core.db
      .selectFrom('call_backs')
      .select(['why', 'text'])
      .where('ticket_id', '=', ticketId)
      .where('ended_at', 'is', null)
      .execute()

  it('is told an answer there and by mail, once each, and the mail counts', async () => {
    begin()
    const { id, ticketId } = await ana('ana.costa@courriel.example')
    const memberId = await lea()
    await delivered(id)
    await replyToCustomer(core, { ticketId, memberId, text: 'Le vendeur passera mercredi.', token: 'a' })
    await replyToCustomer(core, { ticketId, memberId, text: 'Le vendeur passera mercredi.', token: 'a' })
    const { reference } = await ticket(ticketId)
    expect(await delivered(id)).toEqual([
      {
        kind: 'member',
        firstName: 'Léa',
        text: `Au sujet de votre dossier ${reference}\u00a0:\n\nLe vendeur passera mercredi.`,
        files: [],
      },
    ])
    expect(await delivered(id)).toEqual([])
    expect((await mails(ticketId)).filter(({ kind }) => kind === 'answer')).toHaveLength(1)
    expect((await promise(ticketId, 'update')).outcome).toBeNull()
    await world.send()
    expect((await promise(ticketId, 'update')).outcome).toBe('kept')
    expect((await promise(ticketId, 'update', { number: 2 })).outcome).toBeNull()
  })

  it('is told there instead of by a call without a number, which counts once the channel has it', async () => {
    begin()
    const { id, ticketId } = await ana()
    const memberId = await lea()
    clock.advance(HOUR)
    await replyToCustomer(core, { ticketId, memberId, text: 'Le vendeur passera mercredi.' })
    expect(await listCallBacks(core.db, memberId)).toEqual([])
    expect((await promise(ticketId, 'update')).outcome).toBeNull()
    expect(texts(await delivered(id)).at(-1)).toContain('Le vendeur passera mercredi.')
    expect(await promise(ticketId, 'update')).toMatchObject({ outcome: 'kept', ended_at: clock.now() })
  })

  it('is told updates, questions, conclusions and the resolution with the question how satisfied they are', async () => {
    begin()
    const { id, ticketId } = await ana()
    const memberId = await lea()
    await delivered(id)
    await askCustomer(core, { ticketId, memberId, question: 'De quelle couleur est le carton ?' })
    expect(texts(await delivered(id)).join()).toMatch(/couleur est le carton \?\n\nMerci de nous répondre/)
    await pass(23 * HOUR + 45 * MINUTE, { step: 15 * MINUTE })
    expect(texts(await delivered(id)).join()).toContain('Où en est votre dossier')
    expect(await events(ticketId)).toContain('updated')
    await conclude(core, { ticketId, memberId, findings: 'Le transporteur a perdu le colis.' })
    expect(texts(await delivered(id)).join()).toContain('Le transporteur a perdu le colis.')
    expect((await promise(ticketId, 'conclude')).outcome).toBe('kept')
    await resolve(core, { ticketId, memberId, outcome: 'solved', text: 'Vous êtes remboursée.' })
    const [told, asked] = texts(await delivered(id))
    expect(told).toContain('Vous êtes remboursée.')
    expect(asked).toMatch(/^\[Le traitement de votre demande vous satisfait-il.*\]\(https:.*\/s\/.+\)$/)
    expect(await openCalls(ticketId)).toEqual([])
  })

  it('who is asked there is waited for, reminded there, and answers there', async () => {
    begin()
    const { id, ticketId } = await ana()
    const { reference } = await ticket(ticketId)
    const memberId = await lea()
    await delivered(id)
    const requestId = await askCustomer(core, {
      ticketId,
      memberId,
      question: 'De quelle couleur est le carton ?',
      token: 'q',
      replyWithinMs: 4 * HOUR,
    })
    expect(requestId).not.toBeNull()
    expect((await ticket(ticketId)).waiting_since).toEqual(clock.now())
    clock.advance(MINUTE)
    await delivered(id)
    await pass(2 * HOUR, { step: HOUR })
    expect(texts(await delivered(id)).join()).toMatch(
      /Nous attendons votre réponse à notre question.*couleur est le carton.*Passé ce délai/s,
    )
    // As short as answers are: by itself it tells no matter.
    await handleActivity(
      core,
      knowing(converse),
      heard(await nameOf(id), { kind: 'text', text: 'Marron', files: [] }),
    )
    expect((await ticket(ticketId)).waiting_since).toBeNull()
    expect(await events(ticketId)).toContain('information-received')
    const said = await core.db
      .selectFrom('messages')
      .select('text')
      .where('ticket_id', '=', ticketId)
      .execute()
    expect(said.map(({ text }) => text)).toContain('Marron')
    expect(texts(await delivered(id)).join()).toContain(`l’équipe qui suit le dossier ${reference}`)
  })

  it('who is asked there and has gone is called instead, and not waited for', async () => {
    begin()
    const { id, ticketId } = await ana()
    const memberId = await lea()
    await delivered(id)
    await askCustomer(core, { ticketId, memberId, question: 'De quelle couleur est le carton ?' })
    clock.advance(MINUTE)
    await delivered(id, 'gone')
    expect(await openCalls(ticketId)).toMatchObject([{ why: 'information' }])
    expect((await ticket(ticketId)).waiting_since).toBeNull()
  })

  it('who does not come back to the question is called for it once', async () => {
    begin()
    const { id, ticketId } = await ana()
    const memberId = await lea()
    await delivered(id)
    await askCustomer(core, { ticketId, memberId, question: 'De quelle couleur est le carton ?' })
    clock.advance(MINUTE)
    await delivered(id)
    await pass(25 * HOUR, { step: HOUR })
    expect((await openCalls(ticketId)).filter(({ why }) => why === 'information')).toHaveLength(1)
    await pass(25 * HOUR, { step: HOUR })
    expect((await ticket(ticketId)).waiting_since).toBeNull()
    expect(await events(ticketId)).toContain('information-lapsed')
  })

  it('is called when the channel no longer knows the conversation, which is tried once', async () => {
    begin()
    const { id, ticketId } = await ana()
    const memberId = await lea()
    await delivered(id)
    await replyToCustomer(core, { ticketId, memberId, text: 'Le vendeur passera mercredi.' })
    expect(await delivered(id, 'gone')).toHaveLength(1)
    expect(await openCalls(ticketId)).toMatchObject([
      { why: 'answer', text: expect.stringContaining('Le vendeur passera mercredi.') },
    ])
    expect((await promise(ticketId, 'update')).outcome).toBeNull()
    await replyToCustomer(core, { ticketId, memberId, text: 'Il est passé.' })
    expect(await delivered(id)).toEqual([])
    expect(await openCalls(ticketId)).toHaveLength(2)
  })

  it('who has not been there for a day is not told there', async () => {
    begin()
    const { id, ticketId } = await ana('ana.costa@courriel.example')
    const memberId = await lea()
    await delivered(id)
    clock.advance(DAY + MINUTE)
    await replyToCustomer(core, { ticketId, memberId, text: 'Le vendeur passera mercredi.' })
    expect(await delivered(id)).toEqual([])
    expect((await mails(ticketId)).filter(({ kind }) => kind === 'answer')).toHaveLength(1)
  })

  it('who says that the answer solved it is written to, and asked how satisfied they are', async () => {
    begin()
    const { id, ticketId } = await ana('ana.costa@courriel.example')
    const { reference } = await ticket(ticketId)
    const given = { conversationId: id, reference, answer: 'return-an-item' }
    const resolved = () => core.db.transaction().execute((trx) => resolveAtFirstContact(trx, core, given))
    expect([await resolved(), await resolved()]).toEqual([true, false])
    const told = (await mails(ticketId)).filter(({ kind }) => kind === 'resolution')
    expect(told).toMatchObject([{ recipient: 'ana.costa@courriel.example' }])
    expect(told[0]?.text).toContain('Le traitement de votre demande vous satisfait-il')
  })
})
