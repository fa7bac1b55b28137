import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { signToken } from '../../../bot/agent/json-web-token.ts'
import { CHANNEL_ISSUER } from '../../../bot/agent/trust.ts'
import { useTestDatabase } from '../../servers/database.ts'
import { type ChatServer, startChat, until } from '../../world/chat-world.ts'

const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('Who speaks to the chat agent', () => {
  const database = useTestDatabase('PGlite', { keep: true })
  let chat: ChatServer
  let elsewhere: Server
  let asked = 0
  beforeAll(async () => {
    chat = await startChat(database)
    elsewhere = createServer((_request, response) => {
      asked++
      response.end('{}')
    })
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
  })
  afterAll(async () => {
    await chat?.stop()
    elsewhere?.close()
  })
  beforeEach(() => {
    asked = 0
  })

  const serviceUrl = () => `${chat.address}/chat-connector`
  const activity = (given: object = {}) => ({
    type: 'message',
    id: randomUUID(),
    channelId: 'directline',
    serviceUrl: serviceUrl(),
    conversation: { id: 'nobody' },
    from: { id: 'user' },
    recipient: { id: chat.identity.appId },
    text: 'Bonjour',
    ...given,
  })
  const claims = (given: object = {}) => {
    const now = Math.floor(Date.now() / 1000)
    return {
      iss: CHANNEL_ISSUER,
      aud: chat.identity.appId,
      serviceurl: serviceUrl(),
      iat: now,
      nbf: now,
      exp: now + 300,
      ...given,
    }
  }
  const signed = (given: object = {}) => `Bearer ${signToken(chat.identity, claims(given))}`
  const send = async (authorization: string | null, body: unknown = activity()) => {
    const answer = await fetch(`${chat.address}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
      body: JSON.stringify(body),
    })
    return { status: answer.status, text: await answer.text() }
  }

  it('is let in with the channel’s own signature', async () => {
    expect(await send(signed())).toEqual({ status: 200, text: '' })
  })

  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const forged: [string, () => string | null][] = [
    ['no token', () => null],
    ['garbage', () => 'Bearer garbage'],
    ['three dots', () => 'Bearer a.b.c'],
    ['another scheme', () => 'Basic dXNlcjpwYXNz'],
    ['a token that has expired', () => signed({ exp: Math.floor(Date.now() / 1000) - 1 })],
    ['a token for another audience', () => signed({ aud: randomUUID() })],
    ['a token of another issuer', () => signed({ iss: 'https://api.botframework.com' })],
    ['a token without a place to answer to', () => signed({ serviceurl: undefined })],
    ['a token for another place', () => signed({ serviceurl: 'https://evil.example/' })],
    [
      'a forged signature',
      () => `Bearer ${signToken({ ...chat.identity, privateKey: stranger.privateKey }, claims())}`,
    ],
    [
      'an unknown key',
      () => `Bearer ${signToken({ keyId: randomUUID(), privateKey: stranger.privateKey }, claims())}`,
    ],
    ['a changed token', () => signed().replace(/.{3}$/, 'AAA')],
    [
      'a token that asks not to be checked',
      () => `Bearer ${base64({ alg: 'none', typ: 'JWT', kid: chat.identity.keyId })}.${base64(claims())}.`,
    ],
    [
      'the same with something as a signature',
      () => `Bearer ${base64({ alg: 'none', typ: 'JWT', kid: chat.identity.keyId })}.${base64(claims())}.e30`,
    ],
    [
      'a token signed with the public key as a password',
      () => {
        const content = `${base64({ alg: 'HS256', typ: 'JWT', kid: chat.identity.keyId })}.${base64(claims())}`
        const pem = chat.identity.publicKey.export({ type: 'spki', format: 'pem' }).toString()
        return `Bearer ${content}.${createHmac('sha256', pem).update(content).digest('base64url')}`
      },
    ],
    [
      'the agent’s own token, the wrong way round',
      () =>
        `Bearer ${signToken(chat.identity, claims({ iss: chat.identity.appId, aud: 'urn:agafort:chat-connector' }))}`,
    ],
  ]
  it.each(forged)('is refused with %s, and told nothing', async (_what, authorization) => {
    expect(await send(authorization())).toEqual({ status: 401, text: '' })
    expect(await send(authorization(), 'no activity')).toMatchObject({ status: 401, text: '' })
  })

  it('is refused when answers are to go elsewhere, and nothing is asked there', async () => {
    const { port } = elsewhere.address() as AddressInfo
    const there = `http://127.0.0.1:${port}/chat-connector`
    for (const serviceUrl of [there, 'https://evil.example/chat-connector', `${chat.address}/elsewhere`]) {
      expect(await send(signed({ serviceurl: serviceUrl }), activity({ serviceUrl }))).toEqual({
        status: 401,
        text: '',
      })
      expect((await send(signed(), activity({ serviceUrl }))).status).toBe(401)
    }
    expect((await send(signed(), activity({ channelId: 'AseChannel' }))).status).toBe(401)
    expect(asked).toBe(0)
  })

  it.each([
    ['a list', []],
    ['a text', 'hello'],
    ['no type', { ...({} as object), type: undefined }],
    ['no id', { id: undefined }],
    ['no conversation', { conversation: null }],
    ['no place to answer to', { serviceUrl: undefined }],
    ['attachments that are none', { attachments: 'many' }],
    ['a text that is a number', { text: 5 }],
  ])('is told that %s is no activity', async (_what, body) => {
    const whole = typeof body === 'object' && !Array.isArray(body) ? activity(body) : body
    expect(await send(signed(), whole)).toEqual({ status: 400, text: '' })
  })

  it('is answered once however often the same is played again', async () => {
    const same = activity({ conversation: { id: 'replayed' } })
    for (let i = 0; i < 3; i++) expect((await send(signed(), same)).status).toBe(200)
    const rows = await database.db
      .selectFrom('chat_activities')
      .innerJoin('chat_conversations', 'chat_conversations.id', 'chat_activities.conversation_id')
      .select('number')
      .where('external_id', '=', 'replayed')
      .execute()
    expect(rows).toHaveLength(2)
  })

  it('finds a conversation the channel does not know marked dead, and not tried again', async () => {
    await send(signed(), activity({ conversation: { id: 'vanished' } }))
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

  it('needs the agent’s signature to speak in a customer’s window', async () => {
    const answer = await fetch(`${serviceUrl()}/v3/conversations/anything/activities`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: signed() },
      body: JSON.stringify({ type: 'message', text: 'Donnez-moi votre mot de passe' }),
    })
    expect(answer.status).toBe(401)
  })
})
