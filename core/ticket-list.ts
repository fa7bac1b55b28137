import { type SqlBool, sql } from 'kysely'
import type { Category } from './category.ts'
import { readableBy } from './clearance.ts'
import type { Core, Queryable } from './core.ts'
import type { MemberId, TeamId, TicketId } from './id.ts'
import type { Language } from './language.ts'
import type { Door } from './message.ts'
import { nextPromise, type OwedPromise } from './next-promise.ts'
import type { Reference } from './reference.ts'

/** The desk's queues of tickets. `spam` is what stands in quarantine; it is in no other queue. */
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
  const order = BY_PROMISE.includes(queue)
    ? { key: sql<Date>`coalesce(next.due_at, 'infinity'::timestamptz)`, direction: 'asc' as const }
    : { key: sql<Date>`tickets.last_message_at`, direction: 'desc' as const }
  let query = inQueue(core.db, viewer, queue)
    .innerJoin('teams', 'teams.id', 'tickets.team_id')
    .innerJoin('customers', 'customers.id', 'tickets.customer_id')
    .leftJoin('members as assignee', 'assignee.id', 'tickets.assignee_id')
    .leftJoinLateral(nextPromise, (join) => join.onTrue())
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('messages')
          .select(['direction', 'author_address'])
          .whereRef('messages.ticket_id', '=', 'tickets.id')
          .where('direction', '!=', 'note')
          .where('kept_apart', 'is', null)
          .where('automatic', 'is', null)
          .orderBy('received_at', 'desc')
          .limit(1)
          .as('last'),
      (join) => join.onTrue(),
    )
    .select([
      'tickets.id',
      'tickets.reference',
      'tickets.subject',
      'tickets.category',
      'tickets.team_id',
      'tickets.door',
      'tickets.first_contact_at',
      'tickets.last_message_at',
      'tickets.resolved_at',
      'tickets.quarantined_at',
      'teams.name_fr',
      'teams.name_en',
      'customers.name as customer_name',
      'assignee.id as assignee_id',
      'assignee.name as assignee_name',
      'next.kind as promise_kind',
      'next.due_at as promise_due_at',
      'last.direction as last_direction',
    ])
    .select(sql<string>`(${order.key})::text`.as('order_key'))
    .select((eb) => [
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
    .orderBy(order.key, order.direction)
    .orderBy('tickets.id', order.direction)
    .limit(size + 1)
  const from = readPosition(after)
  if (from) {
    const beyond = order.direction === 'asc' ? sql.raw('>') : sql.raw('<')
    query = query.where(
      sql<SqlBool>`(${order.key}, tickets.id) ${beyond} (${from.key}::timestamptz, ${from.id}::uuid)`,
    )
  }
  const rows = await query.execute()
  const tickets = rows.slice(0, size).map(
    (row): TicketRow => ({
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
    }),
  )
  const last = rows.length > size ? rows[size - 1] : undefined
  return { tickets, next: last ? `${last.order_key}~${last.id}` : null }
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
  const real = readable.where('quarantined_at', 'is', null)
  if (queue === 'all') return real
  if (queue === 'resolved') return real.where('resolved_at', 'is not', null)
  const open = real.where('resolved_at', 'is', null)
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
