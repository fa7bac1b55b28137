import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { InboundActivity, SendActivity } from '../../../bot/agent/activity.ts'
import { handleActivityOrApologise } from '../../../bot/agent/apology.ts'
import { startChatDelivery } from '../../../bot/agent/deliver-chat.ts'
import { queueProactiveMessages } from '../../../bot/agent/proactive-messages.ts'
import { handleActivity } from '../../../bot/agent/turn.ts'
import type { ConversationQueues } from '../../../bot/conversation-queue.ts'
import { converse } from '../../../bot/dialogue/converse.ts'
import { openChatTicket } from '../../../core/chat/chat-ticket.ts'
import { CHANNEL_AWAY_AT_MOST } from '../../../core/chat/dead-conversation.ts'
import { replyToCustomer } from '../../../core/correspondence/reply.ts'
import { MINUTE, SECOND } from '../../../core/kernel/duration.ts'
import type { ConversationId, TicketId } from '../../../core/kernel/id.ts'
import { type OpenDatabase, openDatabase } from '../../../db/database.ts'
import { migrate } from '../../../db/migrate.ts'
import { type AzureChannel, startAzureChannel } from '../../servers/azure-channel.ts'
import { useTestDatabase } from '../../servers/database.ts'
import { type PostgresServer, startPostgres } from '../../servers/postgres.ts'
import { type ChatServer, echo, knowing, startChat, until } from '../../world/chat-world.ts'
import { openPolicyWorld } from '../../world/policy-world.ts'
import { openWorld } from '../../world/world.ts'

let count = 0

function heard(text: string, given: Partial<InboundActivity> = {}): InboundActivity {
  return {
    channel: 'msteams',
    conversation: 'ana',
    activityId: `o${++count}`,
    reference: {},
    language: 'fr',
    what: { kind: 'text', text, files: [] },
    ...given,
  }
}

describe('A channel that is down', () => {
  const database = useTestDatabase('PGlite')
  const world = openPolicyWorld(database)
  const { core, clock, begin, member, mails } = world
  let channel: AzureChannel
  let send: SendActivity
  let delivery: ConversationQueues | undefined
  beforeAll(async () => {
    channel = await startAzureChannel()
    send = channel.channels.openAdapter(async () => {}).send
  })
  beforeEach(() => {
    begin()
    channel.taken.length = 0
    channel.answer(201)
  })
  afterEach(async () => {
    await delivery?.stop()
    delivery = undefined
  })
  afterAll(() => channel?.hangUp())

  const texts = () => channel.taken.map(({ text }) => text)
  const says = async (text: string) => {
    const id = await handleActivity(core, knowing(echo), heard(text, { reference: channel.reference('ana') }))
    if (!id) throw new Error('nothing was heard')
    return id
  }
  const rows = (id: ConversationId) =>
    core.db
      .selectFrom('chat_activities')
      .selectAll()
      .where('conversation_id', '=', id)
      .where('author_kind', '<>', 'customer')
      .orderBy('number')
      .execute()
  const first = async (id: ConversationId) => {
    const [row] = await rows(id)
    if (!row) throw new Error('nothing was said')
    return row
  }
  /** Tries once more, as the clock does when it is time, and waits until the channel has answered or not. */
  async function tryAgain(id: ConversationId): Promise<void> {
    const { attempts } = await first(id)
    delivery?.wake(id)
    await until('it was tried', async () => {
      const row = await first(id)
      return row.attempts > attempts || row.next_attempt_at === null
    })
  }
  const openTicket = (id: ConversationId, email: string | null): Promise<TicketId> =>
    core.db.transaction().execute(async (trx) => {
      const opened = await openChatTicket(trx, core, {
        conversationId: id,
        token: 'first',
        language: 'fr',
        text: 'Mon colis est perdu, et le vendeur ne répond pas.',
        files: [],
        category: 'order-dispute',
        corrected: null,
        details: { name: 'Ana Costa', email, telephone: null, orderNumber: null, listing: null },
      })
      return opened.ticketId
    })

  it.each([
    ['answers 503', async () => channel.answer(503), async () => channel.answer(201)],
    ['answers 500', async () => channel.answer(500), async () => channel.answer(201)],
    ['asks for patience', async () => channel.answer(429), async () => channel.answer(201)],
    ['refuses to be called', () => channel.hangUp(), () => channel.listen()],
  ])('and %s is tried again, ever later, and gets all of it once and in order', async (_what, down, up) => {
    const id = await says('un')
    await says('deux')
    await down()
    delivery = startChatDelivery(core, send)
    const waits: number[] = []
    for (let i = 0; i < 12; i++) {
      await tryAgain(id)
      const { next_attempt_at } = await first(id)
      waits.push(Number(next_attempt_at) - clock.now().getTime())
    }
    expect(waits.slice(0, 4)).toEqual([SECOND, 2 * SECOND, 4 * SECOND, 8 * SECOND])
    expect(waits.at(-1)).toBe(10 * MINUTE)
    expect((await rows(id)).every(({ sent_at }) => sent_at === null)).toBe(true)
    await up()
    clock.advance(10 * MINUTE)
    await until('all of it arrived', async () => (await rows(id)).every(({ sent_at }) => sent_at))
    expect(texts()).toEqual(['Vous dites : un', 'Vous dites : deux'])
  })

  it('and never answers is not waited for, nor holds up the end of the program', async () => {
    channel.answer('silent')
    const id = await says('un')
    delivery = startChatDelivery(core, send, 200)
    await tryAgain(id)
    expect((await first(id)).attempts).toBe(1)
  })

  it('for a day is given up, where the team sees it; the e-mail goes all the same', async () => {
    channel.answer(503)
    const id = await says('un')
    const ticketId = await openTicket(id, 'ana.costa@courriel.example')
    delivery = startChatDelivery(core, send)
    await tryAgain(id)
    clock.advance(CHANNEL_AWAY_AT_MOST - 10 * MINUTE)
    const memberId = await member('Léa Martin', { teams: ['customer-service'] })
    await replyToCustomer(core, { ticketId, memberId, text: 'Le vendeur passera mercredi.' })
    await queueProactiveMessages(core, knowing(echo))
    clock.advance(10 * MINUTE)
    await tryAgain(id)
    const conversation = await core.db
      .selectFrom('chat_conversations')
      .select('dead_at')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    expect(conversation.dead_at).toEqual(clock.now())
    const left = await rows(id)
    expect(left.every(({ failed_at, next_attempt_at }) => failed_at && !next_attempt_at)).toBe(true)
    const asked = channel.asked()
    delivery.wake(id)
    clock.advance(60 * MINUTE)
    await delivery.stop()
    expect(channel.asked()).toBe(asked)
    const seen = await core.db
      .selectFrom('events')
      .select('detail')
      .where('ticket_id', '=', ticketId)
      .where('kind', '=', 'delivery-failed')
      .execute()
    expect(seen).toMatchObject([{ detail: { channel: 'chat', reason: 'unreachable', count: left.length } }])
    await world.send()
    expect((await mails(ticketId)).filter(({ kind }) => kind === 'answer')).toHaveLength(1)
  })

  it.each([404, 410])('and answers %i has lost the conversation, and is not asked again', async (status) => {
    channel.answer(status)
    const id = await says('un')
    await says('deux')
    const before = channel.asked()
    delivery = startChatDelivery(core, send)
    await tryAgain(id)
    clock.advance(60 * MINUTE)
    delivery.wake(id)
    await delivery.stop()
    expect(channel.asked() - before).toBe(1)
    expect((await rows(id)).map(({ failed_at }) => failed_at !== null)).toEqual([true, true])
  })

  it('is told apart from a message it will never take: that one is set aside, and the next goes', async () => {
    channel.answer((text) => (text.includes('trop long') ? 413 : 201))
    const id = await says('trop long')
    await says('court')
    delivery = startChatDelivery(core, send)
    delivery.wake(id)
    await until('the next arrived', () => channel.taken.length > 0)
    expect(texts()).toEqual(['Vous dites : court'])
    await until('both are settled', async () =>
      (await rows(id)).every(({ next_attempt_at }) => next_attempt_at === null),
    )
    expect((await rows(id)).map(({ failed_at }) => failed_at !== null)).toEqual([true, false])
  })
})

describe('A database that is away', () => {
  let postgres: PostgresServer
  let open: OpenDatabase
  let chat: ChatServer
  beforeAll(async () => {
    postgres = await startPostgres({ durable: true })
    open = await openDatabase({ kind: 'postgres', url: await postgres.createDatabase('chat') })
    await migrate(open.db)
    chat = await startChat(open, { knowledge: knowing(converse) })
  })
  afterAll(async () => {
    await chat?.stop()
    await open?.close()
    await postgres?.stop()
  })

  /** A customer's window, by the channel's own protocol. */
  async function come(language: 'fr' | 'en') {
    const domain = `${chat.address}/v3/directline`
    const headers: Record<string, string> = {
      'content-type': 'application/json',
      'accept-language': language,
    }
    const post = async (path: string, body: object) => {
      const answered = await fetch(`${domain}/${path}`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      })
      return { status: answered.status, body: (await answered.json()) as Record<string, never> }
    }
    const { body: given } = await post('tokens/generate', {})
    headers.authorization = `Bearer ${given.token}`
    await post('conversations', { locale: language })
    const path = `conversations/${given.conversationId}/activities`
    const read = async () => {
      const answered = await fetch(`${domain}/${path}`, { headers })
      const { activities = [] } = (await answered.json()) as {
        activities?: { type: string; text?: string; from: { role: string } }[]
      }
      return activities.filter(({ type }) => type === 'message')
    }
    return {
      say: (text: string, clientActivityID: string) =>
        post(path, { type: 'message', text, locale: language, channelData: { clientActivityID } }),
      /** What the bot said. */
      heard: async () => (await read()).filter(({ from }) => from.role === 'bot').map(({ text }) => text),
      said: async () => (await read()).filter(({ from }) => from.role === 'user').map(({ text }) => text),
    }
  }

  it('loses nothing: customers are told in their language, and all goes on by itself', async () => {
    const nadia = await come('fr')
    const emily = await come('en')
    await until('Nadia is greeted', async () => (await nadia.heard()).length > 0)
    await until('Emily is greeted', async () => (await emily.heard()).length > 0)

    // Taken by the channel, and cut off before, while or after the agent has it: whatever it was, it is answered.
    const complaint = "Ma commande 5567-1199 n'est jamais arrivée et le vendeur ne répond pas"
    expect((await nadia.say(complaint, 'n1')).status).toBe(200)
    await postgres.halt('power-cut')

    const refusals: { status: number; body: { error?: { message: string } } }[] = []
    for (let tries = 0; tries < 3; tries++) {
      refusals.push(await nadia.say('Êtes-vous là ?', 'n2'), await emily.say('Are you there?', 'e1'))
    }
    expect(new Set(refusals.map(({ status }) => status))).toEqual(new Set([503]))
    expect(refusals[0]?.body.error?.message).toMatch(
      /^Le chat n’est pas disponible.*déjà envoyé est conservé.*réessayez/,
    )
    expect(refusals[1]?.body.error?.message).toMatch(
      /^The chat is not available.*already sent is kept.*try again/,
    )
    await postgres.start()

    await until('Nadia has her reference', async () => /AGF-/.test((await nadia.heard()).join()), 90 * SECOND)
    expect((await nadia.say('Êtes-vous là ?', 'n2')).status).toBe(200)
    expect((await nadia.say('Êtes-vous là ?', 'n2')).status).toBe(200)
    expect((await emily.say('Are you there?', 'e1')).status).toBe(200)
    expect(await nadia.said()).toEqual([complaint, 'Êtes-vous là ?'])
    expect(await emily.said()).toEqual(['Are you there?'])
    await until('Emily is answered', async () => (await emily.heard()).length > 1)
    const tickets = await open.db.selectFrom('tickets').select('id').execute()
    expect(tickets).toHaveLength(1)
    const messages = await open.db
      .selectFrom('messages')
      .select('text')
      .where('direction', '=', 'in')
      .execute()
    expect(messages.map(({ text }) => text)).toContain(complaint)
  })

  it('has customers of a channel of Azure told what to do, for it keeps nothing for us', async () => {
    const channel = await startAzureChannel()
    const { send } = channel.channels.openAdapter(async () => {})
    const knowledge = knowing(converse)
    const { core } = openWorld(open)
    const wrote = (text: string, language: 'fr' | 'en' = 'fr') =>
      handleActivityOrApologise(
        core,
        knowledge,
        send,
        heard(text, { language, reference: channel.reference('ana') }),
      )
    await postgres.halt('power-cut')
    await expect(wrote('Mon colis est perdu')).rejects.toThrow()
    await expect(wrote('My parcel is lost', 'en')).rejects.toThrow()
    expect(channel.taken.map(({ text }) => text)).toEqual([
      expect.stringMatching(/enregistrer votre message.*avant est conservé.*de nouveau.*06\.38\.17\.61\.28/s),
      expect.stringMatching(/cannot record.*before is kept.*send this message again.*06\.38\.17\.61\.28/s),
    ])
    await postgres.start()
    expect(await wrote('Mon colis est perdu')).toBeDefined()
    await channel.hangUp()
  })
})
