import { sql } from 'kysely'
import type { Trx } from './core.ts'
import { type CustomerId, newId, type TicketId } from './id.ts'
import { rowList } from './row-list.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/**
 * The policy's times, in milliseconds from the first contact, by the wall clock.
 * "At once" (policy §3) is measured as a quarter of an hour: a mail server may well be away for a minute, and a promise
 * that breaks at every hiccup would teach supervisors to look away.
 */
export const POLICY_TIMES = {
  acknowledge: 15 * MINUTE,
  /** Policy §3: regular updates while unresolved, at least every 24 h. */
  update: 24 * HOUR,
  /** Policy §4: a member of the resolution team begins an investigation. */
  investigate: 24 * HOUR,
  /** Policy §4: the customer is told the conclusions. */
  conclude: 48 * HOUR,
  /** Policy §4: handed to the customer-experience team. */
  escalate: 48 * HOUR,
  /** Policy §4: all problems resolved. */
  resolve: 5 * 24 * HOUR,
} as const

export type PromiseKind = keyof typeof POLICY_TIMES
export const PROMISE_KINDS = Object.keys(POLICY_TIMES) as PromiseKind[]

/** How a promise ended; a row without an outcome is still owed. */
export type PromiseOutcome = 'kept' | 'broken' | 'no-longer-owed'

/** When each promise falls due: first contact plus the policy's time, exactly. */
export function dueTimes(firstContact: Date): Record<PromiseKind, Date> {
  const due = (kind: PromiseKind) => new Date(firstContact.getTime() + POLICY_TIMES[kind])
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
export function outcomeAt(dueAt: Date, at: Date): Exclude<PromiseOutcome, 'no-longer-owed'> {
  return at <= dueAt ? 'kept' : 'broken'
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

/** Makes the promises of one round for each ticket. */
export async function promiseRounds(trx: Trx, rounds: readonly PromisedRound[], now: Date): Promise<void> {
  if (rounds.length === 0) return
  const rows = rounds.flatMap(({ ticketId, customerId, round, firstContact }): NewPromise[] => {
    const due = dueTimes(firstContact)
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
  // Six a ticket: as rows of values they would be the longest statement of all.
  await trx
    .insertInto('promises')
    .columns(['id', 'ticket_id', 'customer_id', 'round', 'kind', 'number', 'due_at', 'created_at'])
    .expression(
      trx
        .selectFrom(rowList<NewPromise>(NEW_PROMISE, rows))
        .select(['id', 'ticket_id', 'customer_id', 'round', 'kind', 'number', 'due_at', 'created_at']),
    )
    .execute()
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
    .from(rowList<{ ticketId: string; number: number }>(sql`"ticketId" uuid, number integer`, rows))
    .whereRef('promises.ticket_id', '=', 'listed.ticketId')
    .where('kind', '=', 'acknowledge')
    .where('ended_at', 'is', null)
    .set((eb) => ({ ended_at: at, outcome: 'no-longer-owed', ended_by_event: eb.ref('listed.number') }))
    .execute()
}

/**
 * Ends every promise of a ticket's round that is still owed: those of `kinds` as kept (broken when late), the rest, when
 * `release` is set, as no longer owed. `byEvent` is the event that ended them.
 */
export async function endPromises(
  trx: Trx,
  ticketId: TicketId,
  ending: { kinds: readonly PromiseKind[]; release: boolean; at: Date; byEvent: number },
): Promise<void> {
  const owed = await trx
    .selectFrom('promises')
    .select(['id', 'kind', 'due_at'])
    .where('ticket_id', '=', ticketId)
    .where('ended_at', 'is', null)
    .execute()
  for (const promise of owed) {
    const kept = (ending.kinds as readonly string[]).includes(promise.kind)
    if (!kept && !ending.release) continue
    // A promise already past its time is broken whatever comes after: a late resolution does not excuse it.
    const late = promise.due_at < ending.at
    const outcome: PromiseOutcome = late ? 'broken' : kept ? 'kept' : 'no-longer-owed'
    await trx
      .updateTable('promises')
      .set({ ended_at: ending.at, outcome, ended_by_event: ending.byEvent })
      .where('id', '=', promise.id)
      .execute()
  }
}
