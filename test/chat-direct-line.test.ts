import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ChatServer, startChat, until } from './chat-world.ts'
import { useTestDatabase } from './servers/database.ts'

interface Line {
  conversationId: string
  token: string
}

describe('The channel', () => {
  const database = useTestDatabase('PGlite', { keep: true })
  let chat: ChatServer
  beforeAll(async () => {
    chat = await startChat(database)
  })
  afterAll(() => chat?.stop())

  const ask = async (path: string, token?: string, init: RequestInit = {}) => {
    const answer = await fetch(`${chat.address}/v3/directline/${path}`, {
      ...init,
      headers: { ...(token && { authorization: `Bearer ${token}` }), ...init.headers },
    })
    return { status: answer.status, body: (await answer.json()) as unknown }
  }
  const post = (path: string, token?: string, body: unknown = {}) =>
    ask(path, token, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const begin = async (): Promise<Line> => {
    const { token } = (await post('tokens/generate')).body as Line
    return (await post('conversations', token)).body as Line
  }
  const texts = async ({ conversationId, token }: Line): Promise<string[]> => {
    const { body } = await ask(`conversations/${conversationId}/activities`, token)
    return (body as { activities: { text?: string }[] }).activities.map(({ text }) => text ?? '')
  }

  it('greets who comes, and answers what they write', async () => {
    const line = await begin()
    await until('a greeting', async () => (await texts(line)).includes('Bonjour'))
    const said = await post(`conversations/${line.conversationId}/activities`, line.token, {
      type: 'message',
      text: 'Mon colis n’est pas arrivé',
    })
    expect(said.status).toBe(200)
    await until('an answer', async () =>
      (await texts(line)).includes('Vous dites : Mon colis n’est pas arrivé'),
    )
    expect(await texts(line)).toEqual([
      'Bonjour',
      'Mon colis n’est pas arrivé',
      'Vous dites : Mon colis n’est pas arrivé',
    ])
  })
})
