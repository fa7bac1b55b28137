import type { Queryable, Trx } from '../kernel/core.ts'
import { type CorrectionId, type MemberId, newId, type TicketId } from '../kernel/id.ts'
import type { Category } from '../policy/category.ts'

/** A message and the category a person chose for it. */
export interface CorrectedMessage {
  subject: string
  text: string
  category: Category
}

/** Records a member's correction of a ticket's category, in the caller's transaction. Models learn from it at once. */
export async function recordCorrection(
  trx: Trx,
  given: { ticketId: TicketId; memberId: MemberId; from: Category; to: Category },
  now: Date,
): Promise<CorrectionId> {
  return insertCorrection(trx, { ...given, proposedBy: 'member', confirmedBy: given.memberId }, now)
}

/** Records a customer's proposal in the caller's transaction. */
export async function proposeCorrectionIn(
  trx: Trx,
  given: { ticketId: TicketId; from: Category; to: Category },
  now: Date,
): Promise<CorrectionId> {
  return insertCorrection(trx, { ...given, proposedBy: 'customer', confirmedBy: null }, now)
}

/** Returns every corrected message with its last confirmed category, oldest first, as training data. */
export async function correctedMessages(db: Queryable): Promise<CorrectedMessage[]> {
  const rows = await db
    .selectFrom('corrections')
    .innerJoin('messages', 'messages.id', 'corrections.message_id')
    .select(['corrections.ticket_id', 'corrections.to_category', 'messages.subject', 'messages.new_text'])
    .where('corrections.confirmed_at', 'is not', null)
    .orderBy('corrections.confirmed_at')
    .orderBy('corrections.id')
    .execute()
  const last = new Map(
    rows.map((row) => [
      row.ticket_id,
      { subject: row.subject, text: row.new_text, category: row.to_category },
    ]),
  )
  return [...last.values()].filter(({ text }) => text.trim() !== '')
}

/** Returns how many corrections were confirmed since an instant, to decide whether retraining is useful. */
export async function correctionsSince(db: Queryable, since: Date): Promise<number> {
  const row = await db
    .selectFrom('corrections')
    .select((count) => count.fn.countAll().as('count'))
    .where('confirmed_at', '>', since)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

async function insertCorrection(
  trx: Trx,
  given: {
    ticketId: TicketId
    from: Category
    to: Category
    proposedBy: 'member' | 'customer'
    confirmedBy: MemberId | null
  },
  now: Date,
): Promise<CorrectionId> {
  // The message that opened the ticket was classified; a later reply ("merci") has no content to learn from.
  const first = await trx
    .selectFrom('messages')
    .select('id')
    .where('ticket_id', '=', given.ticketId)
    .where('direction', '=', 'in')
    .where('author_kind', '=', 'customer')
    .orderBy('received_at')
    .orderBy('id')
    .executeTakeFirst()
  const id = newId<'correction'>(now)
  await trx
    .insertInto('corrections')
    .values({
      id,
      ticket_id: given.ticketId,
      message_id: first?.id ?? null,
      from_category: given.from,
      to_category: given.to,
      proposed_by: given.proposedBy,
      at: now,
      confirmed_by: given.confirmedBy,
      confirmed_at: given.confirmedBy && now,
    })
    .execute()
  return id
}
