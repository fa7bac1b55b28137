import { sql } from 'kysely'
import type { Queryable } from './core.ts'
import { SECOND } from './duration.ts'
import { valuesTable } from './values-table.ts'

/** When a sweep is due: so many milliseconds after it last ended, or each night at two o'clock (UTC). */
export type Every = number | 'night'

/** A sweep that this process has claimed. */
export interface DueSweep {
  id: string
}

interface Claim {
  /** Unique to the process and its start. */
  holder: string
  leaseSeconds: number
  limit: number
}

interface ListedSweep {
  name: string
  every: Every
}

const NOW = sql<Date>`now()`
// A sweep without seconds is nightly: the last two o'clock, minus the moment that "at or before" takes in.
const DUE_BEFORE = sql<Date>`case when listed.seconds is not null then now() - listed.seconds * interval '1 second'
  else (date_trunc('day', now() at time zone 'utc' - interval '2 hours') + interval '2 hours') at time zone 'utc'
    - interval '1 microsecond' end`

/** Adds the rows of sweeps that have none yet. A nightly one is first due on the next night. */
export async function addSweeps(db: Queryable, sweeps: readonly ListedSweep[]): Promise<void> {
  await db
    .insertInto('sweeps')
    .values(
      sweeps.map(({ name, every }) => ({ name, last_done_at: every === 'night' ? sql<Date>`now()` : null })),
    )
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute()
}

/**
 * Claims due sweeps in the order given, each for one process. All instants are the database's own, so that no clock of
 * another host delays a sweep or starts it twice. One that ended in the future is due: the database's clock was set back.
 */
export async function claimSweeps(
  db: Queryable,
  sweeps: readonly ListedSweep[],
  claim: Claim,
): Promise<DueSweep[]> {
  const listed = sweeps.map(({ name, every }, place) => {
    return { place, name, seconds: every === 'night' ? null : every / SECOND }
  })
  const columns = sql`place integer, name text, seconds float8`
  const rows = await db
    .with('due', (trx) =>
      trx
        .selectFrom('sweeps')
        .innerJoin(valuesTable<(typeof listed)[number]>(columns, listed), 'listed.name', 'sweeps.name')
        .select('sweeps.name')
        .where((eb) =>
          eb.or([
            eb('lease_until', 'is', null),
            eb('lease_until', '<', NOW),
            eb('lease_until', '>', inSeconds(2 * claim.leaseSeconds)),
          ]),
        )
        .where((eb) =>
          eb.or([
            eb('last_done_at', 'is', null),
            eb('last_done_at', '<=', DUE_BEFORE),
            eb('last_done_at', '>', NOW),
          ]),
        )
        .orderBy('place')
        .limit(claim.limit)
        .forUpdate('sweeps')
        .skipLocked(),
    )
    .updateTable('sweeps')
    .from('due')
    .whereRef('sweeps.name', '=', 'due.name')
    .set({ lease_holder: claim.holder, lease_until: inSeconds(claim.leaseSeconds) })
    .returning('sweeps.name')
    .execute()
  return listed.filter(({ name }) => rows.some((row) => row.name === name)).map(({ name }) => ({ id: name }))
}

/** Renews the claims of sweeps in progress; returns those that are still the holder's. */
export async function renewSweeps(
  db: Queryable,
  { holder, leaseSeconds, names }: Omit<Claim, 'limit'> & { names: readonly string[] },
): Promise<string[]> {
  const rows = await db
    .updateTable('sweeps')
    .set({ lease_until: inSeconds(leaseSeconds) })
    .where('name', 'in', names)
    .where('lease_holder', '=', holder)
    .returning('name')
    .execute()
  return rows.map(({ name }) => name)
}

/** What became of a claimed sweep. `failed`: it is due again after half a minute. */
export interface SweepOutcome {
  id: string
  kind: 'done' | 'failed' | 'given-back'
}

const FAILED_AGAIN_AFTER = sql<Date>`now() + interval '30 seconds'`

/** Records what became of claimed sweeps. */
export async function recordSweeps(
  db: Queryable,
  holder: string,
  outcomes: readonly SweepOutcome[],
): Promise<void> {
  for (const { id, kind } of outcomes) {
    await db
      .updateTable('sweeps')
      .set({
        lease_holder: null,
        lease_until: kind === 'failed' ? FAILED_AGAIN_AFTER : null,
        ...(kind === 'done' ? { last_done_at: sql<Date>`now()` } : {}),
      })
      .where('name', '=', id)
      .where('lease_holder', '=', holder)
      .execute()
  }
}

/** Returns when each sweep last ended, in milliseconds ago by the database's clock; null for never. */
export async function sweepAges(db: Queryable): Promise<{ name: string; ago: number | null }[]> {
  return db
    .selectFrom('sweeps')
    .select(['name', sql<number | null>`(extract(epoch from now() - last_done_at) * 1000)::float8`.as('ago')])
    .orderBy('name')
    .execute()
}

function inSeconds(seconds: number) {
  return sql<Date>`now() + ${seconds} * interval '1 second'`
}
