import { createRequire } from 'node:module'
import { ConnectionStatus, DirectLine } from 'botframework-directlinejs'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { issueToken } from '../../../bot/direct-line/direct-line-token.ts'
import { useTestDatabase } from '../../servers/database.ts'
import { type ChatServer, startChat, until } from '../../world/chat-world.ts'

// The channel's own client speaks as in a browser; node lacks only this.
const { XMLHttpRequest } = createRequire(import.meta.url)('xhr2') as { XMLHttpRequest: unknown }
Object.assign(globalThis, { XMLHttpRequest, WebSocket })

interface Given {
  conversationId: string
  userId: string
  token: string
}

describe('The channel’s own client', () => {
  const database = useTestDatabase('PGlite', { keep: true })
  let chat: ChatServer
  let client: DirectLine | undefined
  beforeAll(async () => {
    chat = await startChat(database)
  })
  afterAll(() => chat?.stop())
  afterEach(() => {
    client?.end()
    client = undefined
  })

  const generate = async (): Promise<Given> => {
    const answer = await fetch(`${chat.address}/v3/directline/tokens/generate`, { method: 'POST' })
    return (await answer.json()) as Given
  }
  const open = (
    token: string,
    options: { webSocket?: boolean; conversationId?: string; watermark?: string } = {},
  ) => {
    const texts: string[] = []
    const statuses: ConnectionStatus[] = []
    client = new DirectLine({
      domain: `${chat.address}/v3/directline`,
      token,
      webSocket: true,
      pollingInterval: 200,
      ...options,
    })
    client.connectionStatus$.subscribe((status) => statuses.push(status))
    client.activity$.subscribe({
      next: (activity) => {
        if (activity.type === 'message') texts.push(activity.text ?? '')
      },
      // It says so to everyone who listens when it is ended.
      error: () => {},
    })
    const say = (text: string) =>
      new Promise<string>((resolve, reject) =>
        client?.postActivity({ type: 'message', text, from: { id: 'whoever' } }).subscribe(resolve, reject),
      )
    return { texts, statuses, say }
  }

  it.each([
    ['over a socket', true],
    ['by asking again and again', false],
  ])('connects, is greeted, writes and is answered %s', async (_how, webSocket) => {
    const { token } = await generate()
    const line = open(token, { webSocket })
    await until('a greeting', () => line.texts.includes('Bonjour'))
    expect(await line.say('Où est mon colis ?')).toMatch(/\|\d{7}$/)
    await until('an answer', () => line.texts.includes('Vous dites : Où est mon colis ?'))
    expect(line.texts).toEqual(['Bonjour', 'Où est mon colis ?', 'Vous dites : Où est mon colis ?'])
    expect(line.statuses).toContain(ConnectionStatus.Online)
  })

  it('hears what comes while it still reads a long conversation again after that, and all in order', async () => {
    const { token, conversationId } = await generate()
    const path = `${chat.address}/v3/directline/conversations/${conversationId}/activities`
    const authorization = `Bearer ${token}`
    const post = (text: string) =>
      fetch(path, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ type: 'message', text }),
      })
    const line = open(token)
    await until('a greeting', () => line.texts.includes('Bonjour'))
    const said = Array.from({ length: 60 }, (_, index) => `ligne ${index}`)
    await Promise.all(said.map(post))
    await until('every answer', () => said.every((text) => line.texts.includes(`Vous dites : ${text}`)))
    client?.end()
    const again = open(token, { conversationId, watermark: '0' })
    await until('it reads again', () => again.texts.length > 0)
    await post('la dernière')
    await until('the last answer', () => again.texts.includes('Vous dites : la dernière'))
    const { activities } = (await (await fetch(path, { headers: { authorization } })).json()) as {
      activities: { text: string }[]
    }
    const order = activities.map(({ text }) => text)
    await until('everything', () => again.texts.length >= order.length)
    expect(again.texts).toEqual(order)
    expect(line.texts).toEqual(order.slice(0, line.texts.length))
  })

  it('comes back with a watermark and misses nothing, and reads nothing twice', async () => {
    const { token, conversationId } = await generate()
    const first = open(token)
    await first.say('un')
    await until('the first answer', () => first.texts.includes('Vous dites : un'))
    client?.end()
    const { activities, watermark } = (await (
      await fetch(`${chat.address}/v3/directline/conversations/${conversationId}/activities`, {
        headers: { authorization: `Bearer ${token}` },
      })
    ).json()) as { activities: unknown[]; watermark: string }
    expect(activities).toHaveLength(3)
    await fetch(`${chat.address}/v3/directline/conversations/${conversationId}/activities`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ type: 'message', text: 'deux' }),
    })
    const again = open(token, { conversationId, watermark })
    await until('what was missed', () => again.texts.includes('Vous dites : deux'))
    expect(again.texts).toEqual(['deux', 'Vous dites : deux'])
  })

  it('goes on by itself after its socket was cut', async () => {
    const { token } = await generate()
    const line = open(token)
    await until('a greeting', () => line.texts.includes('Bonjour'))
    await line.say('avant')
    await until('an answer', () => line.texts.includes('Vous dites : avant'))
    for (const socket of chat.sockets) socket.destroy()
    await line.say('pendant')
    // It waits a random time of up to fifteen seconds before it comes back.
    await until('what was said meanwhile', () => line.texts.includes('Vous dites : pendant'), 60_000)
    expect(line.texts).toEqual(['Bonjour', 'avant', 'Vous dites : avant', 'pendant', 'Vous dites : pendant'])
  })

  it('is told that a token is none of ours', async () => {
    const line = open('a-token-of-nobody')
    await until('a refusal', () => line.statuses.includes(ConnectionStatus.FailedToConnect))
    expect(line.texts).toEqual([])
  })

  it('is told that a token has expired', async () => {
    const given = await generate()
    const bearer = { conversationId: given.conversationId, userId: given.userId }
    const line = open(given.token)
    await until('a greeting', () => line.texts.includes('Bonjour'))
    client?.end()
    const expired = issueToken(chat.core, bearer, -1)
    const late = open(expired, { conversationId: given.conversationId, watermark: '0' })
    await until('a refusal', () =>
      late.statuses.some((status) =>
        [ConnectionStatus.FailedToConnect, ConnectionStatus.ExpiredToken].includes(status),
      ),
    )
    expect(late.texts).toEqual([])
  })
})
