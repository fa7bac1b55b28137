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
  /** False: no row whose lease another deliverer let expire. True by default. */
  takeOver?: boolean
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
  /** Rows with the same key leave one at a time, in order. */
  orderingKey: string | null
  /** Failed attempts so far. */
  attempts: number
  createdAt: Date
  content: object
}

/**
 * Claims due rows, oldest first: not sent, cancelled or dead, due by the core's clock, leased by nobody. A lease runs
 * by the database's clock, the one clock all processes share; after its expiry another process may claim the row.
 * Of the rows with one ordering key only the first that is unsent can be claimed: they leave one at a time, in order.
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
        .where(isUnclaimed(claim))
        .where(isFirstOfItsKey)
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
      'ordering_key',
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
    orderingKey: row.ordering_key,
    attempts: row.attempts,
    createdAt: row.created_at,
    content: row.content,
  }))
}

function isUnclaimed({ holder, takeOver = true }: Claim) {
  return (eb: ExpressionBuilder<Database, 'outbox'>) => {
    const expired = eb('lease_until', '<', sql<Date>`now()`)
    const mine = eb('lease_holder', '=', holder)
    return eb.or([eb('lease_until', 'is', null), takeOver ? expired : eb.and([expired, mine])])
  }
}

function isFirstOfItsKey(eb: ExpressionBuilder<Database, 'outbox'>) {
  const earlier = eb
    .selectFrom('outbox as earlier')
    .select('earlier.id')
    .whereRef('earlier.ordering_key', '=', 'outbox.ordering_key')
    .whereRef('earlier.id', '<', 'outbox.id')
    .where('earlier.sent_at', 'is', null)
    .where('earlier.cancelled_at', 'is', null)
    .where('earlier.failed_at', 'is', null)
  return eb.or([eb('ordering_key', 'is', null), eb.not(eb.exists(earlier))])
}

function ofMailboxes(choice: MailboxChoice) {
  return (eb: ExpressionBuilder<Database, 'outbox'>) => {
    if ('only' in choice) return eb('mailbox', 'in', choice.only)
    if (choice.except.length === 0) return sql<SqlBool>`true`
    return eb.or([eb('mailbox', 'is', null), eb('mailbox', 'not in', choice.except)])
  }
}

/**
 * Renews the leases of claimed rows. Returns the rows that are still the holder's; others were claimed since. A row that
 * is locked is being recorded or cancelled: it is left as it is.
 */
export async function renewLeases(
  core: Core,
  renewal: { holder: string; ids: readonly OutboxId[]; leaseSeconds: number },
): Promise<OutboxId[]> {
  if (renewal.ids.length === 0) return []
  const rows = await core.db
    .updateTable('outbox')
    .set({ lease_until: inSeconds(renewal.leaseSeconds) })
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('outbox')
        .select('id')
        .where('id', 'in', renewal.ids)
        .where('lease_holder', '=', renewal.holder)
        .forUpdate()
        .skipLocked(),
    )
    .returning('id')
    .execute()
  return rows.map((row) => row.id)
}

function inSeconds(seconds: number) {
  return sql<Date>`now() + ${seconds} * interval '1 second'`
}
