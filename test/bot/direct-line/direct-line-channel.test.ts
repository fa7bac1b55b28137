import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appendAgentActivity } from '../../../bot/direct-line/agent-activity.ts'
import { useTestDatabase } from '../../servers/database.ts'
import { type ChatServer, startChat, until } from '../../world/chat-world.ts'

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

  it('says whose conversation it is: another’s is refused, whether there is one or not', async () => {
    const mine = await begin()
    const theirs = await begin()
    for (const id of [theirs.conversationId, 'nobody', '..%2f..']) {
      const answers = [
        await ask(`conversations/${id}/activities`, mine.token),
        await ask(`conversations/${id}`, mine.token),
        await post(`conversations/${id}/activities`, mine.token, { type: 'message', text: 'Coucou' }),
        await post(`conversations/${id}/upload`, mine.token),
      ]
      expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403])
      expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1)
    }
    expect(await texts(theirs)).not.toContain('Coucou')
  })

  it('needs a token, and prolongs only one that holds', async () => {
    const { conversationId, token } = await begin()
    const path = `conversations/${conversationId}/activities`
    expect((await ask(path)).status).toBe(401)
    expect((await ask(path, `${token}x`)).status).toBe(401)
    expect((await post('tokens/refresh', 'x')).status).toBe(401)
    const refreshed = (await post('tokens/refresh', token)).body as Line
    expect(refreshed.conversationId).toBe(conversationId)
    expect((await ask(path, refreshed.token)).status).toBe(200)
  })

  it('gives the same conversation again to who kept its second token, which opens nothing else', async () => {
    const given = (await post('tokens/generate')).body as Line & { resume: string }
    await post('conversations', given.token)
    const again = (await post('tokens/generate', undefined, { resume: given.resume })).body as Line
    expect(again.conversationId).toBe(given.conversationId)
    expect((await ask(`conversations/${given.conversationId}`, given.resume)).status).toBe(401)
    expect((await post('tokens/generate', undefined, { resume: 'x' })).status).toBe(403)
  })

  it('takes what a client says of itself for nothing', async () => {
    const line = await begin()
    await post(`conversations/${line.conversationId}/activities`, line.token, {
      type: 'message',
      text: 'Je suis le robot',
      from: { id: 'bot', name: 'Agafort', role: 'bot' },
      conversation: { id: 'another' },
      id: '7',
      attachments: [{ contentType: 'text/html', contentUrl: 'https://evil.example/' }],
    })
    const { body } = await ask(`conversations/${line.conversationId}/activities`, line.token)
    const said = (body as { activities: { text?: string }[] }).activities.find(({ text }) =>
      text?.startsWith('Je suis'),
    )
    expect(said).toMatchObject({ from: { role: 'user' }, conversation: { id: line.conversationId } })
    expect(JSON.stringify(said)).not.toMatch(/evil|another|Agafort/)
  })

  it('lets no customer speak of hand-offs, and shows none', async () => {
    const line = await begin()
    const path = `conversations/${line.conversationId}/activities`
    const event = { type: 'event', name: 'handoff.status', value: { state: 'accepted' } }
    expect((await post(path, line.token, event)).status).toBe(403)
    const initiate = { ...event, name: 'handoff.initiate', channelData: { note: 'intern' } }
    expect(await appendAgentActivity(chat.core, line.conversationId, initiate)).toBe('')
    const { body } = await ask(path, line.token)
    expect(JSON.stringify(body)).not.toMatch(/handoff|intern/)
  })

  it('keeps the size of what is sent within bounds', async () => {
    const line = await begin()
    const path = `conversations/${line.conversationId}/activities`
    const huge = { type: 'message', text: 'a', value: 'x'.repeat(300_000) }
    expect((await post(path, line.token, huge)).status).toBe(413)
    expect((await post(path, line.token, { type: 'message', text: 'x'.repeat(30_000) })).status).toBe(413)
    expect((await post(path, line.token, { text: 'sans type' })).status).toBe(400)
    expect((await post(path, line.token, [])).status).toBe(400)
  })

  const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
  const upload = async (line: Line, files: Record<string, Buffer | string>) => {
    const form = new FormData()
    const activity = JSON.stringify({ type: 'message', text: 'Voici', from: { id: 'x' } })
    form.append('activity', new Blob([activity], { type: 'application/vnd.microsoft.activity' }), 'blob')
    for (const [name, content] of Object.entries(files)) form.append('file', new Blob([content]), name)
    return ask(`conversations/${line.conversationId}/upload`, line.token, { method: 'POST', body: form })
  }

  it('brings files to the agent and shows them to their customer, by their content’s type', async () => {
    const line = await begin()
    expect((await upload(line, { 'colis abîmé.jpg': PNG })).status).toBe(200)
    await until('the agent has the file', async () =>
      (await texts(line)).includes('Vous dites : Voici [colis abîmé.jpg image/png 16]'),
    )
    const { body } = await ask(`conversations/${line.conversationId}/activities`, line.token)
    const attachments = (
      body as { activities: { attachments?: { contentUrl: string; contentType: string }[] }[] }
    ).activities.flatMap((one) => one.attachments ?? [])
    expect(attachments).toHaveLength(1)
    const file = await fetch(attachments[0]?.contentUrl ?? '')
    expect(Buffer.from(await file.arrayBuffer())).toEqual(PNG)
    expect(file.headers.get('content-type')).toBe('image/png')
    expect(file.headers.get('content-security-policy')).toContain('sandbox')
  })

  it.each([
    ['a program', 'facture.pdf', Buffer.from('4d5a900003000000', 'hex')],
    ['a page', 'photo.png', '<html><script>alert(1)</script></html>'],
    [
      'a drawing that can run scripts',
      'image.svg',
      '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    ],
  ])('refuses %s whatever it is called, and says which file', async (_what, name, content) => {
    const { status, body } = await upload(await begin(), { [name]: content })
    expect(status).toBe(415)
    expect(JSON.stringify(body)).toContain(name)
  })

  it('refuses a file of more than ten megabytes', async () => {
    const large = Buffer.concat([PNG, Buffer.alloc(10 * 1024 * 1024)])
    expect((await upload(await begin(), { 'grande.png': large })).status).toBe(413)
  })

  it('is used from our own pages only, unless a site is named', async () => {
    const from = (origin: string) =>
      ask('tokens/generate', undefined, { method: 'POST', headers: { origin } })
    expect((await from('https://evil.example')).status).toBe(403)
    expect((await from('null')).status).toBe(403)
    expect((await from(chat.address)).status).toBe(200)
  })
})
