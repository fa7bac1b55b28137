import { type SqlBool, sql } from 'kysely'
import type { Core, Queryable } from '../kernel/core.ts'
import type { MemberId, TeamId, TicketId } from '../kernel/id.ts'
import { type PagePosition, readPosition, writePosition } from '../kernel/page-position.ts'
import type { Reference } from '../kernel/reference.ts'
import { readableBy } from '../member/clearance.ts'
import type { Category } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import type { OwedPromise } from '../policy/policy-times.ts'
import type { Channel } from './message.ts'
import {
  BY_DUE,
  filteredBy,
  inQueue,
  isHistoryQueue,
  QUEUES,
  type Queue,
  type TicketFilter,
} from './queue.ts'

export interface TicketPage {
  tickets: TicketRow[]
  /** Pass it as `after` for the next page; null on the last. */
  next: string | null
}

export const PAGE_SIZE = 50

/** The parameters of a page of a list. */
interface ListRequest {
  queue: Queue
  filter?: TicketFilter
  /** The last page's `next`; a garbled one starts over. */
  after?: string | null
  size?: number
}

/** Returns a page of one queue as this member may see it. A page of history may be short (see `historyPage`). */
export async function listTickets(
  core: Core,
  viewer: MemberId,
  { queue, filter = {}, after = null, size = PAGE_SIZE }: ListRequest,
): Promise<TicketPage> {
  const request = { queue, filter, from: readPosition(after), size }
  const { ids, next } = isHistoryQueue(queue)
    ? await historyPage(core, viewer, request)
    : await workPage(core, viewer, request)
  return { tickets: await rowsOf(core.db, viewer, ids), next: next && writePosition(next) }
}

// First the page's ids with their sort key only, so that everything else is read for fifty rows, not for all.
async function workPage(
  core: Core,
  viewer: MemberId,
  {
    queue,
    filter,
    from,
    size,
  }: { queue: Queue; filter: TicketFilter; from: PagePosition | null; size: number },
): Promise<HistoryPage> {
  const beyond = sql<SqlBool>`(${BY_DUE}, tickets.id) > (${from?.key}::timestamptz, ${from?.id}::uuid)`
  const places = await core.db
    .selectFrom('tickets')
    .where(readableBy(viewer))
    .where(inQueue(core, viewer, queue))
    .where(filteredBy(filter))
    .$if(from !== null, (query) => query.where(beyond))
    .select(['tickets.id', sql<string>`(${BY_DUE})::text`.as('key')])
    .orderBy(BY_DUE)
    .orderBy('tickets.id')
    .limit(size + 1)
    .$castTo<PagePosition & { id: TicketId }>()
    .execute()
  const page = places.slice(0, size)
  return { ids: page.map(({ id }) => id), next: places.length > size ? (page.at(-1) ?? null) : null }
}

/** The highest count of a queue; this many means this many or more. */
export const COUNTED = 1_000

// Queues of history have no count, because they hold no work.
const COUNTED_QUEUES = QUEUES.filter((queue) => queue !== 'resolved' && queue !== 'all')

/** Returns how many tickets are in each work queue, as this member may see them, counted up to `COUNTED`. */
export async function countTickets(core: Core, viewer: MemberId): Promise<Partial<Record<Queue, number>>> {
  const counted = await core.db
    .selectNoFrom((eb) =>
      COUNTED_QUEUES.map((queue) =>
        eb
          .selectFrom((of) =>
            of
              .selectFrom('tickets')
              .where(readableBy(viewer))
              .where(inQueue(core, viewer, queue))
              .select('tickets.id')
              .limit(COUNTED)
              .as('some'),
          )
          .select(sql<number>`count(*)::integer`.as('count'))
          .as(queue),
      ),
    )
    .executeTakeFirstOrThrow()
  return counted as Partial<Record<Queue, number>>
}

/** Tickets of a queue of history, latest message first, and the position of the next page; null at its end. */
interface HistoryPage {
  ids: TicketId[]
  next: PagePosition | null
}

interface HistoryRequest {
  queue: Queue
  filter: TicketFilter
  from: PagePosition | null
  size: number
}

// How many tickets are scanned, step by step, until a page is full: all of history would take seconds.
const STEPS = [300, 1_500, 4_000] as const

/**
 * Returns the next readable tickets of a queue of history that fit a filter. At most 5,800 are scanned: with a filter
 * that hardly any fits the page may be short, even empty, and `next` continues.
 */
async function historyPage(
  core: Core,
  viewer: MemberId,
  { queue, filter, from, size }: HistoryRequest,
): Promise<HistoryPage> {
  const found: ScannedTicket[] = []
  let position = from
  for (const step of STEPS) {
    const scanned = await scanHistory(core, viewer, { queue, filter, from: position, step })
    found.push(...scanned.filter(({ fits }) => fits))
    if (found.length > size) return { ids: idsOf(found.slice(0, size)), next: found[size - 1] ?? null }
    const end = scanned.at(-1)
    if (!end || end.place < step) return { ids: idsOf(found), next: null }
    position = end
  }
  return { ids: idsOf(found), next: position }
}

interface ScannedTicket extends PagePosition {
  id: TicketId
  fits: boolean
  /** From 1. */
  place: number
}

// Of the scanned tickets, those that fit, and the last one.
async function scanHistory(
  core: Core,
  viewer: MemberId,
  { queue, filter, from, step }: Omit<HistoryRequest, 'size'> & { step: number },
): Promise<ScannedTicket[]> {
  const beyond = sql<SqlBool>`(tickets.last_message_at, tickets.id) < (${from?.key}::timestamptz, ${from?.id}::uuid)`
  const { ordered, rest } = splitFilter(queue, filter)
  return core.db
    .with(
      (cte) => cte('looked').materialized(),
      (db) =>
        db
          .selectFrom('tickets')
          .where(inQueue(core, viewer, queue))
          .where(filteredBy(ordered))
          .$if(from !== null, (query) => query.where(beyond))
          .select((eb) => [
            'tickets.id',
            sql<string>`tickets.last_message_at::text`.as('key'),
            eb.and([readableBy(viewer)(eb), filteredBy(rest)(eb)]).as('fits'),
            sql<number>`row_number() over (order by tickets.last_message_at desc, tickets.id desc)::integer`.as(
              'place',
            ),
          ])
          .orderBy('tickets.last_message_at', 'desc')
          .orderBy('tickets.id', 'desc')
          .limit(step),
    )
    .selectFrom('looked')
    .select(['id', 'key', 'fits', 'place'])
    .where((eb) =>
      eb.or([
        eb('fits', '=', true),
        eb('place', '=', (of) => of.selectFrom('looked').select((all) => all.fn.max('place').as('last'))),
      ]),
    )
    .orderBy('place')
    .$castTo<ScannedTicket>()
    .execute()
}

// Filters on what an index has in sort order are scanned alone; spam is small.
function splitFilter(queue: Queue, filter: TicketFilter): { ordered: TicketFilter; rest: TicketFilter } {
  const { assigneeId, category, teamId, door } = filter
  if (queue === 'spam') return { ordered: {}, rest: filter }
  if (assigneeId && assigneeId !== 'nobody') return { ordered: { assigneeId }, rest: filter }
  if (category) return { ordered: { category }, rest: filter }
  if (teamId) return { ordered: { teamId }, rest: filter }
  return { ordered: door ? { door } : {}, rest: filter }
}

function idsOf(found: readonly ScannedTicket[]): TicketId[] {
  return found.map(({ id }) => id)
}

/** A ticket as a row of a list. */
export interface TicketRow {
  id: TicketId
  reference: Reference
  subject: string
  customer: string | null
  customerAddress: string | null
  category: Category
  teamId: TeamId
  teamName: Record<Language, string>
  assignee: { id: MemberId; name: string } | null
  channel: Channel
  firstContactAt: Date
  lastMessageAt: Date
  resolvedAt: Date | null
  quarantinedAt: Date | null
  /** The next open promise; null when there is none. */
  promise: OwedPromise | null
  /** Of the present round. */
  brokenPromises: number
  /** The last message is the customer's. */
  awaitsReply: boolean
}

/** Returns the rows of these tickets, in the order given, without those this member may not read. */
export async function rowsOf(
  db: Queryable,
  viewer: MemberId,
  ids: readonly TicketId[],
): Promise<TicketRow[]> {
  if (ids.length === 0) return []
  const rows = await details(db).where('tickets.id', 'in', ids).where(readableBy(viewer)).execute()
  const found = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => {
    const row = found.get(id)
    return row ? [toRow(row)] : []
  })
}

function details(db: Queryable) {
  return db
    .selectFrom('tickets')
    .innerJoin('teams', 'teams.id', 'tickets.team_id')
    .innerJoin('customers', 'customers.id', 'tickets.customer_id')
    .leftJoin('members as assignee', 'assignee.id', 'tickets.assignee_id')
    .select(['tickets.id', 'tickets.reference', 'tickets.subject', 'tickets.category', 'tickets.team_id'])
    .select(['tickets.door', 'tickets.first_contact_at', 'tickets.last_message_at', 'tickets.resolved_at'])
    .select(['tickets.quarantined_at', 'teams.name_fr', 'teams.name_en', 'customers.name as customer_name'])
    .select(['assignee.id as assignee_id', 'assignee.name as assignee_name'])
    .select(['tickets.next_kind', 'tickets.next_due_at', 'tickets.broken_promises'])
    .select((eb) => [
      eb
        .selectFrom('messages')
        .select('direction')
        .whereRef('messages.ticket_id', '=', 'tickets.id')
        .where('direction', '!=', 'note')
        .where('kept_apart', 'is', null)
        .where('automatic', 'is', null)
        .orderBy('received_at', 'desc')
        .limit(1)
        .as('last_direction'),
      eb
        .selectFrom('participants')
        .innerJoin('addresses', 'addresses.id', 'participants.address_id')
        .select('addresses.value')
        .whereRef('participants.ticket_id', '=', 'tickets.id')
        .where('participants.role', '=', 'customer')
        .orderBy('participants.joined_at')
        .limit(1)
        .as('customer_address'),
    ])
}

function toRow(row: Awaited<ReturnType<ReturnType<typeof details>['executeTakeFirstOrThrow']>>): TicketRow {
  return {
    id: row.id,
    reference: row.reference,
    subject: row.subject,
    customer: row.customer_name,
    customerAddress: row.customer_address,
    category: row.category,
    teamId: row.team_id,
    teamName: { fr: row.name_fr, en: row.name_en },
    assignee:
      row.assignee_id && row.assignee_name !== null ? { id: row.assignee_id, name: row.assignee_name } : null,
    channel: row.door,
    firstContactAt: row.first_contact_at,
    lastMessageAt: row.last_message_at,
    resolvedAt: row.resolved_at,
    quarantinedAt: row.quarantined_at,
    promise: row.next_kind && row.next_due_at ? { kind: row.next_kind, dueAt: row.next_due_at } : null,
    brokenPromises: row.broken_promises,
    awaitsReply: row.last_direction === 'in',
  }
}
