import { sql } from 'kysely'
import type { Queryable } from '../kernel/core.ts'
import { MINUTE } from '../kernel/duration.ts'
import { type HandoffId, isUuid, type MemberId, type TicketId } from '../kernel/id.ts'
import type { Reference } from '../kernel/reference.ts'
import { hashToken } from '../kernel/secret-token.ts'
import { valuesTable } from '../kernel/values-table.ts'
import { type Category, isCategory, isSensitive, type SensitiveLane } from '../policy/category.ts'
import type { EventKind } from './event.ts'

/**
 * Milliseconds for which events are read again. An event has the time its transaction began and becomes visible when it
 * commits. No statement runs longer.
 */
export const OVERLAP = MINUTE
/** New events read at once; beyond that, everything counts as changed. */
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

/** Each ticket's newest event that a feed has sent, by its number. */
export type FeedPosition = ReadonlyMap<TicketId, number>

/** New events by time, and the position behind them; `overflown` when there are more than one read returns. */
export interface NewEvents {
  events: FeedEvent[]
  position: FeedPosition
  overflown: boolean
}

/**
 * Returns the events since an instant that lie beyond a position. A ticket's numbers follow its commits.
 * Every event above the number last sent is therefore new, however late it was committed beside other tickets.
 */
export async function eventsBeyond(db: Queryable, sent: FeedPosition, since: Date): Promise<NewEvents> {
  const position = await newestNumbers(db, since)
  const moved = [...position]
    .map(([id, newest]) => ({ id, newest, sent: sent.get(id) ?? 0 }))
    .filter(({ newest, sent }) => newest > sent)
  if (moved.length === 0) return { events: [], position, overflown: false }
  if (moved.length > MOST_EVENTS) return { events: [], position, overflown: true }
  const events = await eventsOfTickets(db, moved, since)
  for (const { ticketId, number } of events)
    position.set(ticketId, Math.max(number, position.get(ticketId) ?? 0))
  return { events, position, overflown: events.length === MOST_EVENTS }
}

async function newestNumbers(db: Queryable, since: Date): Promise<Map<TicketId, number>> {
  const rows = await db
    .selectFrom('events')
    .select(['ticket_id', (eb) => eb.fn.max('number').as('newest')])
    .where('at', '>', since)
    .groupBy('ticket_id')
    .execute()
  return new Map(rows.map(({ ticket_id, newest }) => [ticket_id, newest]))
}

async function eventsOfTickets(
  db: Queryable,
  moved: readonly { id: TicketId; sent: number }[],
  since: Date,
): Promise<FeedEvent[]> {
  const rows = await db
    .selectFrom('events')
    .innerJoin(
      valuesTable<{ id: TicketId; sent: number }>(sql`id uuid, sent integer`, moved),
      'listed.id',
      'events.ticket_id',
    )
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
    .whereRef('events.number', '>', 'listed.sent')
    .where('events.at', '>', since)
    .orderBy('events.at')
    .orderBy('events.ticket_id')
    .orderBy('events.number')
    .limit(MOST_EVENTS)
    .execute()
  return rows.map(toEvent)
}

/** Returns the changes that new events are, by ticket. */
export function changesAmong(events: readonly FeedEvent[]): TicketChange[] {
  const changes = new Map<TicketId, TicketChange>()
  for (const event of events) {
    const { ticketId, reference, category, number } = event
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
