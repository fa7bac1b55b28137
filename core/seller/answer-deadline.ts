import { sql } from 'kysely'
import type { Queryable } from '../kernel/core.ts'
import type { SellerId, TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import type { SanctionReason } from '../policy/sanction-kind.ts'

/**
 * Thrown for a verdict on a seller who may still answer (policy §6).
 * `until` is null while the question has not left: their time has not begun.
 */
export class SellerMayAnswer extends Problem {
  readonly until: Date | null
  constructor(until: Date | null) {
    const state = until ? `The seller has still time to answer, until ${until.toISOString()}` : NOT_LEFT
    super('too-early', `${state}. Judge it afterwards.`)
    this.until = until
  }
}

const NOT_LEFT = 'The question has not left yet, so the seller has still time to answer'

/** Thrown for a sanction for silence when no question on the ticket outlived its time to answer. */
export class SellerNotSilent extends Problem {
  constructor() {
    super(
      'invalid-input',
      'On this ticket no question to the seller has gone unanswered past its time. Ask first, or give another ground.',
    )
  }
}

/**
 * Selects until when a seller may answer, from `seller_requests` joined with its `outbox` row; null before it left.
 * A seller who got the question late has the same time to answer.
 */
export const answerDeadline = sql<Date | null>`seller_requests.due_at + (outbox.sent_at - seller_requests.asked_at)`

/** Throws `SellerMayAnswer` for a question that is unanswered while its time runs. */
export function refuseWhileAnswerable(
  question: { answeredAt: Date | null; deadline: Date | null },
  now: Date,
): void {
  const { answeredAt, deadline } = question
  if (answeredAt === null && (deadline === null || deadline > now)) throw new SellerMayAnswer(deadline)
}

// What is said of a seller by these grounds, an answer in time would refute.
const REFUTED_BY_AN_ANSWER: readonly SanctionReason[] = ['no-answer', 'refused']

/**
 * Checks the ground of a sanction against the questions its ticket put to the seller (policy §6).
 * Throws `SellerMayAnswer` for silence or refusal while one may still be answered, `SellerNotSilent` for silence when there was none.
 */
export async function checkGround(
  db: Queryable,
  given: { ticketId: TicketId; sellerId: SellerId; ground: SanctionReason; now: Date },
): Promise<void> {
  const { now, ground } = given
  if (!REFUTED_BY_AN_ANSWER.includes(ground)) return
  const rows = await db
    .selectFrom('seller_requests')
    .innerJoin('outbox', 'outbox.id', 'seller_requests.outbox_id')
    .select(['answered_at', 'closed_at', 'cooperated', answerDeadline.as('deadline')])
    .where('seller_requests.ticket_id', '=', given.ticketId)
    .where('seller_id', '=', given.sellerId)
    .orderBy('deadline', (order) => order.desc().nullsFirst())
    .execute()
  const questions = rows.map((row) => ({ ...row, answeredAt: row.answered_at }))
  for (const question of questions.filter(({ closed_at }) => closed_at === null))
    refuseWhileAnswerable(question, now)
  const missed = questions.some(
    ({ answeredAt, deadline, cooperated }) =>
      cooperated !== true &&
      deadline !== null &&
      deadline <= now &&
      (answeredAt === null || answeredAt > deadline),
  )
  if (ground === 'no-answer' && !missed) throw new SellerNotSilent()
}
