import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type AzureChannel, encodeSegment, startAzureChannel } from '../../servers/azure-channel.ts'
import { useTestDatabase } from '../../servers/database.ts'
import { type ChatServer, startChat, until } from '../../world/chat-world.ts'

describe('Who speaks to the chat agent as a channel of Azure', () => {
  const database = useTestDatabase('PGlite', { keep: true })
  let azure: AzureChannel
  let chat: ChatServer
  let elsewhere: Server
  let asked = 0
  beforeAll(async () => {
    azure = await startAzureChannel()
    chat = await startChat(database, { azure: azure.channels })
    elsewhere = createServer((_request, response) => {
      asked++
      response.end('{}')
    })
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
  })
  afterAll(async () => {
    await chat?.stop()
    await azure?.hangUp()
    elsewhere?.close()
  })
  beforeEach(() => {
    asked = 0
    azure.answer(201)
    azure.taken.length = 0
  })

  const activity = (given: object = {}) => ({
    type: 'message',
    id: randomUUID(),
    channelId: 'msteams',
    serviceUrl: azure.serviceUrl,
    conversation: { id: 'ana' },
    from: { id: 'user' },
    recipient: { id: azure.appId },
    text: 'Bonjour',
    ...given,
  })
  const send = async (authorization: string | null, body: unknown = activity()) => {
    const answer = await fetch(`${chat.address}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
      body: JSON.stringify(body),
    })
    return { status: answer.status, text: await answer.text() }
  }
  const secondsAgo = (seconds: number) => Math.floor(Date.now() / 1000) - seconds

  it('is let in with the channel’s signature, and answered there', async () => {
    expect(await send(azure.signed())).toEqual({ status: 200, text: '' })
    await until('the channel has the answer', () => azure.taken.length > 0)
    expect(azure.taken).toMatchObject([{ text: 'Vous dites : Bonjour', conversation: { id: 'ana' } }])
  })

  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const forged: [string, () => string | null][] = [
    ['no token', () => null],
    ['garbage', () => 'Bearer garbage'],
    ['three dots', () => 'Bearer a.b.c'],
    ['another scheme', () => 'Basic dXNlcjpwYXNz'],
    ['a token that has expired', () => azure.signed({ exp: secondsAgo(600), nbf: secondsAgo(900) })],
    ['a token for another audience', () => azure.signed({ aud: randomUUID() })],
    ['a token of another issuer', () => azure.signed({ iss: 'urn:somebody' })],
    ['a token without a place to answer to', () => azure.signed({ serviceurl: undefined })],
    ['a token for another place', () => azure.signed({ serviceurl: 'https://evil.example/' })],
    ['a forged signature', () => azure.signed({}, { keyId: azure.keyId, privateKey: stranger })],
    ['an unknown key', () => azure.signed({}, { keyId: randomUUID(), privateKey: stranger })],
    ['a changed token', () => azure.signed().replace(/.{3}$/, 'AAA')],
    ['a token that asks not to be checked', () => `Bearer ${unsigned('none')}.`],
    ['the same with something as a signature', () => `Bearer ${unsigned('none')}.e30`],
    [
      'a token signed with the public key as a password',
      () => {
        const pem = azure.publicKey.export({ type: 'spki', format: 'pem' }).toString()
        const content = unsigned('HS256')
        return `Bearer ${content}.${createHmac('sha256', pem).update(content).digest('base64url')}`
      },
    ],
    ['the agent’s own token, the wrong way round', () => azure.signed({ iss: azure.appId, aud: 'urn:x' })],
  ]
  const unsigned = (alg: string) =>
    `${encodeSegment({ alg, typ: 'JWT', kid: azure.keyId })}.${azure.signed().split('.')[1]}`
  it.each(forged)('is refused with %s, and told nothing', async (_what, authorization) => {
    expect(await send(authorization())).toEqual({ status: 401, text: '' })
    expect(await send(authorization(), 'no activity')).toMatchObject({ status: 401, text: '' })
  })

  it('is refused when answers are to go elsewhere, and nothing is asked there', async () => {
    const { port } = elsewhere.address() as AddressInfo
    for (const serviceUrl of [`http://127.0.0.1:${port}/`, 'https://evil.example/', chat.address]) {
      const header = azure.signed({ serviceurl: serviceUrl })
      expect(await send(header, activity({ serviceUrl }))).toEqual({ status: 401, text: '' })
      expect((await send(azure.signed(), activity({ serviceUrl }))).status).toBe(401)
    }
    expect((await send(azure.signed(), activity({ channelId: 'AseChannel' }))).status).toBe(401)
    expect(asked).toBe(0)
  })

  it.each([
    ['a list', []],
    ['a text', 'hello'],
    ['no type', { type: undefined }],
    ['no id', { id: undefined }],
    ['no conversation', { conversation: null }],
    ['no place to answer to', { serviceUrl: undefined }],
    ['attachments that are none', { attachments: 'many' }],
    ['a text that is a number', { text: 5 }],
  ])('is refused with %s, whatever the signature', async (_what, body) => {
    const whole = typeof body === 'object' && !Array.isArray(body) ? activity(body) : body
    expect(await send(azure.signed(), whole)).toEqual({ status: 401, text: '' })
  })

  it('is answered once however often the same is played again', async () => {
    const same = activity({ conversation: { id: 'replayed' } })
    for (let i = 0; i < 3; i++) expect((await send(azure.signed(), same)).status).toBe(200)
    const rows = await database.db
      .selectFrom('chat_activities')
      .innerJoin('chat_conversations', 'chat_conversations.id', 'chat_activities.conversation_id')
      .select('number')
      .where('external_id', '=', 'replayed')
      .execute()
    expect(rows).toHaveLength(2)
  })

  it('finds a conversation the channel does not know marked dead, and not tried again', async () => {
    azure.answer(404)
    await send(azure.signed(), activity({ conversation: { id: 'vanished' } }))
    const dead = await until('the conversation is marked dead', () =>
      database.db
        .selectFrom('chat_conversations')
        .selectAll()
        .where('external_id', '=', 'vanished')
        .where('dead_at', 'is not', null)
        .executeTakeFirst(),
    )
    const waiting = await database.db
      .selectFrom('chat_activities')
      .selectAll()
      .where('conversation_id', '=', dead.id)
      .where('next_attempt_at', 'is not', null)
      .execute()
    expect(waiting).toEqual([])
  })
})

describe('The chat without Azure', () => {
  const database = useTestDatabase('PGlite', { keep: true })
  it('has no address at which the agent, or a customer’s window, could be reached', async () => {
    const chat = await startChat(database)
    const paths = [
      '/api/messages',
      '/chat-connector/v3/conversations/ana/activities',
      '/chat-keys/key/openid-configuration',
    ]
    for (const path of paths) {
      for (const method of ['GET', 'POST']) {
        expect((await fetch(`${chat.address}${path}`, { method })).status).toBe(404)
      }
    }
    await chat.stop()
  })

  it('answers a customer though it listens nowhere: nothing goes over the network', async () => {
    const chat = await startChat(database, { port: null })
    const ask = async (method: 'GET' | 'POST', path: string, token?: string, payload: object = {}) => {
      const answer = await chat.app.inject({
        method,
        url: `/v3/directline/${path}`,
        headers: token ? { authorization: `Bearer ${token}` } : {},
        ...(method === 'POST' && { payload }),
      })
      return answer.json() as { token: string; conversationId: string; activities: { text?: string }[] }
    }
    const { token } = await ask('POST', 'tokens/generate')
    const { conversationId } = await ask('POST', 'conversations', token)
    const path = `conversations/${conversationId}/activities`
    await ask('POST', path, token, { type: 'message', text: 'Mon colis est perdu' })
    await until('the agent has answered', async () => {
      const { activities } = await ask('GET', path, token)
      return activities.some(({ text }) => text === 'Vous dites : Mon colis est perdu')
    })
    await chat.stop()
  })
})
