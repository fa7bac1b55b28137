import type { Trx } from '../kernel/core.ts'
import { newId, type OutboxId, type SanctionAppealId, type SanctionId, type TicketId } from '../kernel/id.ts'
import { recordMeasures } from '../promise/measure.ts'
import { refreshSellerWait } from '../ticket/list-columns.ts'
import type { MessagePlan } from './plan.ts'

/** A reply to the mail that notified a seller of a sanction: their appeal (policy §6). */
interface PlannedAppeal {
  sanctionId: SanctionId
  plan: MessagePlan
}

/**
 * Returns the appeals among a batch's messages, and adds each one's event to its plan.
 * Only the first reply to the mail about the sanction itself, in time, is an appeal; others stay the seller's
 * messages.
 */
export async function planAppeals(
  trx: Trx,
  plans: readonly MessagePlan[],
  now: Date,
): Promise<PlannedAppeal[]> {
  const answered = new Map<OutboxId, MessagePlan>()
  for (const plan of plans.filter(isAnswer)) {
    const id = plan.answeredOutboxId
    if (id && !answered.has(id)) answered.set(id, plan)
  }
  if (answered.size === 0) return []
  const rows = await trx
    .selectFrom('sanctions')
    .select(['id', 'notice_id', 'appeal_by'])
    .where('notice_id', 'in', [...answered.keys()])
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
    const plan = notice_id === null ? undefined : answered.get(notice_id)
    if (!plan || (appeal_by && plan.arrival.message.receivedAt > appeal_by)) return []
    plan.events.push({
      ticketId: plan.ticketId,
      kind: 'sanction-appealed',
      actor: { kind: 'seller' },
      at: now,
      detail: { sanctionId: id, messageId: plan.messageId },
    })
    return [{ sanctionId: id, plan }]
  })
}

/**
 * Records what sellers' messages reply to, after the messages are written: all open questions to that seller
 * on that ticket.
 * Records the measure reported to the customer while the ticket is open, and the appeals.
 */
export async function noteSellerAnswers(
  trx: Trx,
  plans: readonly MessagePlan[],
  appeals: readonly PlannedAppeal[],
  now: Date,
): Promise<void> {
  for (const plan of plans.filter(isAnswer)) {
    const { message } = plan.arrival
    const answered = await trx
      .updateTable('seller_requests')
      .set({ answered_at: message.receivedAt, answered_by_message_id: plan.messageId })
      .where('ticket_id', '=', plan.ticketId)
      .where('answered_at', 'is', null)
      .where('closed_at', 'is', null)
      .where((eb) =>
        eb.or([
          eb('recipient', '=', message.from.value),
          eb(
            'seller_id',
            'in',
            eb.selectFrom('sellers').select('sellers.id').where('email', '=', message.from.value),
          ),
        ]),
      )
      .returning('recipient')
      .execute()
    if (answered.length > 0) await refreshSellerWait(trx, [plan.ticketId])
    await cancelReminders(
      trx,
      plan.ticketId,
      answered.map(({ recipient }) => recipient),
      now,
    )
    if (answered.length === 0 || !plan.addition || plan.addition.resolvedAt) continue
    const { round } = plan.addition
    await recordMeasures(trx, [{ ticketId: plan.ticketId, round, kind: 'seller-answered', at: now }])
  }
  if (appeals.length === 0) return
  await trx
    .insertInto('sanction_appeals')
    .values(
      appeals.map(({ sanctionId, plan }) => ({
        id: newId<'sanction-appeal'>(now) satisfies SanctionAppealId,
        sanction_id: sanctionId,
        message_id: plan.messageId,
        text: plan.arrival.message.newText,
        typed_by: null,
        at: plan.arrival.message.receivedAt,
        outcome: null,
        answered_by: null,
        answered_at: null,
        answer: null,
      })),
    )
    .execute()
}

// A reminder that has not left would ask for what has been answered.
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

function isAnswer(plan: MessagePlan): boolean {
  return plan.events.some(({ kind }) => kind === 'seller-answered')
}
