import { type ExpressionBuilder, sql } from 'kysely'
import type { Database } from '../../db/schema.ts'
import type { Core, Trx } from '../kernel/core.ts'
import type { MemberId, OutboxId, TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { valuesTable } from '../kernel/values-table.ts'
import { readableBy } from '../member/clearance.ts'
import { SYSTEM } from '../ticket/event.ts'
import { recordEvents } from '../ticket/event-log.ts'
import { type LockedTicket, lockTicket } from '../ticket/lock.ts'

/**
 * A failed attempt. `error` is shown to the team and never logged, because servers quote addresses in their
 * replies.
 */
export interface Failure {
  id: OutboxId
  error: string
  /** A short code of a closed set: an SMTP reply code or a network error. */
  code: string
}

export interface Retry extends Failure {
  sendAfter: Date
}

/**
 * Delays rows that could not leave now. Only the lease holder's own rows change: one taken over meanwhile
 * stays.
 */
export async function markRetry(core: Core, holder: string, retries: readonly Retry[]): Promise<void> {
  if (retries.length === 0) return
  const columns = sql`id uuid, error text, "sendAfter" timestamptz`
  await core.db
    .updateTable('outbox')
    .from(valuesTable<{ id: OutboxId; error: string; sendAfter: Date }>(columns, retries))
    .whereRef('outbox.id', '=', 'listed.id')
    .where('lease_holder', '=', holder)
    .where('sent_at', 'is', null)
    .set((eb) => ({
      send_after: eb.ref('listed.sendAfter'),
      last_error: eb.ref('listed.error'),
      attempts: sql<number>`outbox.attempts + 1`,
      lease_holder: null,
      lease_until: null,
    }))
    .execute()
}

/**
 * Marks rows as dead letters from `at` on, shown to the team and on their ticket, until someone retries them.
 */
export async function markDead(
  core: Core,
  holder: string,
  failures: readonly Failure[],
  at: Date,
): Promise<void> {
  if (failures.length === 0) return
  await core.db.transaction().execute(async (trx) => {
    await lockTicketsOf(trx, failures)
    const columns = sql`id uuid, error text, code text`
    const rows = await trx
      .updateTable('outbox')
      .from(valuesTable<{ id: OutboxId; error: string; code: string }>(columns, failures))
      .whereRef('outbox.id', '=', 'listed.id')
      .where('lease_holder', '=', holder)
      .where('sent_at', 'is', null)
      .where('cancelled_at', 'is', null)
      .set((eb) => ({
        failed_at: at,
        last_error: eb.ref('listed.error'),
        attempts: sql<number>`outbox.attempts + 1`,
        lease_holder: null,
        lease_until: null,
      }))
      .returning(['outbox.id', 'kind', 'ticket_id', 'listed.code'])
      .execute()
    await recordEvents(
      trx,
      rows.flatMap(({ id, kind, ticket_id, code }) =>
        ticket_id === null
          ? []
          : {
              ticketId: ticket_id,
              kind: 'delivery-failed' as const,
              actor: SYSTEM,
              at,
              detail: { outboxId: id, what: kind, code },
            },
      ),
    )
  })
}

// Locks tickets before mails, ordered by id, to avoid a deadlock: other acts hold their ticket while they
// cancel mails.
async function lockTicketsOf(trx: Trx, failures: readonly Failure[]): Promise<void> {
  await trx
    .selectFrom('tickets')
    .select('id')
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('outbox')
        .select('outbox.ticket_id')
        .where(
          'outbox.id',
          'in',
          failures.map(({ id }) => id),
        )
        .where('outbox.ticket_id', 'is not', null)
        .$castTo<{ ticket_id: TicketId }>(),
    )
    .orderBy('id')
    .forUpdate()
    .execute()
}

/** An outbox row that failed for good. */
interface DeadLetter {
  id: OutboxId
  channel: string
  kind: string
  recipient: string
  ticketId: TicketId | null
  attempts: number
  lastError: string | null
  createdAt: Date
  failedAt: Date
}

/**
 * Returns the dead letters a member may see, newest first: those without a ticket, or in a lane they are
 * cleared for.
 */
export async function deadLetters(
  core: Core,
  reader: { memberId: MemberId; limit?: number },
): Promise<DeadLetter[]> {
  const rows = await core.db
    .selectFrom('outbox')
    .select([
      'outbox.id',
      'channel',
      'kind',
      'recipient',
      'outbox.ticket_id',
      'attempts',
      'last_error',
      'created_at',
    ])
    .select(sql<Date>`failed_at`.as('failed_at'))
    .where('failed_at', 'is not', null)
    // Subscribed systems have a log of their own.
    .where('channel', '!=', 'subscription')
    .where(mayRead(reader.memberId))
    .orderBy('failed_at', 'desc')
    .limit(reader.limit ?? 100)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    channel: row.channel,
    kind: row.kind,
    recipient: row.recipient,
    ticketId: row.ticket_id,
    attempts: row.attempts,
    lastError: row.last_error,
    createdAt: row.created_at,
    failedAt: row.failed_at,
  }))
}

/**
 * Retries a dead letter at once, from its first attempt, and records the member in the ticket's history.
 * Throws `not-found` when there is none or the member may not see it.
 * Throws `already-done` when it is no dead letter any more, or an update or reminder made obsolete by its
 * ticket's progress.
 */
export async function retryDeadLetter(
  core: Core,
  retry: { outboxId: OutboxId; memberId: MemberId },
): Promise<void> {
  const now = core.clock.now()
  await core.db.transaction().execute(async (trx) => {
    const found = await trx
      .selectFrom('outbox')
      .select('outbox.ticket_id')
      .where('outbox.id', '=', retry.outboxId)
      .where(mayRead(retry.memberId))
      .executeTakeFirst()
    if (!found) throw new Problem('not-found', 'There is no such dead letter.')
    const ticket = found.ticket_id === null ? null : await lockTicket(trx, found.ticket_id)
    const row = await trx
      .selectFrom('outbox')
      .select(['outbox.ticket_id', 'kind', 'failed_at'])
      .where('outbox.id', '=', retry.outboxId)
      .forUpdate()
      .executeTakeFirstOrThrow()
    if (ticket && isPast(row.kind, ticket)) {
      const obsolete = 'Its matter has gone on since: what this mail says is not so any more. Leave it.'
      throw new Problem('already-done', obsolete)
    }
    if (row.failed_at === null) {
      throw new Problem('already-done', 'This is no dead letter any more: it is already being sent again.')
    }
    await trx
      .updateTable('outbox')
      .set({ failed_at: null, attempts: 0, send_after: now })
      .where('id', '=', retry.outboxId)
      .execute()
    if (row.ticket_id !== null) {
      const actor = { kind: 'member' as const, id: retry.memberId }
      const detail = { outboxId: retry.outboxId, what: row.kind }
      const ticketId = row.ticket_id
      await recordEvents(trx, [{ ticketId, kind: 'delivery-retried', actor, at: now, detail }])
    }
    await core.enqueueDelivery(trx)
  })
  core.wakeDelivery()
}

// Automatic mails about an open ticket are obsolete once it ends; those that follow a resolution are once it
// reopens.
function isPast(kind: string, { resolvedAt, setAsideAt, mergedIntoId }: LockedTicket): boolean {
  if (kind === 'satisfaction-reminder') return resolvedAt === null
  const ofOpenTickets = ['update', 'information-reminder', 'seller-reminder'].includes(kind)
  return ofOpenTickets && (resolvedAt ?? setAsideAt ?? mergedIntoId) !== null
}

function mayRead(memberId: MemberId) {
  return (eb: ExpressionBuilder<Database, 'outbox'>) =>
    eb.or([
      eb('outbox.ticket_id', 'is', null),
      eb.exists(
        eb
          .selectFrom('tickets')
          .select('tickets.id')
          .whereRef('tickets.id', '=', 'outbox.ticket_id')
          .where(readableBy(memberId)),
      ),
    ])
}
