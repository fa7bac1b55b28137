import { sql } from 'kysely'
import type { Queryable } from './core.ts'

/** A right only one process has at a time, such as polling a mailbox. It ends by itself when it is not renewed. */
export interface Lease {
  /** What is held, such as `mailbox:fraud`. */
  name: string
  /** Who holds it: unique to the process and its start. */
  holder: string
  /** For how long it is taken and renewed. */
  seconds: number
}

/**
 * Takes a lease that is free, expired or already this holder's; answers whether it is now held.
 * Expiry is compared with the database's own time, so that processes whose clocks differ agree.
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

/** Prolongs a lease. False when it is no longer this holder's: someone else has had it since, so stop. */
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

/** Gives a lease back before it expires, so that the next holder need not wait. */
export async function releaseLease(db: Queryable, lease: Lease): Promise<void> {
  await db.deleteFrom('leases').where('name', '=', lease.name).where('holder', '=', lease.holder).execute()
}

function expiry(lease: Lease) {
  return sql<Date>`now() + ${lease.seconds} * interval '1 second'`
}
