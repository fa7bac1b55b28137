import type { Core, Queryable, Trx } from '../kernel/core.ts'
import { type CorrectionId, type MemberId, newId, type TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import type { Category } from '../policy/category.ts'
import { lockTicket } from '../ticket/lock.ts'

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

/** Returns the category the customer put the ticket into, while it stands there and no member has confirmed it. */
export async function customerProposal(
  db: Queryable,
  ticket: { id: TicketId; category: Category },
): Promise<Category | undefined> {
  const row = await unconfirmedProposal(db, ticket).select('id').executeTakeFirst()
  return row && ticket.category
}

/**
 * Confirms that the customer put the ticket into the right category; models learn from it.
 * Throws `already-done` when nothing waits, or the ticket has left that category.
 */
export async function confirmProposal(
  core: Core,
  given: { ticketId: TicketId; memberId: MemberId; category: Category },
): Promise<void> {
  await core.db.transaction().execute(async (trx) => {
    const { id, category } = await lockTicket(trx, given.ticketId)
    const waiting =
      category === given.category
        ? await unconfirmedProposal(trx, { id, category }).select('id').executeTakeFirst()
        : undefined
    if (!waiting) throw new Problem('already-done', 'No category of the customer waits to be confirmed.')
    await trx
      .updateTable('corrections')
      .set({ confirmed_by: given.memberId, confirmed_at: core.clock.now() })
      .where('id', '=', waiting.id)
      .execute()
  })
}

function unconfirmedProposal(db: Queryable, { id, category }: { id: TicketId; category: Category }) {
  return db
    .selectFrom('corrections')
    .where('ticket_id', '=', id)
    .where('proposed_by', '=', 'customer')
    .where('to_category', '=', category)
    .where('confirmed_at', 'is', null)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
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
