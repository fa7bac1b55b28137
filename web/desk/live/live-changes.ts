import { concernedBy } from '../../../core/chat/handoff-desk.ts'
import { customersTyping } from '../../../core/chat/typing.ts'
import type { Core } from '../../../core/kernel/core.ts'
import type { HandoffId, MemberId, TicketId } from '../../../core/kernel/id.ts'
import {
  changesAmong,
  eventsBeyond,
  type FeedPosition,
  headsOf,
  mayKnow,
  OVERLAP,
  type Reader,
  readersOf,
  type TicketChange,
} from '../../../core/ticket/live-feed.ts'
import { everyoneViewing } from '../../../core/ticket/viewers.ts'
import type { ServerEvent } from '../../http/event-stream.ts'

/** The state of the last poll, for comparison with the next one. */
export interface LiveSnapshot {
  /** The poll's instant, as an event id: a page that has it misses nothing visible before. */
  id: string
  at: Date
  told: FeedPosition
  viewing: ReadonlyMap<TicketId, string>
  typing: ReadonlyMap<HandoffId, MemberId>
  /** When pages were last told to reload everything, because there were too many events. */
  overflownAt: Date | null
  /** More events came than pages were told of since: they are owed a reload of everything. */
  owesEverything: boolean
}

/** What is new since the previous poll, and who may receive it. */
interface LiveChanges {
  id: string
  known: LiveSnapshot
  changes: readonly TicketChange[]
  concerned: Awaited<ReturnType<typeof concernedBy>>
  viewed: Awaited<ReturnType<typeof headsOf>>
  typing: readonly { talk: HandoffId; memberId: MemberId; on: boolean }[]
  everything: boolean
  tokens: readonly string[]
  readers: ReadonlyMap<string, Reader>
}

const EVERYTHING_EVERY = 10_000
// Messages in a handoff change nobody's lists.
const SPOKEN: readonly string[] = ['message-received', 'message-sent']

/**
 * Polls once for everything that pages follow. The first poll (`before` null) repeats the last minute, for pages opened
 * before it. Permissions are read last, so that a clearance revoked during the poll counts.
 */
export async function readLiveChanges(
  core: Core,
  before: LiveSnapshot | null,
  tokens: readonly string[],
): Promise<LiveChanges> {
  const at = core.clock.now()
  const since = new Date((before?.at ?? at).getTime() - OVERLAP)
  const { events, position, overflown } = await eventsBeyond(core.db, before?.told ?? new Map(), since)
  const viewing = await everyoneViewing(core.db, at)
  const typing = new Map((await customersTyping(core.db, at)).map(({ talk, memberId }) => [talk, memberId]))
  const changes = changesAmong(events)
  const owed = overflown || (before?.owesEverything ?? false)
  const everything = owed && isLongAgo(before?.overflownAt ?? null, at)
  const id = String(at.getTime())
  return {
    id,
    known: {
      id,
      at,
      told: position,
      viewing,
      typing,
      overflownAt: everything ? at : (before?.overflownAt ?? null),
      owesEverything: owed && !everything,
    },
    changes,
    concerned: await concernedBy(core.db, handoffsIn(changes), at),
    viewed: before ? await headsOf(core.db, changedKeys(before.viewing, viewing)) : [],
    typing: before ? typingChanged(before.typing, typing) : [],
    everything,
    tokens,
    readers: await readersOf(core.db, tokens, at),
  }
}

/** Returns the events that a page missed since an instant. */
export async function missedSince(core: Core, since: Date, token: string): Promise<ServerEvent[]> {
  const now = core.clock.now()
  const { events, overflown } = await eventsBeyond(core.db, new Map(), since)
  if (overflown) return [{ name: 'all', data: {} }]
  const changes = changesAmong(events)
  const concerned = await concernedBy(core.db, handoffsIn(changes), now)
  const reader = (await readersOf(core.db, [token], now)).get(token)
  return reader ? eventsFor(reader, { changes, concerned, viewed: [], typing: [], everything: false }) : []
}

/** Returns the events for one reader: nothing about a ticket they may not read, not even its existence. */
export function eventsFor(
  reader: Reader,
  seen: Pick<LiveChanges, 'changes' | 'concerned' | 'viewed' | 'typing' | 'everything'>,
): ServerEvent[] {
  if (seen.everything) return [{ name: 'all', data: {} }]
  const events: ServerEvent[] = []
  let lists = false
  for (const change of seen.changes) {
    if (mayKnow(reader, change.category)) {
      const { reference, number } = change
      events.push({ name: 'ticket', data: { reference, number } }, ...handoffEvents(reader, change, seen))
      lists = true
      // The ticket left their lists for a lane they may not read: they learn only that the lists changed.
    } else if (change.left.some((category) => mayKnow(reader, category))) lists = true
  }
  for (const { reference, category } of seen.viewed) {
    if (mayKnow(reader, category)) events.push({ name: 'viewers', data: { reference } })
  }
  for (const { talk, memberId, on } of seen.typing) {
    if (memberId === reader.memberId) events.push({ name: 'typing', data: { talk, on } })
  }
  if (lists) events.push({ name: 'queue', data: {} }, { name: 'counts', data: {} })
  return events
}

function handoffEvents(
  { memberId }: Reader,
  change: TicketChange,
  { concerned }: Pick<LiveChanges, 'concerned'>,
): ServerEvent[] {
  return [...new Set(change.talks.map(({ id }) => id))].map((talk) => {
    const kinds = change.talks.filter(({ id }) => id === talk).map(({ kind }) => kind)
    const who = concerned.get(talk)
    const mine = who?.holder === memberId
    const moved = kinds.includes('handoff-requested') || kinds.includes('handoff-transferred')
    const news =
      who?.able.includes(memberId) && moved
        ? 'arrived'
        : mine && kinds.includes('handoff-transferred')
          ? 'given'
          : mine && kinds.includes('message-received')
            ? 'line'
            : kinds.every((kind) => SPOKEN.includes(kind))
              ? 'spoken'
              : 'changed'
    return { name: 'talk', data: { talk, reference: change.reference, news } }
  })
}

function handoffsIn(changes: readonly TicketChange[]): HandoffId[] {
  return [...new Set(changes.flatMap(({ talks }) => talks.map(({ id }) => id)))]
}

function changedKeys<Key>(before: ReadonlyMap<Key, string>, after: ReadonlyMap<Key, string>): Key[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((key) => before.get(key) !== after.get(key))
}

function typingChanged(before: LiveSnapshot['typing'], after: LiveSnapshot['typing']): LiveChanges['typing'] {
  const of = (map: LiveSnapshot['typing'], other: LiveSnapshot['typing'], on: boolean) =>
    [...map].filter(([talk]) => !other.has(talk)).map(([talk, memberId]) => ({ talk, memberId, on }))
  return [...of(after, before, true), ...of(before, after, false)]
}

function isLongAgo(at: Date | null, now: Date): boolean {
  return at === null || now.getTime() - at.getTime() >= EVERYTHING_EVERY
}
