import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Core } from '../../core/kernel/core.ts'
import type { Streams } from './activity-stream.ts'
import { readWatermark } from './activity-stream.ts'
import { forClient } from './client-activity.ts'
import { openBearer } from './direct-line-token.ts'

const PATH = /^\/v3\/directline\/conversations\/([^/]+)\/stream$/
const PING_EVERY = 20_000
// The stream is one-way: clients send nothing over it except by mistake.
const LARGEST_FRAME = 1024

interface StreamSockets {
  /** Asks every client to reconnect later, and accepts no more. */
  close(): void
}

/**
 * Accepts the stream's WebSockets of an HTTP server. Reading a conversation needs a token for it, and few may read it
 * at once.
 */
export function takeStreamSockets(
  server: Server,
  {
    core,
    streams,
    most,
    mayRead,
  }: { core: Core; streams: Streams; most: number; mayRead(origin: string | undefined): boolean },
): StreamSockets {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_FRAME, perMessageDeflate: false })
  const alive = new WeakSet<WebSocket>()
  const pinging = setInterval(() => {
    for (const socket of sockets.clients) {
      if (!alive.has(socket)) socket.terminate()
      alive.delete(socket)
      socket.ping()
    }
  }, PING_EVERY)
  pinging.unref()

  const upgrade = (request: IncomingMessage, connection: Duplex, head: Buffer) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const [, encoded] = PATH.exec(url.pathname) ?? []
    if (encoded === undefined) return refuse(connection, '404 Not Found')
    if (!mayRead(request.headers.origin)) return refuse(connection, '403 Forbidden')
    const opened = openBearer(core, url.searchParams.get('t') ?? undefined)
    if ('refused' in opened) {
      return refuse(connection, opened.refused === 'expired' ? '403 Forbidden' : '401 Unauthorized')
    }
    const { conversationId } = opened.bearer
    if (encodeURIComponent(conversationId) !== encoded) return refuse(connection, '403 Forbidden')
    const after = readWatermark(url.searchParams.get('watermark') ?? undefined)
    if (after === undefined) return refuse(connection, '400 Bad Request')
    if (streams.count(conversationId) >= most) return refuse(connection, '429 Too Many Requests')
    sockets.handleUpgrade(request, connection, head, (socket) => serve(socket, conversationId, after))
  }

  function serve(socket: WebSocket, conversationId: string, after: number): void {
    alive.add(socket)
    socket.on('pong', () => alive.add(socket))
    const end = streams.listen({
      conversationId,
      after,
      // One at a time: Microsoft's client emits a frame of several activities piecemeal, with the next frame in
      // between.
      send: (activities, watermark) => {
        for (const [index, activity] of activities.entries()) {
          const reached = index === activities.length - 1 ? watermark : activity.number
          const clientActivities = [forClient(conversationId, activity)]
          socket.send(JSON.stringify({ activities: clientActivities, watermark: String(reached) }))
        }
      },
    })
    socket.on('close', end)
    // A broken connection is also closed, and nothing else is left to do.
    socket.on('error', () => {})
  }

  server.on('upgrade', upgrade)
  return {
    close() {
      clearInterval(pinging)
      server.off('upgrade', upgrade)
      for (const socket of sockets.clients) socket.close(1001)
      const last = setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate()
      }, 500)
      last.unref()
    },
  }
}

function refuse(connection: Duplex, status: string): void {
  connection.on('error', () => {})
  connection.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
