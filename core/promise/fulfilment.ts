import { sql } from 'kysely'
import type { Core, Trx } from '../kernel/core.ts'
import { newId, type TicketId } from '../kernel/id.ts'
import { valuesTable } from '../kernel/values-table.ts'
import type { PromiseKind, PromiseOutcome } from '../policy/policy-times.ts'
import { outcomeAt, refreshNextPromises } from './promise.ts'

/** A customer was told something: a mail has left, or a call was made. */
export interface ContactMade {
  ticketId: TicketId
  at: Date
  /** The event that says so. */
  byEvent: number | null
  /** When it was put in words, if not at once: what was written before a round began tells nothing of it. */
  writtenAt?: Date
  /** The round it tells of, where that is known. */
  round?: number | null
  /** What was told was the conclusions, or the resolution. */
  conclusions: boolean
}

/**
 * Telling a customer ends the promise of an update that is open, and makes the next, due the policy's time later, while
 * the matter is unresolved (policy §3); telling the conclusions ends the promise to tell them (§4). A ticket that owes
 * neither is left as it is. The caller holds the tickets' locks; a fixed number of statements however many there are.
 */
export async function settlePromises(trx: Trx, core: Core, told: readonly ContactMade[]): Promise<void> {
  if (told.length === 0) return
  const owed = await findOwedPromises(trx, told)
  const inOrder = [...told].sort((a, b) => a.at.getTime() - b.at.getTime())
  const ended: Ended[] = []
  const next: NextUpdate[] = []
  for (const promise of owed) {
    const { kind } = promise
    const act = inOrder.find((one) => settles(one, promise))
    if (!act) continue
    ended.push({
      id: promise.id,
      at: act.at,
      outcome: outcomeWhileWaiting(core, promise, act.at),
      number: act.byEvent,
    })
    if (kind === 'update' && promise.goesOn)
      next.push(nextUpdate(core, promise, latest(told, promise.ticketId)))
  }
  await makeNext(trx, next)
  await endListedPromises(trx, ended)
}

// Updates follow each other within a round, so only the first can be younger than the words.
function settles(one: ContactMade, { ticketId, round, kind, number, createdAt }: OwedRow): boolean {
  if (one.ticketId !== ticketId || (kind === 'conclude' && !one.conclusions)) return false
  if (typeof one.round === 'number') return one.round === round
  return number > 1 || createdAt <= (one.writtenAt ?? one.at)
}

interface OwedRow {
  id: string
  ticketId: string
  customerId: string
  round: number
  kind: PromiseKind
  number: number
  dueAt: Date
  createdAt: Date
  waitingSince: Date | null
  /** The ticket still owes updates. */
  goesOn: boolean
}

async function findOwedPromises(trx: Trx, told: readonly ContactMade[]): Promise<OwedRow[]> {
  const rows = await trx
    .selectFrom('promises')
    .innerJoin('tickets', 'tickets.id', 'promises.ticket_id')
    .select(['promises.id', 'promises.ticket_id', 'promises.customer_id', 'promises.round', 'promises.kind'])
    .select([
      'promises.number',
      'promises.due_at',
      'promises.created_at',
      'tickets.waiting_since',
      'tickets.resolved_at',
    ])
    .select(['tickets.set_aside_at', 'tickets.merged_into_id', 'tickets.round as ticket_round'])
    .where('promises.ticket_id', 'in', [...new Set(told.map(({ ticketId }) => ticketId))])
    .where('promises.kind', 'in', ['update', 'conclude'])
    .where('promises.ended_at', 'is', null)
    .orderBy('promises.id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    ticketId: row.ticket_id,
    customerId: row.customer_id,
    round: row.round,
    kind: row.kind as PromiseKind,
    number: row.number,
    dueAt: row.due_at,
    createdAt: row.created_at,
    waitingSince: row.waiting_since,
    goesOn: !row.resolved_at && !row.set_aside_at && !row.merged_into_id && row.round === row.ticket_round,
  }))
}

/**
 * A promise ending by some act at `at`, where its clock may stand still while we wait (a setting): one that stands still
 * has not run out, whatever its row says until the wait ends.
 */
export function outcomeWhileWaiting(
  core: Core,
  promise: Pick<OwedRow, 'kind' | 'dueAt' | 'waitingSince'>,
  at: Date,
): PromiseOutcome {
  const { waitingSince, dueAt, kind } = promise
  const stopped =
    waitingSince !== null && waitingSince < dueAt && core.settings.stopsWhileWaiting.includes(kind)
  return stopped ? 'kept' : outcomeAt(kind, dueAt, at)
}

interface NextUpdate {
  id: string
  ticket_id: string
  customer_id: string
  round: number
  kind: 'update'
  number: number
  due_at: Date
  created_at: Date
}

function nextUpdate(core: Core, promise: OwedRow, at: Date): NextUpdate {
  return {
    id: newId<'promise'>(at),
    ticket_id: promise.ticketId,
    customer_id: promise.customerId,
    round: promise.round,
    kind: 'update',
    number: promise.number + 1,
    due_at: new Date(at.getTime() + core.settings.policyTimes.update),
    created_at: at,
  }
}

function latest(told: readonly ContactMade[], ticketId: string): Date {
  return new Date(Math.max(...told.filter((one) => one.ticketId === ticketId).map(({ at }) => at.getTime())))
}

interface Ended {
  id: string
  at: Date
  outcome: PromiseOutcome
  /** The event that ends it. */
  number: number | null
}

/** Ends promises one by one as listed, in one statement. */
export async function endListedPromises(trx: Trx, ended: readonly Ended[]): Promise<void> {
  if (ended.length === 0) return
  const rows = await trx
    .updateTable('promises')
    .from(valuesTable<Ended>(sql`id uuid, at timestamptz, outcome text, number integer`, ended))
    .whereRef('promises.id', '=', 'listed.id')
    .where('ended_at', 'is', null)
    .set((eb) => ({
      ended_at: eb.ref('listed.at'),
      outcome: eb.ref('listed.outcome'),
      ended_by_event: eb.ref('listed.number'),
    }))
    .returning('promises.ticket_id')
    .execute()
  await refreshNextPromises(
    trx,
    rows.map(({ ticket_id }) => ticket_id),
  )
}

async function makeNext(trx: Trx, next: readonly NextUpdate[]): Promise<void> {
  if (next.length > 0) await trx.insertInto('promises').values(next).execute()
}
