import { type ExpressionBuilder, sql } from 'kysely'
import type { Database } from '../../db/schema.ts'
import type { Core, Trx } from '../kernel/core.ts'
import type { MemberId, OutboxId, TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { readableBy } from '../member/clearance.ts'
import type { SettledRow } from '../outbox/outcome.ts'
import { SYSTEM } from '../ticket/event.ts'
import { recordEvents } from '../ticket/event-log.ts'
import { type LockedTicket, lockTicket } from '../ticket/lock.ts'

/**
 * Records on their tickets that outbox rows never left; it is the outbox's `Consequences.dead`. They are shown to the
 * team until someone retries them. Returns the rows whose ticket somebody has locked: they are recorded later.
 */
export async function settleDead(
  trx: Trx,
  _core: Core,
  dead: readonly SettledRow[],
): Promise<readonly OutboxId[]> {
  const ofTickets = dead.flatMap((row) => (row.ticketId === null ? [] : { ...row, ticketId: row.ticketId }))
  if (ofTickets.length === 0) return []
  const free = await trx
    .selectFrom('tickets')
    .select('id')
    .where('id', 'in', [...new Set(ofTickets.map(({ ticketId }) => ticketId))])
    .orderBy('id')
    .forUpdate()
    .skipLocked()
    .execute()
  const isFree = (ticketId: TicketId) => free.some(({ id }) => id === ticketId)
  await recordEvents(
    trx,
    ofTickets
      .filter(({ ticketId }) => isFree(ticketId))
      .map(({ id, kind, ticketId, at, code }) => ({
        ticketId,
        kind: 'delivery-failed' as const,
        actor: SYSTEM,
        at,
        detail: { outboxId: id, what: kind, code: code ?? '' },
      })),
  )
  return ofTickets.filter(({ ticketId }) => !isFree(ticketId)).map(({ id }) => id)
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
