import { type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { OutboxChannel } from '../../db/column-values.ts'
import type { Database } from '../../db/schema.ts'
import type { Core } from '../kernel/core.ts'
import type { MessageId, OutboxId, TicketId } from '../kernel/id.ts'

export type { OutboxChannel }

/** The mailboxes a deliverer serves. `except` also covers rows that name no mailbox. */
export type MailboxChoice = { only: readonly string[] } | { except: readonly string[] }

interface Claim {
  channel: OutboxChannel
  /** Unique per running deliverer; owns the claimed rows. */
  holder: string
  limit: number
  leaseSeconds: number
  mailboxes?: MailboxChoice
}

/** A due outbox row, leased to the deliverer that claimed it. */
export interface DueDelivery {
  id: OutboxId
  kind: string
  ticketId: TicketId | null
  messageId: MessageId | null
  mailbox: string | null
  recipient: string
  automatic: boolean
  /** Failed attempts so far. */
  attempts: number
  createdAt: Date
  content: object
}

/**
 * Claims due rows, oldest first: not sent, cancelled or dead, due by the core's clock, leased by nobody. A lease runs
 * by the database's clock, the one clock all processes share; after its expiry another process may claim the row.
 */
export async function claimDue(core: Core, claim: Claim): Promise<DueDelivery[]> {
  const rows = await core.db
    .with('due', (db) =>
      db
        .selectFrom('outbox')
        .select('id')
        .where('channel', '=', claim.channel)
        .where('sent_at', 'is', null)
        .where('cancelled_at', 'is', null)
        .where('failed_at', 'is', null)
        .where('send_after', '<=', core.clock.now())
        .where((eb) => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<', sql<Date>`now()`)]))
        .where(ofMailboxes(claim.mailboxes ?? { except: [] }))
        .orderBy('send_after')
        .limit(claim.limit)
        .forUpdate()
        .skipLocked(),
    )
    .updateTable('outbox')
    .from('due')
    .whereRef('outbox.id', '=', 'due.id')
    .set({ lease_holder: claim.holder, lease_until: inSeconds(claim.leaseSeconds) })
    .returning([
      'outbox.id',
      'kind',
      'ticket_id',
      'message_id',
      'mailbox',
      'recipient',
      'automatic',
      'attempts',
      'send_after',
      'created_at',
      'content',
    ])
    .execute()
  rows.sort((a, b) => a.send_after.getTime() - b.send_after.getTime())
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    ticketId: row.ticket_id,
    messageId: row.message_id,
    mailbox: row.mailbox,
    recipient: row.recipient,
    automatic: row.automatic,
    attempts: row.attempts,
    createdAt: row.created_at,
    content: row.content,
  }))
}

function ofMailboxes(choice: MailboxChoice) {
  return (eb: ExpressionBuilder<Database, 'outbox'>) => {
    if ('only' in choice) return eb('mailbox', 'in', choice.only)
    if (choice.except.length === 0) return sql<SqlBool>`true`
    return eb.or([eb('mailbox', 'is', null), eb('mailbox', 'not in', choice.except)])
  }
}

/** Renews the leases of claimed rows. Returns the rows that are still the holder's; others were claimed since. */
export async function renewLeases(
  core: Core,
  renewal: { holder: string; ids: readonly OutboxId[]; leaseSeconds: number },
): Promise<OutboxId[]> {
  if (renewal.ids.length === 0) return []
  const rows = await core.db
    .updateTable('outbox')
    .set({ lease_until: inSeconds(renewal.leaseSeconds) })
    .where('id', 'in', renewal.ids)
    .where('lease_holder', '=', renewal.holder)
    .returning('id')
    .execute()
  return rows.map((row) => row.id)
}

/** Releases claimed rows unsent, so that any deliverer may claim them at once; `error` is why they were not sent. */
export async function releaseClaims(
  core: Core,
  release: { holder: string; ids: readonly OutboxId[]; error: string | null },
): Promise<void> {
  if (release.ids.length === 0) return
  await core.db
    .updateTable('outbox')
    .set({ lease_holder: null, lease_until: null, ...(release.error ? { last_error: release.error } : {}) })
    .where('id', 'in', release.ids)
    .where('lease_holder', '=', release.holder)
    .execute()
}

function inSeconds(seconds: number) {
  return sql<Date>`now() + ${seconds} * interval '1 second'`
}
