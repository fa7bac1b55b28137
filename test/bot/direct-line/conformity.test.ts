import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import type { z } from 'zod'
import { findArticle, readArticles } from '../../../bot/articles/articles.ts'
import { converse } from '../../../bot/dialogue/converse.ts'
import { issueToken } from '../../../bot/direct-line/direct-line-token.ts'
import { useTestDatabase } from '../../servers/database.ts'
import {
  activitySet,
  errorResponse,
  givenToken,
  type Operation,
  openedConversation,
  resourceResponse,
  STATUSES,
} from '../../servers/direct-line-schema.ts'
import { type ChatServer, knowing, startChat, until } from '../../world/chat-world.ts'

// Larger than anything the description foresees; clients tell the customer by the number.
const BEYOND = [413, 415]

describe('The channel, held against Microsoft’s description of Direct Line 3.0,', () => {
  const database = useTestDatabase('PGlite', { keep: true })
  let chat: ChatServer
  beforeAll(async () => {
    const answers = readArticles()
    const knowledge = {
      ...knowing(converse),
      readyAnswer: (...asked: Parameters<ReturnType<typeof knowing>['readyAnswer']>) =>
        findArticle(answers, ...asked),
    }
    chat = await startChat(database, { knowledge })
  })
  afterAll(() => chat?.stop())

  /** Asks, and has the answer be as described: a success by its schema, all else an error. */
  async function ask<Answer extends z.ZodType>(
    operation: Operation,
    path: string,
    schema: Answer,
    { token, body, watermark }: { token?: string; body?: unknown; watermark?: string } = {},
  ): Promise<{ status: number; body: z.infer<Answer> }> {
    const [method = ''] = operation.split(' ')
    const query = watermark === undefined ? '' : `?watermark=${encodeURIComponent(watermark)}`
    const form = body instanceof FormData
    const answer = await fetch(`${chat.address}/v3/directline/${path}${query}`, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && !form && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && {
        body: form ? body : typeof body === 'string' ? body : JSON.stringify(body),
      }),
    })
    expect([...STATUSES[operation], ...BEYOND]).toContain(answer.status)
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
    const given: unknown = await answer.json()
    const read = (answer.ok ? schema : errorResponse).safeParse(given)
    expect(read.error?.issues ?? [], `${operation} ${answer.status} ${JSON.stringify(given)}`).toEqual([])
    return { status: answer.status, body: given as z.infer<Answer> }
  }

  const begin = async () => {
    const { body: given } = await ask('POST tokens/generate', 'tokens/generate', givenToken)
    const { token } = given
    const { status, body } = await ask('POST conversations', 'conversations', openedConversation, { token })
    expect(status).toBe(201)
    return { ...body, path: `conversations/${body.conversationId}` }
  }
  const read = async ({ path, token }: { path: string; token: string }) =>
    (await ask('GET activities', `${path}/activities`, activitySet, { token })).body
  const heard = (line: { path: string; token: string }, words: RegExp) =>
    until(`${words}`, async () => {
      const { activities } = await read(line)
      return activities.find(({ text }) => words.test(text ?? ''))
    })

  it('gives and prolongs tokens, begins conversations and comes back to them', async () => {
    const { path, token } = await begin()
    expect((await ask('POST tokens/refresh', 'tokens/refresh', givenToken, { token })).status).toBe(200)
    expect((await ask('POST conversations', 'conversations', openedConversation, { token })).status).toBe(200)
    for (const watermark of ['', '0', '2']) {
      const again = await ask('GET conversation', path, openedConversation, { token, watermark })
      expect(again.status).toBe(200)
      expect(new URL(again.body.streamUrl).searchParams.get('watermark')).toBe(watermark || '0')
    }
  })

  it('sends a whole conversation: greeting, suggestions, card, article, pressed reply, event, picture', async () => {
    const line = await begin()
    const { path, token } = line
    const say = (body: object) =>
      ask('POST activities', `${path}/activities`, resourceResponse, { token, body })
    await heard(line, /assistant automatique/)
    const text =
      'Bonjour, mon colis est arrivé abîmé, le vase est cassé et je demande le remboursement. Commande 4587-2201, nadia@exemple.fr'
    const { body } = await say({
      type: 'message',
      text,
      locale: 'fr-FR',
      channelData: { clientActivityID: 'un' },
    })
    const asked = await heard(line, /À quel nom/)
    await say({
      type: 'message',
      ...asked.suggestedActions?.actions[0],
      text: 'Passer',
      channelData: { postBack: true },
    })
    await say({ type: 'event', name: 'language', value: 'en' })
    await heard(line, /continue in English/)
    expect(
      (await ask('POST upload', `${path}/upload`, resourceResponse, { token, body: picture() })).status,
    ).toBe(200)
    await heard(line, /passed your message/)
    const { activities, watermark } = await read(line)
    expect(activities.some(({ id }) => id === body.id)).toBe(true)
    expect(activities.some(({ attachments }) => attachments?.[0]?.contentType.includes('adaptive'))).toBe(
      true,
    )
    expect(activities.some(({ attachments }) => attachments?.[0]?.contentType === 'image/png')).toBe(true)
    expect(activities.some(({ textFormat }) => textFormat === 'markdown')).toBe(true)
    expect(activities.filter(({ suggestedActions }) => suggestedActions).length).toBeGreaterThan(1)
    const rest = await ask('GET activities', `${path}/activities`, activitySet, { token, watermark })
    expect(rest.body.activities).toEqual([])
    expect(await frames(line.streamUrl, activities.length)).toEqual(activities)
  })

  it('refuses in the described form what it does not take', async () => {
    const { path, token, conversationId } = await begin()
    const expired = issueToken(chat.core, { conversationId, userId: 'x' }, -1)
    const activities = `${path}/activities`
    const message = { type: 'message', text: 'Bonjour' }
    const long = { type: 'message', text: 'a'.repeat(300_000) }
    const refused = [
      await ask('POST tokens/generate', 'tokens/generate', givenToken, { body: { resume: 'x' } }),
      await ask('POST tokens/refresh', 'tokens/refresh', givenToken, { token: 'x' }),
      await ask('POST tokens/refresh', 'tokens/refresh', givenToken, { token: expired }),
      await ask('POST conversations', 'conversations', openedConversation),
      await ask('GET conversation', path, openedConversation, { token: expired }),
      await ask('GET conversation', 'conversations/another', openedConversation, { token }),
      await ask('GET activities', activities, activitySet),
      await ask('GET activities', activities, activitySet, { token, watermark: 'x' }),
      await ask('POST activities', activities, resourceResponse, { body: message }),
      await ask('POST activities', activities, resourceResponse, { token, body: {} }),
      await ask('POST activities', activities, resourceResponse, { token, body: '{' }),
      await ask('POST activities', activities, resourceResponse, { token, body: long }),
      await ask('POST upload', `${path}/upload`, resourceResponse, { token, body: message }),
      await ask('POST upload', `${path}/upload`, resourceResponse, { token, body: new FormData() }),
    ]
    expect(refused.map(({ status }) => status)).toEqual([
      403, 401, 403, 401, 403, 403, 401, 400, 401, 400, 400, 413, 415, 400,
    ])
  })

  it('refuses in that form a conversation that has not begun, and what comes too fast', async () => {
    const { body: given } = await ask('POST tokens/generate', 'tokens/generate', givenToken)
    const path = `conversations/${given.conversationId}`
    const { token } = given
    const body = { type: 'message', text: 'Bonjour' }
    expect((await ask('GET conversation', path, openedConversation, { token })).status).toBe(404)
    expect(
      (await ask('POST activities', `${path}/activities`, resourceResponse, { token, body })).status,
    ).toBe(404)
    const hasty = await startChat(database, {
      settings: { limits: { conversations: 1, activities: 1, streams: 1 } },
    })
    const before = chat
    try {
      chat = hasty
      await ask('POST tokens/generate', 'tokens/generate', givenToken)
      expect((await ask('POST tokens/generate', 'tokens/generate', givenToken)).status).toBe(429)
    } finally {
      chat = before
      await hasty.stop()
    }
  })
})

/** What a stream sends from its beginning, frame by frame as described. */
async function frames(streamUrl: string, count: number) {
  const url = new URL(streamUrl)
  url.searchParams.set('watermark', '0')
  const socket = new WebSocket(url)
  const sets: z.infer<typeof activitySet>[] = []
  socket.on('message', (data) => sets.push(activitySet.parse(JSON.parse(String(data)))))
  try {
    await until('the whole stream', () => sets.length >= count)
    const marks = sets.map(({ watermark }) => Number(watermark))
    expect(marks).toEqual(marks.toSorted((one, other) => one - other))
    return sets.flatMap(({ activities }) => activities)
  } finally {
    socket.close()
  }
}

// As DirectLineJS uploads: the activity is a file part of its own type.
function picture(): FormData {
  const png =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
  const form = new FormData()
  const said = { type: 'message', text: 'Here is a photo of it', from: { id: 'me' } }
  form.append('activity', new Blob([JSON.stringify(said)], { type: 'application/vnd.microsoft.activity' }))
  form.append('file', new Blob([Buffer.from(png, 'base64')], { type: 'image/png' }), 'photo.png')
  return form
}
