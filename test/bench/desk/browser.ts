import { Agent, get } from 'node:http'

/** Requests pages over one persistent connection, as a browser does. */
export function openBrowser(origin: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const ask = (path: string, cookie: string) =>
    new Promise<{ status: number; body: string }>((resolve, reject) => {
      const request = get(
        `${origin}${path}`,
        { agent, headers: { cookie, accept: 'text/html', 'accept-language': 'fr' } },
        (response) => {
          const parts: Buffer[] = []
          response.on('data', (part: Buffer) => parts.push(part))
          response.on('error', reject)
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString('utf8') }),
          )
        },
      )
      request.on('error', reject)
    })
  return { ask, close: () => agent.destroy() }
}

/** An open stream, and whether the server has sent anything on it. */
export interface OpenStream {
  heard(): boolean
  close(): void
}

/** Follows `/desk/live` as this member until closed; rejects when the server does not stream. */
export function followLive(origin: string, cookie: string): Promise<OpenStream> {
  return new Promise((resolve, reject) => {
    let heard = false
    const request = get(
      `${origin}/desk/live`,
      { agent: new Agent({ keepAlive: false }), headers: { cookie, accept: 'text/event-stream' } },
      (response) => {
        if (response.statusCode !== 200) {
          reject(new Error(`The live stream was answered with ${response.statusCode}.`))
          response.destroy()
          return
        }
        response.on('data', () => {
          heard = true
        })
        response.on('error', () => {})
        resolve({ heard: () => heard, close: () => request.destroy() })
      },
    )
    request.on('error', reject)
  })
}
