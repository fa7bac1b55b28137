import type { Trx } from '../kernel/core.ts'
import { newId, type OutboxId, type SanctionAppealId, type SanctionId, type TicketId } from '../kernel/id.ts'
import { recordMeasures } from '../promise/measure.ts'
import { refreshSellerWait } from '../ticket/list-columns.ts'
import type { MessagePlan } from './plan.ts'

/** An answer to the mail that told a seller of a sanction: their appeal (policy §6). */
interface PlannedAppeal {
  sanctionId: SanctionId
  draft: MessagePlan
}

/**
 * The appeals among a batch's messages, each with its event put into its draft. Only an answer to the very mail that
 * told of the sanction is one, in time and for the first time; whatever else the seller writes is kept as their message.
 */
export async function planAppeals(
  trx: Trx,
  drafts: readonly MessagePlan[],
  now: Date,
): Promise<PlannedAppeal[]> {
  const answered = new Map<string, MessagePlan>()
  for (const draft of drafts.filter(isAnswer)) {
    const id = draft.answeredOutboxId
    if (id && !answered.has(id)) answered.set(id, draft)
  }
  if (answered.size === 0) return []
  const rows = await trx
    .selectFrom('sanctions')
    .select(['id', 'notice_id', 'appeal_by'])
    .where('notice_id', 'in', [...answered.keys()] as OutboxId[])
    .where('decision', '=', 'yes')
    .where('lifted_at', 'is', null)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('sanction_appeals')
            .select('sanction_appeals.id')
            .whereRef('sanction_appeals.sanction_id', '=', 'sanctions.id'),
        ),
      ),
    )
    .forUpdate()
    .execute()
  return rows.flatMap(({ id, notice_id, appeal_by }) => {
    const draft = answered.get(notice_id ?? '')
    if (!draft || (appeal_by && draft.arrival.message.receivedAt > appeal_by)) return []
    draft.events.push({
      ticketId: draft.ticketId,
      kind: 'sanction-appealed',
      actor: { kind: 'seller' },
      at: now,
      detail: { sanctionId: id, messageId: draft.messageId },
    })
    return [{ sanctionId: id as SanctionId, draft }]
  })
}

/**
 * Notes what sellers' messages answer, after the messages are written: every open question to that seller on that
 * ticket, the measure the customer is told of while the matter is open, and the appeals.
 */
export async function noteSellerAnswers(
  trx: Trx,
  drafts: readonly MessagePlan[],
  appeals: readonly PlannedAppeal[],
  now: Date,
): Promise<void> {
  for (const draft of drafts.filter(isAnswer)) {
    const { message } = draft.arrival
    const answered = await trx
      .updateTable('seller_requests')
      .set({ answered_at: message.receivedAt, answered_by_message_id: draft.messageId })
      .where('ticket_id', '=', draft.ticketId)
      .where('answered_at', 'is', null)
      .where('closed_at', 'is', null)
      .where((eb) =>
        eb.or([
          eb('recipient', '=', message.from.value),
          eb(
            'seller_id',
            'in',
            eb.selectFrom('sellers').select('id').where('email', '=', message.from.value),
          ),
        ]),
      )
      .returning('recipient')
      .execute()
    if (answered.length > 0) await refreshSellerWait(trx, [draft.ticketId])
    await cancelReminders(
      trx,
      draft.ticketId,
      answered.map(({ recipient }) => recipient),
      now,
    )
    if (answered.length === 0 || !draft.addition || draft.addition.resolvedAt) continue
    const { round } = draft.addition
    await recordMeasures(trx, [{ ticketId: draft.ticketId, round, kind: 'seller-answered', at: now }])
  }
  if (appeals.length === 0) return
  await trx
    .insertInto('sanction_appeals')
    .values(
      appeals.map(({ sanctionId, draft }) => ({
        id: newId<'sanction-appeal'>(now) satisfies SanctionAppealId,
        sanction_id: sanctionId,
        message_id: draft.messageId,
        text: draft.arrival.message.newText,
        typed_by: null,
        at: draft.arrival.message.receivedAt,
        outcome: null,
        answered_by: null,
        answered_at: null,
        answer: null,
      })),
    )
    .execute()
}

// One that has not left would ask for what has been answered.
async function cancelReminders(
  trx: Trx,
  ticketId: TicketId,
  recipients: readonly string[],
  at: Date,
): Promise<void> {
  if (recipients.length === 0) return
  await trx
    .updateTable('outbox')
    .set({ cancelled_at: at })
    .where('ticket_id', '=', ticketId)
    .where('kind', '=', 'seller-reminder')
    .where('recipient', 'in', recipients)
    .where('sent_at', 'is', null)
    .where('cancelled_at', 'is', null)
    .where('failed_at', 'is', null)
    .execute()
}

function isAnswer(draft: MessagePlan): boolean {
  return draft.events.some(({ kind }) => kind === 'seller-answered')
}
