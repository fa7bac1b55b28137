import { sql } from 'kysely'
import type { Core, Queryable } from '../kernel/core.ts'
import type { CustomerId, MemberId, TeamId, TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { isReference, type Reference } from '../kernel/reference.ts'
import { readableBy } from '../member/clearance.ts'
import type { Category } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import type { Level } from '../policy/level.ts'
import type { PromiseKind, PromiseOutcome } from '../policy/policy-times.ts'
import type { Actor, EventKind } from './event.ts'
import type { Channel } from './message.ts'
import { type MailView, type MessageView, viewMails, viewMessages } from './message-view.ts'

export interface TicketHead {
  id: TicketId
  reference: Reference
  subject: string
  category: Category
  team: { id: TeamId; name: Record<Language, string> }
  level: Level
  language: Language
  channel: Channel
  round: number
  firstContactAt: Date
  openedAt: Date
  resolvedAt: Date | null
  quarantinedAt: Date | null
  /** Not a complaint: without promises until it is taken up again. */
  setAsideAt: Date | null
  /** The ticket it was merged into. */
  mergedInto: Reference | null
  /** Since when a question to the customer is open. */
  waitingSince: Date | null
  backlog: boolean
  assignee: { id: MemberId; name: string } | null
  customer: { id: CustomerId; name: string | null }
}

export interface PromiseView {
  kind: PromiseKind
  round: number
  dueAt: Date
  endedAt: Date | null
  outcome: PromiseOutcome | null
}

export interface EventView {
  number: number
  kind: EventKind
  actorKind: Actor['kind']
  /** Set for a member's act. */
  actorName: string | null
  at: Date
  detail: Readonly<Record<string, unknown>>
}

export interface ContactView {
  kind: string
  value: string
  /** `proven` by a channel, `unproven` claimed by the sender, `stated` only written in a message. */
  standing: 'proven' | 'unproven' | 'stated'
  role: string
  name: string | null
}

/** Everything the desk displays of one ticket. */
export interface TicketView {
  ticket: TicketHead
  messages: MessageView[]
  /** How many messages are older than the newest ones here. */
  olderMessages: number
  mails: MailView[]
  events: EventView[]
  promises: PromiseView[]
  contacts: ContactView[]
  related: RelatedTicket[]
  /** The open question to the customer. */
  question: AskedQuestion | null
}

/** Returns a ticket as this member may see it. Throws `not-found` for an unknown reference and for a closed lane. */
export async function viewTicket(core: Core, viewer: MemberId, reference: string): Promise<TicketView> {
  const ticket = await findTicket(core.db, viewer, reference)
  const { db } = core
  const [{ messages, older }, mails, events, promises, contacts, related, question] = await Promise.all([
    viewMessages(db, ticket.id),
    viewMails(db, ticket.id),
    eventsOf(db, ticket.id),
    promisesOf(db, ticket.id),
    contactsOf(db, ticket),
    relatedTo(db, viewer, ticket.id),
    askedQuestion(db, ticket.id),
  ])
  return { ticket, messages, olderMessages: older, mails, events, promises, contacts, related, question }
}

/** Returns a ticket's head as this member may see it. Throws `not-found`. Every action on a ticket begins with it. */
export async function findTicket(db: Queryable, viewer: MemberId, reference: string): Promise<TicketHead> {
  const row = isReference(reference)
    ? await headOf(db).where('tickets.reference', '=', reference).where(readableBy(viewer)).executeTakeFirst()
    : undefined
  if (!row) throw new Problem('not-found', 'There is no ticket with this reference that you may read.')
  return toHead(row)
}

/** Returns a ticket for the customer's page, which a signed link opens; of a merged ticket the one it continues in. */
export async function findTicketByLink(db: Queryable, reference: Reference): Promise<TicketHead> {
  const row = await headOf(db)
    .where('tickets.id', '=', (eb) =>
      eb
        .selectFrom('tickets as linked')
        .select((linked) => linked.fn.coalesce('linked.merged_into_id', 'linked.id').as('id'))
        .where('linked.reference', '=', reference),
    )
    .executeTakeFirst()
  if (!row) throw new Problem('not-found', 'There is no ticket with this reference.')
  return toHead(row)
}

/** Returns the promises of every round, in the order they are due. */
export async function promisesOf(db: Queryable, ticketId: TicketId): Promise<PromiseView[]> {
  const rows = await db
    .selectFrom('promises')
    .select(['kind', 'round', 'due_at', 'ended_at', 'outcome'])
    .where('ticket_id', '=', ticketId)
    .orderBy('round')
    .orderBy('due_at')
    .orderBy('kind')
    .execute()
  return rows.map((row) => ({
    kind: row.kind,
    round: row.round,
    dueAt: row.due_at,
    endedAt: row.ended_at,
    outcome: row.outcome,
  }))
}

/** Returns a ticket's events, oldest first; of a very long history the newest part. */
export async function eventsOf(db: Queryable, ticketId: TicketId): Promise<EventView[]> {
  const rows = await db
    .selectFrom('events')
    .leftJoin('members', 'members.id', 'events.actor_id')
    .select(['number', 'kind', 'actor_kind', 'members.name', 'at', 'detail'])
    .where('ticket_id', '=', ticketId)
    .orderBy('number', 'desc')
    .limit(MOST_EVENTS)
    .execute()
  return rows.reverse().map((row) => ({
    number: row.number,
    kind: row.kind,
    actorKind: row.actor_kind,
    actorName: row.actor_kind === 'member' ? row.name : null,
    at: row.at,
    detail: row.detail,
  }))
}

const MOST_EVENTS = 500

function headOf(db: Queryable) {
  return db
    .selectFrom('tickets')
    .innerJoin('teams', 'teams.id', 'tickets.team_id')
    .innerJoin('customers', 'customers.id', 'tickets.customer_id')
    .leftJoin('members as assignee', 'assignee.id', 'tickets.assignee_id')
    .leftJoin('tickets as merged', 'merged.id', 'tickets.merged_into_id')
    .selectAll('tickets')
    .select(['teams.name_fr', 'teams.name_en', 'customers.name as customer_name'])
    .select(['assignee.name as assignee_name', 'merged.reference as merged_into'])
}

type HeadRow = Awaited<ReturnType<ReturnType<typeof headOf>['executeTakeFirstOrThrow']>>

function toHead(row: HeadRow): TicketHead {
  return {
    id: row.id,
    reference: row.reference,
    subject: row.subject,
    category: row.category,
    team: { id: row.team_id, name: { fr: row.name_fr, en: row.name_en } },
    level: row.level,
    language: row.language,
    channel: row.door,
    round: row.round,
    firstContactAt: row.first_contact_at,
    openedAt: row.opened_at,
    resolvedAt: row.resolved_at,
    quarantinedAt: row.quarantined_at,
    setAsideAt: row.set_aside_at,
    mergedInto: row.merged_into,
    waitingSince: row.waiting_since,
    backlog: row.backlog,
    assignee:
      row.assignee_id !== null && row.assignee_name !== null
        ? { id: row.assignee_id, name: row.assignee_name }
        : null,
    customer: { id: row.customer_id, name: row.customer_name },
  }
}

async function contactsOf(db: Queryable, ticket: TicketHead): Promise<ContactView[]> {
  const participants = await db
    .selectFrom('participants')
    .innerJoin('addresses', 'addresses.id', 'participants.address_id')
    .select(['addresses.kind', 'addresses.value', 'addresses.proven', 'role', 'name'])
    .where('ticket_id', '=', ticket.id)
    .orderBy('joined_at')
    .orderBy('participants.id')
    .execute()
  const stated = await db
    .selectFrom('stated_contacts')
    .select(['kind', 'value'])
    .where('customer_id', '=', ticket.customer.id)
    .orderBy('stated_at')
    .execute()
  return [
    ...participants.map(({ kind, value, proven, role, name }) => ({
      kind,
      value,
      standing: proven ? ('proven' as const) : ('unproven' as const),
      role,
      name,
    })),
    ...stated.map((row) => ({ ...row, standing: 'stated' as const, role: 'customer', name: null })),
  ]
}

export interface RelatedTicket {
  reference: Reference
  subject: string
  /** The other ticket quoted this one's reference, or this one the other's; `split` when they were one. */
  direction: 'quotes-this' | 'quoted-by-this' | 'split'
}

/**
 * Returns the related tickets this member may see. They are quoted by a ticket's messages, quote its reference, or were
 * split into or from it.
 */
async function relatedTo(db: Queryable, viewer: MemberId, ticketId: TicketId): Promise<RelatedTicket[]> {
  const rows = await db
    .selectFrom('tickets')
    .select(['reference', 'subject'])
    .select(sql<boolean>`tickets.related_ticket_id = ${ticketId}::uuid`.as('quotes_this'))
    .select(
      sql<boolean>`exists (select from events where events.ticket_id = tickets.id and events.kind = 'split'
        and ${ticketId}::text in (events.detail ->> 'fromTicketId', events.detail ->> 'intoTicketId'))`.as(
        'split',
      ),
    )
    .where(readableBy(viewer))
    .where((eb) =>
      eb.or([
        eb('tickets.related_ticket_id', '=', ticketId),
        eb('tickets.id', '=', (inner) =>
          inner.selectFrom('tickets as own').select('own.related_ticket_id').where('own.id', '=', ticketId),
        ),
      ]),
    )
    .orderBy('opened_at', 'desc')
    .limit(20)
    .execute()
  return rows.map((row) => ({
    reference: row.reference,
    subject: row.subject,
    direction: row.split === true ? 'split' : row.quotes_this === true ? 'quotes-this' : 'quoted-by-this',
  }))
}

/** An open question to the customer, as both sides see it. */
export interface AskedQuestion {
  question: string
  askedAt: Date
  replyBy: Date
  /** When the customer was reminded; null before that. */
  remindedAt: Date | null
}

/** Returns the open question of a ticket, or null. The caller has checked the reader. */
export async function askedQuestion(db: Queryable, ticketId: TicketId): Promise<AskedQuestion | null> {
  const row = await db
    .selectFrom('information_requests')
    .innerJoin('messages', 'messages.id', 'information_requests.message_id')
    .select(['messages.text', 'asked_at', 'reply_by', 'reminded_at'])
    .where('information_requests.ticket_id', '=', ticketId)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  if (!row) return null
  return { question: row.text, askedAt: row.asked_at, replyBy: row.reply_by, remindedAt: row.reminded_at }
}
