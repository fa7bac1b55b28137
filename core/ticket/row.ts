import type { Queryable } from '../kernel/core.ts'
import type { MemberId, TeamId, TicketId } from '../kernel/id.ts'
import type { Reference } from '../kernel/reference.ts'
import { readableBy } from '../member/clearance.ts'
import type { Category } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import type { OwedPromise } from '../policy/policy-times.ts'
import type { Channel } from './message.ts'

/** A ticket as it stands in a list. */
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
  door: Channel
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

/** The rows of these tickets, in the order given, without those this member may not read. */
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
    door: row.door as Channel,
    firstContactAt: row.first_contact_at,
    lastMessageAt: row.last_message_at,
    resolvedAt: row.resolved_at,
    quarantinedAt: row.quarantined_at,
    promise:
      row.next_kind && row.next_due_at
        ? { kind: row.next_kind as OwedPromise['kind'], dueAt: row.next_due_at }
        : null,
    brokenPromises: row.broken_promises,
    awaitsAnswer: row.last_direction === 'in',
  }
}
