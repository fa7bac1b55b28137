import type { Queryable, Trx } from '../kernel/core.ts'
import { type CorrectionId, type MemberId, newId, type TicketId } from '../kernel/id.ts'
import type { Category } from '../policy/category.ts'

/** A message and the category a person said it belongs to. */
export interface CorrectedMessage {
  subject: string
  text: string
  category: Category
}

/** Records that a member corrected a ticket's category: it teaches from now on. In the caller's transaction. */
export async function recordCorrection(
  trx: Trx,
  given: { ticketId: TicketId; memberId: MemberId; from: Category; to: Category },
  now: Date,
): Promise<CorrectionId> {
  return insertCorrection(trx, { ...given, proposedBy: 'member', confirmedBy: given.memberId }, now)
}

/** Records a category a customer proposes, in the caller's transaction; it teaches only once a member has confirmed it. */
export async function proposeCorrectionIn(
  trx: Trx,
  given: { ticketId: TicketId; from: Category; to: Category },
  now: Date,
): Promise<CorrectionId> {
  return insertCorrection(trx, { ...given, proposedBy: 'customer', confirmedBy: null }, now)
}

/** Every corrected message with its last confirmed category, oldest first: what a model learns beside the shipped examples. */
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
      { subject: row.subject, text: row.new_text, category: row.to_category as Category },
    ]),
  )
  return [...last.values()].filter(({ text }) => text.trim() !== '')
}

/** How many corrections have been confirmed since an instant: whether learning again is worth it. */
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
  // What opened the ticket is what was judged; a later reply ("merci") says nothing of the matter.
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
