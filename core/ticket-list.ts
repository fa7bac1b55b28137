import { type SqlBool, sql } from 'kysely'
import type { Category } from './category.ts'
import { readableBy } from './clearance.ts'
import type { Core, Queryable } from './core.ts'
import type { MemberId, TeamId, TicketId } from './id.ts'
import type { Language } from './language.ts'
import type { Door } from './message.ts'
import { nextPromise, type OwedPromise } from './next-promise.ts'
import type { Reference } from './reference.ts'

/**
 * The desk's queues of tickets. `spam` is what stands in quarantine; it is in no other queue. What is set aside is in
 * `all` only; a merged ticket is in none, for it went on in another.
 */
export const QUEUES = ['open', 'mine', 'team', 'all', 'resolved', 'spam'] as const
export type Queue = (typeof QUEUES)[number]

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
  door: Door
  firstContactAt: Date
  lastMessageAt: Date
  resolvedAt: Date | null
  quarantinedAt: Date | null
  /** What is owed next, soonest first; null when nothing is. */
  promise: OwedPromise | null
  /** Of the present round. */
  brokenPromises: number
  /** The last word is the customer's. */
  awaitsAnswer: boolean
}

export interface TicketPage {
  tickets: TicketRow[]
  /** Give it back as `after` for the next page; null on the last. */
  next: string | null
}

export const PAGE_SIZE = 50

// Whom we owe something soonest stands first; history is newest first.
const BY_PROMISE: readonly Queue[] = ['open', 'mine', 'team']

/** A page of one queue as this member may see it. `after` is the last page's `next`; a garbled one starts over. */
export async function listTickets(
  core: Core,
  viewer: MemberId,
  { queue, after = null, size = PAGE_SIZE }: { queue: Queue; after?: string | null; size?: number },
): Promise<TicketPage> {
  const places = await placesIn(core.db, viewer, { queue, after, size: size + 1 })
  const shown = places.slice(0, size)
  const rows = await detailsOf(
    core.db,
    viewer,
    shown.map(({ id }) => id),
  )
  const tickets = shown.flatMap(({ id }) => rows.filter((row) => row.id === id).map(toRow))
  const last = places.length > size ? shown.at(-1) : undefined
  return { tickets, next: last ? `${last.key}~${last.id}` : null }
}

interface Place {
  id: string
  /** What it is ordered by, as text: an instant or `infinity`. */
  key: string
}

// The page's tickets first, with nothing but what orders them: the rest is then read for fifty rows, not for all.
async function placesIn(
  db: Queryable,
  viewer: MemberId,
  { queue, after, size }: { queue: Queue; after: string | null; size: number },
): Promise<Place[]> {
  const readable = inQueue(db, viewer, queue)
  const from = readPosition(after)
  if (!BY_PROMISE.includes(queue)) {
    const found = readable
      .select(['tickets.id', sql<string>`tickets.last_message_at::text`.as('key')])
      .orderBy('tickets.last_message_at', 'desc')
      .orderBy('tickets.id', 'desc')
      .limit(size)
    const beyond = sql<SqlBool>`(tickets.last_message_at, tickets.id) < (${from?.key}::timestamptz, ${from?.id}::uuid)`
    return (from ? found.where(beyond) : found).execute()
  }
  const due = sql<Date>`coalesce(next.due_at, 'infinity'::timestamptz)`
  const found = readable
    .leftJoinLateral(nextPromise, (join) => join.onTrue())
    .select(['tickets.id', sql<string>`(${due})::text`.as('key')])
    .orderBy(due)
    .orderBy('tickets.id')
    .limit(size)
  const beyond = sql<SqlBool>`(${due}, tickets.id) > (${from?.key}::timestamptz, ${from?.id}::uuid)`
  return (from ? found.where(beyond) : found).execute()
}

async function detailsOf(db: Queryable, viewer: MemberId, ids: readonly string[]) {
  if (ids.length === 0) return []
  return details(db).where('tickets.id', 'in', ids).where(readableBy(viewer)).execute()
}

function details(db: Queryable) {
  return db
    .selectFrom('tickets')
    .innerJoin('teams', 'teams.id', 'tickets.team_id')
    .innerJoin('customers', 'customers.id', 'tickets.customer_id')
    .leftJoin('members as assignee', 'assignee.id', 'tickets.assignee_id')
    .leftJoinLateral(nextPromise, (join) => join.onTrue())
    .select(['tickets.id', 'tickets.reference', 'tickets.subject', 'tickets.category', 'tickets.team_id'])
    .select(['tickets.door', 'tickets.first_contact_at', 'tickets.last_message_at', 'tickets.resolved_at'])
    .select(['tickets.quarantined_at', 'teams.name_fr', 'teams.name_en', 'customers.name as customer_name'])
    .select(['assignee.id as assignee_id', 'assignee.name as assignee_name'])
    .select(['next.kind as promise_kind', 'next.due_at as promise_due_at'])
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
        .selectFrom('promises')
        .select(sql<number>`count(*)::integer`.as('broken'))
        .whereRef('promises.ticket_id', '=', 'tickets.id')
        .whereRef('promises.round', '=', 'tickets.round')
        .where('promises.outcome', '=', 'broken')
        .as('broken'),
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

function toRow(row: Awaited<ReturnType<typeof detailsOf>>[number]): TicketRow {
  return {
    id: row.id as TicketId,
    reference: row.reference as Reference,
    subject: row.subject,
    customer: row.customer_name,
    customerAddress: row.customer_address,
    category: row.category as Category,
    teamId: row.team_id as TeamId,
    teamName: { fr: row.name_fr, en: row.name_en },
    assignee:
      row.assignee_id && row.assignee_name !== null
        ? { id: row.assignee_id as MemberId, name: row.assignee_name }
        : null,
    door: row.door as Door,
    firstContactAt: row.first_contact_at,
    lastMessageAt: row.last_message_at,
    resolvedAt: row.resolved_at,
    quarantinedAt: row.quarantined_at,
    promise:
      row.promise_kind && row.promise_due_at
        ? { kind: row.promise_kind as OwedPromise['kind'], dueAt: row.promise_due_at }
        : null,
    brokenPromises: row.broken ?? 0,
    awaitsAnswer: row.last_direction === 'in',
  }
}

/** How many tickets stand in the queues that want work, as this member may see them. */
export async function countTickets(
  core: Core,
  viewer: MemberId,
): Promise<Record<'open' | 'mine' | 'team' | 'spam', number>> {
  return core.db
    .selectFrom('tickets')
    .where(readableBy(viewer))
    .where('resolved_at', 'is', null)
    .where('set_aside_at', 'is', null)
    .where('merged_into_id', 'is', null)
    .select([
      sql<number>`(count(*) filter (where quarantined_at is null))::integer`.as('open'),
      sql<number>`(count(*) filter (where quarantined_at is null and assignee_id = ${viewer}::uuid))::integer`.as(
        'mine',
      ),
      sql<number>`(count(*) filter (where quarantined_at is null and team_id in
        (select team_id from memberships where member_id = ${viewer}::uuid)))::integer`.as('team'),
      sql<number>`(count(*) filter (where quarantined_at is not null))::integer`.as('spam'),
    ])
    .executeTakeFirstOrThrow()
}

function inQueue(db: Queryable, viewer: MemberId, queue: Queue) {
  const readable = db.selectFrom('tickets').where(readableBy(viewer))
  if (queue === 'spam') return readable.where('quarantined_at', 'is not', null)
  const real = readable.where('quarantined_at', 'is', null).where('merged_into_id', 'is', null)
  if (queue === 'all') return real
  if (queue === 'resolved') return real.where('resolved_at', 'is not', null)
  const open = real.where('resolved_at', 'is', null).where('set_aside_at', 'is', null)
  if (queue === 'mine') return open.where('assignee_id', '=', viewer)
  if (queue === 'team') {
    return open.where('team_id', 'in', (eb) =>
      eb.selectFrom('memberships').select('team_id').where('member_id', '=', viewer),
    )
  }
  return open
}

const POSITION =
  /^(infinity|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?[+-]\d\d(?::?\d\d)?)~([0-9a-f-]{36})$/

function readPosition(after: string | null): { key: string; id: string } | null {
  const found = after === null ? null : POSITION.exec(after)
  return found?.[1] && found[2] ? { key: found[1], id: found[2] } : null
}
