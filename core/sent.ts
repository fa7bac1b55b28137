import { sql } from 'kysely'
import type { Core, Queryable, Trx } from './core.ts'
import { insertEvents, numberEvents, SYSTEM, type TicketEvent } from './event.ts'
import type { OutboxId, PromiseId, TicketId } from './id.ts'
import { outcomeAt } from './promise.ts'
import { rowList } from './row-list.ts'

export interface Sent {
  id: OutboxId
  at: Date
}

/**
 * Records that things left. An acknowledgement keeps the promise to acknowledge that its ticket is owed, or breaks it
 * when it left late (policy §3), with an event. A row counts as sent once, whoever reports it; one cancelled while it
 * was on its way has been sent all the same.
 */
export async function markSent(core: Core, sent: readonly Sent[]): Promise<void> {
  if (sent.length === 0) return
  await core.db.transaction().execute(async (trx) => {
    const rows = await trx
      .updateTable('outbox')
      .from(rowList<{ id: string; at: Date }>(sql`id uuid, at timestamptz`, sent))
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
      .returning(['outbox.id', 'kind', 'ticket_id', 'listed.at'])
      .execute()
    await acknowledge(
      trx,
      rows.flatMap(({ id, kind, ticket_id, at }) =>
        kind === 'acknowledgement' && ticket_id !== null
          ? { outboxId: id as OutboxId, ticketId: ticket_id as TicketId, at }
          : [],
      ),
    )
  })
}

interface Acknowledgement {
  outboxId: OutboxId
  ticketId: TicketId
  at: Date
}

// A fixed number of statements however many there are: under load a batch holds a hundred.
async function acknowledge(trx: Trx, acknowledgements: readonly Acknowledgement[]): Promise<void> {
  if (acknowledgements.length === 0) return
  const last = await countEvents(
    trx,
    acknowledgements.map(({ ticketId }) => ticketId),
  )
  const events = numberEvents(
    acknowledgements.map(
      ({ ticketId, outboxId, at }): TicketEvent => ({
        ticketId,
        kind: 'acknowledged',
        actor: SYSTEM,
        at,
        detail: { outboxId },
      }),
    ),
    last,
  )
  await insertEvents(trx, events)
  const owed = await owedAcknowledgements(trx, [...last.keys()])
  const ended = events.flatMap(({ ticketId, at, number }) => {
    const promise = owed.get(ticketId)?.shift()
    return promise ? { id: promise.id, at, outcome: outcomeAt('acknowledge', promise.dueAt, at), number } : []
  })
  await endPromises(trx, ended)
}

/**
 * Makes room for one event per id given (a ticket may stand there twice) and answers each ticket's last number before.
 * Locks the tickets in the order of their ids, as recordEvents does: two batches never wait for each other in a ring.
 */
async function countEvents(trx: Trx, ticketIds: readonly TicketId[]): Promise<Map<TicketId, number>> {
  const counts = new Map<TicketId, number>()
  for (const id of ticketIds) counts.set(id, (counts.get(id) ?? 0) + 1)
  const added = [...counts].map(([id, count]) => ({ id, count }))
  const rows = await trx
    .with('locked', (db) =>
      db
        .selectFrom('tickets')
        .innerJoin(rowList<{ id: string; count: number }>(sql`id uuid, count integer`, added), (join) =>
          join.onRef('tickets.id', '=', 'listed.id'),
        )
        .select(['tickets.id', 'listed.count'])
        .orderBy('tickets.id')
        .forUpdate('tickets'),
    )
    .updateTable('tickets')
    .from('locked')
    .whereRef('tickets.id', '=', 'locked.id')
    .set({ last_event: sql<number>`tickets.last_event + locked.count` })
    .returning(['tickets.id', sql<number>`tickets.last_event - locked.count`.as('before')])
    .execute()
  return new Map(rows.map((row) => [row.id as TicketId, row.before]))
}

interface OwedAcknowledgement {
  id: PromiseId
  dueAt: Date
}

async function owedAcknowledgements(
  db: Queryable,
  ticketIds: readonly TicketId[],
): Promise<Map<TicketId, OwedAcknowledgement[]>> {
  const rows = await db
    .selectFrom('promises')
    .select(['id', 'ticket_id', 'due_at'])
    .where('ticket_id', 'in', ticketIds)
    .where('kind', '=', 'acknowledge')
    .where('ended_at', 'is', null)
    .orderBy('round')
    .execute()
  const owed = new Map<TicketId, OwedAcknowledgement[]>()
  for (const row of rows) {
    const ticketId = row.ticket_id as TicketId
    const promise = { id: row.id as PromiseId, dueAt: row.due_at }
    owed.set(ticketId, [...(owed.get(ticketId) ?? []), promise])
  }
  return owed
}

async function endPromises(
  trx: Trx,
  ended: readonly { id: PromiseId; at: Date; outcome: string; number: number }[],
): Promise<void> {
  if (ended.length === 0) return
  const columns = sql`id uuid, at timestamptz, outcome text, number integer`
  await trx
    .updateTable('promises')
    .from(rowList<{ id: string; at: Date; outcome: string; number: number }>(columns, ended))
    .whereRef('promises.id', '=', 'listed.id')
    .set((eb) => ({
      ended_at: eb.ref('listed.at'),
      outcome: eb.ref('listed.outcome'),
      ended_by_event: eb.ref('listed.number'),
    }))
    .execute()
}
