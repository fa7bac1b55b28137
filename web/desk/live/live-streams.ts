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

/** The open streams of one process, and how its polls of the database stand. */
interface LiveState {
  readonly streams: Set<Stream>
  /** What the last poll found; null while there is no stream. */
  known: LiveSnapshot | null
  looking: boolean
  /** The database is unavailable. */
  away: boolean
}

/**
 * Opens the event streams of one process. They follow the database, because any process may have written to it: it is
 * polled once a second, or each `lookEvery` milliseconds, for all of them together. Each stream receives what its member
 * may know at that moment.
 */
export function openLiveStreams(core: Core, lookEvery = LOOK_EVERY): LiveStreams {
  const state: LiveState = { streams: new Set(), known: null, looking: false, away: false }
  const { streams } = state
  let stopped = false
  const timers = [
    setInterval(() => void look(core, state), lookEvery),
    setInterval(() => beat(state), BEAT_EVERY),
    setInterval(() => attempt(core, () => prolongPresence(core, membersOf(streams))), PROLONG_EVERY),
    setInterval(() => streams.size > 0 && attempt(core, () => forgetViewings(core)), FORGET_EVERY),
  ]
  for (const timer of timers) timer.unref()

  return {
    follow(reader, sink) {
      if (stopped) throw new Problem('not-available', 'The server is being stopped.')
      openStream(core, state, reader, sink)
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

async function look(core: Core, state: LiveState): Promise<void> {
  const { streams } = state
  if (streams.size === 0) {
    state.known = null
    return
  }
  if (state.looking) return
  state.looking = true
  const patience = setTimeout(() => setAway(state, true), SLOWEST_LOOK)
  try {
    const tokens = [...new Set([...streams].map(({ token }) => token))]
    const seen = await readLiveChanges(core, state.known, tokens)
    state.known = seen.known
    setAway(state, false)
    for (const stream of [...streams]) sendChanges(stream, seen)
  } catch (error) {
    setAway(state, true)
    core.log.debug('the desk could not look for what is new', { error })
  } finally {
    clearTimeout(patience)
    state.looking = false
  }
}

// While the database is unavailable pages show it; afterwards they fetch what they missed.
function setAway(state: LiveState, away: boolean): void {
  if (state.away === away) return
  state.away = away
  for (const { sink } of state.streams) sink.send({ name: away ? 'away' : 'back', data: {} })
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

function beat({ streams, known }: LiveState): void {
  // The id of a completed poll: nothing before it is missing.
  for (const { sink } of streams) {
    sink.send({ name: 'beat', data: {}, ...(known && { id: known.id }) })
  }
}

async function attempt(core: Core, act: () => Promise<void>): Promise<void> {
  await act().catch((error) => core.log.debug('the desk could not note who is there', { error }))
}

function membersOf(streams: ReadonlySet<Stream>): MemberId[] {
  return [...new Set([...streams].map(({ memberId }) => memberId))]
}

function openStream(
  core: Core,
  { streams, away }: LiveState,
  { memberId, token, after }: Parameters<LiveStreams['follow']>[0],
  sink: EventSink,
): void {
  const others = [...streams].filter((stream) => stream.token === token)
  if (others.length >= MOST_PER_SESSION) {
    throw new Problem('too-many-requests', 'Too many pages of this session are open at once.')
  }
  const stream: Stream = { memberId, token, sink, lanes: null }
  streams.add(stream)
  sink.onEnd(() => void streams.delete(stream))
  sink.send({ name: 'hello', data: {}, id: after ?? idNow(core) })
  if (away) sink.send({ name: 'away', data: {} })
  if (after === undefined) return
  resume(core, stream, after).catch((error) => {
    core.log.debug('a page could not be told what it missed', { error })
    sink.send({ name: 'all', data: {} })
  })
}

async function resume(core: Core, stream: Stream, after: string): Promise<void> {
  const had = Number(after)
  const now = core.clock.now().getTime()
  if (!Number.isFinite(had) || now - had > LONGEST_RESUMED) {
    return stream.sink.send({ name: 'all', data: {}, id: idNow(core) })
  }
  const missed = await missedSince(core, new Date(had - OVERLAP), stream.token)
  for (const event of missed) stream.sink.send({ ...event, id: after })
}

function idNow(core: Core): string {
  return String(core.clock.now().getTime())
}
