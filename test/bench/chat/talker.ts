import WebSocket from 'ws'

/** One customer with an open window, who writes and reads the replies. */
export interface Talker {
  /** Sends a message; returns the milliseconds until the agent's first reply to it. */
  say(text: string): Promise<number>
  /** The window's content, by activity number. */
  readonly seen: ReadonlyMap<number, Seen>
  /** Returns how many activities arrived more than once. */
  doubled(): number
  posted(): number
  close(): void
}

export interface Seen {
  text: string
  fromUser: boolean
}

interface Told {
  id: string
  type: string
  text?: string
  from: { role: string }
}

const ANSWERED_WITHIN = 60_000

/** Starts a conversation; reconnects by itself when its socket is cut, with its watermark. */
export async function startTalker(address: string): Promise<Talker> {
  const line = `${address}/v3/directline`
  const { token } = (await request(`${line}/tokens/generate`)) as { token: string }
  const begun = (await request(`${line}/conversations`, token)) as {
    conversationId: string
    streamUrl: string
  }
  const path = `${line}/conversations/${begun.conversationId}`
  const seen = new Map<number, Seen>()
  const waiting = new Set<() => void>()
  let doubled = 0
  let posted = 0
  let closed = false
  let watermark = '-'
  let socket: WebSocket

  const listen = (url: string) => {
    socket = new WebSocket(url)
    socket.on('message', (data) => {
      const told = JSON.parse(String(data)) as { activities: Told[]; watermark: string }
      for (const { id, type, text, from } of told.activities) {
        if (type !== 'message') continue
        const number = Number(id.split('|')[1])
        if (seen.has(number)) doubled++
        seen.set(number, { text: text ?? '', fromUser: from.role === 'user' })
      }
      watermark = told.watermark
      for (const look of waiting) look()
    })
    socket.on('error', () => {})
    socket.on('close', () => void comeBack())
  }
  const comeBack = async () => {
    while (!closed) {
      await new Promise((resolve) => setTimeout(resolve, 200))
      try {
        const response = await fetch(`${path}?watermark=${watermark}`, {
          headers: { authorization: `Bearer ${token}` },
        })
        if (!response.ok) continue
        return listen(((await response.json()) as { streamUrl: string }).streamUrl)
      } catch {}
    }
  }
  listen(begun.streamUrl)

  return {
    seen,
    doubled: () => doubled,
    posted: () => posted,
    async say(text) {
      const id = `m${posted++}`
      const start = performance.now()
      const body = { type: 'message', text, channelData: { clientActivityID: id } }
      let number: number | undefined
      while (number === undefined) {
        try {
          const said = (await request(`${path}/activities`, token, body)) as { id: string }
          number = Number(said.id.split('|')[1])
        } catch {
          // Like a browser: retries under the same id.
          if (performance.now() - start > ANSWERED_WITHIN) throw new Error('The server takes no message.')
          await new Promise((resolve) => setTimeout(resolve, 200))
        }
      }
      const asked = number
      await new Promise<void>((resolve, reject) => {
        const look = () => {
          if (![...seen].some(([one, { fromUser }]) => one > asked && !fromUser)) return
          done(resolve)
        }
        const late = setTimeout(
          () => done(() => reject(new Error('An answer did not come.'))),
          ANSWERED_WITHIN,
        )
        const done = (end: () => void) => {
          clearTimeout(late)
          waiting.delete(look)
          end()
        }
        waiting.add(look)
        look()
      })
      return performance.now() - start
    },
    close() {
      closed = true
      socket.close()
    },
  }
}

async function request(url: string, token?: string, body: object = {}): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
  return response.json()
}
