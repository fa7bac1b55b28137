import { expect, it } from 'vitest'
import WebSocket from 'ws'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { startChat, until } from '../../world/chat-world.ts'

describeOnEachDatabase(
  'The stream of a conversation',
  (database) => {
    it('tells everything once and in order, in several tabs and from several processes', async () => {
      const one = await startChat(database)
      const other = await startChat(database)
      try {
        const lines = await Promise.all(
          Array.from({ length: 10 }, () => converseAt(one.address, other.address)),
        )
        for (const { tabs, expected } of lines) {
          for (const tab of tabs) {
            await until('everything is told', () => tab.length >= expected)
            const numbers = tab.map(({ id }) => Number(id.split('|')[1]))
            expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
            expect(new Set(numbers).size).toBe(expected)
            expect(tab.map(({ channelData }) => channelData['webchat:sequence-id'])).toEqual(numbers)
            const answers = tab.filter(({ text }) => text?.startsWith('Vous dites')).map(({ text }) => text)
            expect(answers).toEqual(['0', '1', '2', '3'].map((n) => `Vous dites : mot ${n}`))
          }
        }
      } finally {
        await one.stop()
        await other.stop()
      }
    })
  },
  { keep: true },
)

interface Told {
  id: string
  text?: string
  channelData: Record<string, unknown>
}

// Two tabs, each with another process; every second word goes to the other one.
async function converseAt(here: string, there: string): Promise<{ tabs: Told[][]; expected: number }> {
  const post = async (place: string, path: string, token?: string, body: object = {}) => {
    const answer = await fetch(`${place}/v3/directline/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    })
    expect(answer.ok).toBe(true)
    return (await answer.json()) as { token: string; conversationId: string; streamUrl: string }
  }
  const { token } = await post(here, 'tokens/generate')
  const { conversationId, streamUrl } = await post(here, 'conversations', token)
  const tabs = [streamUrl, streamUrl.replace(new URL(here).host, new URL(there).host)].map((url) => {
    const told: Told[] = []
    new WebSocket(url).on('message', (data) => {
      told.push(...(JSON.parse(String(data)) as { activities: Told[] }).activities)
    })
    return told
  })
  for (let i = 0; i < 4; i++) {
    await post(i % 2 === 0 ? here : there, `conversations/${conversationId}/activities`, token, {
      type: 'message',
      text: `mot ${i}`,
    })
  }
  return { tabs, expected: 9 }
}
