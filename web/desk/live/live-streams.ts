import type { Core } from '../../../core/kernel/core.ts'
import { MINUTE } from '../../../core/kernel/duration.ts'
import type { MemberId } from '../../../core/kernel/id.ts'
import { Problem } from '../../../core/kernel/problem.ts'
import { prolongPresence } from '../../../core/member/presence.ts'
import { OVERLAP } from '../../../core/ticket/live-feed.ts'
import { forgetViewings } from '../../../core/ticket/viewers.ts'
import type { EventSink, LiveStreams } from '../../http/event-stream.ts'
import { eventsFor, type LiveSnapshot, missedSince, readLiveChanges } from './live-changes.ts'

interface Stream {
  memberId: MemberId
  token: string
  sink: EventSink
  /** The reader's lanes at the last poll, joined to one text. */
  lanes: string | null
}

const LOOK_EVERY = 1_000
/** Milliseconds; a slower poll means that the database is unavailable. */
const SLOWEST_LOOK = 5_000
const BEAT_EVERY = 10_000
const PROLONG_EVERY = 20_000
const FORGET_EVERY = 600_000
const MOST_PER_SESSION = 12
// A page that was away longer reloads instead of receiving every event.
const LONGEST_RESUMED = 10 * MINUTE

/**
 * Opens the event streams of one process. They follow the database, because any process may have written to it: it is
 * polled once a second for all of them together. Each stream receives what its member may know at that moment.
 */
export function openLiveStreams(core: Core): LiveStreams {
  const streams = new Set<Stream>()
  let known: LiveSnapshot | null = null
  let looking = false
  let away = false
  let stopped = false
  const timers = [
    setInterval(() => void look(), LOOK_EVERY),
    setInterval(() => void beat(), BEAT_EVERY),
    setInterval(() => attempt(() => prolongPresence(core, members())), PROLONG_EVERY),
    setInterval(() => streams.size > 0 && attempt(() => forgetViewings(core)), FORGET_EVERY),
  ]
  for (const timer of timers) timer.unref()

  const members = () => [...new Set([...streams].map(({ memberId }) => memberId))]
  const idNow = () => String(core.clock.now().getTime())

  async function look(): Promise<void> {
    if (streams.size === 0) {
      known = null
      return
    }
    if (looking) return
    looking = true
    const patience = setTimeout(() => setAway(true), SLOWEST_LOOK)
    try {
      const tokens = [...new Set([...streams].map(({ token }) => token))]
      const seen = await readLiveChanges(core, known, tokens)
      known = seen.known
      setAway(false)
      for (const stream of [...streams]) sendChanges(stream, seen)
    } catch (error) {
      setAway(true)
      core.log.debug('the desk could not look for what is new', { error })
    } finally {
      clearTimeout(patience)
      looking = false
    }
  }

  function sendChanges(stream: Stream, seen: Awaited<ReturnType<typeof readLiveChanges>>): void {
    if (!seen.tokens.includes(stream.token)) return
    const reader = seen.readers.get(stream.token)
    if (!reader) {
      stream.sink.send({ name: 'bye', data: { why: 'signed-out' } })
      stream.sink.end()
      return
    }
    const lanes = [...reader.lanes].sort().join()
    const cleared = stream.lanes !== null && stream.lanes !== lanes
    stream.lanes = lanes
    for (const event of cleared ? [{ name: 'all', data: {} }] : eventsFor(reader, seen)) {
      stream.sink.send({ ...event, id: seen.id })
    }
  }

  // While the database is unavailable pages show it; afterwards they fetch what they missed.
  function setAway(is: boolean): void {
    if (away === is) return
    away = is
    for (const { sink } of streams) sink.send({ name: is ? 'away' : 'back', data: {} })
  }

  async function beat(): Promise<void> {
    // The id of a completed poll: nothing before it is missing.
    for (const { sink } of streams) {
      sink.send({ name: 'beat', data: {}, ...(known && { id: known.id }) })
    }
  }

  async function attempt(act: () => Promise<void>): Promise<void> {
    await act().catch((error) => core.log.debug('the desk could not note who is there', { error }))
  }

  async function resume(stream: Stream, after: string): Promise<void> {
    const had = Number(after)
    const now = core.clock.now().getTime()
    if (!Number.isFinite(had) || now - had > LONGEST_RESUMED) {
      return stream.sink.send({ name: 'all', data: {}, id: idNow() })
    }
    const missed = await missedSince(core, new Date(had - OVERLAP), stream.token)
    for (const event of missed) stream.sink.send({ ...event, id: after })
  }

  return {
    follow({ memberId, token, after }, sink) {
      if (stopped) throw new Problem('not-available', 'The server is being stopped.')
      const others = [...streams].filter((stream) => stream.token === token)
      if (others.length >= MOST_PER_SESSION) {
        throw new Problem('too-many-requests', 'Too many pages of this session are open at once.')
      }
      const stream: Stream = { memberId, token, sink, lanes: null }
      streams.add(stream)
      sink.onEnd(() => void streams.delete(stream))
      sink.send({ name: 'hello', data: {}, id: after ?? idNow() })
      if (away) sink.send({ name: 'away', data: {} })
      if (after === undefined) return
      resume(stream, after).catch((error) => {
        core.log.debug('a page could not be told what it missed', { error })
        sink.send({ name: 'all', data: {} })
      })
    },
    count: () => streams.size,
    stop() {
      stopped = true
      for (const timer of timers) clearInterval(timer)
      for (const { sink } of streams) {
        sink.send({ name: 'bye', data: { why: 'stopping' } })
        sink.end()
      }
    },
  }
}
