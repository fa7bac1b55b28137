import { PassThrough } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { MemberId } from '../../core/kernel/id.ts'

/** One server-sent event (HTML standard, 9.2). Its data is JSON, so that it never holds a line break. */
export interface ServerEvent {
  name: string
  data: object
  /** The id that the browser sends as its last when it reconnects. */
  id?: string
}

/** The connection to one open page. */
export interface EventSink {
  send(event: ServerEvent): void
  end(): void
  /** Calls `ended` once when the stream is over, whichever side ended it. */
  onEnd(ended: () => void): void
}

// A page that has so much unread has gone, or would fill our memory: it is disconnected, reconnects and resumes.
const MOST_UNREAD_BYTES = 256_000
const RETRY_MS = 2_000

/** Sends a stream of events. Proxies must neither buffer nor cache it. */
export function sendEvents(reply: FastifyReply, follow: (sink: EventSink) => void): FastifyReply {
  const stream = new PassThrough()
  const end = () => void stream.end()
  reply.header('x-accel-buffering', 'no')
  reply.type('text/event-stream; charset=utf-8')
  stream.write(`retry: ${RETRY_MS}\n\n`)
  follow({
    send({ name, data, id }) {
      if (stream.writableEnded || stream.destroyed) return
      stream.write(
        `${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`,
      )
      if (stream.writableLength > MOST_UNREAD_BYTES) stream.destroy()
    },
    end,
    onEnd: (ended) => void stream.once('close', ended),
  })
  return reply.send(stream)
}

export interface LiveStreams {
  /**
   * Sends events to an open page, from its last event id on. Refuses more streams of one session than a browser needs
   * (`too-many-requests`).
   */
  follow(who: { memberId: MemberId; token: string; after: string | undefined }, sink: EventSink): void
  /** Returns how many are open in this process. */
  count(): number
  /** Ends them all: the pages reconnect to whichever process responds then. */
  stop(): void
}
