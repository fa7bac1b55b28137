import type { Queryable } from '../kernel/core.ts'

/** The health of a mailbox, whichever process holds it. */
export interface MailboxHealth {
  mailbox: string
  lastSuccessAt: Date | null
  /** Since when every attempt has failed; null while it works. */
  failingSince: Date | null
  /** The last error, in technical terms. */
  lastError: string | null
  /** When the team was alerted to the present failing period. */
  alertedAt: Date | null
}

/** Starts the health record of a mailbox: one that never responds counts as failing from here. */
export async function startMailboxHealth(db: Queryable, mailbox: string, now: Date): Promise<void> {
  await db
    .insertInto('mailbox_health')
    .values({ mailbox, last_success_at: null, failing_since: now, last_error: null, alerted_at: null })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Records that the mailbox was reached and everything in it received, which ends a failing period. */
export async function recordMailboxSuccess(db: Queryable, mailbox: string, now: Date): Promise<void> {
  const well = { last_success_at: now, failing_since: null, last_error: null, alerted_at: null }
  await db
    .insertInto('mailbox_health')
    .values({ mailbox, ...well })
    .onConflict((conflict) => conflict.column('mailbox').doUpdateSet(well))
    .execute()
}

/** Records a failed attempt; the first one starts a failing period. */
export async function recordMailboxFailure(
  db: Queryable,
  mailbox: string,
  reason: string,
  now: Date,
): Promise<void> {
  await db
    .insertInto('mailbox_health')
    .values({ mailbox, last_success_at: null, failing_since: now, last_error: reason, alerted_at: null })
    .onConflict((conflict) =>
      conflict.column('mailbox').doUpdateSet((row) => ({
        failing_since: row.fn.coalesce('mailbox_health.failing_since', row.ref('excluded.failing_since')),
        last_error: reason,
      })),
    )
    .execute()
}

/**
 * Claims the one alert of a failing period.
 * Returns the mailbox's health when it had no success since `silentSince` and no alert yet, else null.
 * Depends on the last success, so that other processes notice one that hangs while it holds the mailbox.
 */
export async function claimSilenceAlert(
  db: Queryable,
  mailbox: string,
  silentSince: Date,
  now: Date,
): Promise<MailboxHealth | null> {
  const row = await db
    .updateTable('mailbox_health')
    .set({ alerted_at: now })
    .where('mailbox', '=', mailbox)
    .where('alerted_at', 'is', null)
    .where((health) => health.fn.coalesce('last_success_at', 'failing_since'), '<=', silentSince)
    .returningAll()
    .executeTakeFirst()
  return row ? asHealth(row) : null
}

/** Releases a claimed alert that could not be sent, so that it is retried. */
export async function returnSilenceAlert(db: Queryable, mailbox: string): Promise<void> {
  await db.updateTable('mailbox_health').set({ alerted_at: null }).where('mailbox', '=', mailbox).execute()
}

/** Returns the health of every mailbox ever polled, by name. */
export async function readMailboxHealth(db: Queryable): Promise<MailboxHealth[]> {
  const rows = await db.selectFrom('mailbox_health').selectAll().orderBy('mailbox').execute()
  return rows.map(asHealth)
}

function asHealth(row: {
  mailbox: string
  last_success_at: Date | null
  failing_since: Date | null
  last_error: string | null
  alerted_at: Date | null
}): MailboxHealth {
  return {
    mailbox: row.mailbox,
    lastSuccessAt: row.last_success_at,
    failingSince: row.failing_since,
    lastError: row.last_error,
    alertedAt: row.alerted_at,
  }
}
