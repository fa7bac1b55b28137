import { sql } from 'kysely'
import type { Queryable } from './core.ts'

/** An exclusive right of one process, such as polling a mailbox. It expires unless it is renewed. */
export interface Lease {
  /** What is leased, such as `mailbox:fraud`. */
  name: string
  /** Unique to the process and its start. */
  holder: string
  /** How long it lasts after it is taken or renewed. */
  seconds: number
}

/**
 * Takes a lease that is free, expired or already this holder's, and returns whether it is now held.
 * Expiry is compared with the database's clock, so that processes whose clocks differ agree.
 */
export async function takeLease(db: Queryable, lease: Lease): Promise<boolean> {
  const { name, holder } = lease
  const expires = expiry(lease)
  const taken = await db
    .insertInto('leases')
    .values({ name, holder, expires_at: expires })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet({ holder, expires_at: expires })
        .where((row) =>
          row.or([row('leases.expires_at', '<', sql<Date>`now()`), row('leases.holder', '=', holder)]),
        ),
    )
    .returning('name')
    .executeTakeFirst()
  return taken !== undefined
}

/** Renews a lease. Returns false when it is no longer this holder's: another process has taken it, so stop. */
export async function renewLease(db: Queryable, lease: Lease): Promise<boolean> {
  const renewed = await db
    .updateTable('leases')
    .set({ expires_at: expiry(lease) })
    .where('name', '=', lease.name)
    .where('holder', '=', lease.holder)
    .returning('name')
    .executeTakeFirst()
  return renewed !== undefined
}

/** Releases a lease before it expires, so that the next holder need not wait. */
export async function releaseLease(db: Queryable, lease: Lease): Promise<void> {
  await db.deleteFrom('leases').where('name', '=', lease.name).where('holder', '=', lease.holder).execute()
}

function expiry(lease: Lease) {
  return sql<Date>`now() + ${lease.seconds} * interval '1 second'`
}
