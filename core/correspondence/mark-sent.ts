import { sql } from 'kysely'
import type { Core, Trx } from '../kernel/core.ts'
import type { MessageId, OutboxId, TicketId } from '../kernel/id.ts'
import { valuesTable } from '../kernel/values-table.ts'
import type { MailKind } from '../outbox/outbox.ts'
import { type ContactMade, endListedPromises, settlePromises } from '../promise/fulfilment.ts'
import { outcomeAt } from '../promise/promise.ts'
import { type NumberedEvent, SYSTEM, type TicketEvent } from '../ticket/event.ts'
import { insertEvents, numberEvents } from '../ticket/event-log.ts'

export interface SentRow {
  id: OutboxId
  at: Date
}

/**
 * Records that outbox rows left, and ends the promises they fulfil. A row counts as sent once, even if
 * cancelled on its way.
 * An acknowledgement keeps the promise to acknowledge, or breaks it when it left late (policy §3).
 * A contact about the ticket's progress ends the update promise and makes the next.
 * The conclusions, or the resolution, end the promise to conclude (§4).
 */
export async function markSent(core: Core, sent: readonly SentRow[]): Promise<void> {
  if (sent.length === 0) return
  await core.db.transaction().execute(async (trx) => {
    const locked = await lockTickets(trx, sent)
    const rows = await markRows(trx, sent)
    const left = rows.flatMap((row): Left[] => {
      const ticket = row.ticket_id === null ? undefined : locked.get(row.ticket_id)
      return ticket ? [{ ...row, ticket, outboxId: row.id }] : []
    })
    const events = await recordLeaving(trx, left)
    await endAcknowledgePromises(trx, left, events)
    await markMeasuresReported(trx, left)
    await settlePromises(trx, core, [
      ...(await contactsByMembers(trx, left)),
      ...contactsByProgram(core, left, events),
    ])
  })
}

interface LockedRow {
  id: TicketId
  /** The ticket it was merged into meanwhile: its contacts count for that one. */
  mergedIntoId: TicketId | null
  lastEvent: number
  firstContactAt: Date
}

interface Left {
  outboxId: OutboxId
  kind: string
  ticket: LockedRow
  message_id: MessageId | null
  round: number | null
  created_at: Date
  at: Date
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

// Locks tickets before outbox rows, ordered by id, to avoid a deadlock: other acts hold their ticket while
// they cancel mails.
async function lockTickets(trx: Trx, sent: readonly SentRow[]): Promise<Map<string, LockedRow>> {
  const rows = await trx
    .selectFrom('tickets')
    .select(['id', 'last_event', 'first_contact_at', 'merged_into_id'])
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('outbox')
        .select('outbox.ticket_id')
        .where(
          'outbox.id',
          'in',
          sent.map(({ id }) => id),
        )
        .where('outbox.kind', 'in', KNOWN)
        .where('outbox.sent_at', 'is', null)
        .where('outbox.ticket_id', 'is not', null)
        .$castTo<{ ticket_id: TicketId }>(),
    )
    .orderBy('id')
    .forUpdate()
    .execute()
  const merged = rows.flatMap(({ merged_into_id }) => merged_into_id ?? [])
  if (merged.length > 0) {
    await trx
      .selectFrom('tickets')
      .select('id')
      .where('id', 'in', [...new Set(merged)])
      .orderBy('id')
      .forUpdate()
      .execute()
  }
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        mergedIntoId: row.merged_into_id,
        lastEvent: row.last_event,
        firstContactAt: row.first_contact_at,
      },
    ]),
  )
}

function markRows(trx: Trx, sent: readonly SentRow[]) {
  return trx
    .updateTable('outbox')
    .from(valuesTable<{ id: string; at: Date }>(sql`id uuid, at timestamptz`, sent))
    .whereRef('outbox.id', '=', 'listed.id')
    .where('sent_at', 'is', null)
    .set((eb) => ({
      sent_at: eb.ref('listed.at'),
      cancelled_at: null,
      failed_at: null,
      lease_holder: null,
      lease_until: null,
      last_error: null,
    }))
    .returning(['outbox.id', 'kind', 'ticket_id', 'message_id', 'round', 'created_at', 'listed.at'])
    .execute()
}

async function recordLeaving(trx: Trx, left: readonly Left[]): Promise<NumberedEvent[]> {
  const events = left.flatMap(({ kind, ticket, outboxId, at }): TicketEvent[] => {
    const event = { ticketId: ticket.id, actor: SYSTEM, at, detail: { outboxId } }
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
  const writtenAt = new Map<unknown, Date>(left.map(({ outboxId, created_at }) => [outboxId, created_at]))
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
  const updates = left
    .filter(({ kind }) => kind === 'update')
    .map(({ outboxId, at }) => ({ id: outboxId, at }))
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
  return written.map(({ kind, ticket, message_id, round, created_at, at }) => {
    const event = rows.find((row) => row.message_id === message_id)?.number ?? null
    const contacted = contactedTicket(ticket, round, event)
    return { ...contacted, at, writtenAt: created_at, conclusions: CONCLUSIONS.includes(kind) }
  })
}

// An acknowledgement delayed by an outage until an update was due counts as that update.
function contactsByProgram(
  core: Core,
  left: readonly Left[],
  events: readonly NumberedEvent[],
): ContactMade[] {
  return left.flatMap(({ kind, ticket, outboxId, round, created_at, at }): ContactMade[] => {
    const late = at.getTime() >= ticket.firstContactAt.getTime() + core.settings.policyTimes.update
    if (kind !== 'update' && !(kind === 'acknowledgement' && late)) return []
    const event = events.find(({ detail }) => detail.outboxId === outboxId)?.number ?? null
    return [{ ...contactedTicket(ticket, round, event), at, writtenAt: created_at, conclusions: false }]
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
