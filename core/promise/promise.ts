import { sql } from 'kysely'
import type { Core, Trx } from '../kernel/core.ts'
import { MINUTE } from '../kernel/duration.ts'
import { type CustomerId, newId, type TicketId } from '../kernel/id.ts'
import { valuesTable } from '../kernel/values-table.ts'
import {
  type PolicyTimes,
  PROMISE_KINDS,
  type PromiseKind,
  type PromiseOutcome,
} from '../policy/policy-times.ts'

/**
 * How late an act may come and still keep its promise, in milliseconds. A customer waits for the others; the hand-over at
 * 48 h is made by a sweep, which can only run after the instant, and a restart must not make it look broken.
 */
const GRACE: Partial<Record<PromiseKind, number>> = { escalate: 15 * MINUTE }

/** When each promise falls due: first contact plus the policy's time, exactly. */
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

/** A promise ending by some act at `at`: kept when in time, else broken. */
export function outcomeAt(
  kind: PromiseKind,
  dueAt: Date,
  at: Date,
): Exclude<PromiseOutcome, 'no-longer-owed'> {
  return at.getTime() <= lastMoment(kind, dueAt).getTime() ? 'kept' : 'broken'
}

/** The last instant at which a promise due then is kept. */
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
  id: string
  ticket_id: string
  customer_id: string
  round: number
  kind: PromiseKind
  number: number
  due_at: Date
  created_at: Date
}

const NEW_PROMISE = sql`id uuid, ticket_id uuid, customer_id uuid, round integer, kind text, number integer,
  due_at timestamptz, created_at timestamptz`

/**
 * Makes the promises of one round for each ticket, which must be written already. A ticket that is with the last level
 * (policy §4) is not promised to be handed there.
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
  // Six a ticket: as rows of values they would be the longest statement of all.
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

/** Ends the promise to acknowledge on tickets whose sender is not answered any more; `number` is the event that says so. */
export async function releaseAcknowledgements(
  trx: Trx,
  withheld: readonly { ticketId: TicketId; number: number }[],
  at: Date,
): Promise<void> {
  if (withheld.length === 0) return
  const rows = withheld.map(({ ticketId, number }) => ({ ticketId, number }))
  await trx
    .updateTable('promises')
    .from(valuesTable<{ ticketId: string; number: number }>(sql`"ticketId" uuid, number integer`, rows))
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

/** How the promises of one ticket end by one act. */
interface Ending {
  /** Kept, or broken when late. */
  kinds: readonly PromiseKind[]
  /** No longer owed; one that is late already is broken all the same, unless it is excused. */
  release: readonly PromiseKind[]
  /** The late ones are no longer owed either: it never was a complaint. */
  excused?: boolean
  /** Only of the rounds before this one. */
  before?: number
  at: Date
  /** The event that ends them. */
  byEvent: number
}

/** Ends promises of a ticket that are still owed, whatever their round. Those of neither list stay owed. */
export async function endPromises(trx: Trx, ticketId: TicketId, ending: Ending): Promise<void> {
  const owed = await trx
    .selectFrom('promises')
    .select(['id', 'kind', 'due_at'])
    .where('ticket_id', '=', ticketId)
    .where('ended_at', 'is', null)
    .where('kind', 'in', [...ending.kinds, ...ending.release])
    .$if(ending.before !== undefined, (query) => query.where('round', '<', ending.before ?? 1))
    .execute()
  const ended = owed.map(({ id, kind, due_at }) => ({
    id,
    outcome: outcomeOf(kind as PromiseKind, due_at, ending),
  }))
  if (ended.length === 0) return
  await trx
    .updateTable('promises')
    .from(valuesTable<{ id: string; outcome: PromiseOutcome }>(sql`id uuid, outcome text`, ended))
    .whereRef('promises.id', '=', 'listed.id')
    .set((eb) => ({ ended_at: ending.at, outcome: eb.ref('listed.outcome'), ended_by_event: ending.byEvent }))
    .execute()
  await refreshNextPromises(trx, [ticketId])
}

/** Takes back what `endPromises` did by that event: every promise it ended is owed again, as it was. */
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
 * The customer's answer ends a wait of `waitedMs`: promises whose clock stands still while we wait (a setting; none by
 * the policy) fall due that much later. What was late before the wait began stays late.
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
  // A promise already past its time is broken whatever comes after: a late resolution does not excuse it.
  return outcome === 'broken' && !excused ? 'broken' : 'no-longer-owed'
}

/** How far a promise is: `late` once its time is over, `soon` in the last quarter of the time there was. */
type PromiseState = 'calm' | 'soon' | 'late'

// What the customer waits for stands before our own hand-overs.
const AT_THE_SAME_INSTANT = sql`array_position(array['acknowledge','conclude','resolve','update','investigate','escalate'], kind)`

/**
 * Writes on each of these tickets which promise of its round falls due next, when its last quarter begins, and how many
 * were broken: the lists are ordered by it. Whoever writes promises, or a ticket's round or first contact, calls it in the
 * same transaction, afterwards; one statement however many tickets there are, which writes only what has changed.
 */
export async function refreshNextPromises(trx: Trx, ticketIds: readonly string[]): Promise<void> {
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

/** How full the bar is (0 to 1) and how it stands, counted from the first contact (policy §4). */
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
 * Has a ticket's present round count from another first contact (policy §4): what is still owed falls due that much
 * earlier or later. The acknowledgement and a later update do not count from it, and stay. `madeUntil` leaves promises
 * alone that were made after that instant.
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
