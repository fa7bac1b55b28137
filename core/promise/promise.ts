import { sql } from 'kysely'
import type { Core, Trx } from '../kernel/core.ts'
import { MINUTE } from '../kernel/duration.ts'
import { type CustomerId, newId, type PromiseId, type TicketId } from '../kernel/id.ts'
import { valuesTable } from '../kernel/values-table.ts'
import {
  type PolicyTimes,
  PROMISE_KINDS,
  type PromiseKind,
  type PromiseOutcome,
} from '../policy/policy-times.ts'

/**
 * How late an act may come and still fulfil its promise, in milliseconds. The 48 h escalation is made by a
 * sweep, which
 * only runs after the instant; a restart must not break the promise. A customer waits for the other promises:
 * they have none.
 */
const GRACE: Partial<Record<PromiseKind, number>> = { escalate: 15 * MINUTE }

/** Returns when each promise falls due: first contact plus the policy's time, exactly. */
export function dueTimes(firstContact: Date, times: PolicyTimes): Record<PromiseKind, Date> {
  const due = (kind: PromiseKind) => new Date(firstContact.getTime() + times[kind])
  return {
    acknowledge: due('acknowledge'),
    update: due('update'),
    investigate: due('investigate'),
    conclude: due('conclude'),
    escalate: due('escalate'),
    resolve: due('resolve'),
  }
}

/** Returns the outcome of a promise ended at `at`: kept when in time, else broken. */
export function outcomeAt(
  kind: PromiseKind,
  dueAt: Date,
  at: Date,
): Exclude<PromiseOutcome, 'no-longer-owed'> {
  return at.getTime() <= lastMoment(kind, dueAt).getTime() ? 'kept' : 'broken'
}

/** Returns the last instant at which a promise due at `dueAt` is kept. */
export function lastMoment(kind: PromiseKind, dueAt: Date): Date {
  return new Date(dueAt.getTime() + (GRACE[kind] ?? 0))
}

export interface PromisedRound {
  ticketId: TicketId
  customerId: CustomerId
  /** A reopening starts a new round. */
  round: number
  firstContact: Date
}

interface NewPromise {
  id: PromiseId
  ticket_id: TicketId
  customer_id: CustomerId
  round: number
  kind: PromiseKind
  number: number
  due_at: Date
  created_at: Date
}

const NEW_PROMISE = sql`id uuid, ticket_id uuid, customer_id uuid, round integer, kind text, number integer,
  due_at timestamptz, created_at timestamptz`

/**
 * Makes the promises of one round for each ticket, whose row must exist.
 * A ticket at the last level (policy §4) gets no promise to escalate.
 */
export async function promiseRounds(
  trx: Trx,
  core: Core,
  rounds: readonly PromisedRound[],
  now: Date,
): Promise<void> {
  if (rounds.length === 0) return
  const rows = rounds.flatMap(({ ticketId, customerId, round, firstContact }): NewPromise[] => {
    const due = dueTimes(firstContact, core.settings.policyTimes)
    return PROMISE_KINDS.map((kind) => ({
      id: newId<'promise'>(now),
      ticket_id: ticketId,
      customer_id: customerId,
      round,
      kind,
      number: 1,
      due_at: due[kind],
      created_at: now,
    }))
  })
  const listed = valuesTable<NewPromise>(NEW_PROMISE, rows)
  // Six rows a ticket: as a list of values this would be the longest statement of all.
  await trx
    .insertInto('promises')
    .columns(['id', 'ticket_id', 'customer_id', 'round', 'kind', 'number', 'due_at', 'created_at'])
    .expression(
      trx
        .selectFrom(listed)
        .innerJoin('tickets', 'tickets.id', 'listed.ticket_id')
        .where((eb) =>
          eb.or([eb('listed.kind', '!=', 'escalate'), eb('tickets.level', '!=', 'customer-experience')]),
        )
        .select(['listed.id', 'listed.ticket_id', 'listed.customer_id', 'listed.round', 'listed.kind'])
        .select(['listed.number', 'listed.due_at', 'listed.created_at']),
    )
    .execute()
  await refreshNextPromises(
    trx,
    rounds.map(({ ticketId }) => ticketId),
  )
}

/**
 * Ends the promise to acknowledge where the sender gets no reply any more; `number` is the event that records
 * it.
 */
export async function releaseAcknowledgements(
  trx: Trx,
  withheld: readonly { ticketId: TicketId; number: number }[],
  at: Date,
): Promise<void> {
  if (withheld.length === 0) return
  const rows = withheld.map(({ ticketId, number }) => ({ ticketId, number }))
  await trx
    .updateTable('promises')
    .from(valuesTable<{ ticketId: TicketId; number: number }>(sql`"ticketId" uuid, number integer`, rows))
    .whereRef('promises.ticket_id', '=', 'listed.ticketId')
    .where('kind', '=', 'acknowledge')
    .where('ended_at', 'is', null)
    .set((eb) => ({ ended_at: at, outcome: 'no-longer-owed', ended_by_event: eb.ref('listed.number') }))
    .execute()
  await refreshNextPromises(
    trx,
    rows.map(({ ticketId }) => ticketId),
  )
}

/** How an act ends the promises of one ticket. */
interface Ending {
  /** Kinds the act fulfils: kept, or broken when late. */
  kinds: readonly PromiseKind[]
  /** Kinds the act makes unnecessary: no longer owed, but broken when already late unless excused. */
  release: readonly PromiseKind[]
  /** Late ones are no longer owed either: the ticket never was a complaint. */
  excused?: boolean
  /** Limits the act to the rounds before this one. */
  before?: number
  at: Date
  /** The number of the event that ends them. */
  byEvent: number
}

/** Ends a ticket's open promises of the listed kinds, in every round. Other kinds stay open. */
export async function endPromises(trx: Trx, ticketId: TicketId, ending: Ending): Promise<void> {
  const openPromises = await trx
    .selectFrom('promises')
    .select(['id', 'kind', 'due_at'])
    .where('ticket_id', '=', ticketId)
    .where('ended_at', 'is', null)
    .where('kind', 'in', [...ending.kinds, ...ending.release])
    .$if(ending.before !== undefined, (query) => query.where('round', '<', ending.before ?? 1))
    .execute()
  const ended = openPromises.map(({ id, kind, due_at }) => ({
    id,
    outcome: outcomeOf(kind, due_at, ending),
  }))
  if (ended.length === 0) return
  await trx
    .updateTable('promises')
    .from(valuesTable<{ id: PromiseId; outcome: PromiseOutcome }>(sql`id uuid, outcome text`, ended))
    .whereRef('promises.id', '=', 'listed.id')
    .set((eb) => ({ ended_at: ending.at, outcome: eb.ref('listed.outcome'), ended_by_event: ending.byEvent }))
    .execute()
  await refreshNextPromises(trx, [ticketId])
}

/** Undoes `endPromises` for that event: every promise it ended is open again, unchanged. */
export async function restorePromises(trx: Trx, ticketId: TicketId, byEvent: number): Promise<void> {
  await trx
    .updateTable('promises')
    .set({ ended_at: null, outcome: null, ended_by_event: null })
    .where('ticket_id', '=', ticketId)
    .where('ended_by_event', '=', byEvent)
    .execute()
  await refreshNextPromises(trx, [ticketId])
}

/**
 * Ends a wait of `waitedMs` on the customer's reply: promises whose clock was stopped fall due that much
 * later.
 * Which clocks stop is a setting; none do by the policy. What was late before the wait began stays late.
 */
export async function resumeAfterWaiting(
  trx: Trx,
  core: Core,
  ticketId: TicketId,
  waitedMs: number,
): Promise<void> {
  const { stopsWhileWaiting } = core.settings
  if (stopsWhileWaiting.length === 0 || waitedMs <= 0) return
  await trx
    .updateTable('promises')
    .set({ due_at: sql<Date>`due_at + ${waitedMs} * interval '1 millisecond'` })
    .where('ticket_id', '=', ticketId)
    .where('ended_at', 'is', null)
    .where('kind', 'in', stopsWhileWaiting)
    .where('due_at', '>', new Date(core.clock.now().getTime() - waitedMs))
    .execute()
  await refreshNextPromises(trx, [ticketId])
}

function outcomeOf(kind: PromiseKind, dueAt: Date, { kinds, excused, at }: Ending): PromiseOutcome {
  const outcome = outcomeAt(kind, dueAt, at)
  if (kinds.includes(kind)) return outcome
  // A promise past its due time is broken whatever comes after: a late resolution does not excuse it.
  return outcome === 'broken' && !excused ? 'broken' : 'no-longer-owed'
}

/** The state of a promise: `late` past its due time, `soon` in the last quarter of the time it had. */
type PromiseState = 'calm' | 'soon' | 'late'

// Promises to the customer come before internal ones.
const AT_THE_SAME_INSTANT = sql`array_position(array['acknowledge','conclude','resolve','update','investigate','escalate'], kind)`

/**
 * Writes each ticket's next due promise of its round, the start of its last quarter, and its number of broken
 * promises.
 * The lists are ordered by it. Anyone who writes promises, a round or a first contact calls it afterwards in
 * the same transaction.
 * Runs one statement for any number of tickets, and writes only changed rows.
 */
export async function refreshNextPromises(trx: Trx, ticketIds: readonly TicketId[]): Promise<void> {
  if (ticketIds.length === 0) return
  const ids = sql.join([...new Set(ticketIds)].map((id) => sql`${id}::uuid`))
  await sql`
    update tickets set next_kind = fresh.kind, next_due_at = fresh.due_at, next_risk_at = fresh.risk_at,
      broken_promises = fresh.broken
    from (
      select listed.id, next.kind, next.due_at, next.due_at - make_interval(secs => extract(epoch from next.due_at
          - case when next.number = 1 then listed.first_contact_at else next.created_at end)::double precision / 4) as risk_at,
        (select count(*)::integer from promises
          where ticket_id = listed.id and round = listed.round and outcome = 'broken') as broken
      from tickets as listed left join lateral (
        select kind, due_at, number, created_at from promises
        where ticket_id = listed.id and round = listed.round and ended_at is null
        order by due_at, ${AT_THE_SAME_INSTANT} limit 1
      ) as next on true
      where listed.id in (${ids})
    ) as fresh
    where tickets.id = fresh.id and (tickets.next_kind, tickets.next_due_at, tickets.next_risk_at, tickets.broken_promises)
      is distinct from (fresh.kind, fresh.due_at, fresh.risk_at, fresh.broken)`.execute(trx)
}

/**
 * Returns the elapsed share (0 to 1) and the state of a promise, counted from the first contact (policy §4).
 */
export function promiseProgress(
  dueAt: Date,
  firstContactAt: Date,
  now: Date,
): { part: number; state: PromiseState } {
  const whole = dueAt.getTime() - firstContactAt.getTime()
  const passed = now.getTime() - firstContactAt.getTime()
  const part = whole <= 0 ? 1 : Math.min(1, Math.max(0, passed / whole))
  return { part, state: now > dueAt ? 'late' : part >= 0.75 ? 'soon' : 'calm' }
}

/**
 * Moves the first contact of a ticket's present round, and the due times of its open promises by as much
 * (policy §4).
 * The acknowledgement and later updates do not count from it, and stay. Promises made after `madeUntil` stay
 * too.
 */
export async function moveFirstContact(
  trx: Trx,
  ticketId: TicketId,
  { from, to, madeUntil }: { from: Date; to: Date; madeUntil?: Date },
): Promise<void> {
  const milliseconds = to.getTime() - from.getTime()
  await trx.updateTable('tickets').set({ first_contact_at: to }).where('id', '=', ticketId).execute()
  await trx
    .updateTable('promises')
    .set({ due_at: sql<Date>`due_at + ${milliseconds} * interval '1 millisecond'` })
    .where('ticket_id', '=', ticketId)
    .where('ended_at', 'is', null)
    .$if(madeUntil !== undefined, (query) => query.where('created_at', '<=', madeUntil ?? to))
    .where(
      'kind',
      'in',
      PROMISE_KINDS.filter((kind) => kind !== 'acknowledge'),
    )
    .where((eb) => eb.or([eb('kind', '!=', 'update'), eb('number', '=', 1)]))
    .execute()
  await refreshNextPromises(trx, [ticketId])
}
