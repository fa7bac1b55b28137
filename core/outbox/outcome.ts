import { sql } from 'kysely'
import type { Core, Trx } from '../kernel/core.ts'
import { SECOND } from '../kernel/duration.ts'
import type { MessageId, OutboxId, TicketId } from '../kernel/id.ts'
import { valuesTable } from '../kernel/values-table.ts'
import type { AfterFault } from './retry.ts'

/** What became of a claimed row. */
export type Outcome = { id: OutboxId } & (
  | { kind: 'sent'; at: Date }
  | AfterFault
  /** It was not tried. */
  | { kind: 'release'; error: null; code: null }
)

/** A row that left, or that never will. */
export interface SettledRow {
  id: OutboxId
  kind: string
  ticketId: TicketId | null
  messageId: MessageId | null
  round: number | null
  createdAt: Date
  /** When it left, or became a dead letter. */
  at: Date
  /** The code of the last fault; null for a row that left. */
  code: string | null
}

/**
 * What follows from a row's leaving, or from its being a dead letter: for tickets, promises, chats. The rooms above hand
 * it in. It waits for no lock: it returns the ids of the rows it could not settle now.
 */
export interface Consequences {
  sent(trx: Trx, core: Core, rows: readonly SettledRow[]): Promise<readonly OutboxId[]>
  dead(trx: Trx, core: Core, rows: readonly SettledRow[]): Promise<readonly OutboxId[]>
}

// What holds a ticket's row for long is rare, and a promise counts from when the row left.
const SETTLED_AGAIN_AFTER = 5 * SECOND

/**
 * Records outcomes, and returns the ids recorded; a row that somebody has locked is not, and is to be recorded later.
 * A row that left counts as sent once, even if cancelled on its way. The other outcomes count only for rows that
 * `holder` still has. The consequences follow in the same transaction, or where a lock is in the way by `settleDeferred`.
 */
export async function recordOutcomes(
  core: Core,
  holder: string,
  outcomes: readonly Outcome[],
  consequences: Consequences,
): Promise<OutboxId[]> {
  if (outcomes.length === 0) return []
  return core.db.transaction().execute(async (trx) => {
    const rows = await lockUnlocked(trx, outcomes)
    const counting = outcomes.filter((outcome) =>
      rows.some((row) => row.id === outcome.id && counts(row, holder, outcome)),
    )
    const now = core.clock.now()
    const settled = (kind: 'sent' | 'dead') =>
      counting.flatMap((outcome): SettledRow[] => {
        const row = rows.find(({ id }) => id === outcome.id)
        if (!row || outcome.kind !== kind) return []
        return [{ ...settledRow(row), at: outcome.kind === 'sent' ? outcome.at : now, code: codeOf(outcome) }]
      })
    // Before the rows are updated: an update of a row this transaction has changed already would wait for its ticket.
    const deferred = [
      ...(await consequences.sent(trx, core, settled('sent'))),
      ...(await consequences.dead(trx, core, settled('dead'))),
    ]
    await update(trx, core, counting, deferred)
    await postponeSameKey(trx, counting, rows)
    const known = new Set(rows.map(({ id }) => id))
    const missing = outcomes.filter(({ id }) => !known.has(id))
    const locked = missing.length > 0 ? await unsent(trx, missing) : []
    return outcomes.flatMap(({ id }) => (locked.includes(id) ? [] : id))
  })
}

function lockUnlocked(trx: Trx, outcomes: readonly Outcome[]) {
  return trx
    .selectFrom('outbox')
    .select(['id', 'kind', 'ticket_id', 'message_id', 'round', 'created_at', 'ordering_key'])
    .select(['lease_holder', 'cancelled_at', 'failed_at'])
    .where(
      'id',
      'in',
      outcomes.map(({ id }) => id),
    )
    .where('sent_at', 'is', null)
    .orderBy('id')
    .forUpdate()
    .skipLocked()
    .execute()
}

type LockedRow = Awaited<ReturnType<typeof lockUnlocked>>[number]

function counts(row: LockedRow, holder: string, { kind }: Outcome): boolean {
  if (kind === 'sent') return true
  return (
    row.lease_holder === holder && row.failed_at === null && !(kind === 'dead' && row.cancelled_at !== null)
  )
}

function codeOf(outcome: Outcome): string | null {
  return outcome.kind === 'sent' ? null : outcome.code
}

/** What is written of an outcome; absent fields are null in the listed table. */
interface Listed {
  id: OutboxId
  outcome: Outcome['kind']
  at?: Date
  sendAfter?: Date
  error?: string | null
  code?: string | null
  settleAt: Date | null
}

async function update(
  trx: Trx,
  core: Core,
  outcomes: readonly Outcome[],
  deferred: readonly OutboxId[],
): Promise<void> {
  if (outcomes.length === 0) return
  const now = core.clock.now()
  const settleAt = new Date(now.getTime() + SETTLED_AGAIN_AFTER)
  const listed = outcomes.map(({ kind, ...fields }): Listed => {
    return { outcome: kind, at: now, settleAt: deferred.includes(fields.id) ? settleAt : null, ...fields }
  })
  const columns = sql`id uuid, outcome text, at timestamptz, "sendAfter" timestamptz, "settleAt" timestamptz,
    error text, code text`
  const is = (...kinds: Outcome['kind'][]) => sql<boolean>`listed.outcome in (${sql.join(kinds)})`
  await trx
    .updateTable('outbox')
    .from(valuesTable<Listed>(columns, listed))
    .whereRef('outbox.id', '=', 'listed.id')
    .set({
      sent_at: sql`case when ${is('sent')} then listed.at end`,
      cancelled_at: sql`case when ${is('sent')} then null else cancelled_at end`,
      failed_at: sql`case when ${is('dead')} then listed.at end`,
      send_after: sql`coalesce(listed."sendAfter", send_after)`,
      attempts: sql`attempts + case when ${is('retry', 'dead')} then 1 else 0 end`,
      last_error: sql`case when ${is('sent')} then null else coalesce(listed.error, last_error) end`,
      last_code: sql`case when ${is('sent')} then null else coalesce(listed.code, last_code) end`,
      consequences_due_at: sql`listed."settleAt"`,
      lease_holder: null,
      lease_until: null,
    })
    .execute()
}

// So that a receiver that is away costs one attempt at a time, and no look at all that wait for it.
async function postponeSameKey(
  trx: Trx,
  outcomes: readonly Outcome[],
  rows: readonly LockedRow[],
): Promise<void> {
  for (const outcome of outcomes) {
    if (outcome.kind !== 'retry' && outcome.kind !== 'wait') continue
    const key = rows.find(({ id }) => id === outcome.id)?.ordering_key
    if (!key) continue
    await trx
      .updateTable('outbox')
      .set({ send_after: outcome.sendAfter })
      .where('id', 'in', (eb) =>
        eb
          .selectFrom('outbox')
          .select('id')
          .where('ordering_key', '=', key)
          .where('sent_at', 'is', null)
          .where('cancelled_at', 'is', null)
          .where('failed_at', 'is', null)
          .where('send_after', '<', outcome.sendAfter)
          .forUpdate()
          .skipLocked(),
      )
      .execute()
  }
}

type SettledColumns = Pick<LockedRow, 'id' | 'kind' | 'ticket_id' | 'message_id' | 'round' | 'created_at'>

function settledRow(row: SettledColumns): Omit<SettledRow, 'at' | 'code'> {
  return {
    id: row.id,
    kind: row.kind,
    ticketId: row.ticket_id,
    messageId: row.message_id,
    round: row.round,
    createdAt: row.created_at,
  }
}

// Of the rows that were not locked by us: those somebody else has locked. The others are sent already.
async function unsent(trx: Trx, outcomes: readonly Outcome[]): Promise<OutboxId[]> {
  const rows = await trx
    .selectFrom('outbox')
    .select('id')
    .where(
      'id',
      'in',
      outcomes.map(({ id }) => id),
    )
    .where('sent_at', 'is', null)
    .execute()
  return rows.map(({ id }) => id)
}

/** Settles the consequences that a lock was in the way of. Returns how many rows were settled. */
export async function settleDeferred(core: Core, consequences: Consequences): Promise<number> {
  return core.db.transaction().execute(async (trx) => {
    const rows = await trx
      .selectFrom('outbox')
      .select(['id', 'kind', 'ticket_id', 'message_id', 'round', 'created_at'])
      .select(['sent_at', 'failed_at', 'last_code'])
      .where('consequences_due_at', '<=', core.clock.now())
      .orderBy('consequences_due_at')
      .limit(100)
      .forUpdate()
      .skipLocked()
      .execute()
    if (rows.length === 0) return 0
    const settled = (column: 'sent_at' | 'failed_at') =>
      rows.flatMap((row): SettledRow[] => {
        const at = row[column]
        return at ? [{ ...settledRow(row), at, code: row.last_code }] : []
      })
    const deferred = new Set([
      ...(await consequences.sent(trx, core, settled('sent_at'))),
      ...(await consequences.dead(trx, core, settled('failed_at'))),
    ])
    const again = new Date(core.clock.now().getTime() + SETTLED_AGAIN_AFTER)
    for (const [ids, at] of [
      [rows.filter(({ id }) => deferred.has(id)), again],
      [rows.filter(({ id }) => !deferred.has(id)), null],
    ] as const) {
      if (ids.length === 0) continue
      await trx
        .updateTable('outbox')
        .set({ consequences_due_at: at })
        .where(
          'id',
          'in',
          ids.map(({ id }) => id),
        )
        .execute()
    }
    return rows.length - deferred.size
  })
}
