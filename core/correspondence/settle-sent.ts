import { sql } from 'kysely'
import type { Core, Trx } from '../kernel/core.ts'
import type { OutboxId, TicketId } from '../kernel/id.ts'
import { valuesTable } from '../kernel/values-table.ts'
import type { MailKind } from '../outbox/outbox.ts'
import type { SettledRow } from '../outbox/outcome.ts'
import { type ContactMade, endListedPromises, settlePromises } from '../promise/fulfilment.ts'
import { outcomeAt } from '../promise/promise.ts'
import { type NumberedEvent, SYSTEM, type TicketEvent } from '../ticket/event.ts'
import { insertEvents, numberEvents } from '../ticket/event-log.ts'

/**
 * Ends the promises that outbox rows fulfil by having left; it is the outbox's `Consequences.sent`.
 * An acknowledgement keeps the promise to acknowledge, or breaks it when it left late (policy §3).
 * A contact about the ticket's progress ends the update promise and makes the next.
 * The conclusions, or the resolution, end the promise to conclude (§4).
 * Returns the rows whose ticket somebody has locked: they are settled later.
 */
export async function settleSent(
  trx: Trx,
  core: Core,
  sent: readonly SettledRow[],
): Promise<readonly OutboxId[]> {
  const counting = sent.filter(
    ({ kind, ticketId }) => ticketId !== null && (KNOWN as string[]).includes(kind),
  )
  if (counting.length === 0) return []
  const locked = await lockTickets(trx, counting)
  const left = counting.flatMap((row): Left[] => {
    const ticket = row.ticketId === null ? undefined : locked.get(row.ticketId)
    return ticket ? [{ ...row, ticket }] : []
  })
  const events = await recordLeaving(trx, left)
  await endAcknowledgePromises(trx, left, events)
  await markMeasuresReported(trx, left)
  await settlePromises(trx, core, [
    ...(await contactsByMembers(trx, left)),
    ...contactsByProgram(core, left, events),
  ])
  return counting.filter(({ ticketId }) => ticketId === null || !locked.has(ticketId)).map(({ id }) => id)
}

interface LockedRow {
  id: TicketId
  /** The ticket it was merged into meanwhile: its contacts count for that one. */
  mergedIntoId: TicketId | null
  lastEvent: number
  firstContactAt: Date
}

interface Left extends SettledRow {
  ticket: LockedRow
}

/** Kinds of mail that affect promises; the others lock nothing. */
const KNOWN: readonly MailKind[] = [
  'acknowledgement',
  'update',
  'answer',
  'information-request',
  'conclusion',
  'resolution',
  'seller-contact',
]
/** Kinds written by members, whose event is recorded already. */
const BY_MEMBERS: readonly string[] = [
  'answer',
  'information-request',
  'conclusion',
  'resolution',
  'seller-contact',
]
const CONCLUSIONS: readonly string[] = ['conclusion', 'resolution']

// The outbox rows are locked already, and others lock a ticket before its rows: so nothing is waited for here. A ticket
// somebody has locked, or one merged into such a ticket, is left out.
async function lockTickets(trx: Trx, rows: readonly SettledRow[]): Promise<Map<TicketId, LockedRow>> {
  const tickets = await lockUnlocked(
    trx,
    rows.flatMap(({ ticketId }) => ticketId ?? []),
  )
  const merged = tickets.flatMap(({ mergedIntoId }) => mergedIntoId ?? [])
  const targets = new Set(merged.length > 0 ? (await lockUnlocked(trx, merged)).map(({ id }) => id) : [])
  return new Map(
    tickets
      .filter(({ mergedIntoId }) => mergedIntoId === null || targets.has(mergedIntoId))
      .map((ticket) => [ticket.id, ticket]),
  )
}

async function lockUnlocked(trx: Trx, ids: readonly TicketId[]): Promise<LockedRow[]> {
  const rows = await trx
    .selectFrom('tickets')
    .select(['id', 'last_event', 'first_contact_at', 'merged_into_id'])
    .where('id', 'in', [...new Set(ids)])
    .orderBy('id')
    .forUpdate()
    .skipLocked()
    .execute()
  return rows.map((row) => ({
    id: row.id,
    mergedIntoId: row.merged_into_id,
    lastEvent: row.last_event,
    firstContactAt: row.first_contact_at,
  }))
}

async function recordLeaving(trx: Trx, left: readonly Left[]): Promise<NumberedEvent[]> {
  const events = left.flatMap(({ id, kind, ticket, at }): TicketEvent[] => {
    const event = { ticketId: ticket.id, actor: SYSTEM, at, detail: { outboxId: id } }
    if (kind === 'acknowledgement') return [{ ...event, kind: 'acknowledged' }]
    return kind === 'update' ? [{ ...event, kind: 'updated' }] : []
  })
  if (events.length === 0) return []
  const last = new Map(left.map(({ ticket }) => [ticket.id, ticket.lastEvent]))
  const numbered = numberEvents(events, last)
  const rows = [...last].map(([id, number]) => ({ id, number }))
  await trx
    .updateTable('tickets')
    .from(valuesTable<{ id: string; number: number }>(sql`id uuid, number integer`, rows))
    .whereRef('tickets.id', '=', 'listed.id')
    .set((eb) => ({ last_event: eb.ref('listed.number') }))
    .execute()
  await insertEvents(trx, numbered)
  return numbered
}

// Runs a fixed number of statements: under load a batch holds a hundred rows.
async function endAcknowledgePromises(
  trx: Trx,
  left: readonly Left[],
  events: readonly NumberedEvent[],
): Promise<void> {
  const acknowledged = events.filter(({ kind }) => kind === 'acknowledged')
  if (acknowledged.length === 0) return
  const writtenAt = new Map<unknown, Date>(left.map(({ id, createdAt }) => [id, createdAt]))
  const rows = await trx
    .selectFrom('promises')
    .select(['id', 'ticket_id', 'due_at', 'created_at'])
    .where('ticket_id', 'in', [...new Set(acknowledged.map(({ ticketId }) => ticketId))])
    .where('kind', '=', 'acknowledge')
    .where('ended_at', 'is', null)
    .orderBy('round')
    .execute()
  const ended = acknowledged.flatMap(({ ticketId, at, number, detail }) => {
    const written = writtenAt.get(detail.outboxId) ?? at
    const index = rows.findIndex((row) => row.ticket_id === ticketId && row.created_at <= written)
    const [promise] = index < 0 ? [] : rows.splice(index, 1)
    return promise
      ? [{ id: promise.id, at, outcome: outcomeAt('acknowledge', promise.due_at, at), number }]
      : []
  })
  await endListedPromises(trx, ended)
}

async function markMeasuresReported(trx: Trx, left: readonly Left[]): Promise<void> {
  const updates = left.filter(({ kind }) => kind === 'update').map(({ id, at }) => ({ id, at }))
  if (updates.length === 0) return
  await trx
    .updateTable('measures')
    .from(valuesTable<{ id: string; at: Date }>(sql`id uuid, at timestamptz`, updates))
    .whereRef('measures.told_by', '=', 'listed.id')
    .set((eb) => ({ told_at: eb.ref('listed.at') }))
    .execute()
}

async function contactsByMembers(trx: Trx, left: readonly Left[]): Promise<ContactMade[]> {
  const written = left.filter(({ kind }) => BY_MEMBERS.includes(kind))
  if (written.length === 0) return []
  const rows = await trx
    .selectFrom('events')
    .select(['ticket_id', 'number', sql<string>`detail ->> 'messageId'`.as('message_id')])
    .where('ticket_id', 'in', [...new Set(written.map(({ ticket }) => ticket.id))])
    .where('kind', '=', 'message-sent')
    .execute()
  return written.map(({ kind, ticket, messageId, round, createdAt, at }) => {
    const event = rows.find((row) => row.message_id === messageId)?.number ?? null
    const contacted = contactedTicket(ticket, round, event)
    return { ...contacted, at, writtenAt: createdAt, conclusions: CONCLUSIONS.includes(kind) }
  })
}

// An acknowledgement delayed by an outage until an update was due counts as that update.
function contactsByProgram(
  core: Core,
  left: readonly Left[],
  events: readonly NumberedEvent[],
): ContactMade[] {
  return left.flatMap(({ id, kind, ticket, round, createdAt, at }): ContactMade[] => {
    const late = at.getTime() >= ticket.firstContactAt.getTime() + core.settings.policyTimes.update
    if (kind !== 'update' && !(kind === 'acknowledgement' && late)) return []
    const event = events.find(({ detail }) => detail.outboxId === id)?.number ?? null
    return [{ ...contactedTicket(ticket, round, event), at, writtenAt: createdAt, conclusions: false }]
  })
}

// Rounds and event numbers belong to one ticket: they mean nothing on the ticket it was merged into.
function contactedTicket(
  { id, mergedIntoId }: LockedRow,
  round: number | null,
  byEvent: number | null,
): Pick<ContactMade, 'ticketId' | 'round' | 'byEvent'> {
  return mergedIntoId === null
    ? { ticketId: id, round, byEvent }
    : { ticketId: mergedIntoId, round: null, byEvent: null }
}
