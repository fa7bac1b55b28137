import { sql } from 'kysely'
import type { Queryable } from '../kernel/core.ts'
import type { Lease } from '../kernel/lease.ts'

/** A folder of a configured mailbox. */
export interface FolderPlace {
  mailbox: string
  folder: string
}

/**
 * The position up to which a folder was received. UIDs are valid only with their UIDVALIDITY (RFC 9051
 * §2.3.1.1).
 */
export interface FolderCursor {
  uidValidity: string
  /** Every mail up to this UID was received or skipped. */
  lastUid: number
  /** When the folder was first connected: mail that arrived before is backlog. */
  connectedAt: Date
  /**
   * The last UID when the folder was first connected; null once its UIDVALIDITY has changed.
   * Stored besides the date, because a mail moved in later keeps its old date and is no backlog.
   */
  historyEnd: number | null
}

/** Returns a folder's cursor, or null when it was never connected. */
export async function readCursor(db: Queryable, place: FolderPlace): Promise<FolderCursor | null> {
  const row = await db
    .selectFrom('mailbox_cursors')
    .select(['uid_validity', 'last_uid', 'connected_at', 'history_end'])
    .where('mailbox', '=', place.mailbox)
    .where('folder', '=', place.folder)
    .executeTakeFirst()
  return row
    ? {
        uidValidity: row.uid_validity,
        lastUid: row.last_uid,
        connectedAt: row.connected_at,
        historyEnd: row.history_end,
      }
    : null
}

/** Stores the cursor of a folder connected for the first time. */
export async function beginFolder(
  db: Queryable,
  place: FolderPlace,
  cursor: FolderCursor & { historyEnd: number },
): Promise<void> {
  await db
    .insertInto('mailbox_cursors')
    .values({
      mailbox: place.mailbox,
      folder: place.folder,
      uid_validity: cursor.uidValidity,
      last_uid: cursor.lastUid,
      connected_at: cursor.connectedAt,
      history_end: cursor.historyEnd,
      updated_at: cursor.connectedAt,
    })
    .onConflict((conflict) => conflict.columns(['mailbox', 'folder']).doNothing())
    .execute()
}

/**
 * Moves a folder's cursor, only while the lease still belongs to its holder; returns whether it moved.
 * A process that lost the lease must not reset its successor's progress.
 */
export async function moveCursor(
  db: Queryable,
  place: FolderPlace,
  to: { uidValidity: string; lastUid: number },
  lease: Lease,
  now: Date,
): Promise<boolean> {
  const moved = await db
    .updateTable('mailbox_cursors')
    .set({
      uid_validity: to.uidValidity,
      last_uid: to.lastUid,
      // UIDs of another UIDVALIDITY do not tell where the backlog ended.
      history_end: sql<number | null>`case when uid_validity = ${to.uidValidity} then history_end end`,
      updated_at: now,
    })
    .where('mailbox', '=', place.mailbox)
    .where('folder', '=', place.folder)
    .where((row) =>
      row.exists(
        row
          .selectFrom('leases')
          .select('leases.name')
          .where('leases.name', '=', lease.name)
          .where('leases.holder', '=', lease.holder)
          .where('leases.expires_at', '>', sql<Date>`now()`),
      ),
    )
    .returning('mailbox_cursors.folder')
    .executeTakeFirst()
  return moved !== undefined
}
