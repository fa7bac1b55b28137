import { sql } from 'kysely'
import type { Core, Trx } from '../kernel/core.ts'
import type { MemberId, PromiseId, TeamId, TicketId } from '../kernel/id.ts'
import type { Reference } from '../kernel/reference.ts'
import { valuesTable } from '../kernel/values-table.ts'
import { type MemberNotice, notifyMembers } from '../member/member-notice.ts'
import type { Category } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import { PROMISE_KINDS, type PromiseKind } from '../policy/policy-times.ts'
import { SYSTEM, type TicketEvent } from '../ticket/event.ts'
import { insertEvents, numberEvents } from '../ticket/event-log.ts'
import { loadStaff, mayRead, type Staff, supervisorsFor } from './investigator.ts'
import { lastMoment } from './promise.ts'
import { BATCH_SIZE, type BatchResult, drainBatches } from './sweep-batch.ts'

/** A promise past its due time that nobody was notified of. */
interface Overdue {
  id: PromiseId
  kind: PromiseKind
  number: number
  dueAt: Date
  ticketId: TicketId
  reference: Reference
  category: Category
  language: Language
  round: number
  teamId: TeamId
  assigneeId: MemberId | null
  lastEvent: number
}

/**
 * Records overdue promises once each in their ticket's history and notifies the assignee.
 * Notifies the team's supervisors when there is no assignee, or they are away.
 * Sends one mail to each recipient, however many promises there are. Returns how many were recorded.
 */
export async function sweepOverdue(core: Core): Promise<number> {
  let staff: Staff | undefined
  const done = await drainBatches(() =>
    core.db.transaction().execute(async (trx): Promise<BatchResult> => {
      const locked = await lockTicketsOfOverdue(trx, core)
      if (locked.length === 0) return { found: 0, done: 0 }
      const overdue = await findOverdue(trx, core, [...new Set(locked)])
      staff ??= await loadStaff(trx, core.clock.now())
      await recordOverdue(trx, core, overdue)
      await notifyMembers(trx, core, noticesOf(overdue, staff))
      return { found: locked.length, done: overdue.length }
    }),
  )
  if (done > 0) core.wakeDelivery()
  return done
}

// Returns one id per promise: a ticket may appear several times.
async function lockTicketsOfOverdue(trx: Trx, core: Core): Promise<TicketId[]> {
  const rows = await overduePromises(trx, core)
    .select('tickets.id')
    .orderBy('promises.due_at')
    .limit(BATCH_SIZE)
    .forUpdate('tickets')
    .skipLocked()
    .execute()
  return rows.map((row) => row.id)
}

// Read under the lock, for every promise of those tickets: another process may have recorded some already.
async function findOverdue(trx: Trx, core: Core, ids: readonly TicketId[]): Promise<Overdue[]> {
  const rows = await overduePromises(trx, core)
    .select(['promises.id as promise_id', 'promises.kind', 'promises.number', 'promises.due_at'])
    .select(['promises.round', 'tickets.id', 'tickets.reference', 'tickets.category', 'tickets.language'])
    .select(['tickets.team_id', 'tickets.assignee_id', 'tickets.last_event'])
    .where('tickets.id', 'in', ids)
    .orderBy('tickets.id')
    .orderBy('promises.due_at')
    .orderBy('promises.id')
    .execute()
  return rows.map((row) => ({
    id: row.promise_id,
    kind: row.kind,
    number: row.number,
    dueAt: row.due_at,
    ticketId: row.id,
    reference: row.reference,
    category: row.category,
    language: row.language,
    round: row.round,
    teamId: row.team_id,
    assigneeId: row.assignee_id,
    lastEvent: row.last_event,
  }))
}

// A resolved ticket may still owe its conclusions: they count as given when their mail leaves.
function overduePromises(trx: Trx, core: Core) {
  const now = core.clock.now()
  const { stopsWhileWaiting } = core.settings
  const earliest = new Date(Math.max(...PROMISE_KINDS.map((kind) => now.getTime() - graceOf(kind))))
  return trx
    .selectFrom('promises')
    .innerJoin('tickets', 'tickets.id', 'promises.ticket_id')
    .where('promises.ended_at', 'is', null)
    .where('promises.overdue_noted_at', 'is', null)
    .where('promises.due_at', '<', earliest)
    .where((eb) =>
      eb.or([
        ...PROMISE_KINDS.filter((kind) => graceOf(kind) > 0).map((kind) =>
          eb.and([
            eb('promises.kind', '=', kind),
            eb('promises.due_at', '<', new Date(now.getTime() - graceOf(kind))),
          ]),
        ),
        eb(
          'promises.kind',
          'in',
          PROMISE_KINDS.filter((kind) => graceOf(kind) === 0),
        ),
      ]),
    )
    .where('tickets.quarantined_at', 'is', null)
    .where('tickets.set_aside_at', 'is', null)
    .where('tickets.merged_into_id', 'is', null)
    .$if(stopsWhileWaiting.length > 0, (query) =>
      query.where((eb) =>
        eb.or([
          eb('tickets.waiting_since', 'is', null),
          eb('promises.due_at', '<', eb.ref('tickets.waiting_since')),
          eb('promises.kind', 'not in', stopsWhileWaiting),
        ]),
      ),
    )
}

function graceOf(kind: PromiseKind): number {
  return lastMoment(kind, new Date(0)).getTime()
}

async function recordOverdue(trx: Trx, core: Core, overdue: readonly Overdue[]): Promise<void> {
  if (overdue.length === 0) return
  const now = core.clock.now()
  const last = new Map(overdue.map(({ ticketId, lastEvent }) => [ticketId, lastEvent]))
  const events = numberEvents(
    overdue.map(({ ticketId, kind, number, round, dueAt }): TicketEvent => {
      const detail = { promise: kind, number, round, dueAt: dueAt.toISOString() }
      return { ticketId, kind: 'promise-overdue', actor: SYSTEM, at: now, detail }
    }),
    last,
  )
  const counted = [...last].map(([id, number]) => ({ id, number }))
  await trx
    .updateTable('tickets')
    .from(valuesTable<{ id: string; number: number }>(sql`id uuid, number integer`, counted))
    .whereRef('tickets.id', '=', 'listed.id')
    .set((eb) => ({ last_event: eb.ref('listed.number') }))
    .execute()
  await insertEvents(trx, events)
  await trx
    .updateTable('promises')
    .set({ overdue_noted_at: now })
    .where(
      'id',
      'in',
      overdue.map(({ id }) => id),
    )
    .execute()
}

function noticesOf(overdue: readonly Overdue[], staff: Staff): MemberNotice[] {
  return overdue.flatMap((promise) => {
    const owner = promise.assigneeId === null ? undefined : staff.get(promise.assigneeId)
    const recipients =
      owner?.present && mayRead(promise, owner) ? [owner] : supervisorsFor(promise, promise.teamId, staff)
    return recipients.map(
      ({ id }): MemberNotice => ({
        memberId: id,
        ticketId: promise.ticketId,
        reference: promise.reference,
        category: promise.category,
        kind: 'overdue',
        promise: { kind: promise.kind, dueAt: promise.dueAt },
      }),
    )
  })
}
