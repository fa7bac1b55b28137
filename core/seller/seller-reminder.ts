import { sql } from 'kysely'
import type { Core, Trx } from '../kernel/core.ts'
import type { SellerId, SellerRequestId, TicketId } from '../kernel/id.ts'
import { type Reference, sellerReference } from '../kernel/reference.ts'
import { enqueueMails, type OutgoingMail } from '../outbox/outbox.ts'
import type { Category } from '../policy/category.ts'
import { recordMeasures } from '../promise/measure.ts'
import { SYSTEM } from '../ticket/event.ts'
import { recordEvents } from '../ticket/event-log.ts'
import { refreshSellerWait } from '../ticket/list-columns.ts'
import { replyMailbox } from '../ticket/team-address.ts'
import { sellerReminderMail } from '../wording/seller.ts'
import { answerDeadline } from './answer-deadline.ts'
import { findSeller } from './seller.ts'
import { sellerMail } from './seller-thread.ts'

const AT_ONCE = 100

/**
 * Reminds each silent seller once, some hours before the deadline, and records it for the customer's update.
 * A seller whose deadline passed during an outage is not reminded. Returns how many were reminded.
 */
export function sweepSellerReminders(core: Core): Promise<number> {
  return inBatches(core, async (trx, now) => {
    const rows = await openRequests(trx)
      .where('remind_at', '<=', now)
      .where('due_at', '>', now)
      .where('outbox.sent_at', '<=', now)
      // A question delayed by an outage is not followed by its reminder at once.
      .where(sql<boolean>`seller_requests.remind_at + (outbox.sent_at - seller_requests.asked_at) <= ${now}`)
      .where('reminded_at', 'is', null)
      .where('tickets.resolved_at', 'is', null)
      .where('tickets.quarantined_at', 'is', null)
      .where('tickets.set_aside_at', 'is', null)
      .where('tickets.merged_into_id', 'is', null)
      .orderBy('remind_at')
      .execute()
    const mails: OutgoingMail[] = []
    for (const row of rows) mails.push(...(await reminder(trx, core, row, now)))
    await enqueueMails(trx, mails, now)
    await markRows(trx, rows, { reminded_at: now })
    await recordEvents(
      trx,
      rows.map((row) => ({ ...eventOf(row, now), kind: 'seller-reminded' as const })),
    )
    await recordMeasures(
      trx,
      rows.map((row) => ({ ...measureOf(row, now), kind: 'seller-reminded' as const })),
    )
    if (mails.length > 0) await core.enqueueDelivery(trx)
    return rows.length
  })
}

/**
 * Records each seller who missed the deadline, in the ticket's history, for its assignee and the customer's
 * update.
 * On a ticket that has ended the question is closed silently. Returns how many there were.
 */
export function sweepSilentSellers(core: Core): Promise<number> {
  return inBatches(core, async (trx, now) => {
    const rows = await openRequests(trx)
      .where('due_at', '<=', now)
      .where((eb) =>
        eb.or([
          eb('tickets.resolved_at', 'is not', null),
          eb('tickets.set_aside_at', 'is not', null),
          eb('tickets.merged_into_id', 'is not', null),
          // One who never got the question is not silent.
          eb(answerDeadline, '<=', now),
        ]),
      )
      .select(['tickets.resolved_at', 'tickets.set_aside_at', 'tickets.merged_into_id'])
      .orderBy('due_at')
      .execute()
    const over = rows.filter((row) => row.resolved_at ?? row.set_aside_at ?? row.merged_into_id)
    const silent = rows.filter((row) => !over.includes(row))
    await markRows(trx, over, { closed_at: now })
    await markRows(trx, silent, { silent_at: now })
    await recordEvents(
      trx,
      silent.map((row) => ({ ...eventOf(row, now), kind: 'seller-silent' as const })),
    )
    await recordMeasures(
      trx,
      silent.map((row) => ({ ...measureOf(row, now), kind: 'seller-silent' as const })),
    )
    return rows.length
  })
}

// Locks both rows and skips locked ones, so that concurrent processes neither repeat an act nor wait.
function openRequests(trx: Trx) {
  return trx
    .selectFrom('seller_requests')
    .innerJoin('tickets', 'tickets.id', 'seller_requests.ticket_id')
    .innerJoin('messages', 'messages.id', 'seller_requests.message_id')
    .innerJoin('outbox', 'outbox.id', 'seller_requests.outbox_id')
    .select(['seller_requests.id', 'seller_requests.ticket_id', 'seller_requests.seller_id'])
    .select([
      'seller_requests.recipient',
      'asked_at',
      'due_at',
      'tickets.round',
      'tickets.reference',
      'tickets.category',
    ])
    .select('messages.text as question')
    .where('answered_at', 'is', null)
    .where('silent_at', 'is', null)
    .where('closed_at', 'is', null)
    .limit(AT_ONCE)
    .forUpdate(['seller_requests', 'tickets'])
    .skipLocked()
}

interface RequestRow {
  id: SellerRequestId
  ticket_id: TicketId
  seller_id: SellerId
  recipient: string
  asked_at: Date
  due_at: Date
  round: number
  reference: Reference
  category: Category
  question: string
}

async function reminder(trx: Trx, core: Core, row: RequestRow, now: Date): Promise<OutgoingMail[]> {
  const seller = await findSeller(trx, row.seller_id)
  if (!seller) return []
  const reference = row.reference
  const ticket = { id: row.ticket_id, reference }
  const mail = sellerReminderMail({
    language: seller.language,
    reference: sellerReference(reference),
    sellerName: seller.name,
    writtenAt: now,
    question: row.question,
    askedAt: row.asked_at,
    answerBy: row.due_at,
  })
  return [
    {
      kind: 'seller-reminder',
      recipientKind: 'seller',
      recipient: row.recipient,
      ticketId: ticket.id,
      messageId: null,
      mailbox: replyMailbox(core.settings, row.category, []),
      content: await sellerMail(trx, ticket, { ...seller, email: row.recipient }, mail, true),
      fingerprint: null,
      sendAfter: now,
    },
  ]
}

async function markRows(
  trx: Trx,
  rows: readonly RequestRow[],
  set: { reminded_at: Date } | { silent_at: Date } | { closed_at: Date },
): Promise<void> {
  if (rows.length === 0) return
  await trx
    .updateTable('seller_requests')
    .set(set)
    .where(
      'id',
      'in',
      rows.map(({ id }) => id),
    )
    .execute()
  await refreshSellerWait(
    trx,
    rows.map(({ ticket_id }) => ticket_id),
  )
}

function eventOf(row: RequestRow, at: Date) {
  const requestId = row.id
  return { ticketId: row.ticket_id, actor: SYSTEM, at, detail: { requestId } }
}

function measureOf(row: RequestRow, at: Date) {
  return { ticketId: row.ticket_id, round: row.round, at }
}

async function inBatches(core: Core, batch: (trx: Trx, now: Date) => Promise<number>): Promise<number> {
  let done = 0
  for (;;) {
    const now = core.clock.now()
    const count = await core.db.transaction().execute((trx) => batch(trx, now))
    done += count
    if (count < AT_ONCE) break
  }
  if (done > 0) core.wakeDelivery()
  return done
}
