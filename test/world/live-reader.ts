import { request } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { openSession } from '../../core/auth/session.ts'
import type { Core } from '../../core/kernel/core.ts'
import type { MemberId } from '../../core/kernel/id.ts'
import { sessionCookieName } from '../../web/http/cookie.ts'
import { buildWeb } from '../../web/server.ts'
import { poll } from '../servers/poll.ts'

/** One event as a page receives it. */
export interface LiveEvent {
  name: string
  id: string | undefined
  data: Readonly<Record<string, unknown>>
}

/** An open event stream, as a browser has it. */
export interface LiveReader {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly told: readonly LiveEvent[]
  ended(): boolean
  /** Waits for an event and returns it. */
  heard(name: string, test?: (data: LiveEvent['data']) => boolean): Promise<LiveEvent>
  close(): void
}

/** Starts a web server on a loopback port, one of several on one database. It looks often, so that no test waits. */
export async function startWeb(core: Core): Promise<{ app: FastifyInstance; address: string }> {
  const limits = { signIn: 10_000, publicPost: 10_000, publicPage: 10_000 }
  const app = buildWeb({
    core,
    settings: { trustProxy: false, demo: null, limits, lookEvery: 50 },
    readAgain: async () => false,
  })
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  return { app, address }
}

/** Signs a member in; returns the cookie a browser would send, and the session's token. */
export async function signedIn(
  core: Core,
  member: { id: MemberId },
): Promise<{ cookie: string; token: string }> {
  const { token } = await openSession(core, member.id)
  return { cookie: `${sessionCookieName(core.settings.publicUrl)}=${token}`, token }
}

/** Opens the desk's event stream and reads it. */
export function openLiveReader(address: string, cookie: string, lastId?: string): Promise<LiveReader> {
  return new Promise((resolve, reject) => {
    const told: LiveEvent[] = []
    let ended = false
    let rest = ''
    const asked = request(
      `${address}/desk/live`,
      {
        headers: {
          cookie,
          accept: 'text/event-stream',
          ...(lastId === undefined ? {} : { 'last-event-id': lastId }),
        },
      },
      (response) => {
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          const parts = (rest + chunk).split('\n\n')
          rest = parts.pop() ?? ''
          for (const part of parts) {
            const name = /^event: (.*)$/m.exec(part)?.[1]
            if (name === undefined) continue
            told.push({
              name,
              id: /^id: (.*)$/m.exec(part)?.[1],
              data: JSON.parse(/^data: (.*)$/m.exec(part)?.[1] ?? '{}'),
            })
          }
        })
        response.on('close', () => {
          ended = true
        })
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          told,
          ended: () => ended,
          heard: (name, test = () => true) =>
            poll(`the event ${name}`, () => told.find((one) => one.name === name && test(one.data))),
          close: () => asked.destroy(),
        })
      },
    )
    asked.on('error', (error) => (ended ? undefined : reject(error)))
    asked.end()
  })
}
