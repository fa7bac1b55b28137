import type { AppealOutcome } from '../../db/seller-tables.ts'
import type { Core, Queryable } from '../kernel/core.ts'
import { type MemberId, type MessageId, newId, type SanctionAppealId, type SanctionId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { recordEvents } from '../ticket/event-log.ts'
import { inForce, liftLockedSanction } from './sanction.ts'
import { notifyOfUpholding } from './sanction-notice.ts'
import { acting, deciding, lockSanction } from './sanction-record.ts'

/** A seller's appeal against a sanction; its first message is read in the seller's thread. */
export interface SanctionAppeal {
  id: SanctionAppealId
  sanctionId: SanctionId
  messageId: MessageId | null
  text: string
  at: Date
  /** The member who entered it for the seller; null when the seller replied to our mail. */
  typedBy: MemberId | null
  decision: { outcome: AppealOutcome; by: MemberId; at: Date; text: string } | null
}

/**
 * Records an appeal made by telephone or elsewhere; a reply to the mail about the sanction is an appeal by
 * itself.
 * Throws a Problem for an appeal that is empty, too late, a second one, or against a sanction not in force.
 */
export async function appealSanction(
  core: Core,
  given: { sanctionId: SanctionId; memberId: MemberId; text: string },
): Promise<SanctionAppealId> {
  const text = given.text.trim()
  if (text === '') throw new Problem('invalid-input', 'Write down what the seller says against it.')
  return core.db.transaction().execute(async (trx) => {
    const { ticket, sanction } = await lockSanction(trx, given.sanctionId)
    await acting(trx, given.memberId)
    const now = core.clock.now()
    if (!inForce(sanction))
      throw new Problem('invalid-input', 'This sanction is not in force: there is nothing to appeal against.')
    if (sanction.appealBy && now > sanction.appealBy)
      throw new Problem(
        'invalid-input',
        'The time to appeal is over. A supervisor may still lift the sanction.',
      )
    if ((await appealsOf(trx, sanction.id)).length > 0)
      throw new Problem('already-done', 'The seller has appealed against this sanction already.')
    const id = newId<'sanction-appeal'>(now)
    await trx
      .insertInto('sanction_appeals')
      .values({ id, sanction_id: sanction.id, text, typed_by: given.memberId, at: now })
      .execute()
    const actor = { kind: 'member', id: given.memberId } as const
    const detail = { sanctionId: sanction.id, appealId: id }
    await recordEvents(trx, [{ ticketId: ticket.id, kind: 'sanction-appealed', actor, at: now, detail }])
    return id
  })
}

/**
 * Decides an appeal: upholds the sanction, or lifts it with all consequences, and writes to the seller.
 * Needs a supervisor or administrator who did not decide on the sanction. Throws `already-done` when it was
 * decided before.
 */
export async function decideAppeal(
  core: Core,
  given: { appealId: SanctionAppealId; memberId: MemberId; outcome: AppealOutcome; text: string },
): Promise<void> {
  const text = given.text.trim()
  if (text === '') throw new Problem('invalid-input', 'Say why, in words for the seller: they are told them.')
  await core.db.transaction().execute(async (trx) => {
    await deciding(trx, given.memberId)
    const found = await trx
      .selectFrom('sanction_appeals')
      .select('sanction_id')
      .where('id', '=', given.appealId)
      .executeTakeFirst()
    if (!found) throw new Problem('not-found', 'There is no such appeal.')
    const { ticket, sanction, seller } = await lockSanction(trx, found.sanction_id)
    const appeal = (await appealsOf(trx, sanction.id)).find(({ id }) => id === given.appealId)
    if (!appeal || appeal.decision)
      throw new Problem('already-done', 'This appeal has been answered already.')
    if (sanction.decision?.by === given.memberId)
      throw new Problem('not-allowed', 'You decided on this sanction: someone else answers the appeal.')
    const now = core.clock.now()
    await trx
      .updateTable('sanction_appeals')
      .set({ outcome: given.outcome, answered_by: given.memberId, answered_at: now, answer: text })
      .where('id', '=', appeal.id)
      .execute()
    const actor = { kind: 'member', id: given.memberId } as const
    const detail = { sanctionId: sanction.id, appealId: appeal.id, outcome: given.outcome }
    await recordEvents(trx, [
      { ticketId: ticket.id, kind: 'sanction-appeal-answered', actor, at: now, detail },
    ])
    const { memberId } = given
    if (given.outcome === 'upheld')
      await notifyOfUpholding(trx, core, {
        ...{ ticket, sanction, seller, memberId, reason: text, appealedAt: appeal.at },
      })
    else await liftLockedSanction(trx, core, { sanctionId: sanction.id, memberId, reason: text })
  })
  core.wakeDelivery()
}

/** Returns the appeals against a sanction, oldest first. The caller has checked the reader. */
export async function appealsOf(db: Queryable, sanctionId: SanctionId): Promise<SanctionAppeal[]> {
  const rows = await db
    .selectFrom('sanction_appeals')
    .selectAll()
    .where('sanction_id', '=', sanctionId)
    .orderBy('at')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    sanctionId: row.sanction_id,
    messageId: row.message_id,
    text: row.text,
    at: row.at,
    typedBy: row.typed_by,
    decision:
      row.outcome && row.answered_by && row.answered_at
        ? {
            outcome: row.outcome,
            by: row.answered_by,
            at: row.answered_at,
            text: row.answer ?? '',
          }
        : null,
  }))
}
