import type { Queryable } from '../kernel/core.ts'
import { MINUTE } from '../kernel/duration.ts'
import { type HandoffId, isUuid, type MemberId, type TicketId } from '../kernel/id.ts'
import type { Reference } from '../kernel/reference.ts'
import { hashToken } from '../kernel/secret-token.ts'
import { type Category, isCategory, isSensitive, type SensitiveLane } from '../policy/category.ts'
import type { EventKind } from './event.ts'

/**
 * Milliseconds for which events are read again. An event has the time its transaction began and becomes visible when it
 * commits. No statement runs longer.
 */
export const OVERLAP = MINUTE
/** Events read at once; beyond that, everything counts as changed. */
const MOST_EVENTS = 2_000

/** The facts of an event that the desk's pages need. */
export interface FeedEvent {
  ticketId: TicketId
  reference: Reference
  /** The ticket's present category, not the one at the time of the event. */
  category: Category
  number: number
  kind: string
  actorId: MemberId | null
  at: Date
  /** The category before a correction. */
  from: Category | null
  talk: HandoffId | null
}

/** A ticket with new events: the number of the newest, and what they were. */
export interface TicketChange extends Pick<FeedEvent, 'ticketId' | 'reference' | 'category' | 'number'> {
  left: Category[]
  talks: { id: HandoffId; kind: string }[]
}

/** A member with an open live feed: still signed in, and cleared for these lanes. */
export interface Reader {
  memberId: MemberId
  lanes: SensitiveLane[]
}

/** Returns events of all tickets since an instant, by time; `overflown` when there are more than one read returns. */
export async function eventsSince(
  db: Queryable,
  since: Date,
): Promise<{ events: FeedEvent[]; overflown: boolean }> {
  const rows = await db
    .selectFrom('events')
    .innerJoin('tickets', 'tickets.id', 'events.ticket_id')
    .select([
      'events.ticket_id',
      'tickets.reference',
      'tickets.category',
      'events.number',
      'events.kind',
      'events.actor_id',
      'events.at',
      'events.detail',
    ])
    .where('events.at', '>', since)
    .orderBy('events.at')
    .orderBy('events.ticket_id')
    .orderBy('events.number')
    .limit(MOST_EVENTS)
    .execute()
  return { events: rows.map(toEvent), overflown: rows.length === MOST_EVENTS }
}

/**
 * Returns the new events by ticket, given the last number already sent of each. A ticket's numbers follow its commits.
 * Every event above that number is therefore new, however late it was committed beside other tickets.
 */
export function changesAmong(
  events: readonly FeedEvent[],
  lastSent: ReadonlyMap<TicketId, number>,
): TicketChange[] {
  const changes = new Map<TicketId, TicketChange>()
  for (const event of events) {
    const { ticketId, reference, category, number } = event
    if (number <= (lastSent.get(ticketId) ?? 0)) continue
    const change = changes.get(ticketId) ?? { ticketId, reference, category, number, left: [], talks: [] }
    change.number = Math.max(change.number, number)
    if (event.from) change.left.push(event.from)
    if (event.talk) change.talks.push({ id: event.talk, kind: event.kind })
    changes.set(ticketId, change)
  }
  return [...changes.values()]
}

/** Returns what others did on a ticket after one of its events: a message came, something else, or nothing. */
export async function newsAfterEvent(
  db: Queryable,
  given: { ticketId: TicketId; memberId: MemberId; after: number },
): Promise<'message' | 'other' | 'nothing'> {
  const rows = await db
    .selectFrom('events')
    .select(['kind', 'actor_kind', 'actor_id'])
    .where('ticket_id', '=', given.ticketId)
    .where('number', '>', given.after)
    .execute()
  if (rows.some(({ kind }) => kind === 'message-received')) return 'message'
  // Automatic consequences of a member's own action are no news.
  const byOthers = rows.some((row) => row.actor_kind !== 'system' && row.actor_id !== given.memberId)
  return byOthers ? 'other' : 'nothing'
}

/** Returns the readers of these session tokens, with the lanes each may read now. Ended sessions are missing. */
export async function readersOf(
  db: Queryable,
  tokens: readonly string[],
  now: Date,
): Promise<Map<string, Reader>> {
  if (tokens.length === 0) return new Map()
  const tokenOf = new Map(tokens.map((token) => [hashToken(token), token]))
  const rows = await db
    .selectFrom('sessions')
    .innerJoin('members', 'members.id', 'sessions.member_id')
    .leftJoin('clearances', 'clearances.member_id', 'members.id')
    .select(['sessions.token_hash', 'sessions.member_id', 'clearances.lane'])
    .where('sessions.token_hash', 'in', [...tokenOf.keys()])
    .where('sessions.revoked_at', 'is', null)
    .where('sessions.expires_at', '>', now)
    .where('members.deactivated_at', 'is', null)
    .execute()
  const readers = new Map<string, Reader>()
  for (const { token_hash, member_id, lane } of rows) {
    const token = tokenOf.get(token_hash)
    if (token === undefined) continue
    const reader = readers.get(token) ?? { memberId: member_id, lanes: [] }
    if (lane !== null) reader.lanes.push(lane)
    readers.set(token, reader)
  }
  return readers
}

/** Returns true when a reader may know of a ticket of this category. */
export function mayKnow(reader: Pick<Reader, 'lanes'>, category: Category): boolean {
  return !isSensitive(category) || reader.lanes.includes(category)
}

/** Returns the present references and categories of some tickets. */
export async function headsOf(
  db: Queryable,
  ids: readonly TicketId[],
): Promise<{ ticketId: TicketId; reference: Reference; category: Category }[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('tickets')
    .select(['id', 'reference', 'category'])
    .where('id', 'in', ids)
    .execute()
  return rows.map((row) => ({
    ticketId: row.id,
    reference: row.reference,
    category: row.category,
  }))
}

function toEvent(row: {
  ticket_id: TicketId
  reference: Reference
  category: Category
  number: number
  kind: EventKind
  actor_id: MemberId | null
  at: Date
  detail: Readonly<Record<string, unknown>>
}): FeedEvent {
  const { detail } = row
  const from = row.kind === 'recategorised' && typeof detail.from === 'string' ? detail.from : ''
  return {
    ticketId: row.ticket_id,
    reference: row.reference,
    category: row.category,
    number: row.number,
    kind: row.kind,
    actorId: row.actor_id,
    at: row.at,
    from: isCategory(from) ? from : null,
    talk:
      typeof detail.handoffId === 'string' && isUuid<HandoffId>(detail.handoffId) ? detail.handoffId : null,
  }
}
