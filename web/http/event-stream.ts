import { PassThrough } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { MemberId } from '../../core/kernel/id.ts'

/** One server-sent event (HTML standard, 9.2). Its data is JSON, so that it never holds a line break. */
export interface ServerEvent {
  name: string
  data: object
  /** What the browser says it had last when it comes back. */
  id?: string
}

/** The way to one open page. */
export interface EventSink {
  send(event: ServerEvent): void
  end(): void
  /** Called once when the stream is over, whoever ended it. */
  onEnd(ended: () => void): void
}

// A page that does not read what it is sent for this long has gone, or would fill our memory: it comes back and resumes.
const MOST_UNREAD_BYTES = 256_000
const RETRY_MS = 2_000

/** Answers with events as they come. No proxy may hold them back or keep them. */
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
   * Tells an open page what happens, from what it had last (an id of ours) on; refuses more streams of one session than a
   * browser has use for (`too-many-requests`).
   */
  follow(who: { memberId: MemberId; token: string; after: string | undefined }, sink: EventSink): void
  /** How many are open in this process. */
  count(): number
  /** Ends them all: the pages come back to whichever process answers then. */
  stop(): void
}
