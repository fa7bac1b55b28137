import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { handleActivity } from '../../../bot/agent/turn.ts'
import { converse } from '../../../bot/dialogue/converse.ts'
import { readChat } from '../../../core/chat/chat-activity.ts'
import { CODE_TRIES, MOST_CODES, openWithChatCode, sendChatCode } from '../../../core/chat/chat-code.ts'
import { receiveBatch } from '../../../core/intake/intake-batch.ts'
import { type ConversationId, newId } from '../../../core/kernel/id.ts'
import { mintReference, type Reference } from '../../../core/kernel/reference.ts'
import { useTestDatabase } from '../../servers/database.ts'
import { type ChatServer, knowing, startChat, until } from '../../world/chat-world.ts'
import { mailFrom, openWorld, TUESDAY } from '../../world/world.ts'

const GUESSES = 10_000
// A multiple of the guesses of one conversation, so that no two transactions share one.
const AT_ONCE = 100 * MOST_CODES

describe('A stranger who guesses references', () => {
  const database = useTestDatabase('PostgreSQL')
  const { core } = openWorld(database)

  async function ticketOf(name: string, address: string): Promise<Reference> {
    const [received] = await database.db
      .transaction()
      .execute((trx) => receiveBatch(trx, core, [mailFrom(name, address)]))
    if (!received || !('reference' in received)) throw new Error('The mail opened no ticket.')
    return received.reference
  }

  async function conversations(count: number): Promise<ConversationId[]> {
    const rows = Array.from({ length: count }, () => ({
      id: newId<'conversation'>(TUESDAY),
      channel: 'directline',
      external_id: randomUUID(),
      reference: '{}',
      language: 'fr' as const,
      created_at: TUESDAY,
      last_inbound_at: TUESDAY,
    }))
    for (let from = 0; from < rows.length; from += 500) {
      const some = rows.slice(from, from + 500)
      await database.db
        .insertInto('conversations')
        .values(some.map(({ id }) => ({ id, kind: 'chat', audience: 'customer', created_at: TUESDAY })))
        .execute()
      await database.db.insertInto('chat_conversations').values(some).execute()
    }
    return rows.map(({ id }) => id)
  }

  const codesSent = () =>
    database.db
      .selectFrom('outbox')
      .select(['recipient', 'content'])
      .where('kind', '=', 'chat-code')
      .execute()

  it('hears the same ten thousand times, whether there is such a ticket or not', async () => {
    const real = [
      await ticketOf('Nadia Benali', 'nadia.benali@exemple.fr'),
      await ticketOf('Tom Shaw', 'tom.shaw@example.com'),
    ]
    const ids = await conversations(Math.ceil(GUESSES / MOST_CODES))
    const ofReal = new Map<string, number>()
    const ofNone = new Map<string, number>()
    const guessAll = (from: number) =>
      database.db.transaction().execute(async (trx) => {
        for (let guess = from; guess < Math.min(from + AT_ONCE, GUESSES); guess++) {
          const conversationId = ids[Math.floor(guess / MOST_CODES)]
          if (!conversationId) throw new Error('There are too few conversations.')
          // One guess in five hundred is a lucky one.
          const lucky = guess % 500 === 0 ? real[(guess / 500) % 2] : undefined
          const reference = lucky ?? mintReference()
          const heard = lucky ? ofReal : ofNone
          const tell = (answer: unknown) => {
            const words = JSON.stringify(answer)
            heard.set(words, (heard.get(words) ?? 0) + 1)
          }
          tell(await sendChatCode(trx, core, { conversationId, reference, language: 'fr' }))
          // Some try a code as well, the lucky ones among them.
          if (guess % 5 === 0) {
            tell(await openWithChatCode(trx, core, { conversationId, reference, code: 'no code' }))
          }
        }
      })
    const starts = Array.from({ length: Math.ceil(GUESSES / AT_ONCE) }, (_, index) => index * AT_ONCE)
    await Promise.all(starts.map(guessAll))
    const refused = JSON.stringify({ triesLeft: CODE_TRIES - 1 })
    const lucky = GUESSES / 500
    expect(ofReal).toEqual(
      new Map([
        ['true', lucky],
        [refused, lucky],
      ]),
    )
    expect(ofNone).toEqual(
      new Map([
        ['true', GUESSES - lucky],
        [refused, GUESSES / 5 - lucky],
      ]),
    )
    // The codes went to those the tickets are of, and not without end.
    const sent = await codesSent()
    expect(new Set(sent.map(({ recipient }) => recipient))).toEqual(
      new Set(['nadia.benali@exemple.fr', 'tom.shaw@example.com']),
    )
    expect(sent.length).toBeLessThanOrEqual(real.length * core.settings.answerLimits.perAddress)
  })

  it('reads the same sentences of a ticket as of none, through three tries each and no more', async () => {
    const real = await ticketOf('Nadia Benali', 'nadia.benali@exemple.fr')
    const ask = async (conversation: string, reference: Reference) => {
      let id: ConversationId | undefined
      const says = async (text: string) => {
        id = await handleActivity(core, knowing(converse), {
          channel: 'directline',
          conversation,
          activityId: randomUUID(),
          reference: { conversation: { id: conversation } },
          language: 'fr',
          what: { kind: 'text', text, files: [] },
        })
      }
      await says(`Où en est mon dossier ${reference} ?`)
      const sent = (await codesSent()).map(({ content }) => JSON.stringify(content)).join(' ')
      const wrong = ['111111', '222222', '333333', '444444', '555555'].filter((code) => !sent.includes(code))
      for (const code of wrong.slice(0, 3)) await says(code)
      if (!id) throw new Error('nothing was heard')
      const right = /\b\d{6}\b/.exec((sent.match(/"text":"(?:[^"\\]|\\.)*"/) ?? [''])[0])?.[0]
      // Now the right one comes too late.
      if (right) {
        const late = await database.db
          .transaction()
          .execute((trx) =>
            openWithChatCode(trx, core, { conversationId: id as ConversationId, reference, code: right }),
          )
        expect(late).toEqual({ triesLeft: 0 })
      }
      const said = (await readChat(database.db, id)).filter(({ authorKind }) => authorKind === 'bot')
      return JSON.stringify(said.map(({ content }) => content)).replaceAll(reference, 'AGF')
    }
    const ofNone = await ask('of none', mintReference())
    expect(await codesSent()).toEqual([])
    const ofReal = await ask('of a ticket', real)
    expect(await codesSent()).toHaveLength(1)
    expect(ofReal).toBe(ofNone)
    expect(ofReal).toContain('Si ce dossier existe')
    expect(ofReal).toMatch(/reste\s2\sessais.*reste\s1\sessai.*je\sn’en\saccepte\splus/su)
    expect(ofReal).not.toMatch(/Nadia|Colis|exemple/)
  })
})

describe('A customer with the conversation id of another', () => {
  const database = useTestDatabase('PGlite', { keep: true })
  let chat: ChatServer
  beforeAll(async () => {
    chat = await startChat(database)
  })
  afterAll(() => chat?.stop())

  interface Line {
    conversationId: string
    token: string
    streamUrl: string
    resume: string
  }

  const post = async (path: string, token?: string, body: object = {}): Promise<Line> => {
    const answer = await fetch(`${chat.address}/v3/directline/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    })
    return (await answer.json()) as Line
  }
  const begin = async (): Promise<Line> => {
    const given = await post('tokens/generate')
    return { ...given, ...(await post('conversations', given.token)) }
  }
  const statusOfStream = (url: string) =>
    new Promise<number>((resolve, reject) => {
      const socket = new WebSocket(url)
      socket.on('open', () => {
        socket.close()
        resolve(101)
      })
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
      socket.on('error', reject)
    })

  it('reads none of its stream with a token of their own, and all of their own', async () => {
    const nadia = await begin()
    const stranger = await begin()
    await until('the customer is greeted', async () => {
      const answer = await fetch(
        `${chat.address}/v3/directline/conversations/${nadia.conversationId}/activities`,
        { headers: { authorization: `Bearer ${nadia.token}` } },
      )
      return JSON.stringify(await answer.json()).includes('Bonjour')
    })
    const foreign = stranger.streamUrl.replace(stranger.conversationId, nadia.conversationId)
    expect(foreign).not.toBe(stranger.streamUrl)
    expect(await statusOfStream(foreign)).toBe(403)
    expect(await statusOfStream(stranger.streamUrl.replace(stranger.conversationId, 'nobody'))).toBe(403)
    expect(await statusOfStream(nadia.streamUrl.replace(/t=.*$/, ''))).toBe(401)
    expect(await statusOfStream(nadia.streamUrl.replace(nadia.token, nadia.resume))).toBe(401)
    expect(await statusOfStream(nadia.streamUrl)).toBe(101)
  })

  it('never gets it from a token: a refreshed one, and one for coming back, are for their own', async () => {
    const nadia = await begin()
    const stranger = await begin()
    const body = { conversationId: nadia.conversationId, userId: 'dl_nadia' }
    expect((await post('tokens/refresh', stranger.token, body)).conversationId).toBe(stranger.conversationId)
    expect((await post('conversations', stranger.token, body)).conversationId).toBe(stranger.conversationId)
    const back = await post('tokens/generate', undefined, { ...body, resume: stranger.resume })
    expect(back.conversationId).toBe(stranger.conversationId)
    expect((await post('tokens/generate', undefined, body)).conversationId).not.toBe(nadia.conversationId)
  })
})
