import { sql } from 'kysely'
import type { Core, Trx } from '../kernel/core.ts'
import { type CustomerId, newId, type PromiseId, type TicketId } from '../kernel/id.ts'
import { valuesTable } from '../kernel/values-table.ts'
import type { PromiseKind, PromiseOutcome } from '../policy/policy-times.ts'
import { outcomeAt, refreshNextPromises } from './promise.ts'

/** A contact with a customer: a mail that has left, or a call that was made. */
export interface ContactMade {
  ticketId: TicketId
  at: Date
  /** The number of the event that records the contact. */
  byEvent: number | null
  /** When the text was written, if earlier: a text written before a round began does not report on it. */
  writtenAt?: Date
  /** The round the contact reports on, where known. */
  round?: number | null
  /** The contact gave the conclusions, or the resolution. */
  conclusions: boolean
}

/**
 * Ends the promises these contacts fulfil; tickets without such a promise stay unchanged.
 * A contact ends the open update promise and makes the next, due after the policy's time, while the ticket is
 * unresolved (policy §3).
 * Giving the conclusions ends the promise to conclude (§4).
 * The caller holds the tickets' locks. Runs a fixed number of statements.
 */
export async function settlePromises(trx: Trx, core: Core, contacts: readonly ContactMade[]): Promise<void> {
  if (contacts.length === 0) return
  const openPromises = await findOpenPromises(trx, contacts)
  const inOrder = [...contacts].sort((a, b) => a.at.getTime() - b.at.getTime())
  const ended: Ended[] = []
  const next: NextUpdate[] = []
  for (const promise of openPromises) {
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
      next.push(nextUpdate(core, promise, latestContact(contacts, promise.ticketId)))
  }
  await makeNext(trx, next)
  await endListedPromises(trx, ended)
}

// Updates follow each other within a round, so only the first can be younger than the text.
function settles(one: ContactMade, { ticketId, round, kind, number, createdAt }: OpenPromise): boolean {
  if (one.ticketId !== ticketId || (kind === 'conclude' && !one.conclusions)) return false
  if (typeof one.round === 'number') return one.round === round
  return number > 1 || createdAt <= (one.writtenAt ?? one.at)
}

interface OpenPromise {
  id: PromiseId
  ticketId: TicketId
  customerId: CustomerId
  round: number
  kind: PromiseKind
  number: number
  dueAt: Date
  createdAt: Date
  waitingSince: Date | null
  /** The ticket still gets updates. */
  goesOn: boolean
}

async function findOpenPromises(trx: Trx, contacts: readonly ContactMade[]): Promise<OpenPromise[]> {
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
    .where('promises.ticket_id', 'in', [...new Set(contacts.map(({ ticketId }) => ticketId))])
    .where('promises.kind', 'in', ['update', 'conclude'])
    .where('promises.ended_at', 'is', null)
    .orderBy('promises.id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    ticketId: row.ticket_id,
    customerId: row.customer_id,
    round: row.round,
    kind: row.kind,
    number: row.number,
    dueAt: row.due_at,
    createdAt: row.created_at,
    waitingSince: row.waiting_since,
    goesOn: !row.resolved_at && !row.set_aside_at && !row.merged_into_id && row.round === row.ticket_round,
  }))
}

/**
 * Returns the outcome of a promise ended at `at`.
 * A promise whose clock is stopped while we wait (a setting) has not run out, whatever its row holds until
 * the wait ends.
 */
export function outcomeWhileWaiting(
  core: Core,
  promise: Pick<OpenPromise, 'kind' | 'dueAt' | 'waitingSince'>,
  at: Date,
): PromiseOutcome {
  const { waitingSince, dueAt, kind } = promise
  const stopped =
    waitingSince !== null && waitingSince < dueAt && core.settings.stopsWhileWaiting.includes(kind)
  return stopped ? 'kept' : outcomeAt(kind, dueAt, at)
}

interface NextUpdate {
  id: PromiseId
  ticket_id: TicketId
  customer_id: CustomerId
  round: number
  kind: 'update'
  number: number
  due_at: Date
  created_at: Date
}

function nextUpdate(core: Core, promise: OpenPromise, at: Date): NextUpdate {
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

function latestContact(contacts: readonly ContactMade[], ticketId: string): Date {
  return new Date(
    Math.max(...contacts.filter((one) => one.ticketId === ticketId).map(({ at }) => at.getTime())),
  )
}

interface Ended {
  id: PromiseId
  at: Date
  outcome: PromiseOutcome
  /** The number of the event that ends it. */
  number: number | null
}

/** Ends the listed promises, each with its own time and outcome, in one statement. */
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
