import { afterAll, expect, it } from 'vitest'
import { createApiToken } from '../../../core/auth/api-token.ts'
import { correctChatTicket, openChatTicket } from '../../../core/chat/chat-ticket.ts'
import type { ConversationId } from '../../../core/kernel/id.ts'
import type { SensitiveLane } from '../../../core/policy/category.ts'
import { buildWeb } from '../../../web/server.ts'
import { describeOnDatabase } from '../../servers/database.ts'
import { chatOfAna } from '../../world/chatter.ts'
import { openWeb } from '../../world/web-world.ts'
import { openWorld } from '../../world/world.ts'

const ANAS_CHAT = 'anas-window'

describeOnDatabase('What another system reads of a chat', (database) => {
  const { core } = openWorld(database)
  const web = openWeb(core)
  const app = buildWeb({ core, settings: { trustProxy: false, demo: null }, readAgain: async () => false })
  afterAll(() => app.close())

  let administrators = 0
  const tokenFor = async (lanes: SensitiveLane[]) => {
    const camille = await web.member(`Camille${++administrators} Renaud`, 'administrator', lanes)
    const made = { name: 'Player', scopes: ['tickets:read' as const], lanes, createdBy: camille.id }
    return (await createApiToken(core, { ...made, cleared: lanes })).token
  }
  const read = async (token: string, id = ANAS_CHAT) =>
    app.inject({ url: `/api/v1/conversations/${id}`, headers: { authorization: `Bearer ${token}` } })
  const knownAs = (id: ConversationId, externalId: string) =>
    core.db
      .insertInto('chat_conversations')
      .values({
        id,
        channel: 'directline',
        external_id: externalId,
        reference: JSON.stringify({}),
        language: 'fr',
        created_at: core.clock.now(),
        last_inbound_at: core.clock.now(),
      })
      .execute()

  it('names its tickets, who the customer is and which order and page they told', async () => {
    const { conversationId, reference } = await chatOfAna(core, 'ana.costa@courriel.example')
    await knownAs(conversationId, ANAS_CHAT)
    const details = {
      name: 'Ana Costa',
      email: 'ana.costa@courriel.example',
      telephone: null,
      orderNumber: '70443812',
      listing: 'https://www.agafort.example/p/lampe',
    }
    await core.db.transaction().execute((trx) =>
      openChatTicket(trx, core, {
        conversationId,
        token: 'second',
        language: 'fr',
        text: 'La page de la lampe dit 60 watts, la boîte dit 40.',
        files: [],
        category: 'product-information',
        corrected: null,
        details,
      }),
    )

    const talk = (await read(await tokenFor([]))).json()

    expect(talk.tickets.map((ticket: { category: string }) => ticket.category)).toEqual([
      'order-dispute',
      'product-information',
    ])
    expect(talk.tickets[0].reference).toBe(reference)
    expect(talk.tickets[1].customer).toMatchObject({ name: 'Ana Costa', email: 'ana.costa@courriel.example' })
    expect(talk.tickets[1].details).toEqual([
      { kind: 'listing', value: details.listing, owner: 'customer', confirmed: false },
      { kind: 'order-number', value: '70443812', owner: 'customer', confirmed: false },
    ])
  })

  it('is nothing at all for a token that may not read one of its tickets', async () => {
    const { conversationId, reference } = await chatOfAna(core)
    await knownAs(conversationId, 'a-fraud')
    await core.db
      .transaction()
      .execute((trx) =>
        correctChatTicket(trx, core, { conversationId, reference, from: 'order-dispute', to: 'fraud' }),
      )

    expect((await read(await tokenFor([]), 'a-fraud')).statusCode).toBe(404)
    expect((await read(await tokenFor([]), 'no-such-chat')).json()).toEqual(
      (await read(await tokenFor([]), 'a-fraud')).json(),
    )
    expect((await read(await tokenFor(['fraud']), 'a-fraud')).statusCode).toBe(200)
  })
})
